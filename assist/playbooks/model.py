"""What a rule file holds, as frozen values: what load.py makes and all later stages read.

A playbook is one topic in one language. Its `[[cue]]`, `[[tone]]` and `[[act]]` tables say how
something is recognised in one message; its `[[suggestion]]` tables say when a card is offered.
The same label may have patterns in several topics: they add up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from assist.vocabulary import Act, Cue, Kind, Language, Need, NeedStatus, Tone

Maturity = Literal["stable", "experimental", "deprecated"]
TokenPattern = tuple[Mapping[str, object], ...]
Pattern = str | TokenPattern
"""A phrase, or one spaCy token pattern: a table a token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """How a label is recognised in one message.

    `label` is a cue, a tone or an act, by the table that it stands in. `weight` (tones only)
    is the score that one match is worth, 0 to 1. `negatable`: a "not" in scope silences it.
    `personal`: silent when somebody else is meant ("my wife was furious"); tones always are.
    `also` lists the labels of other signs that its examples may fire.
    """

    label: Cue | Tone | Act
    about: str
    patterns: tuple[Pattern, ...]
    match: tuple[str, ...]
    no_match: tuple[str, ...]
    also: frozenset[str] = frozenset()
    weight: float = 0.7
    negatable: bool = True
    personal: bool = False


Scope = Literal["now", "before", "ever"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The customer's words showed this cue or tone: in this turn, in an earlier one, or ever."""

    label: Cue | Tone
    scope: Scope = "now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The agent has done this in this chat."""

    act: Act


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedIs:
    """A rung of the ladder has this status."""

    need: Need
    status: NeedStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """This side has been waiting for the other for at least `seconds`."""

    who: Literal["customer", "agent"]
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """Valence (-1 to 1) or intensity (0 to 1) of the customer's turn, beyond a limit."""

    what: Literal["valence", "intensity"]
    side: Literal["above", "below"]
    limit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseDue:
    """The agent named a time, and it has come."""


Condition = Heard | Given | NeedIs | Waits | Level | PromiseDue


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A short transcript at whose end the suggestion is on offer, or is not."""

    offered: bool
    transcript: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionRule:
    """When a card is offered and in which words.

    All of `requires`, at least one of `any` (where given) and none of `excludes` must hold.
    Among cards that compete for one place the higher `priority` (0 to 9) wins.
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
    acts: tuple[Sign, ...] = ()
    suggestions: tuple[SuggestionRule, ...] = ()


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Playbooks:
    """The whole set in force. `version` is a hash of its files; broken rules are left out."""

    version: str
    playbooks: tuple[Playbook, ...]
    inferences: tuple[Inference, ...]
    diagnostics: tuple[Diagnostic, ...] = ()

    def of(self, language: Language) -> tuple[Playbook, ...]:
        """Return the topics of one language, in the order of their names."""
        return tuple(book for book in self.playbooks if book.language == language)
