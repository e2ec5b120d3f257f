"""Whatever is said, in whatever order: what always holds of a chat and of its cards."""

import asyncio
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from hypothesis import given, settings
from hypothesis import strategies as st
from msgpack import packb, unpackb
from msgspec.structs import replace

from assist.codec import from_plain, to_plain
from assist.conversation.state import Conversation
from assist.events import (
    ContextGiven,
    Inbound,
    KindMuted,
    LedgerChanged,
    MessagePosted,
    MessageRead,
    NeedsChanged,
    Output,
    ReadingCorrected,
    RestsChanged,
    SuggestionDecided,
    SuggestionExpired,
    SuggestionOffered,
    SuggestionWithdrawn,
    TimePassed,
)
from assist.journal.records import Key
from assist.journal.sqlite import SqliteJournal
from assist.ledger import Issue, Ledger, Memory, Promise
from assist.playbooks.load import load
from assist.reading.reader import Reader
from assist.resources import rules_dir
from assist.session import Session
from assist.vocabulary import NEEDS, Decision

PLAYBOOKS: Final = load(rules_dir())
READER: Final = Reader(PLAYBOOKS)

CUSTOMER: Final = (
    "hi, my order A-10442 still has not arrived and nobody called me back!!",
    "this is the third time I write about the same thing",
    "WHERE IS MY MONEY??? I want a refund now",
    "can I be Odin? then hurry, mortal 😄",
    "haha, Odin is pleased",
    "I'm so worried, my mother is in hospital and I need it by Friday",
    "you are useless, you idiot",
    "how long will it take?",
    "how long will it take??",
    "hello?",
    "ok",
    "great, another delay … just what I needed",
    "cancel my plan, I'll leave a bad review and call my lawyer",
    "I don't understand, what do you mean?",
    "it works now, thank you so much! You're a star",
    "thanks, bye",
    "sorry, my fault, I typed the wrong address",
    "bonjour, ma machine à laver ne marche toujours pas, c'est la troisième fois",
    "je suis inquiète, quelqu'un a utilisé ma carte",
    "tu peux me dire où est mon colis stp ?",
    "c'est n'importe quoi, je veux parler à un responsable",
    "il me le faut avant demain midi",
    "ça marche, merci beaucoup !",
    "ça ne marche toujours pas",
    "merci, bonne journée",
    "wo ist mein Paket?",
    "😡😡😡",
    "",
)
AGENT: Final = (
    "Hello, how can I help?",
    "One moment please.",
    "I'm sorry about the delay.",
    "I'm so sorry to hear that, I understand how you feel.",
    "I'll look into it and get back to you in 10 minutes.",
    "Give me five minutes.",
    "I have refunded the order, it is on your card by tomorrow.",
    "The parcel left the depot this morning and arrives tomorrow before noon.",
    "Does it work now?",
    "As Odin commands! The ravens are on their way.",
    "Thank you for your patience. Have a nice day, goodbye!",
    "Bonjour, comment puis-je vous aider ?",
    "Je suis désolée pour ce retard, je regarde tout de suite.",
    "Je vous rappelle d'ici demain midi.",
    "C'est fait, un technicien passe jeudi à 9h.",
)
OWED: Final = Promise(promise_id="p1", words="in an hour", message_id="x", at=1.0, due=4000.0)
LEFT: Final = Issue(issue_id="i1", about="problem", words="the lamp is broken")
CONTEXTS: Final[tuple[dict[str, Any], ...]] = (
    {"agent": "ana", "agent_name": "Ana"},
    {"agent": "ben"},
    {"channel": "email", "order": "A-1", "item": "lamp"},
    {"journey": "renewal", "timezone": "Europe/Paris"},
    {"customer": "c", "memories": (Memory(conversation="old", at=1.0, issues=(LEFT,)),)},
    {"customer": "c", "memories": (Memory(conversation="new", at=2.0, promises=(OWED,)),)},
)
DECISIONS: Final[tuple[Decision, ...]] = ("displayed", "accepted", "edited", "dismissed")
GAPS: Final = (0, 1, 20, 70, 130, 320, 650, 5000, 100_000)

MUTES: Final = tuple(
    (kind, muted) for kind in ("empathy", "apology", "ownership") for muted in (True, False)
)
FEELINGS: Final = ("playfulness", "neutral", "anger", "delight", None)
What = Literal["customer", "agent", "context", "decision", "mute", "correction", "time"]


@dataclass(frozen=True)
class Step:
    """Something that happens so many seconds after what was before."""

    what: What
    gap: float
    choice: Any


def step(what: What, choices: tuple[Any, ...]) -> st.SearchStrategy[Step]:
    return st.builds(
        Step, what=st.just(what), gap=st.sampled_from(GAPS), choice=st.sampled_from(choices)
    )


