"""Where a conversation stands, beside what a view shows that has applied every event."""

import random

import pytest
from msgspec.structs import replace

from assist.conversation.state import Conversation
from assist.events import (
    KindMuted,
    LedgerChanged,
    MessagePosted,
    MessageRead,
    NeedsChanged,
    Output,
    RestsChanged,
    SuggestionDecided,
    SuggestionExpired,
    SuggestionOffered,
    SuggestionWithdrawn,
    TimePassed,
)
from assist.judgement.standing import books_moved, standing
from assist.ledger import Deadline, Frame, Issue, Ledger, Moment, Promise, Question, Stage
from assist.playbooks.load import load
from assist.playbooks.model import Playbooks
from assist.reading.reader import Reader
from assist.resources import rules_dir
from assist.session import Session
from tests.judgement.conftest import chat, heard

SAID = (
    "third time I write, still no parcel",
    "my parcel is late and i am furious",
    "thank you so much!",
    "when does it come?",
    "i want to cancel my order",
    "haha can i be odin then",
    "ok",
)
REPLIES = (
    "I'm so sorry about this.",
    "I will look into it and call you back within an hour.",
    "It is at the depot and comes tomorrow before noon.",
)


@pytest.fixture(scope="module")
def playbooks() -> Playbooks:
    return load(rules_dir())


@pytest.fixture(scope="module")
def reader(playbooks: Playbooks) -> Reader:
    return Reader(playbooks, {})


def without_end(ledger: Ledger) -> Ledger:
    return replace(ledger, moments=tuple(one for one in ledger.moments if one.what != "end"))


class View:
    """The last output of each kind, as a widget folds them."""

    def __init__(self) -> None:
        self.last: dict[type[Output], Output] = {}

    def take(self, outputs: tuple[Output, ...]) -> None:
        for output in outputs:
            if isinstance(output, SuggestionWithdrawn | SuggestionExpired):
                self.last.pop(SuggestionOffered, None)
            elif not isinstance(output, MessageRead) or output.speaker == "customer":
                self.last[type(output)] = output


@pytest.mark.parametrize("seed", range(8))
def test_what_stands_is_what_a_view_shows_that_was_there_all_the_time(
    reader: Reader, playbooks: Playbooks, seed: int
) -> None:
    chance = random.Random(seed)
    session, view, now = Session(reader, playbooks, Conversation.new()), View(), 1000.0
    for number in range(14):
        now += chance.choice((2.0, 20.0, 200.0))
        view.take(step(session, chance, number, now))
        there: dict[type[Output], Output] = {
            type(output): output for output in standing(session.conversation)
        }
        assert_same(there, view.last)


def step(session: Session, chance: random.Random, number: int, now: float) -> tuple[Output, ...]:
    """Let something happen."""
    showing = session.conversation.showing
    if showing is not None and chance.random() < 0.3:
        decided = SuggestionDecided(
            decision_id=f"d{number}",
            suggestion_id=showing.suggestion_id,
            decision="dismissed",
            at=now,
        )
        outputs = session.receive(decided, now)
        # The view sees the decision itself.
        return (*outputs, SuggestionExpired(suggestion_id=showing.suggestion_id, at=now))
    if chance.random() < 0.1:
        mute = KindMuted(mute_id=f"k{number}", kind="empathy", muted=True, at=now)
        return session.receive(mute, now)
    if chance.random() < 0.1:
        return session.receive(TimePassed(at=now), now)
    agent = chance.random() < 0.35
    said = MessagePosted(
        message_id=f"m{number}",
        speaker="agent" if agent else "customer",
        text=chance.choice(REPLIES if agent else SAID),
        at=now,
    )
    return session.receive(said, now)


def assert_same(there: dict[type[Output], Output], shown: dict[type[Output], Output]) -> None:
    stands, told = there.get(NeedsChanged), shown.get(NeedsChanged)
    if isinstance(told, NeedsChanged):
        open_ = [need for need in told.needs if need.status != "met"]
        assert not open_ or (isinstance(stands, NeedsChanged) and stands.needs == told.needs)
    books, known = there.get(LedgerChanged), shown.get(LedgerChanged)
    if isinstance(known, LedgerChanged) and known.ledger != Ledger():
        assert isinstance(books, LedgerChanged)
        assert without_end(books.ledger) == without_end(known.ledger)
    assert there.get(SuggestionOffered) == shown.get(SuggestionOffered)
    rests, said = there.get(RestsChanged), shown.get(RestsChanged)
    if isinstance(rests, RestsChanged):
        assert isinstance(said, RestsChanged)
        assert {rest.kind for rest in rests.rests} <= {rest.kind for rest in said.rests}
    last, read = there.get(MessageRead), shown.get(MessageRead)
    if isinstance(read, MessageRead):
        assert isinstance(last, MessageRead)
        assert last.message_id == read.message_id
        tones = [tone.tone for tone in read.reading.tones]
        assert sorted(tone.tone for tone in last.reading.tones) == sorted(tones)


def test_of_a_chat_in_which_nothing_happened_nothing_stands() -> None:
    assert standing(Conversation.new()) == ()


def test_the_reading_has_the_words_that_the_state_keeps() -> None:
    there = replace(chat("anger", "problem"), language="fr")
    (read,) = [one for one in standing(there) if isinstance(one, MessageRead)]
    assert (read.message_id, read.speaker, read.reading.language) == ("m1", "customer", "fr")
    assert [span.text for span in read.reading.tones[0].evidence] == [heard("anger").words]
    assert [cue.cue for cue in read.reading.cues] == ["problem"]


@pytest.mark.parametrize(
    "book",
    [
        {"issues": (Issue(issue_id="i1", about="problem", words="x"),)},
        {"questions": (Question(question_id="q1", words="x", message_id="m1", at=1.0),)},
        {"promises": (Promise(promise_id="p1", words="x", message_id="m1", at=1.0, due=None),)},
        {"deadlines": (Deadline(words="x", message_id="m1", at=1.0, due=None),)},
        {"moments": (Moment(what="peak", message_id="m1", at=1.0, feeling=-0.5),)},
        {"frame": Frame(name="Odin", words="x", message_id="m1", at=1.0)},
        {"stage": Stage(stage="use", given=True)},
    ],
    ids=lambda book: next(iter(book)),
)
def test_a_book_moved_where_any_differs(book: dict[str, object]) -> None:
    there = replace(chat(), **book)
    assert books_moved(chat(), there)
    assert books_moved(there, chat())
    assert not books_moved(there, replace(chat(), **book))


def test_the_end_of_the_feeling_alone_moves_no_book() -> None:
    end = Moment(what="end", message_id="m1", at=1.0, feeling=0.5)
    assert not books_moved(chat(), replace(chat(), moments=(end,)))
