"""Everything that crosses the wire or rests in the journal: one frozen value each.

A conversation is one stream of events. Inbound events (`message.posted`,
`suggestion.decided`) are appended as they arrive; the session answers each with outputs
(`message.read`, `needs.changed`, `suggestion.offered`, ...) that take later offsets of the
same stream, so cause comes before effect. `time.passed` only wakes a session and never rests.

Times are seconds since the epoch (in replay: since the conversation began). Positions in a
text are code points of the original text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from assist.vocabulary import (
    Act,
    Cue,
    Decision,
    Kind,
    Language,
    Need,
    NeedStatus,
    Speaker,
    Tone,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The words that show something: `text` is `original[start:end]`, in code points."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneRead:
    """A tone that the reader asserts, its score (0 to 1) and the words that carry it."""

    tone: Tone
    score: float
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CueRead:
    """A cue, the words that show it, and the value that they name (`third`, `Friday`, `Odin`)."""

    cue: Cue
    evidence: tuple[Span, ...]
    value: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRead:
    """What an agent's message does (`apology-given`), with the words and the value they name."""

    act: Act
    evidence: tuple[Span, ...]
    value: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one message says and how it feels.

    `scores` holds every tone (0 to 1), `tones` those above their thresholds, strongest first.
    `valence` runs from -1 to 1 and is None where nothing can be said; `intensity` from 0 to 1.
    `unsure` means that the reader cannot tell (another language, too little text).
    """

    language: Language
    unsure: bool
    tones: tuple[ToneRead, ...]
    scores: Mapping[Tone, float]
    valence: float | None
    intensity: float
    cues: tuple[CueRead, ...]
    acts: tuple[ActRead, ...] = ()
    question: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedState:
    """One rung of the ladder: its status, and what shows it (empty when met)."""

    need: Need
    status: NeedStatus
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a card is shown: a label or a condition that held, and the customer's words for it."""

    label: str
    words: str = ""
    message_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A card: words that are ready to send, of one kind, with reasons.

    `suggestion_id` is unique in its conversation, `rule` names the playbook's suggestion.
    `message_id` is the customer message it answers, None where time alone called for it.
    """

    suggestion_id: str
    rule: str
    kind: Kind
    need: Need | None
    language: Language
    title: str
    about: str
    text: str
    because: tuple[Reason, ...]
    policy: str | None = None
    message_id: str | None = None
    at: float = 0.0
    expires_at: float = 0.0


# Inbound: what others tell us.


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePosted:
    """Somebody said something. `name` is the speaker's, `language` the platform's hint."""

    message_id: str
    speaker: Speaker
    text: str
    at: float
    name: str | None = None
    language: Language | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionDecided:
    """The agent did something with a card. `displayed` again takes a decision back (undo)."""

    decision_id: str
    suggestion_id: str
    decision: Decision
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TimePassed:
    """Nothing was said, but the moment came that the session wanted to be woken at."""

    at: float


# Outputs: what the session answers.


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRead:
    """The reading of a message; `at` is the message's time."""

    message_id: str
    speaker: Speaker
    at: float
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsChanged:
    """The whole ladder, lowest need first, after it moved."""

    at: float
    needs: tuple[NeedState, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionOffered:
    """A new card. At most one is on offer at a time; the one before it was ended first."""

    suggestion: Suggestion


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionWithdrawn:
    """The card no longer fits; `reason` says why in plain words."""

    suggestion_id: str
    at: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionExpired:
    """The card was on offer for too long."""

    suggestion_id: str
    at: float


Inbound = MessagePosted | SuggestionDecided
Output = MessageRead | NeedsChanged | SuggestionOffered | SuggestionWithdrawn | SuggestionExpired
Event = Inbound | Output | TimePassed

TYPES: Final[dict[str, type[Event]]] = {
    "message.posted": MessagePosted,
    "suggestion.decided": SuggestionDecided,
    "time.passed": TimePassed,
    "message.read": MessageRead,
    "needs.changed": NeedsChanged,
    "suggestion.offered": SuggestionOffered,
    "suggestion.withdrawn": SuggestionWithdrawn,
    "suggestion.expired": SuggestionExpired,
}
"""The name of each event on the wire and in the journal."""

NAMES: Final[dict[type[Event], str]] = {kind: name for name, kind in TYPES.items()}
