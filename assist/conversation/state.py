"""Everything that has happened in one chat so far, as one frozen value.

It holds what judgement needs and no transcript: its size does not grow with the chat. Words
appear as evidence only, next to the label that they show.
"""

from dataclasses import dataclass, replace
from typing import Final

from assist.events import Suggestion
from assist.vocabulary import NEEDS, Act, Cue, Kind, Language, Need, NeedStatus, Status, Tone

KEPT_OFFERS: Final = 50
"""Cards that the chat remembers, the latest; phrases are remembered beside them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardLabel:
    """A cue or an asserted tone of the customer, with the words that showed it."""

    label: Cue | Tone
    words: str
    message_id: str
    score: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerTurn:
    """The customer's messages since the agent last spoke, as one.

    `answered`: the agent has replied with more than a holding line. `valence` is the last
    message's, `intensity` the highest.
    """

    number: int = 0
    heard: tuple[HeardLabel, ...] = ()
    message_id: str = ""
    valence: float | None = None
    intensity: float = 0.0
    asks: bool = False
    answered: bool = True

    @property
    def labels(self) -> frozenset[Cue | Tone]:
        """The cues and tones of the turn."""
        return frozenset(heard.label for heard in self.heard)

    def find(self, label: str) -> HeardLabel | None:
        """Return where the label was last heard in this turn."""
        return next((heard for heard in reversed(self.heard) if heard.label == label), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One need: its status, what shows it, and whether the agent has spoken to it since."""

    need: Need
    status: NeedStatus = "met"
    because: str = ""
    spoken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A card that was offered in the customer's turn `turn`, and what became of it."""

    suggestion_id: str
    rule: str
    kind: Kind
    turn: int
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """The agent named a time: their words, and when it comes."""

    words: str
    due: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """What has happened so far, up to the time `now`.

    `customer_waits_since`: the customer has said something that wants an answer and has had
    none, or a holding line alone; `agent_waits_since`: the agent spoke last. Each is None when
    that side is not waiting. `before` holds the labels of earlier turns, `past` the latest
    words for each.
    """

    now: float = 0.0
    language: Language | None = None
    customer_name: str | None = None
    turn: CustomerTurn = CustomerTurn()
    past: tuple[HeardLabel, ...] = ()
    acts: frozenset[Act] = frozenset()
    answer: frozenset[Act] = frozenset()
    needs: tuple[Rung, ...] = tuple(Rung(need=need) for need in NEEDS)
    customer_waits_since: float | None = None
    agent_waits_since: float | None = None
    promise: Promise | None = None
    showing: Suggestion | None = None
    last: Suggestion | None = None
    offers: tuple[Offered, ...] = ()
    offered: int = 0
    phrases: frozenset[str] = frozenset()

    @classmethod
    def new(cls) -> "Conversation":
        """Return a chat in which nothing has happened."""
        return cls()

    @property
    def before(self) -> frozenset[Cue | Tone]:
        """The cues and tones of earlier turns."""
        return frozenset(heard.label for heard in self.past)

    def at(self, now: float) -> "Conversation":
        """Return the chat at a later time."""
        return replace(self, now=now)

    def with_needs(self, needs: tuple[Rung, ...]) -> "Conversation":
        """Return the chat with another ladder."""
        return replace(self, needs=needs)

    def rung(self, need: Need) -> Rung:
        """Return where one need stands."""
        return self.needs[NEEDS.index(need)]
