"""Conversations with expectations, and others without -> what judgement showed, as figures.

An expectation is met where the screen shows nothing but what is welcome there. A card is needless
where it comes up at such a place and is not welcome.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from assist.evaluation.expectations import Case, Expected, Shown
from assist.events import Suggestion
from assist.replay import StepRecord, replay
from assist.session import Session
from assist.transcript import Chat
from assist.vocabulary import KINDS, LANGUAGES, Kind, Language

Verdict = Literal["satisfied", "missed", "unwelcome", "forbidden"]
"""`missed`: silence where a card is expected; `unwelcome`: a card of a kind that is not listed."""
VERDICTS: Final[tuple[Verdict, ...]] = ("satisfied", "missed", "unwelcome", "forbidden")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card that came up, and what the customer had said last."""

    chat: str
    words: str
    suggestion: Suggestion


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was on screen where something was expected, and the `needless` cards that came up."""

    expected: Expected
    verdict: Verdict
    showing: tuple[Suggestion, ...]
    needless: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One conversation: its customer's messages, all its cards, and its outcomes."""

    chat: str
    language: Language
    routine: bool
    messages: int
    cards: tuple[Card, ...]
    outcomes: tuple[Outcome, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Conversations summed up, in counts.

    `wanted` are the expectations where silence is not enough, `given` those of them that are met.
    """

    name: str
    chats: int
    messages: int
    verdicts: Mapping[Verdict, int]
    wanted: int
    given: int
    needless: int
    cards: Mapping[Kind, int]

    @property
    def expectations(self) -> int:
        """How many there were."""
        return sum(self.verdicts.values())

    @property
    def met(self) -> float | None:
        """The share of expectations that were satisfied; None without any."""
        return self.verdicts["satisfied"] / self.expectations if self.expectations else None

    def per_hundred(self, count: int) -> float:
        """Return a count as a rate per 100 customer messages."""
        return 100 * count / self.messages if self.messages else 0.0


def play(case: Case, session: Session) -> Played:
    """Play a conversation through a new session and judge what it showed."""
    chat = case.chat
    steps = tuple(replay(chat, session))
    return Played(
        chat=chat.id,
        language=session.conversation.language or chat.language or "unsure",
        routine=case.routine,
        messages=sum(turn.speaker == "customer" for turn in chat.turns),
        cards=tuple(_cards(chat, steps)),
        outcomes=tuple(_outcome(one, chat, steps) for one in case.expected),
    )


def scores(played: Sequence[Played], unseen: Sequence[Played] = ()) -> tuple[Score, ...]:
    """Return the score of all, of each language, and of the routine chats.

    `unseen` are conversations that nobody tuned anything on; they are summed up by themselves.
    """
    parts = [
        ("all", played),
        *((code, [one for one in played if one.language == code]) for code in LANGUAGES),
        ("routine", [one for one in played if one.routine]),
        ("unseen", unseen),
        ("unseen-routine", [one for one in unseen if one.routine]),
    ]
    return tuple(score(name, part) for name, part in parts if part)


def score(name: str, played: Iterable[Played]) -> Score:
    """Return conversations summed up."""
    chats = tuple(played)
    outcomes = [outcome for one in chats for outcome in one.outcomes]
    wanted = [outcome for outcome in outcomes if not _fits(outcome.expected, "silence")]
    verdicts = Counter(outcome.verdict for outcome in outcomes)
    cards = Counter(card.suggestion.kind for one in chats for card in one.cards)
    return Score(
        name=name,
        chats=len(chats),
        messages=sum(one.messages for one in chats),
        verdicts={verdict: verdicts[verdict] for verdict in VERDICTS},
        wanted=len(wanted),
        given=sum(outcome.verdict == "satisfied" for outcome in wanted),
        needless=sum(len(outcome.needless) for outcome in outcomes),
        cards={kind: cards[kind] for kind in KINDS if cards[kind]},
    )


def sample(cards: Iterable[Card], most: int) -> tuple[Card, ...]:
    """Return at most so many of the cards, by a hash: of the same chats it is the same ones."""
    return tuple(sorted(cards, key=_lot)[:most])


def _lot(card: Card) -> bytes:
    return hashlib.sha256(f"{card.chat}/{card.suggestion.suggestion_id}".encode()).digest()


def _cards(chat: Chat, steps: Iterable[StepRecord]) -> Iterator[Card]:
    words = ""
    for step in steps:
        if step.turn is not None and chat.turns[step.turn].speaker == "customer":
            words = chat.turns[step.turn].text
        for suggestion in step.offers:
            yield Card(chat=chat.id, words=words, suggestion=suggestion)


def _outcome(one: Expected, chat: Chat, steps: Sequence[StepRecord]) -> Outcome:
    reached, own = _steps_of(one, chat, steps)
    showing = reached[-1].showing if reached else ()
    return Outcome(
        expected=one,
        verdict=_verdict(one, {card.kind for card in showing}),
        showing=showing,
        needless=tuple(card for step in own for card in step.offers if not _fits(one, card.kind)),
    )


def _steps_of(
    one: Expected, chat: Chat, steps: Sequence[StepRecord]
) -> tuple[Sequence[StepRecord], Sequence[StepRecord]]:
    """Return the steps up to the place of an expectation, and those that belong to it alone."""
    if one.turn is not None:
        count = _step_of_turn(steps, one.turn) + 1
        return steps[:count], steps[count - 1 : count]
    if one.told is not None:
        told = chat.told[one.told]
        before = steps[: _step_of_turn(steps, told.before)]
        reached = [step for step in before if step.at <= told.context.at]
        own = [step for step in reached if step.turn is None and step.at == told.context.at]
        return reached, own
    last = max([turn.at for turn in chat.turns] + [told.context.at for told in chat.told])
    return steps, [step for step in steps if step.turn is None and step.at > last]


def _step_of_turn(steps: Sequence[StepRecord], turn: int) -> int:
    """Return the index of a turn's step; after the last turn, the number of steps."""
    return next((at for at, step in enumerate(steps) if step.turn == turn), len(steps))


def _verdict(one: Expected, kinds: set[Kind]) -> Verdict:
    if kinds & one.never:
        return "forbidden"
    if not all(_fits(one, kind) for kind in kinds):
        return "unwelcome"
    return "satisfied" if kinds or _fits(one, "silence") else "missed"


def _fits(one: Expected, shown: Shown) -> bool:
    return shown in one.welcome if one.welcome else shown not in one.never
