"""What was measured -> the tables of docs/quality.md, between their marks, and plain JSON."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from assist.codec import from_plain, to_plain
from assist.evaluation.markdown import between_marks, table
from assist.evaluation.metrics import LabelScore
from assist.evaluation.results import Evaluation, SetResult, SystemResult, SystemState
from assist.evaluation.warmline import NAME
from assist.labelled.sources import SOURCES
from assist.vocabulary import CUES, LANGUAGES, Language

PRECISE: Final = 0.85
"""The precision below which a cue is marked."""

_NONE: Final = "–"
_LANGUAGE: Final = {"en": "English", "fr": "French"}


def to_json(evaluation: Evaluation) -> dict[str, Any]:
    """Return all figures as plain data, with four decimals."""
    plain: dict[str, Any] = _rounded(to_plain(evaluation))
    return plain


def from_json(plain: object) -> Evaluation:
    """Return the figures that `to_json` wrote.

    Raises:
        FrameError: `plain` is something else.
    """
    return from_plain(Evaluation, plain)


def page(text: str, evaluation: Evaluation) -> str:
    """Return the page with its three marked parts written again, from figures as JSON has them.

    Raises:
        ConfigError: a mark is missing.
    """
    evaluation = from_json(to_json(evaluation))
    parts = {"reading": tables(evaluation), "cues": cues(evaluation), "data": data()}
    return between_marks(text, parts, where="docs/quality.md")


def tables(evaluation: Evaluation) -> str:
    """Return the systems, all sets side by side, then each set by label."""
    parts = [_systems(evaluation), _overview(evaluation)]
    parts += [_set(one, evaluation.systems) for one in evaluation.sets if one.measure != "cues"]
    return "\n".join(parts)


def cues(evaluation: Evaluation) -> str:
    """Return each cue's figures in each language, and whether it is precise enough."""
    found: dict[Language, dict[str, LabelScore]] = {}
    for one in evaluation.sets:
        if one.measure == "cues" and one.name == f"corpus-{one.language}-cues" and one.results:
            found[one.language] = {score.label: score for score in one.results[0].labels}
    languages = [code for code in LANGUAGES if code in found]
    heads = [
        f"{_LANGUAGE[code]}: {what}" if what == "messages" else what
        for code in languages
        for what in ("messages", "precision", "recall", "F1", "")
    ]
    rows = [
        [f"`{cue}`", *(cell for code in languages for cell in _cue(found[code][cue]))]
        for cue in CUES
    ]
    return table(["cue", *heads], rows)


def _cue(score: LabelScore) -> list[str]:
    precise = score.precision is not None and score.precision >= PRECISE
    values = (score.precision, score.recall, score.f1)
    figures = [_NONE if value is None else f"{value:.3f}" for value in values]
    return [str(score.support), *figures, "" if precise else "**below**"]


def data() -> str:
    """Return the public data sets with their licences, and what each is used for."""
    rows = [
        [f"`{one.name}`", one.cite, one.licence, "trained on" if one.trains else "measured only"]
        for one in SOURCES
    ]
    return table(["folder", "data set", "licence", "use"], rows)


def _systems(evaluation: Evaluation) -> str:
    rows = [
        [
            f"`{one.name}`",
            one.version or "not installed",
            " ".join(one.languages),
            one.about,
        ]
        for one in evaluation.systems
    ]
    weights = [f"{_LANGUAGE[code]} `{digest[:16]}`" for code, digest in evaluation.weights.items()]
    read_with = f"Warmline's weights (SHA-256): {', '.join(weights) or 'none'}.\n"
    return table(["system", "version", "reads", "what it tells"], rows) + "\n" + read_with


def _overview(evaluation: Evaluation) -> str:
    """Return one row a set, one column a system."""
    rows = []
    for one in evaluation.sets:
        found = {result.system: _value(one, result) for result in one.results}
        cells = [found.get(system.name, _absent(system)) for system in evaluation.systems]
        measured = "share" if one.measure == "alarms" else "macro-F1"
        rows.append([one.title, measured, f"{one.messages:,}", *cells])
    names = [system.name for system in evaluation.systems]
    return table(["set", "figure", "messages", *names], rows)


def _set(one: SetResult, systems: Sequence[SystemState]) -> str:
    figure = "with a negative tone" if one.measure == "alarms" else "macro-F1"
    heads = ["system", f"{figure} (95 %)", "precision", "calibration error", "unsure"]
    labels = [score.label for score in one.results[0].labels] if one.results else []
    found = {result.system: result for result in one.results}
    rows = []
    for system in systems:
        if (result := found.get(system.name)) is not None:
            rows += list(_rows(one, result, labels))
        elif system.version is None and one.language in system.languages:
            rows.append([f"`{system.name}`", "not installed"])
    head = f"### {one.title}\n\n`{one.name}`, {one.messages:,} messages.\n\n"
    return head + table([*heads, *labels], rows)


def _rows(one: SetResult, result: SystemResult, labels: Sequence[str]) -> Iterator[list[str]]:
    """Yield a system's row (F1 a label, or its share), and Warmline's precision a label."""
    scores = {score.label: score for score in result.labels}
    shares = [_share(one, scores[label]) if label in scores else _NONE for label in labels]
    value = f"{_value(one, result)} ({_figure(one, result.low)} to {_figure(one, result.high)})"
    figures = [_number(result.precision), _number(result.calibration), _percent(result.unsure)]
    yield [f"`{result.system}`", value, *figures, *shares]
    if result.system == NAME and one.measure != "alarms":
        precisions = [_number(scores[label].precision) for label in labels]
        yield [f"`{NAME}`: precision", "", "", "", "", *precisions]


def _share(one: SetResult, score: LabelScore) -> str:
    return _percent(score.told / one.messages) if one.measure == "alarms" else _number(score.f1)


def _value(one: SetResult, result: SystemResult) -> str:
    return _figure(one, result.value)


def _figure(one: SetResult, value: float) -> str:
    return _percent(value) if one.measure == "alarms" else _number(value)


def _absent(system: SystemState) -> str:
    return _NONE if system.version else "not installed"


def _number(value: float | None) -> str:
    return _NONE if value is None else f"{value:.2f}"


def _percent(value: float | None) -> str:
    return _NONE if value is None else f"{100 * value:.1f} %"


def _rounded(plain: Any) -> Any:  # noqa: ANN401
    if isinstance(plain, float):
        return round(plain, 4)
    if isinstance(plain, dict):
        return {key: _rounded(value) for key, value in plain.items()}
    return [_rounded(value) for value in plain] if isinstance(plain, (list, tuple)) else plain
