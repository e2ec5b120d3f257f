import pytest
from redis.exceptions import (
    MasterDownError,
    NoPermissionError,
    NoScriptError,
    OutOfMemoryError,
    ReadOnlyError,
    ResponseError,
)

from assist.journal.redis.errors import has_moved, why

SIX = "Error running script (call to f_12): @user_script:3: -{} script: f_12, on @user_script:3."


@pytest.mark.parametrize(
    "error",
    [
        ReadOnlyError("You can't write against a read only replica."),
        NoScriptError("No matching script."),
        MasterDownError("MASTERDOWN Link with MASTER is down"),
        ResponseError(SIX.format("READONLY You can't write against a read only replica.")),
        ResponseError("CLUSTERDOWN The cluster is down"),
    ],
)
def test_another_connection_may_mend_what_a_server_in_another_place_refuses(
    error: ResponseError,
) -> None:
    assert has_moved(error, of_a_script=True)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OutOfMemoryError("command not allowed when used memory > 'maxmemory'."), "Redis is full"),
        (ResponseError(SIX.format("OOM command not allowed")), "Redis is full"),
        (ResponseError("MISCONF Redis is configured to save RDB snapshots"), "to its disk"),
        (ResponseError("NOREPLICAS Not enough good replicas to write."), "too few replicas"),
        (NoPermissionError("this user has no permissions"), "does not allow"),
        (ResponseError("value is not an integer"), "refused a call"),
    ],
)
def test_what_stays_refused_is_said_in_plain_words(error: ResponseError, said: str) -> None:
    assert not has_moved(error, of_a_script=True)
    assert said in why(error)


def test_only_a_script_can_speak_of_another_term() -> None:
    assert has_moved([b"TERM"], of_a_script=True)
    assert not has_moved([b"TERM"], of_a_script=False)
    assert not has_moved([b"OK", 1], of_a_script=True)
    assert not has_moved(None, of_a_script=False)