SAID: Final = st.one_of(step("customer", CUSTOMER), step("agent", AGENT))
STEPS: Final = st.lists(
    st.one_of(
        SAID,
        SAID,
        SAID,
        step("time", (None,)),
        step("context", CONTEXTS),
        step("decision", DECISIONS),
        step("mute", MUTES),
        step("correction", FEELINGS),
    ),
    max_size=20,
)
STARTS: Final = st.sampled_from([0.0, 1_700_000_000.0])


def play(session: Session, steps: list[Step], at: float) -> Iterator[tuple[Output, ...]]:
    """Yield what the session answers to each step; it is woken when it asks for it."""
    for number, each in enumerate(steps, start=1):
        due = at + each.gap
        while (wake := session.wake_at) is not None and wake < due:
            yield session.receive(TimePassed(at=wake), wake)
        at = due
        yield session.receive(event_of(each, number, at, session.conversation), at)


def event_of(step: Step, number: int, at: float, chat: Conversation) -> Inbound | TimePassed:
    """Return the event of a step; a decision is about the latest card, a correction about the
    latest message."""
    match step.what:
        case "customer" | "agent":
            name = "Ada Byron" if step.what == "customer" else "Ana"
            return MessagePosted(
                message_id=f"m{number}", speaker=step.what, text=step.choice, at=at, name=name
            )
        case "context":
            return ContextGiven(context_id=f"c{number}", at=at, **step.choice)
        case "decision":
            return SuggestionDecided(
                decision_id=f"d{number}",
                suggestion_id=f"s{chat.offered}",
                decision=step.choice,
                at=at,
            )
        case "mute":
            kind, muted = step.choice
            return KindMuted(mute_id=f"k{number}", kind=kind, muted=muted, at=at)
        case "correction":
            return ReadingCorrected(
                correction_id=f"r{number}",
                message_id=chat.turn.message_id or "m0",
                tone=step.choice,
                at=at,
            )
        case "time":
            return TimePassed(at=at)


def new() -> Session:
    return Session(READER, PLAYBOOKS, Conversation.new())


def texts(steps: list[Step]) -> dict[str, str]:
    """Return what was said, by the id of the message."""
    return {
        f"m{number}": each.choice
        for number, each in enumerate(steps, start=1)
        if each.what in ("customer", "agent")
    }


def quotes(words: str, text: str) -> bool:
    """Return whether all parts of some evidence are in the text."""
    return all(part.rstrip(" …") in text for part in words.split(" … "))


def lasting(ledger: Ledger) -> Ledger:
    """Return the books without the end of the feeling."""
    return replace(ledger, moments=tuple(one for one in ledger.moments if one.what != "end"))


@settings(max_examples=60, deadline=None)
@given(STEPS, STARTS)
def test_a_chat_that_is_saved_and_loaded_at_every_step_goes_on_alike(
    steps: list[Step], start: float
) -> None:
    kept = new()
    saved = packb(to_plain(kept.conversation))
    at = start
    for number, each in enumerate(steps, start=1):
        at += each.gap
        loaded = Session(READER, PLAYBOOKS, from_plain(Conversation, unpackb(saved)))
        event = event_of(each, number, at, kept.conversation)
        assert loaded.receive(event, at) == kept.receive(event, at)
        assert loaded.conversation == kept.conversation
        assert loaded.wake_at == kept.wake_at
        saved = packb(to_plain(loaded.conversation))


@settings(max_examples=40, deadline=None)
@given(STEPS, STARTS)
def test_the_same_events_give_the_same_answers(steps: list[Step], start: float) -> None:
    first, second = new(), new()
    assert list(play(first, steps, start)) == list(play(second, steps, start))
    assert first.conversation == second.conversation


@settings(max_examples=60, deadline=None)
@given(STEPS, st.lists(st.integers(-6000, 6000), min_size=20, max_size=20))
def test_time_never_runs_backwards(steps: list[Step], jumps: list[int]) -> None:
    session, at = new(), 10_000.0
    for number, (each, jump) in enumerate(zip(steps, jumps, strict=False), start=1):
        before, at = session.conversation.now, at + jump
        event = event_of(each, number, at, session.conversation)
        outputs = session.receive(event, at)
        now = session.conversation.now
        assert now == max(before, at)
        times = [o.at for o in outputs if not isinstance(o, MessageRead | SuggestionOffered)]
        assert set(times) <= {now}
        assert all(o.suggestion.at <= now for o in outputs if isinstance(o, SuggestionOffered))
        assert session.wake_at is None or session.wake_at > now


