"""What the file of a mapping says, once it is read: paths, conditions, and what each body tells.

docs/consoles/mapping.md shows how it is written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from assist.vocabulary import Speaker

Does = Literal["message", "edit", "deletion", "context"]
DOES: Final[tuple[Does, ...]] = get_args(Does)
Unit = Literal["s", "ms", "us"]
UNITS: Final[dict[Unit, float]] = {"s": 1.0, "ms": 1e3, "us": 1e6}

Step = str | int
"""A field's name; an index of a list, the last one being -1; `*`: every item of a list."""


@dataclass(frozen=True, slots=True)
class Path:
    """Where a value stands. `whole`: in the whole body, not in the item of its list."""

    steps: tuple[Step, ...]
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What must hold of the value at a path.

    Args:
        there: whether there must be one that is not null and not empty; None: `among` says it.
        among: the texts of which it must be one or, if `negated`, must not be.
    """

    path: Path
    there: bool | None = None
    among: frozenset[str] = frozenset()
    negated: bool = False


When = tuple[tuple[Check, ...], ...]
"""Holds where all tests of one of its rows do; of none: it does not."""
ALWAYS: Final[When] = ((),)
NEVER: Final[When] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value of ours and where it is from.

    Args:
        first: the first of these paths where something stands.
        join: what stands at all these paths, with `glue` between; what is missing is passed over.
        const: this text.
        words: the console's words -> ours; another is none.
        unit: of a time; None: seconds, milliseconds or ISO 8601, as it looks.
    """

    first: tuple[Path, ...] = ()
    join: tuple[Path, ...] = ()
    glue: str = " "
    const: str | None = None
    words: Mapping[str, str] | None = None
    unit: Unit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One sort of body, and what it tells.

    Args:
        where: its place in the file, for errors.
        values: our fields -> where each is from.
        speaker: who speaks, each with its condition; `const` holds where it is always the same.
        private, bot: leave it out.
        html: the text is HTML.
    """

    where: str
    does: Does
    when: When
    values: Mapping[str, Value]
    speaker: Mapping[Speaker, When] = field(default_factory=dict)
    private: When = NEVER
    bot: When = NEVER
    html: When = NEVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A body as the console sends it, and what it must give.

    Args:
        gives: of each thing said, the fields that must be so; `does` says what it is.
        leaves_out: why each other thing is not followed.
    """

    where: str
    about: str
    body: bytes
    form: bool
    gives: tuple[Mapping[str, object], ...]
    leaves_out: tuple[str, ...] = ()
    echo: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the console wants to hear."""

    status: int = 200
    body: bytes = b""
    media_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A whole file.

    Args:
        each: the lists whose items are read one by one; None: the body is read as one.
        account: whose the body is.
        challenge: when a body is a handshake, and what is sent back.
        rules: the first whose condition holds reads an item.
    """

    title: str
    rules: tuple[Rule, ...]
    each: Path | None = None
    account: Value | None = None
    challenge: tuple[When, Value] | None = None
    answer: Answer = field(default_factory=Answer)
    examples: tuple[Example, ...] = ()
