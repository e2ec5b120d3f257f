from pathlib import Path

import pytest

from assist.cli.console.mapping import bodies, run
from assist.errors import ConfigError

DESK = """
title = "Desk"
[[event]]
does = "message"
when = { type = "said" }
conversation = "chat"
message_id = "id"
text = "text"
speaker = "customer"
[[event]]
does = "deletion"
conversation = "chat"
message_id = "id"
[[example]]
about = "a line"
body = "type=said&chat=1&id=2&text=a"
form = true
gives = [{ does = "message", text = "a" }]
"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    path = tmp_path / "desk.toml"
    path.write_text(DESK)
    return path


def test_examples_that_come_out_are_counted_and_what_none_shows_is_named(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(desk) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{desk}: no example gives a deletion; write one, so that it is tried",
        f"{desk}: Desk, 2 events, 1 examples: all as they say.",
    ]


def test_an_example_that_does_not_come_out_ends_with_1(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.write_text(DESK.replace('text = "a" }', 'text = "b" }'))
    assert run(desk) == 1
    assert f"{desk}, line 14, [[example]] 1: gives 1: text is 'a', not 'b'" in (
        capsys.readouterr().out
    )


def test_the_bodies_of_the_examples_are_as_they_stand_there(desk: Path) -> None:
    ((about, written),) = bodies(desk)
    assert (about, written.body) == ("a line", b"type=said&chat=1&id=2&text=a")
    assert written.headers["content-type"] == "application/x-www-form-urlencoded"


def test_a_mapping_must_be_named() -> None:
    with pytest.raises(ConfigError, match="--mapping FILE"):
        run(None)
