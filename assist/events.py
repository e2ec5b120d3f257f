"""Everything that crosses the wire or rests in the journal: one frozen value each.

A conversation is one stream of events. Inbound events (`message.posted`, `message.revised`,
`context.given`, `suggestion.decided`, ...) are appended as they arrive; the session answers each
with outputs (`message.read`, `needs.changed`, `suggestion.offered`, ...) that take later offsets
of the same stream: cause comes before effect. `time.passed` wakes a session and never rests.

Times are seconds since the epoch (in replay: since the conversation began). Positions in a
text are code points of the original text.
"""

from typing import Final, Literal

from msgspec import Struct

from assist.findings import Reading
from assist.ledger import Ledger, Memory
from assist.vocabulary import (
    Decision,
    Journey,
    Kind,
    Language,
    Need,
    NeedStatus,
    Speaker,
    Tone,
)


class NeedState(Struct, frozen=True, kw_only=True, gc=False):
    """One rung of the ladder: its status, and what shows it (empty when met)."""

    need: Need
    status: NeedStatus
    because: str = ""


class Reason(Struct, frozen=True, kw_only=True, gc=False):
    """Why a card is shown: a label or a condition that held, and the customer's words for it."""

    label: str
    words: str = ""
    message_id: str | None = None


class Outranked(Struct, frozen=True, kw_only=True, gc=False):
    """A card that was not shown in this one's favour, and why, in plain words."""

    rule: str
    kind: Kind
    why: str


class Suggestion(Struct, frozen=True, kw_only=True, gc=False):
    """A card: words that are ready to send, of one kind, with reasons.

    `suggestion_id` is unique in its conversation, `rule` names the playbook's suggestion.
    `message_id` is the customer message it answers, None where time alone called for it.
    `version` names the set of rules that it came from.
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
    outranked: tuple[Outranked, ...] = ()
    version: str = ""


# Inbound: what others tell us.


class MessagePosted(Struct, frozen=True, kw_only=True, gc=False):
    """Somebody said something. `name` is the speaker's, `language` the platform's hint.

    `late`: it was said before what is already here; `at` says when.
    """

    message_id: str
    speaker: Speaker
    text: str
    at: float
    name: str | None = None
    language: Language | None = None
    late: bool = False


class MessageRevised(Struct, frozen=True, kw_only=True, gc=False):
    """A message reads otherwise now; `text` None: it was taken back."""

    revision_id: str
    message_id: str
    at: float
    text: str | None = None


class ContextGiven(Struct, frozen=True, kw_only=True, gc=False):
    """What the platform knows beside the words; what is None says nothing new.

    `customer` and `agent` are the platform's ids: another agent than before means a transfer.
    `channel` is its name (`chat`, `email`), `timezone` the customer's (`Europe/Paris`), `order`
    and `item` what the chat is about, `team` whose overlay of the rules holds. `opted_out`:
    the customer wants none of this: what they write is neither read nor kept. `memories` are added
    by the sidecar: what this customer's earlier conversations left open.
    """

    context_id: str
    at: float
    customer: str | None = None
    agent: str | None = None
    agent_name: str | None = None
    channel: str | None = None
    journey: Journey | None = None
    timezone: str | None = None
    order: str | None = None
    item: str | None = None
    team: str | None = None
    opted_out: bool | None = None
    memories: tuple[Memory, ...] = ()


class SuggestionDecided(Struct, frozen=True, kw_only=True, gc=False):
    """The agent did something with a card. `displayed` again takes a decision back (undo)."""

    decision_id: str
    suggestion_id: str
    decision: Decision
    at: float


class KindMuted(Struct, frozen=True, kw_only=True, gc=False):
    """The agent wants no card of this kind in this chat; `muted` False takes that back."""

    mute_id: str
    kind: Kind
    muted: bool
    at: float


class ReadingCorrected(Struct, frozen=True, kw_only=True, gc=False):
    """The agent says how a message of the customer feels ("they are joking").

    `tone` None takes the correction back.
    """

    correction_id: str
    message_id: str
    tone: Tone | Literal["neutral"] | None
    at: float


class TimePassed(Struct, frozen=True, kw_only=True, gc=False):
    """Nothing was said, but the moment came that the session wanted to be woken at."""

    at: float


# Outputs: what the session answers.


class MessageRead(Struct, frozen=True, kw_only=True, gc=False):
    """The reading of a message; `at` is the message's time."""

    message_id: str
    speaker: Speaker
    at: float
    reading: Reading


class NeedsChanged(Struct, frozen=True, kw_only=True, gc=False):
    """The whole ladder, lowest need first, after it moved."""

    at: float
    needs: tuple[NeedState, ...]


class LedgerChanged(Struct, frozen=True, kw_only=True, gc=False):
    """The whole books of the conversation, after they moved."""

    at: float
    ledger: Ledger


class Handover(Struct, frozen=True, kw_only=True, gc=False):
    """One glance for the agent who takes over.

    `tone` and `feeling` are the customer's now; the ledger holds their course, what is open and
    the frame of the joke. `avoid` lists what not to repeat: kinds that were given, or that the
    agent before dismissed.
    """

    at: float
    agent: str | None
    before: str | None
    tone: Tone | None
    feeling: float
    ledger: Ledger
    avoid: tuple[Kind, ...] = ()


class Rest(Struct, frozen=True, kw_only=True, gc=False):
    """A kind that is not offered, because the agent said so: for `turns` more turns of the
    customer, or (None) for the rest of this chat."""

    kind: Kind
    because: Literal["dismissed", "muted"]
    turns: int | None = None


class RestsChanged(Struct, frozen=True, kw_only=True, gc=False):
    """All kinds that rest by the agent's word, after one came or was woken."""

    at: float
    rests: tuple[Rest, ...]


class SuggestionOffered(Struct, frozen=True, kw_only=True, gc=False):
    """A new card. At most one is on offer at a time; the one before it was ended first."""

    suggestion: Suggestion


class SuggestionWithdrawn(Struct, frozen=True, kw_only=True, gc=False):
    """The card no longer fits; `reason` says why in plain words."""

    suggestion_id: str
    at: float
    reason: str


class SuggestionExpired(Struct, frozen=True, kw_only=True, gc=False):
    """The card was on offer for too long."""

    suggestion_id: str
    at: float


Inbound = (
    MessagePosted | MessageRevised | ContextGiven | SuggestionDecided | KindMuted | ReadingCorrected
)
Output = (
    MessageRead
    | NeedsChanged
    | LedgerChanged
    | Handover
    | RestsChanged
    | SuggestionOffered
    | SuggestionWithdrawn
    | SuggestionExpired
)
Event = Inbound | Output | TimePassed

TYPES: Final[dict[str, type[Event]]] = {
    "message.posted": MessagePosted,
    "message.revised": MessageRevised,
    "context.given": ContextGiven,
    "suggestion.decided": SuggestionDecided,
    "kind.muted": KindMuted,
    "reading.corrected": ReadingCorrected,
    "time.passed": TimePassed,
    "message.read": MessageRead,
    "needs.changed": NeedsChanged,
    "ledger.changed": LedgerChanged,
    "handover.made": Handover,
    "rests.changed": RestsChanged,
    "suggestion.offered": SuggestionOffered,
    "suggestion.withdrawn": SuggestionWithdrawn,
    "suggestion.expired": SuggestionExpired,
}
"""The name of each event on the wire and in the journal."""

NAMES: Final[dict[type[Event], str]] = {kind: name for name, kind in TYPES.items()}
