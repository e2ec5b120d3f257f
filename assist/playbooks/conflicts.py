"""The rules of a set -> those that can never fire, that always lose, or that contradict.

Rules are compared by their conditions alone: what this finds is wrong in every chat.
"""

from collections.abc import Iterator
from itertools import combinations, permutations
from typing import Final

from assist.playbooks import logic
from assist.playbooks.model import (
    Diagnostic,
    Heard,
    Is,
    Playbook,
    Playbooks,
    SuggestionRule,
)
from assist.playbooks.order import is_timed, rank
from assist.vocabulary import LANGUAGES, NEGATIVE_TONES, Cue, Kind

_Placed = tuple[Playbook, SuggestionRule]

_OPPOSED: Final[tuple[tuple[Kind, frozenset[Kind], str], ...]] = (
    (
        "humour",
        frozenset({"apology", "de-escalation", "escalation", "empathy", "reassurance"}),
        "a joke says that nothing is the matter",
    ),
    (
        "celebration",
        frozenset({"apology", "de-escalation", "escalation", "reassurance"}),
        "good news and bad news are never the same news",
    ),
    (
        "ownership",
        frozenset({"escalation"}),
        "the one keeps the matter, the other hands it over",
    ),
)
"""Kinds that cannot both be right at one moment, and why. `de-escalation` and `escalation` go
together (calm first, then hand over), and so do `apology` and `ownership`."""

_NO_JOKE: Final[frozenset[Cue]] = frozenset(
    {"vulnerability", "safety", "abuse", "legal-threat", "fraud-worry"}
)
"""What was heard once takes the licence to joke away for the whole chat."""


def conflicts(playbooks: Playbooks) -> tuple[Diagnostic, ...]:
    """Return what is wrong between the rules of each language, at the rule that should change."""
    found: list[Diagnostic] = []
    for language in LANGUAGES:
        placed = [(book, rule) for book in playbooks.of(language) for rule in book.suggestions]
        for each in placed:
            found += (_told(each, what) for what in _never(each[1]))
        sound = [each for each in placed if _can_fire(each[1])]
        found += (_told(loser, what) for loser, what in _losers(sound))
        found += (_told(each, what) for each, what in _contradictions(sound))
    return tuple(found)


def _told(placed: _Placed, what: str) -> Diagnostic:
    book, rule = placed
    return Diagnostic(path=book.path, where=f'suggestion "{rule.id}"', what=what)


def _never(rule: SuggestionRule) -> Iterator[str]:
    """Yield why a rule never fires, or which conditions of its `any` never help it."""
    reasons = [logic.why_never(case) or _spoilt_joke(rule, case) for case in logic.cases(rule)]
    if all(reasons):
        yield f"it can never be offered: {reasons[0]}"
        return
    for number, reason in enumerate(reasons):
        if reason:
            yield f"`any` {number + 1} can never hold here: {reason}"


def _can_fire(rule: SuggestionRule) -> bool:
    return any(
        logic.why_never(case) is None and _spoilt_joke(rule, case) is None
        for case in logic.cases(rule)
    )


def _spoilt_joke(rule: SuggestionRule, case: logic.Case) -> str | None:
    """Return why no card of this kind gets its licence here, None where it may."""
    if rule.kind != "humour":
        return None
    for held in case.holds:
        if isinstance(held, Heard) and (
            held.label in _NO_JOKE or (held.label in NEGATIVE_TONES and held.scope == "now")
        ):
            return f"no joke is licensed near `{held.label}`; choose another kind"
    return None


def _losers(placed: list[_Placed]) -> Iterator[tuple[_Placed, str]]:
    """Yield each rule that another of its kind covers and outranks: it comes up only once that
    one is used up, for a kind rests as a whole."""
    for winner, loser in permutations(placed, 2):
        one, other = winner[1], loser[1]
        if (
            one.kind == other.kind
            and rank(one) < rank(other)
            and _occasions(one) >= _occasions(other)
            and _covers(one, other)
        ):
            yield (
                loser,
                f'it always loses to "{one.id}" ({winner[0].path}): that one holds whenever it '
                f"does and comes first; {_mend(one, other)}",
            )


def _mend(winner: SuggestionRule, loser: SuggestionRule) -> str:
    if _covers(loser, winner):
        return "join the two, or tell their conditions apart"
    return f"give it a priority above {winner.priority}" if winner.priority < 9 else "join the two"


def _contradictions(placed: list[_Placed]) -> Iterator[tuple[_Placed, str]]:
    """Yield each pair of opposite advice for the same moment.

    A special case that comes before the general rule is an exception, and fine.
    """
    for first, second in combinations(placed, 2):
        why = _opposed(first[1].kind, second[1].kind)
        if why is None:
            continue
        for general, special in ((first, second), (second, first)):
            same = _covers(special[1], general[1])
            exception = not same and rank(special[1]) < rank(general[1])
            if _covers(general[1], special[1]) and not exception:
                one, other = general[1], special[1]
                yield (
                    special,
                    f'it contradicts "{one.id}" ({general[0].path}): `{other.kind}` and '
                    f"`{one.kind}` for the same moment, but {why}; tell their conditions apart",
                )
                break


def _opposed(one: Kind, other: Kind) -> str | None:
    return next(
        (
            why
            for kind, against, why in _OPPOSED
            if (one == kind and other in against) or (other == kind and one in against)
        ),
        None,
    )


def _covers(one: SuggestionRule, other: SuggestionRule) -> bool:
    """Return whether `one` holds wherever `other` does."""
    ways = logic.cases(one)
    return all(any(logic.covers(way, case) for way in ways) for case in logic.cases(other))


def _occasions(rule: SuggestionRule) -> frozenset[str]:
    """Return what brings the card beside the customer's words: time, or a state of the chat."""
    states = {one.state for one in rule.requires if isinstance(one, Is) and one.subject == "chat"}
    return frozenset(states | {"time"} if is_timed(rule) else states)
