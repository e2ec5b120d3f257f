"""Sets and systems -> how well each system reads each set, and Warmline's worst errors."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, Literal

import numpy as np

from assist.evaluation.metrics import (
    Booleans,
    Floats,
    best_limit,
    calibration_error,
    counts,
    interval,
    label_scores,
    macro_f1,
    precision_of_all,
)
from assist.evaluation.peers import Heard, Known, Training
from assist.evaluation.results import Evaluation, ReadingError, SetResult, SystemResult, SystemState
from assist.evaluation.sets import Case, MeasuredSet, class_of, members
from assist.evaluation.warmline import NAME, Warmline
from assist.labelled.public import Class
from assist.resources import weights_dir
from assist.vocabulary import LANGUAGES, TONES, Language

WORST: Final = 20
_AT_ONCE: Final = 200

Limits = Mapping[str, float]
Development = Callable[[Language], tuple[Case, ...]]
Advance = Callable[[str, int, int], None]
"""Is told which system reads, how many messages it has read, and of how many."""


def evaluate(
    sets: Sequence[MeasuredSet],
    systems: Sequence[Known],
    development: Development,
    training: Training,
    advance: Advance,
) -> Evaluation:
    """Measure every system on every set whose language it reads.

    Args:
        sets: what is measured.
        systems: Warmline and peers; those that are not installed are named and left out.
        development: our own messages on which a peer's limits are chosen.
        training: the examples that a peer is trained on, if it is trained at all.
        advance: is told how far it is.
    """
    weights = dict(_weights())
    results = {one.name: _unread(one) for one in sets}
    for system in systems:
        for language in system.languages if system.version() else ():
            wanted = [one for one in sets if one.language == language and _gives(system, one)]
            found = _measured(system, language, wanted, development, training, advance)
            for name, result, errors in found:
                before = results[name]
                results[name] = replace(
                    before, results=(*before.results, result), errors=(*before.errors, *errors)
                )
    return Evaluation(
        weights=weights, systems=tuple(map(_state, systems)), sets=tuple(results.values())
    )


def _unread(one: MeasuredSet) -> SetResult:
    return SetResult(
        name=one.name,
        title=one.title,
        language=one.language,
        measure=one.measure,
        messages=len(one.cases),
        results=(),
    )


def _state(system: Known) -> SystemState:
    return SystemState(
        name=system.name,
        about=system.about,
        languages=system.languages,
        version=system.version(),
    )


def _gives(system: Known, one: MeasuredSet) -> bool:
    """Return whether a system tells what is measured; none but Warmline knows our cues."""
    return one.measure != "cues" or system.name == NAME


def _weights() -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        path = weights_dir() / f"{language}.msgpack"
        if path.is_file():
            yield language, hashlib.sha256(path.read_bytes()).hexdigest()


def _measured(
    system: Known,
    language: Language,
    sets: Sequence[MeasuredSet],
    development: Development,
    training: Training,
    advance: Advance,
) -> Iterator[tuple[str, SystemResult, tuple[ReadingError, ...]]]:
    """Yield what a system comes to on each set of one language; it reads each text once."""
    if not sets:
        return
    reader = system.build(language, training)
    own = development(language)
    cases = [case for one in sets for case in (*one.cases, *one.development)]
    texts = list(dict.fromkeys(case.text for case in (*cases, *own)))
    heard: dict[str, Heard] = {}
    for first in range(0, len(texts), _AT_ONCE):
        some = texts[first : first + _AT_ONCE]
        heard |= zip(some, reader.read(some), strict=True)
        advance(f"{system.name} {language}", len(heard), len(texts))
    for one in sets:
        said = [heard[case.text] for case in one.cases]
        limits = _limits(one, own, heard)
        told, likely = _told(system, one, said, limits), _likely(one.labels, said)
        holds = _holds(one.labels, one.cases)
        errors = _worst(reader, one, holds, told, likely) if isinstance(reader, Warmline) else ()
        yield one.name, _result(system, one, said, holds, told, likely), errors


def _limits(one: MeasuredSet, own: Sequence[Case], heard: Mapping[str, Heard]) -> Limits | None:
    """Return the limits that are chosen on a development split, None where they ship.

    Where the class follows from tones, they are those of the tones.
    """
    ships = all(heard[case.text].told is not None for case in one.cases)
    if ships and not one.development:
        return None
    cases = one.development or own
    labels = TONES if one.measure == "classes" else one.labels
    likely = _likely(labels, [heard[case.text] for case in cases])
    holds = _holds(labels, cases)
    return {label: best_limit(holds[:, at], likely[:, at]) for at, label in enumerate(labels)}


def _holds(labels: Sequence[str], cases: Sequence[Case]) -> Booleans:
    return np.array(
        [
            [label in case.holds or not case.holds.isdisjoint(members(label)) for label in labels]
            for case in cases
        ],
        dtype=bool,
    ).reshape(len(cases), len(labels))


def _likely(labels: Sequence[str], said: Sequence[Heard]) -> Floats:
    return np.array(
        [[max(one.scores.get(name, 0.0) for name in members(x)) for x in labels] for one in said],
        dtype=float,
    ).reshape(len(said), len(labels))


def _told(
    system: Known, one: MeasuredSet, said: Sequence[Heard], limits: Limits | None
) -> Booleans:
    if one.measure == "classes":
        return np.array([[_class(x, limits) == label for label in one.labels] for x in said])
    if one.measure == "alarms" and not system.tones:
        return np.array([[heard.polarity == "negative"] for heard in said])
    if limits is not None:
        least: Floats = np.array([[limits[label] for label in one.labels]])
        return np.asarray(_likely(one.labels, said) >= least, dtype=bool)
    told = [heard.told or frozenset() for heard in said]
    return np.array([[not x.isdisjoint(members(y)) for y in one.labels] for x in told])


def _class(heard: Heard, limits: Limits | None) -> Class:
    """Return the class that a system gives, or that its tones have."""
    if heard.polarity is not None:
        return heard.polarity
    scores = heard.scores
    told = [tone for tone, least in (limits or {}).items() if scores.get(tone, 0.0) >= least]
    return class_of(told, 0.0)


def _result(
    system: Known,
    one: MeasuredSet,
    said: Sequence[Heard],
    holds: Booleans,
    told: Booleans,
    likely: Floats,
) -> SystemResult:
    unsure = [heard.unsure for heard in said if heard.unsure is not None]
    if one.measure == "alarms":
        shares = np.asarray(told.any(axis=1), dtype=float).reshape(-1, 1)
        value = float(shares.mean())
        low, high = interval(shares, lambda sums: sums[:, 0] / len(said))
    else:
        shares = counts(holds, told)
        value = float(macro_f1(shares.sum(axis=0)[None, :])[0])
        low, high = interval(shares, macro_f1)
    several = one.measure in ("tones", "cues")
    held = [at for at in range(len(one.labels)) if holds[:, at].any()]
    errors = [calibration_error(holds[:, at], likely[:, at]) for at in held]
    return SystemResult(
        system=system.name,
        value=value,
        low=low,
        high=high,
        precision=precision_of_all(holds, told) if several else None,
        calibration=float(np.mean(errors)) if several and system.likely and held else None,
        unsure=sum(unsure) / len(unsure) if unsure else None,
        labels=label_scores(one.labels, holds, told) if told.shape == holds.shape else (),
    )


def _worst(
    reader: Warmline, one: MeasuredSet, holds: Booleans, told: Booleans, likely: Floats
) -> tuple[ReadingError, ...]:
    """Return ten labels told wrongly, the likeliest first, and ten missed, the least likely."""
    sides = [at for at, label in enumerate(one.labels) if label != "neutral"]
    found: list[ReadingError] = []
    kinds: tuple[tuple[Literal["told", "missed"], Booleans, float], ...] = (
        ("told", told & ~holds, -1.0),
        ("missed", holds & ~told, 1.0),
    )
    for kind, wrong, sign in kinds:
        places = [(row, at) for row, at in np.argwhere(wrong).tolist() if at in sides]
        places.sort(key=lambda place: sign * float(likely[place]))
        for row, at in places[: WORST // 2]:
            text, label = one.cases[row].text, one.labels[at]
            found.append(
                ReadingError(
                    text=text,
                    kind=kind,
                    label=label,
                    likelihood=round(float(likely[row, at]), 3),
                    said=_names(one.labels, told[row]),
                    holds=_names(one.labels, holds[row]),
                    words=reader.carried(text, label),
                )
            )
    return tuple(found)


def _names(labels: Sequence[str], row: Booleans) -> tuple[str, ...]:
    return tuple(label for label, there in zip(labels, row, strict=True) if there)