@settings(max_examples=100, deadline=None)
@given(STEPS, STARTS)
def test_a_card_that_is_shown_has_evidence_and_quotes_what_was_said(
    steps: list[Step], start: float
) -> None:
    said = texts(steps)
    phrases: dict[str, str] = {}
    for outputs in play(new(), steps, start):
        for output in outputs:
            if not isinstance(output, SuggestionOffered):
                continue
            card = output.suggestion
            assert card.because
            for reason in card.because:
                assert reason.label
                if reason.message_id is not None:
                    assert reason.words or said[reason.message_id] in CUSTOMER
                    assert quotes(reason.words, said[reason.message_id])
            assert card.message_id is None or card.message_id in said
            assert card.text
            assert "{" not in card.text
            assert card.version == PLAYBOOKS.version
            assert card.expires_at > card.at
            assert card.kind not in [other.kind for other in card.outranked]
            # A card may come back when a correction is taken back; no other says the same.
            assert phrases.setdefault(card.suggestion_id, card.text) == card.text
    assert len(phrases) == len(set(phrases.values()))


@settings(max_examples=80, deadline=None)
@given(STEPS, STARTS)
def test_there_are_never_two_cards_at_once(steps: list[Step], start: float) -> None:
    session = new()
    showing: str | None = None
    for outputs in play(session, steps, start):
        if all(isinstance(output, RestsChanged) for output in outputs):
            now = session.conversation.showing
            showing = now.suggestion_id if now else None
        for output in outputs:
            if isinstance(output, SuggestionWithdrawn | SuggestionExpired):
                assert output.suggestion_id == showing
                showing = None
            elif isinstance(output, SuggestionOffered):
                assert showing is None
                showing = output.suggestion.suggestion_id
        now = session.conversation.showing
        assert showing == (now.suggestion_id if now else None)


@settings(max_examples=80, deadline=None)
@given(STEPS, STARTS)
def test_what_was_told_last_is_what_holds(steps: list[Step], start: float) -> None:
    session, needs, ledger = new(), dict.fromkeys(NEEDS, "met"), Ledger()
    for outputs in play(session, steps, start):
        for output in outputs:
            if isinstance(output, NeedsChanged):
                assert tuple(state.need for state in output.needs) == NEEDS
                needs = {state.need: state.status for state in output.needs}
            elif isinstance(output, LedgerChanged):
                ledger = output.ledger
        assert needs == {rung.need: rung.status for rung in session.conversation.needs}
        # The end of the feeling moves with each message, and is told by its reading.
        assert lasting(ledger) == lasting(session.conversation.ledger)


@settings(max_examples=80, deadline=None)
@given(STEPS, STARTS)
def test_the_ids_of_the_books_are_unique_and_their_words_are_quotes(
    steps: list[Step], start: float
) -> None:
    session, said = new(), texts(steps)
    for _ in play(session, steps, start):
        books = session.conversation.ledger
        for ids in (
            [issue.issue_id for issue in books.issues],
            [question.question_id for question in books.questions],
            [promise.promise_id for promise in books.promises],
        ):
            assert len(ids) == len(set(ids))
        for move in (move for issue in books.issues for move in issue.moves):
            assert quotes(move.words, said[move.message_id])
        own = [promise for promise in books.promises if not promise.brought]
        quoted = [
            *((asked.words, asked.message_id) for asked in books.questions),
            *((promise.words, promise.message_id) for promise in own),
            *((deadline.words, deadline.message_id) for deadline in books.deadlines),
            *((moment.words, moment.message_id) for moment in books.moments),
        ]
        if books.frame is not None:
            quoted.append((books.frame.words, books.frame.message_id))
        for words, message_id in quoted:
            assert quotes(words, said[message_id])


KEY: Final = Key(tenant="acme", conversation="chat-1")
PLACES: Final = st.lists(st.integers(0, 99), min_size=1, max_size=16)


@settings(max_examples=25, deadline=None)
@given(st.lists(SAID, min_size=1, max_size=6), PLACES)
def test_any_order_of_duplicates_gives_the_state_of_each_first_append(
    steps: list[Step], places: list[int]
) -> None:
    events = [
        event_of(each, number, 100.0 + number, Conversation.new())
        for number, each in enumerate(steps)
    ]
    sent = [events[place % len(events)] for place in places]
    once, journalled = new(), new()
    for event in dict.fromkeys(sent):
        once.receive(event, event.at)
    for event in asyncio.run(_through_the_journal(sent)):
        journalled.receive(event, event.at)
    assert journalled.conversation == once.conversation


async def _through_the_journal(sent: list[Inbound | TimePassed]) -> list[MessagePosted]:
    """Return what a journal holds after these were appended, some of them again and again."""
    with tempfile.TemporaryDirectory() as folder:
        journal = await SqliteJournal.open(Path(folder) / "journal.db")
        try:
            for event in sent:
                assert isinstance(event, MessagePosted)
                body = f"{event.speaker} {event.text}".encode()
                await journal.append(KEY, event.message_id, body, event, event.at)
            page = await journal.read(KEY, None, 0, 1000)
        finally:
            await journal.close()
    assert page is not None
    return [entry.event for entry in page.entries if isinstance(entry.event, MessagePosted)]
