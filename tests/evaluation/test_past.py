from pathlib import Path

import pytest

from assist.conversation.state import Conversation
from assist.evaluation.past import WATCHED, Past, Step, cards, of_chat, of_journal
from assist.events import (
    ContextGiven,
    Event,
    MessagePosted,
    MessageRevised,
    SuggestionDecided,
    SuggestionOffered,
)
from assist.journal.records import Entry
from assist.playbooks.load import load
from assist.playbooks.model import Playbooks
from assist.reading.reader import Reader
from assist.replay import replay
from assist.session import Session
from assist.transcript import parse_transcript
from assist.vocabulary import Decision, Speaker
from tests.server.harness import RULES

TRANSCRIPTS = Path(__file__).parents[1] / "transcripts"
NOW = 1_700_000_000.0


@pytest.fixture(scope="module")
def playbooks() -> Playbooks:
    return load(RULES)


@pytest.fixture(scope="module")
def reader(playbooks: Playbooks) -> Reader:
    return Reader(playbooks, {})


@pytest.fixture
def session(playbooks: Playbooks, reader: Reader) -> Session:
    return Session(reader, playbooks, Conversation.new())


def message(number: int, text: str, at: float, speaker: Speaker = "customer") -> MessagePosted:
    return MessagePosted(message_id=f"m{number}", speaker=speaker, text=text, at=NOW + at)


def entries(*events: Event) -> list[Entry]:
    inbound = (MessagePosted, ContextGiven, SuggestionDecided)
    return [
        Entry(offset=offset, event=event, inbound=isinstance(event, inbound))
        for offset, event in enumerate(events, start=1)
    ]


@pytest.mark.parametrize("path", sorted(TRANSCRIPTS.rglob("*.txt"))[::6], ids=lambda one: one.stem)
def test_a_chat_gives_the_cards_that_replay_shows(
    playbooks: Playbooks, reader: Reader, path: Path
) -> None:
    chat = parse_transcript(path.read_text())
    shown = [
        card
        for step in replay(chat, Session(reader, playbooks, Conversation.new()))
        for card in step.offers
    ]
    found = cards(of_chat(chat), Session(reader, playbooks, Conversation.new()))
    assert [card for some in found.values() for card in some] == shown


def test_a_step_is_an_event_or_the_pause_before_it(session: Session) -> None:
    text = "customer: my parcel is late\nagent: let me look\ncustomer: ok\nagent +300s: here I am"
    found = cards(past := of_chat(parse_transcript(text)), session)
    assert {step: [card.rule for card in some] for step, some in found.items()} == {
        Step(0, pause=False): ["own-delivery"],
        Step(3, pause=True): ["fill-silence"],
    }
    assert past.words(Step(3, pause=True)) == "ok"
    assert past.words(Step(0, pause=False)) == "my parcel is late"
    assert past.words(Step(0, pause=True)) == ""


def test_a_journals_chat_is_watched_beyond_its_last_event(session: Session) -> None:
    past = of_journal("a", entries(message(1, "where is the shop", 0.0)))
    assert past.until == NOW + WATCHED
    ((step, (card,)),) = cards(past, session).items()
    assert (step, card.at) == (Step(1, pause=True), NOW + 120.0)


@pytest.mark.parametrize(
    ("rule", "decision", "count"),
    [("own-delivery", "dismissed", 1), ("own-delivery", "displayed", 1), ("other", "dismissed", 1)],
)
def test_a_decision_is_about_the_card_of_the_same_rule(
    playbooks: Playbooks,
    reader: Reader,
    session: Session,
    rule: str,
    decision: Decision,
    count: int,
) -> None:
    first = message(1, "my parcel is late", 0.0)
    (card,) = cards(of_journal("a", entries(first)), session)[Step(0, pause=False)]
    decided = SuggestionDecided(
        decision_id="d1", suggestion_id="s7", decision=decision, at=NOW + 5.0
    )
    past = Past(id="a", events=(first, decided), until=NOW + 10.0, rules={"s7": rule})
    session = Session(reader, playbooks, Conversation.new())
    assert len(cards(past, session)) == count
    on_show = session.conversation.showing
    assert (on_show is None) == (rule == card.rule and decision == "dismissed")


def test_a_journals_chat_is_what_holds_after_its_revisions() -> None:
    first, second = message(1, "my parcel is late", 0.0), message(2, "hello", 1.0)
    gone = MessageRevised(revision_id="r1", message_id="m1", at=NOW + 2.0)
    assert of_journal("a", entries(first, second, gone)).events == (second,)


def test_the_cards_of_a_journal_tell_what_decisions_were_about(session: Session) -> None:
    first = message(1, "my parcel is late", 0.0)
    (card,) = cards(of_journal("a", entries(first)), session)[Step(0, pause=False)]
    past = of_journal("a", entries(first, SuggestionOffered(suggestion=card)))
    assert past.rules == {card.suggestion_id: "own-delivery"}
    assert past.events == (first,)
