"""Two conditions -> whether the one brings the other with it, or shuts it out.

Only what holds in every chat counts. Where that depends on the channel or on how a feeling is
measured, the answer is no.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, get_args

from assist.playbooks.conditions import write
from assist.playbooks.model import (
    Condition,
    Given,
    Heard,
    Is,
    Level,
    NeedIs,
    SuggestionRule,
    Waits,
)
from assist.vocabulary import NEEDS, NeedStatus

_OPEN: Final = frozenset({"raised", "acknowledged", "acted", "repeated", "brought"})
"""States that only an open issue is in."""
_SINGLE: Final = frozenset({"journey", "channel", "mood"})
"""Subjects that are in one state at a time; a chat may hold several issues or promises."""
_STATUSES: Final[tuple[NeedStatus, ...]] = get_args(NeedStatus)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One way in which a rule comes to hold: all of `holds`, none of `shut`.

    A rule has a case for each condition of its `any`, or a single one.
    """

    holds: tuple[Condition, ...]
    shut: tuple[Condition, ...]


def cases(rule: SuggestionRule) -> tuple[Case, ...]:
    """Return the cases of a rule, in the order of its `any`."""
    if not rule.any:
        return (Case(holds=rule.requires, shut=rule.excludes),)
    return tuple(Case(holds=(*rule.requires, way), shut=rule.excludes) for way in rule.any)


def implies(one: Condition, other: Condition) -> bool:
    """Return whether `other` holds wherever `one` does."""
    match one, other:
        case Heard(label=label), Heard(label=same, scope="ever"):
            return label == same
        case Given(act=act, times=times), Given(act=same_act, times=fewer):
            return act == same_act and times >= fewer
        case Waits(who=who, length="long"), Waits(who=same_who, length="short"):
            return who == same_who
        case Waits(who=who, length=float(longer)), Waits(who=same_who, length=float(shorter)):
            return who == same_who and longer >= shorter
        case Level(what=what, side="above", limit=high), Level(side="above", limit=low):
            return what == other.what and high >= low
        case Level(what=what, side="below", limit=low), Level(side="below", limit=high):
            return what == other.what and low <= high
        case Is(subject="issue", state=state), Is(subject="issue", state="open"):
            return state == "open" or state in _OPEN
        case Is(subject="question"), Is(subject="question", state="open"):
            return True
    return one == other


def clash(one: Condition, other: Condition) -> bool:
    """Return whether the two can never hold together."""
    match one, other:
        case NeedIs(need=need, status=status), NeedIs(need=same_need, status=other_status):
            return need == same_need and status != other_status
        case Is(subject=subject, state=state), Is(subject=same_subject, state=other_state):
            return subject == same_subject and subject in _SINGLE and state != other_state
        case Level(what=what, side="above", limit=least), Level(side="below", limit=most):
            return what == other.what and least >= most
        case Level(side="below"), Level(side="above"):
            return clash(other, one)
    return False


def impossible(condition: Condition) -> bool:
    """Return whether a bound lies where no value reaches it: `intensity above 1`."""
    if not isinstance(condition, Level):
        return False
    lowest = -1.0 if condition.what == "valence" else 0.0
    return condition.limit >= 1 if condition.side == "above" else condition.limit <= lowest


def covers(case: Case, other: Case) -> bool:
    """Return whether `case` holds wherever `other` does."""
    return all(any(implies(held, wanted) for held in other.holds) for wanted in case.holds) and all(
        _kept_out(shut, other) for shut in case.shut
    )


def why_never(case: Case) -> str | None:
    """Return why a case can never come about, in words that name the conditions; None if it can."""
    return next(_obstacles(case), None)


def _obstacles(case: Case) -> Iterator[str]:
    for number, one in enumerate(case.holds):
        if impossible(one):
            yield f"no value is ever beyond `{write(one)}`; write another bound"
        for other in case.holds[:number]:
            if clash(other, one):
                yield f"`{write(other)}` and `{write(one)}` never hold together; keep one"
        for shut in case.shut:
            if implies(one, shut):
                yield (
                    f"where `{write(one)}` holds, `{write(shut)}` does too, and `excludes` has it; "
                    "drop one of them"
                )
    for need in NEEDS:
        if all(NeedIs(need=need, status=status) in case.shut for status in _STATUSES):
            yield f"`excludes` has every status of `{need}`; leave one out"


def _kept_out(condition: Condition, case: Case) -> bool:
    """Return whether `condition` never holds where the case does."""
    return any(implies(condition, shut) for shut in case.shut) or any(
        clash(condition, held) for held in case.holds
    )
