"""What was found in drafts -> tables in Markdown, plain JSON, and lines that a person reads."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from assist.codec import from_plain, to_plain
from assist.evaluation.drafts import Checked, DraftScore
from assist.evaluation.markdown import between_marks, table
from assist.vocabulary import FINDINGS, LANGUAGES, Finding, Language

Split = Literal["held-out", "development", "own"]

OURS: Final = "warmline"
AIM_FOUND: Final = 0.9
AIM_NEEDLESS: Final = 2.0
"""At most so many needless findings per 100 good drafts."""

_TITLES: Final[dict[Split, str]] = {
    "held-out": "Held out: only measured, nothing was ever tuned on it",
    "development": "Development: the rules were tuned on it",
    "own": "Drafts of the file",
}
_PARTS: Final = {"all": "all", "en": "English", "fr": "French"}
_NONE: Final = "–"
_Z: Final = 1.959964
"""Standard deviations on either side that hold 95 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSystem:
    """One system on one set; without `scores` where it is not installed.

    `findings` are those that it can tell.
    """

    name: str
    about: str
    version: str | None
    languages: tuple[Language, ...]
    findings: tuple[Finding, ...]
    scores: tuple[DraftScore, ...]

    def score(self, name: str) -> DraftScore | None:
        """Return the score of a part, None where it has none."""
        return next((one for one in self.scores if one.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSet:
    """One set of drafts, and each system on it, ours first."""

    split: Split
    systems: tuple[DraftSystem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFigures:
    """All that was measured, with the version of the rules."""

    rules: str
    sets: tuple[DraftSet, ...]

    @property
    def unmet(self) -> tuple[str, ...]:
        """The aims that are missed, in plain words."""
        found = []
        for one in self.sets:
            ours = one.systems[0].score("all")
            if ours is None:
                continue
            if ours.found < AIM_FOUND * ours.expected:
                share = ours.found / ours.expected
                found.append(f"{one.split}: {share:.1%} of the faults found; aim {AIM_FOUND:.0%}")
            if ours.needless > AIM_NEEDLESS * ours.good / 100:
                rate = 100 * ours.needless / ours.good
                what = "needless findings per 100 good drafts"
                found.append(f"{one.split}: {rate:.1f} {what}; aim {AIM_NEEDLESS:g}")
        return tuple(found)


def to_json(figures: DraftFigures) -> dict[str, Any]:
    """Return all figures as plain data."""
    plain: dict[str, Any] = to_plain(figures)
    return plain


def from_json(plain: object) -> DraftFigures:
    """Return the figures that `to_json` wrote.

    Raises:
        FrameError: `plain` is something else.
    """
    return from_plain(DraftFigures, plain)


def page(text: str, figures: DraftFigures) -> str:
    """Return docs/quality.md with the tables of the drafts written again.

    Raises:
        ConfigError: a mark is missing.
    """
    return between_marks(text, {"drafts": tables(figures)}, where="docs/quality.md")


def tables(figures: DraftFigures) -> str:
    """Return the systems, and for each set what they found, in all and by finding."""
    parts = [_systems(figures.sets[0].systems)] if figures.sets else []
    for one in figures.sets:
        parts += [f"### {_TITLES[one.split]}\n", _overall(one.systems), _by_finding(one.systems)]
    return "\n".join([*parts, f"Rules: `{figures.rules}`.\n"])


def share_interval(part: int, whole: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (0 to 1), after Wilson; it holds for no cases as well."""
    if not whole:
        return 0.0, 1.0
    share, spread = part / whole, _Z * _Z / whole
    middle = share + spread / 2
    reach = _Z * math.sqrt(share * (1 - share) / whole + spread / whole / 4)
    return max(0.0, (middle - reach) / (1 + spread)), min(1.0, (middle + reach) / (1 + spread))


def count_interval(count: int) -> tuple[float, float]:
    """Return the 95 % interval of what such a count is on average, by the score of Poisson."""
    middle, reach = count + _Z * _Z / 2, _Z * math.sqrt(count + _Z * _Z / 4)
    return max(0.0, middle - reach), middle + reach


def failure_lines(checked: Iterable[Checked]) -> Iterator[str]:
    """Yield a few lines on each draft of which something was missed or told needlessly."""
    for one in checked:
        expected, told = one.case.expected, {found.finding: found for found in one.told}
        if expected == told.keys():
            continue
        missed = [
            f"missed {finding}{_quoted(one.case.evidence.get(finding, ''))}"
            for finding in FINDINGS
            if finding in expected - told.keys()
        ]
        needless = [
            f"needless {label}{_quoted(' … '.join(span.text for span in found.evidence))}"
            for label, found in told.items()
            if label not in expected
        ]
        yield f"- {one.case.where}: {', '.join(missed + needless)}\n  {_flat(one.case.draft)}"


def _systems(systems: Iterable[DraftSystem]) -> str:
    rows = [
        [
            f"`{one.name}`",
            one.version or _NONE,
            " ".join(one.languages),
            one.about if one.scores else f"{one.about}; not installed, so not measured",
        ]
        for one in systems
    ]
    return table(["system", "version", "reads", "what it tells"], rows)


def _overall(systems: Iterable[DraftSystem]) -> str:
    heads = ["system", "drafts", "good", "faults found", "needless per 100 good drafts"]
    heads += ["good drafts with silence", "needless per 100 faulty drafts", "same words"]
    rows = [
        [
            f"`{system.name}`" if name == "all" else f"`{system.name}`, {_PARTS[name]}",
            str(one.good + one.faulty),
            str(one.good),
            _share(one.found, one.expected),
            _rate(one.needless, one.good),
            _share(one.quiet, one.good),
            f"{100 * one.beside / one.faulty:.1f}" if one.faulty else _NONE,
            f"{one.overlap / one.compared:.2f}" if one.compared else _NONE,
        ]
        for system in systems
        for name in ("all", *(LANGUAGES if len(system.languages) > 1 and system.findings else ()))
        if (one := system.score(name)) is not None
    ]
    return table(heads, rows)


def _by_finding(systems: Sequence[DraftSystem]) -> str:
    """Return for each finding how often it was found, and told needlessly of any draft."""
    measured = [one for one in systems if one.scores and one.findings]
    rows = []
    for finding in FINDINGS:
        ours = measured[0].score(finding) if measured else None
        expected = "0" if ours is None else str(ours.expected)
        rows.append([f"`{finding}`", expected, *(_found(one, finding) for one in measured)])
    heads = ["found (needless)", "expected", *(f"`{one.name}`" for one in measured)]
    return table(heads, rows)


def _found(system: DraftSystem, finding: Finding) -> str:
    if finding not in system.findings:
        return _NONE
    one = system.score(finding)
    found, expected, needless = 0, 0, 0
    if one is not None:
        found, expected, needless = one.found, one.expected, one.needless + one.beside
    return f"{found} of {expected} ({needless})"


def _share(part: int, whole: int) -> str:
    if not whole:
        return _NONE
    low, high = share_interval(part, whole)
    return f"{100 * part / whole:.1f} % ({100 * low:.1f} to {100 * high:.1f}) of {whole}"


def _rate(count: int, whole: int) -> str:
    if not whole:
        return _NONE
    low, high = count_interval(count)
    return f"{100 * count / whole:.1f} ({100 * low / whole:.1f} to {100 * high / whole:.1f})"


def _quoted(words: str) -> str:
    return f" “{_flat(words)}”" if words else ""


def _flat(text: str) -> str:
    return " ".join(text.split())
