"""What the platform says beside the words -> the conversation that knows it."""

import pytest
from msgspec.structs import replace

from assist.conversation.context import after_context, memory
from assist.conversation.state import Context, Conversation
from assist.events import ContextGiven
from assist.ledger import Frame, Issue, Memory, Move, Promise, Stage
from assist.vocabulary import PromiseStatus

LATE = Issue(issue_id="i1", about="problem", words="the parcel is late")
CALL = Promise(promise_id="p1", words="in an hour", message_id="a1", at=1, due=3601)
ODIN = Frame(name="Odin", words="can I be Odin?", message_id="m1", at=1)


def told(chat: Conversation, **known: object) -> Conversation:
    return after_context(chat, ContextGiven(context_id="c", at=1, **known))  # type: ignore[arg-type]


def left(conversation: str = "old", at: float = 0, **open: object) -> Memory:
    return Memory(conversation=conversation, at=at, **open)  # type: ignore[arg-type]


NEW = Conversation.new()


def test_what_is_told_is_known_and_what_is_left_out_stays() -> None:
    chat = told(NEW, customer="c42", channel="email", agent_name="Ana", order="1234")
    chat = told(chat, item="lamp", channel="chat")
    assert chat.context == Context(
        customer="c42", agent_name="Ana", channel="chat", order="1234", item="lamp"
    )


def test_nothing_told_changes_nothing() -> None:
    assert told(NEW) == NEW


def test_another_agent_is_a_transfer_and_the_first_or_the_same_is_none() -> None:
    first = told(NEW, agent="ana")
    assert not first.transferred
    assert not told(first, agent="ana").transferred
    assert not told(first, channel="email").transferred
    assert told(first, agent="ben").transferred


def test_a_transfer_lasts_until_somebody_writes_whatever_else_is_told() -> None:
    chat = told(told(NEW, agent="ana"), agent="ben")
    assert told(chat, order="1234").transferred


def test_the_consoles_stage_stands_over_an_inferred_one() -> None:
    inferred = replace(NEW, stage=Stage(stage="use", given=False, words="it works"))
    assert told(inferred, journey="renewal").stage == Stage(stage="renewal", given=True)
    assert told(inferred, channel="email").stage == inferred.stage


def test_what_an_earlier_conversation_left_open_comes_along_before_its_own() -> None:
    own = replace(LATE, words="the refund", moves=(Move(status="raised", message_id="m1", at=1),))
    chat = replace(NEW, issues=(own,))
    chat = told(chat, customer="c", memories=(left(issues=(LATE,), promises=(CALL,), frame=ODIN),))
    assert [(issue.words, issue.brought) for issue in chat.issues] == [
        ("the parcel is late", True),
        ("the refund", False),
    ]
    assert len({issue.issue_id for issue in chat.issues}) == 2
    assert [(one.words, one.brought) for one in chat.promises] == [("in an hour", True)]
    assert chat.frame == ODIN
    assert chat.returning
    assert chat.recalled == ("old",)


def test_a_customer_who_left_nothing_open_is_not_returning() -> None:
    chat = told(NEW, customer="c", memories=(left(frame=ODIN),))
    assert not chat.returning
    assert chat.frame == ODIN


def test_the_joke_of_this_chat_stays() -> None:
    thor = replace(ODIN, name="Thor")
    chat = told(replace(NEW, frame=thor), memories=(left(frame=ODIN),))
    assert chat.frame == thor


def test_the_same_memory_told_again_brings_nothing_twice() -> None:
    past = left(issues=(LATE,), promises=(CALL,))
    once = told(NEW, memories=(past,))
    assert told(once, memories=(past,)) == once


def test_a_promise_that_two_conversations_remember_comes_once() -> None:
    chat = told(NEW, memories=(left("a", 1, promises=(CALL,)),))
    beside = left("b", 2, promises=chat.promises)
    assert [one.promise_id for one in told(chat, memories=(beside,)).promises] == ["a:p1"]


def test_several_conversations_come_along() -> None:
    other = replace(LATE, words="the refund")
    chat = told(NEW, memories=(left("a", 1, issues=(LATE,)), left("b", 2, issues=(other, LATE))))
    assert [issue.words for issue in chat.issues] == ["the parcel is late", "the refund"]
    assert chat.recalled == ("a", "b")


def test_a_chat_that_leaves_nothing_open_leaves_no_memory() -> None:
    assert memory(NEW, "c1") is None
    done = replace(NEW, issues=(replace(LATE, status="resolved"),))
    assert memory(done, "c1") is None


@pytest.mark.parametrize(
    ("status", "kept"),
    [("open", True), ("near", True), ("due", True), ("kept", False), ("broken", False)],
)
def test_a_promise_is_remembered_until_it_is_settled(status: PromiseStatus, *, kept: bool) -> None:
    chat = replace(NEW, promises=(replace(CALL, status=status),))
    assert (memory(chat, "c1") is not None) is kept


def test_a_memory_holds_what_is_open_where_it_was_and_the_joke() -> None:
    done = replace(LATE, issue_id="i2", status="confirmed")
    chat = replace(
        told(NEW, channel="email"), now=50.0, issues=(LATE, done), promises=(CALL,), frame=ODIN
    )
    assert memory(chat, "c1") == Memory(
        conversation="c1", at=50, issues=(LATE,), promises=(CALL,), frame=ODIN, channel="email"
    )


def test_what_is_open_comes_back_from_chat_to_chat() -> None:
    first = replace(NEW, issues=(LATE,), promises=(CALL,))
    for number in range(3):
        kept = memory(first, f"c{number}")
        assert kept is not None
        first = told(NEW, memories=(kept,))
    assert [issue.words for issue in first.issues] == ["the parcel is late"]
    assert [promise.promise_id for promise in first.promises] == ["c0:p1"]
