"""Everything that has happened in one chat so far, as one frozen value.

It holds what judgement needs and no transcript: its size does not grow with the chat. Words
appear as evidence only, next to the label that they show.

The values are msgspec's: every message makes changed copies of them, and `structs.replace` takes
a fiftieth of the time of a dataclass. They hold no cycles, so the garbage collector need not walk
through thousands of chats (`gc`); what goes without saying is not saved (`omit_defaults`).
"""

from functools import lru_cache
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from assist.conversation.said import NOTHING, Said
from assist.events import MessageRevised, Suggestion
from assist.ledger import Deadline, Frame, Issue, Ledger, Moment, Promise, Question, Stage
from assist.vocabulary import NEEDS, Act, Cue, Kind, Language, Need, NeedStatus, Status, Tone

KEPT_OFFERS: Final = 50
"""Cards that the chat remembers, the latest; hashes of their words are kept for longer."""


class HeardLabel(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """A cue or an asserted tone of the customer, with the words that showed it."""

    label: Cue | Tone
    words: str
    message_id: str
    score: float = 1.0
    value: str | None = None


class CustomerTurn(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """The customer's messages since the agent last spoke, as one.

    `message_id` is the last one's. `inquires`: it asks, and what is wrong stands in the question
    ("why was my card declined?"). `answered`: the agent has replied with more than a holding
    line. `valence` is the last message's, `intensity` the highest.
    """

    number: int = 0
    heard: tuple[HeardLabel, ...] = ()
    message_id: str = ""
    message_ids: tuple[str, ...] = ()
    valence: float | None = None
    intensity: float = 0.0
    asks: bool = False
    inquires: bool = False
    answered: bool = True

    @property
    def labels(self) -> frozenset[Cue | Tone]:
        """The cues and tones of the turn."""
        return frozenset(heard.label for heard in self.heard)

    def find(self, label: str) -> HeardLabel | None:
        """Return where the label was last heard in this turn."""
        for heard in reversed(self.heard):
            if heard.label == label:
                return heard
        return None


class Rung(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """One need: its status, what shows it, and whether the agent has spoken to it since."""

    need: Need
    status: NeedStatus = "met"
    because: str = ""
    spoken: bool = False


class Offered(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """A card that was offered in the customer's turn `turn`, and what became of it."""

    suggestion_id: str
    rule: str
    kind: Kind
    turn: int
    status: Status


@lru_cache(maxsize=1024)
def shared(acts: frozenset[Act]) -> frozenset[Act]:
    """Return the one set of these acts that all chats share: of sets the garbage collector walks
    through each, and there are few that differ."""
    return acts


class Context(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """What the platform told about the chat; `events.ContextGiven` says what each field is."""

    customer: str | None = None
    agent: str | None = None
    agent_name: str | None = None
    channel: str = "chat"
    timezone: str | None = None
    order: str | None = None
    item: str | None = None
    team: str | None = None
    opted_out: bool = False


class Felt(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """What a feeling moves in a conversation, as it was before the agent corrected one."""

    turn: CustomerTurn
    needs: tuple[Rung, ...]
    moments: tuple[Moment, ...]
    frame: Frame | None
    showing: Suggestion | None
    offers: tuple[Offered, ...]


class Conversation(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """What has happened so far, up to the time `now`.

    `customer_waits_since`: the customer has said something that wants an answer and has had
    none, or a holding line alone; `agent_waits_since`: the agent spoke last. Each is None when
    that side is not waiting. `past` holds the latest words for each label of earlier turns.

    `given`: how often the agents have done what; `last_given`: after which of the customer's
    turns they did it last. `agent_message`: the agents' latest; `asks_back`: it asks something.
    `answered`: the questions that
    they have answered since the customer last wrote. `moments`: the peaks, the turn and the end
    so far. `recalled`: the earlier conversations whose open matters came along.

    `transferred`: another agent has taken over and has not written yet; `returning`: an earlier
    conversation left something open, and no agent has written yet; `closing`: one side has said
    goodbye.

    `last`: the latest card, for as long as it can be brought back; `on_show`: it is on offer now.
    `muted`: kinds that the agent wants no card of here. `as_read`: what a correction of the
    feeling changed, until somebody speaks. `phrases`, `said`: hashes of the cards'
    words and of those that were said, to notice a repetition.
    `waiting`: edits of messages that have not come yet.
    """

    now: float = 0.0
    language: Language | None = None
    customer_name: str | None = None
    turn: CustomerTurn = CustomerTurn()
    past: tuple[HeardLabel, ...] = ()
    given: tuple[tuple[Act, int], ...] = ()
    last_given: tuple[tuple[Act, int], ...] = ()
    answer: frozenset[Act] = frozenset()
    needs: tuple[Rung, ...] = tuple(Rung(need=need) for need in NEEDS)
    customer_waits_since: float | None = None
    agent_waits_since: float | None = None
    context: Context = Context()
    informal: bool = False
    issues: tuple[Issue, ...] = ()
    questions: tuple[Question, ...] = ()
    answered: tuple[Question, ...] = ()
    promises: tuple[Promise, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    moments: tuple[Moment, ...] = ()
    frame: Frame | None = None
    stage: Stage | None = None
    agent_message: str | None = None
    asks_back: bool = False
    recalled: tuple[str, ...] = ()
    transferred: bool = False
    returning: bool = False
    closing: bool = False
    last: Suggestion | None = None
    on_show: bool = False
    offers: tuple[Offered, ...] = ()
    offered: int = 0
    muted: tuple[Kind, ...] = ()
    as_read: Felt | None = None
    phrases: bytes = b""
    said: Said = NOTHING
    waiting: tuple[MessageRevised, ...] = ()

    @classmethod
    def new(cls) -> "Conversation":
        """Return a chat in which nothing has happened."""
        return cls()

    @property
    def showing(self) -> Suggestion | None:
        """The card that is on offer now."""
        return self.last if self.on_show else None

    @property
    def before(self) -> frozenset[Cue | Tone]:
        """The cues and tones of earlier turns."""
        return frozenset(heard.label for heard in self.past)

    @property
    def acts(self) -> frozenset[Act]:
        """What the agents have done in this chat."""
        return frozenset(act for act, _ in self.given)

    def times(self, act: Act) -> int:
        """Return how often the agents have done this."""
        for given, times in self.given:
            if given == act:
                return times
        return 0

    def turn_of(self, act: Act) -> int | None:
        """Return the customer's turn after which the agents did this last."""
        return next((turn for given, turn in self.last_given if given == act), None)

    @property
    def ledger(self) -> Ledger:
        """The books, as they are shown."""
        return Ledger(
            issues=self.issues,
            questions=self.questions,
            promises=self.promises,
            deadlines=self.deadlines,
            moments=self.moments,
            frame=self.frame,
            stage=self.stage,
        )

    def at(self, now: float) -> "Conversation":
        """Return the chat at a later time."""
        return self if now == self.now else replace(self, now=now)

    def with_needs(self, needs: tuple[Rung, ...]) -> "Conversation":
        """Return the chat with another ladder."""
        return replace(self, needs=needs)

    def rung(self, need: Need) -> Rung:
        """Return where one need stands."""
        return self.needs[NEEDS.index(need)]
