import pytest

from assist.consoles import said
from assist.consoles.contract import Heard
from assist.consoles.spoken import joined, spoken
from assist.errors import FrameError
from assist.wire.requests import ContextRequest, MessageRequest


def test_what_is_known_of_the_speaker_comes_before_the_words() -> None:
    context, message = spoken(
        conversation=1, message_id=2, speaker="agent", text="hi", at=3.0, name="Ada", who=4
    ).said
    assert context == ContextRequest(
        conversation="1", context_id="2/who", at=3.0, agent="4", agent_name="Ada"
    )
    assert message == MessageRequest(
        conversation="1", message_id="2", speaker="agent", text="hi", at=3.0, name="Ada"
    )


def test_a_customer_is_no_agent() -> None:
    context = spoken(
        conversation=1, message_id=2, speaker="customer", text="hi", name="J", who=5, channel="Web"
    ).said[0]
    assert context == ContextRequest(
        conversation="1", context_id="2/who", customer="5", channel="web"
    )


def test_nothing_known_is_nothing_told() -> None:
    heard = spoken(conversation=1, message_id=2, speaker="agent", text="hi", name="Ada", who="")
    assert [type(one) for one in heard.said] == [MessageRequest]


def test_without_words_nothing_is_said_of_the_speaker_either() -> None:
    heard = spoken(conversation=1, message_id=2, speaker="agent", text=" ", who=4)
    assert heard == said.left_out(said.EMPTY)


def test_a_name_that_is_too_long_is_refused() -> None:
    with pytest.raises(FrameError):
        spoken(conversation=1, message_id=2, speaker="agent", text="hi", who="x" * 201)
    with pytest.raises(FrameError):
        spoken(conversation=1, message_id="x" * 199, speaker="agent", text="hi", who="x")


def test_several_are_joined_in_their_order() -> None:
    one, two = Heard(left_out=("a",), account="x"), Heard(left_out=("b",))
    assert joined([one, two]) == Heard(left_out=("a", "b"), account="x")
    assert joined([]) == Heard()
