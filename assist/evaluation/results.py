"""What was measured, as values: each system on each set, and the worst errors."""

from dataclasses import dataclass
from typing import Literal

from assist.evaluation.metrics import LabelScore
from assist.evaluation.sets import Measure
from assist.vocabulary import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingError:
    """One label of one message that Warmline told wrongly, or missed.

    `likelihood` is what it gave the label (for a class, how strongly it said it); `words` are
    those that speak most for it.
    """

    text: str
    kind: Literal["told", "missed"]
    label: str
    likelihood: float
    said: tuple[str, ...]
    holds: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemResult:
    """One system on one set.

    `value` is macro-F1, or the share of messages with a negative tone; `low` to `high` its 95 %
    interval. `precision` is that of all told labels together; `calibration` the mean over labels
    of the expected calibration error; `unsure` a share. None where it does not apply.
    """

    system: str
    value: float
    low: float
    high: float
    precision: float | None
    calibration: float | None
    unsure: float | None
    labels: tuple[LabelScore, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetResult:
    """One set: how many messages, each system that reads its language, Warmline's errors."""

    name: str
    title: str
    language: Language
    measure: Measure
    messages: int
    results: tuple[SystemResult, ...]
    errors: tuple[ReadingError, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemState:
    """A system that was asked for; `version` is None where it is not installed."""

    name: str
    about: str
    languages: tuple[Language, ...]
    version: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """All that was measured, and the SHA-256 of the weights that Warmline read with."""

    weights: dict[str, str]
    systems: tuple[SystemState, ...]
    sets: tuple[SetResult, ...]
