"""The playbooks of one language -> the few rules that a turn could meet, found by what was heard.

Most rules ask for something that the customer says now. They are kept by that label, so that a
plain message asks only about the rest; for time, only the lengths of waits that rules name count.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache

from assist.playbooks.model import Condition, Heard, Playbook, Playbooks, SuggestionRule, Waits
from assist.vocabulary import Language

Rule = tuple[Playbook, SuggestionRule]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Rules by a label that they need in the customer's turn; `others` need none."""

    by_label: Mapping[str, tuple[Rule, ...]]
    others: tuple[Rule, ...]
    waits: tuple[Waits, ...]

    def rules(self, labels: Set[str]) -> Iterator[Rule]:
        """Yield each rule that could hold in a turn with these labels, once."""
        yield from self.others
        seen: set[int] = set()
        for label in labels:
            for book, rule in self.by_label.get(label, ()):
                if id(rule) not in seen:
                    seen.add(id(rule))
                    yield book, rule


@lru_cache(maxsize=32)
def policy(playbooks: Playbooks, language: Language) -> Policy:
    """Return the rules of a language, sorted by what they need; made once for a set."""
    by_label: dict[str, list[Rule]] = {}
    others: list[Rule] = []
    waits: dict[Waits, None] = {}
    for book in playbooks.of(language):
        for rule in book.suggestions:
            conditions = (*rule.requires, *rule.any)
            waits |= dict.fromkeys(one for one in conditions if isinstance(one, Waits))
            labels = _needed(rule)
            for label in labels:
                by_label.setdefault(label, []).append((book, rule))
            if not labels:
                others.append((book, rule))
    return Policy(
        by_label={label: tuple(rules) for label, rules in by_label.items()},
        others=tuple(others),
        waits=tuple(waits),
    )


def _needed(rule: SuggestionRule) -> tuple[str, ...]:
    """Return labels of which the turn must have one for the rule to hold; none: it may hold
    without any."""
    for condition in rule.requires:
        if (label := _now(condition)) is not None:
            return (label,)
    options = [_now(condition) for condition in rule.any]
    return tuple(dict.fromkeys(one for one in options if one)) if all(options) else ()


def _now(condition: Condition) -> str | None:
    return condition.label if isinstance(condition, Heard) and condition.scope == "now" else None
