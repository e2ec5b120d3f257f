"""Group J, opting out: a customer who wants none of it is neither read nor kept."""

from pathlib import Path

import pytest

from assist.conversation.state import Conversation
from assist.events import (
    ContextGiven,
    LedgerChanged,
    MessagePosted,
    NeedsChanged,
    SuggestionOffered,
    SuggestionWithdrawn,
    TimePassed,
)
from assist.playbooks.load import load
from assist.playbooks.model import Playbooks
from assist.reading.reader import Reader
from assist.server.snapshot import snapshot
from assist.session import Session
from tests.faults.people import call, exported, found, key, say, settled, stream, tell
from tests.server.harness import RULES, serving

SAID = "my parcel is late, says Zyxxa"


@pytest.fixture(scope="module")
def rules() -> tuple[Reader, Playbooks]:
    playbooks = load(RULES)
    return Reader(playbooks), playbooks


@pytest.fixture
def session(rules: tuple[Reader, Playbooks]) -> Session:
    return Session(*rules, Conversation.new())


def posted(id: str, text: str, at: float) -> MessagePosted:
    return MessagePosted(message_id=id, speaker="customer", text=text, at=at)


def choice(at: float, *, opted_out: bool) -> ContextGiven:
    return ContextGiven(context_id=f"k{at}", at=at, opted_out=opted_out)


def test_a_card_is_withdrawn_and_what_was_read_is_forgotten(session: Session) -> None:
    session.receive(posted("m1", "I am angry, my parcel is late!", 1), 1)
    assert session.conversation.showing is not None
    outputs = session.receive(choice(2, opted_out=True), 2)
    assert [type(output) for output in outputs] == [
        NeedsChanged,
        LedgerChanged,
        SuggestionWithdrawn,
    ]
    withdrawn = outputs[-1]
    assert isinstance(withdrawn, SuggestionWithdrawn)
    assert withdrawn.reason == "the customer does not want their messages read"
    chat = session.conversation
    assert chat.showing is None
    assert (chat.turn, chat.past, chat.moments, chat.frame) == (
        Conversation().turn, (), (), None,
    )  # fmt: skip
    assert "late" not in str(chat)


def test_nothing_is_read_and_no_card_comes_until_the_customer_wants_it(
    session: Session,
) -> None:
    session.receive(choice(1, opted_out=True), 1)
    for at in range(2, 6):
        assert session.receive(posted(f"m{at}", "my parcel is late", at), at) == ()
    assert session.wake_at is None
    assert session.receive(TimePassed(at=1000), 1000) == ()
    assert session.receive(ContextGiven(context_id="k", at=1001, order="A7"), 1001) == ()
    session.receive(choice(1002, opted_out=False), 1002)
    outputs = session.receive(posted("m9", "my parcel is late", 1003), 1003)
    assert any(isinstance(output, SuggestionOffered) for output in outputs)


async def test_no_word_of_theirs_rests_from_then_on_in_any_conversation(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path) as running, running.peer() as widget:
        await tell(running, "first", customer="c1", opted_out=True)
        await widget.ask("subscribe", c="first")
        done = await say(running, "first", "m1", SAID, name="Zyxxa")
        assert (done["offset"], done["duplicate"]) == (2, False)
        assert (await say(running, "first", "m1", SAID, name="Zyxxa"))["duplicate"]
        shown = await widget.event("message.posted", "first")
        assert (shown["d"]["text"], shown["d"]["name"]) == ("", None)
        await tell(running, "second", customer="c1")
        await say(running, "second", "m1", SAID)
        standing = await snapshot(running.service.journal, key("first"))
        assert standing is not None
        assert [(one.k, one.d["opted_out"]) for one in standing.events] == [("context.given", True)]
        for chat in ("first", "second"):
            kinds = [event["kind"] for event in await stream(running, chat)]
            assert kinds == ["context.given", "message.posted"]
    assert found(tmp_path, "Zyxxa") == []


async def test_an_admin_opts_a_customer_out_and_in_again(tmp_path: Path) -> None:
    async with serving(tmp_path) as running:
        await tell(running, "first", customer="c1")
        await say(running, "first", "m1", "my parcel is late")
        await settled(running)
        for opted_out in (True, False):
            body = {"customer": "c1", "opted_out": opted_out}
            answer = await call(running, "POST", "/v1/opt-out", body)
            assert answer.json() == {"opted_out": opted_out, "conversations": 1}
            (line,) = [one for one in await exported(running, customer="c1") if "customer" in one]
            assert line["opted_out"] is opted_out
            await say(running, "first", f"m2{opted_out}", "still no parcel")
        events = await stream(running, "first")
        assert [e["data"]["text"] for e in events if e["kind"] == "message.posted"] == [
            "my parcel is late", "", "still no parcel",
        ]  # fmt: skip
        gone = [e["data"]["reason"] for e in events if e["kind"] == "suggestion.withdrawn"]
        assert gone == ["the customer does not want their messages read"]
        read = [e["data"]["message_id"] for e in events if e["kind"] == "message.read"]
        assert read == ["m1", "m2False"]
