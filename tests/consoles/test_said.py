from dataclasses import asdict

import pytest

from assist.consoles import said
from assist.errors import FrameError
from assist.wire.decode import strict
from assist.wire.requests import ContextRequest, MessageRequest, RevisionRequest


def test_a_message_is_said_as_our_own_format_would() -> None:
    heard = said.message(
        conversation=567,
        message_id=1234,
        speaker="customer",
        text="Where is it?",
        at=5.0,
        name="Jane",
    )
    assert heard.said == (
        MessageRequest(
            conversation="567",
            message_id="1234",
            speaker="customer",
            text="Where is it?",
            at=5.0,
            name="Jane",
        ),
    )


@pytest.mark.parametrize("text", [None, "", " \n\t"])
def test_without_words_there_is_nothing_to_follow(text: str | None) -> None:
    heard = said.message(conversation=1, message_id=1, speaker="agent", text=text)
    assert heard.said == ()
    assert heard.left_out == (said.EMPTY,)


def test_what_is_too_long_is_cut_and_what_cannot_be_written_replaced() -> None:
    (message,) = said.message(
        conversation="c",
        message_id="m",
        speaker="agent",
        text="\ud800" + "x" * 100_000,
        name="n" * 500,
    ).said
    assert isinstance(message, MessageRequest)
    assert message.text == "?" + "x" * (64 * 1024 - 1)
    assert message.name == "n" * 200
    # It is within the bounds of the wire.
    plain = {key: value for key, value in asdict(message).items() if value is not None}
    assert strict(plain, MessageRequest) == message


@pytest.mark.parametrize("id", ["", "x" * 201])
def test_a_name_that_is_none_is_refused(id: str) -> None:
    with pytest.raises(FrameError):
        said.message(conversation=id, message_id="m", speaker="agent", text="hello")
    with pytest.raises(FrameError):
        said.message(conversation="c", message_id=id, speaker="agent", text="hello")
    with pytest.raises(FrameError):
        said.revision(conversation="c", message_id="m", revision_id=id, text="hello")


@pytest.mark.parametrize("text", [None, "", "  "])
def test_a_message_that_has_no_words_any_more_was_taken_back(text: str | None) -> None:
    heard = said.revision(conversation=1, message_id=2, revision_id="2/3", text=text)
    assert heard.said == (RevisionRequest(conversation="1", message_id="2", revision_id="2/3"),)


def test_a_context_tells_what_is_known_and_nothing_where_nothing_is() -> None:
    heard = said.context(conversation=1, context_id="k", agent=7, agent_name="  Ana ")
    assert heard.said == (
        ContextRequest(conversation="1", context_id="k", agent="7", agent_name="Ana"),
    )
    assert said.context(conversation=1, context_id="k").said == ()


def test_parts_of_a_payload_keep_their_order() -> None:
    heard = said.left_out(said.PRIVATE) + said.context(conversation=1, context_id="k", agent=7)
    heard += said.message(conversation=1, message_id=2, speaker="agent", text="hello")
    assert [type(one) for one in heard.said] == [ContextRequest, MessageRequest]
    assert heard.left_out == (said.PRIVATE,)
