"""What a rule file holds, as frozen values: what load.py makes and all later stages read.

A playbook is one topic in one language. Its `[[cue]]`, `[[tone]]`, `[[journey]]` and `[[act]]`
tables say how something is recognised in one message; its `[[suggestion]]` tables say when a
card is offered, its `[[finding]]` tables what is wrong with a reply before it is sent. The same
label may have patterns in several topics: they add up.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from assist.vocabulary import (
    Act,
    Cue,
    Finding,
    Journey,
    Kind,
    Language,
    Need,
    NeedStatus,
    Tone,
)

Maturity = Literal["stable", "experimental", "deprecated"]
TokenPattern = tuple[Mapping[str, object], ...]
Pattern = str | TokenPattern
"""A phrase, or one spaCy token pattern: a table a token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """How a label is recognised in one message.

    `label` is a cue, a tone, a stage of the journey or an act, by the table that it stands in.
    `weight` (tones only) is the score that one match is worth, 0 to 1. `negatable`: a "not" in
    scope silences it.
    `personal`: silent when somebody else is meant ("my wife was furious"); tones always are.
    `sure` (cues only): its words are believed whatever the weights hold.
    `also` lists the labels of other signs that its examples may fire.
    """

    label: Cue | Tone | Journey | Act
    about: str
    patterns: tuple[Pattern, ...]
    match: tuple[str, ...]
    no_match: tuple[str, ...]
    also: frozenset[str] = frozenset()
    weight: float = 0.7
    negatable: bool = True
    personal: bool = False
    sure: bool = False


Scope = Literal["now", "before", "ever"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The customer's words showed this cue or tone: in this turn, in an earlier one, or ever."""

    label: Cue | Tone
    scope: Scope = "now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The agents have done this in this chat, at least so often."""

    act: Act
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedIs:
    """A rung of the ladder has this status."""

    need: Need
    status: NeedStatus


Patience = Literal["short", "long"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """This side has been waiting for the other for at least so many seconds, or for what
    `rules/waits.toml` calls a short or a long wait on the chat's channel."""

    who: Literal["customer", "agent"]
    length: float | Patience


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """Valence (-1 to 1) or intensity (0 to 1) of the customer's turn, beyond a limit."""

    what: Literal["valence", "intensity"]
    side: Literal["above", "below"]
    limit: float


Subject = Literal[
    "issue", "question", "promise", "deadline", "journey", "channel", "mood", "humour", "chat"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Is:
    """The conversation's books say so: `issue is repeated`, `promise is due`, `mood is turned`.

    `playbooks.conditions.STATES` lists what each subject may be.
    """

    subject: Subject
    state: str


Condition = Heard | Given | NeedIs | Waits | Level | Is


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A short transcript at whose end the suggestion is on offer, or is not."""

    offered: bool
    transcript: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionRule:
    """When a card is offered and in which words.

    All of `requires`, at least one of `any` (where given) and none of `excludes` must hold.
    Among cards that compete for one place the higher `priority` (0 to 9) wins. `informal` are
    wordings for a chat on familiar terms (French `tu`); where there are none, `text` serves.
    """

    id: str
    kind: Kind
    about: str
    requires: tuple[Condition, ...]
    any: tuple[Condition, ...]
    excludes: tuple[Condition, ...]
    text: tuple[str, ...]
    examples: tuple[Example, ...]
    priority: int = 5
    informal: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRule:
    """How one thing that is wrong with a draft is found, and what the agent is told.

    `patterns` and the phrases of `replace` (phrase -> plain words) are words that cause it;
    `unless` excuses them in the same sentence. Without either of them `unless` are words of which
    the draft lacks any. With nothing of the kind the finding is made by code alone, and the table
    gives its advice. `instead` takes the place of the words found: it gives the edit.
    `requires`, `any` and `excludes` are about the conversation, as those of a suggestion.
    """

    id: Finding
    about: str
    advice: str
    patterns: tuple[Pattern, ...] = ()
    replace: tuple[tuple[str, str], ...] = ()
    instead: str | None = None
    unless: tuple[Pattern, ...] = ()
    requires: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()
    excludes: tuple[Condition, ...] = ()
    match: tuple[str, ...] = ()
    no_match: tuple[str, ...] = ()
    also: frozenset[Finding] = frozenset()
    negatable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitWords:
    """The words of one language that speak of a matter, and what to tell who promises too much.

    `unless`: words that make a sentence one about something else.
    """

    patterns: tuple[Pattern, ...]
    advice: str
    unless: tuple[Pattern, ...] = ()
    match: tuple[str, ...] = ()
    no_match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What may be promised about one matter (`rules/promises.toml`).

    `soonest`: seconds; a time before is promised too much. `above`: an amount of money above
    which a manager decides. None where there is no such limit.
    """

    matter: str
    about: str
    policy: str | None = None
    soonest: float | None = None
    above: float | None = None
    words: Mapping[Language, LimitWords] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inference:
    """A tone that cues and valence show together, where no feeling is named (tones.toml)."""

    tone: Tone
    about: str
    requires: tuple[Condition, ...]
    any: tuple[Condition, ...]
    excludes: tuple[Condition, ...]
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Playbook:
    """One topic in one language, as its file `path` (relative to `rules/`) says."""

    path: str
    topic: str
    language: Language
    title: str
    status: Maturity
    about: str
    policy: str | None = None
    references: tuple[str, ...] = ()
    cues: tuple[Sign, ...] = ()
    tones: tuple[Sign, ...] = ()
    journeys: tuple[Sign, ...] = ()
    acts: tuple[Sign, ...] = ()
    suggestions: tuple[SuggestionRule, ...] = ()
    findings: tuple[FindingRule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long people wait on a channel before it matters (`rules/waits.toml`), in seconds.

    `short`: a holding line helps. `long`: speed fails. `near`: this long before a promise or a
    deadline falls due it is near.
    """

    short: float = 60.0
    long: float = 120.0
    near: float = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """What is wrong with a rule, where (`en/delivery.toml: cue "problem"`), and what is right."""

    path: str
    where: str
    what: str

    def __str__(self) -> str:
        return (
            f"{self.path}: {self.where}: {self.what}" if self.where else f"{self.path}: {self.what}"
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Playbooks:
    """The whole set in force. `version` is a hash of its files; broken rules are left out.

    Compared by identity: whatever is made of a set is made once.

    `overlays` holds the set of each team that has rules or waits of its own, by its name.
    `limits` say what may be promised.
    """

    version: str
    playbooks: tuple[Playbook, ...]
    inferences: tuple[Inference, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    paces: Mapping[str, Pace] = field(default_factory=dict)
    limits: tuple[Limit, ...] = ()
    overlays: Mapping[str, "Playbooks"] = field(default_factory=dict)

    def for_team(self, team: str | None) -> "Playbooks":
        """Return the set that holds for a team; one without an overlay has this set itself."""
        return self if team is None else self.overlays.get(team, self)

    def pace(self, channel: str) -> Pace:
        """Return the waits of a channel; one that has none of its own waits as a chat does."""
        return self.paces.get(channel) or self.paces.get("chat") or Pace()

    def of(self, language: Language) -> tuple[Playbook, ...]:
        """Return the topics of one language, in the order of their names."""
        return tuple(book for book in self.playbooks if book.language == language)
