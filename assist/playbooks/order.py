"""A card's rule -> its place among others that hold, and whether time alone can bring it."""

from typing import Final

from assist.playbooks.model import Is, SuggestionRule, Waits
from assist.vocabulary import NEED_OF, NEEDS, Kind

_TIMED: Final = frozenset({("promise", "near"), ("promise", "due"), ("deadline", "near")})
"""States that come with time alone, as a wait does."""


def rung(kind: Kind) -> int:
    """Return the place of the need that a kind serves, lowest first; none comes last."""
    need = NEED_OF[kind]
    return len(NEEDS) if need is None else NEEDS.index(need)


def rank(rule: SuggestionRule) -> tuple[int, int, int, str]:
    """Return what rules that hold are sorted by, the least first: higher priority, then the lower
    need, then the rule that asks for more.

    Where a need fails unspoken the gate has already held back what serves a higher one.
    """
    return -rule.priority, rung(rule.kind), -len(rule.requires), rule.id


def is_timed(rule: SuggestionRule) -> bool:
    """Return whether time alone can make the rule hold."""
    return any(
        isinstance(one, Waits) or (isinstance(one, Is) and (one.subject, one.state) in _TIMED)
        for one in (*rule.requires, *rule.any)
    )
