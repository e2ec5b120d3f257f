"""The playbooks of one language -> the few rules that could hold now, found by what holds.

Each rule is kept by one thing that it needs: a label of the customer's turn, else a condition
that few rules need. A plain message asks about hardly any rule then, however many there are.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from assist.conversation.state import Conversation
from assist.judgement.conditions import Check, check_of
from assist.playbooks.model import (
    Condition,
    Given,
    Heard,
    Is,
    Pace,
    Playbook,
    Playbooks,
    Subject,
    SuggestionRule,
    Waits,
)
from assist.playbooks.order import rank
from assist.vocabulary import Language

Rule = tuple[Playbook, SuggestionRule]
Alike = tuple[Rule, ...]
"""Rules of one kind that ask for the same, the best first: they differ in topic and words."""


_BOOKS: Final[Mapping[Subject, str]] = {
    "issue": "issues",
    "question": "questions",
    "promise": "promises",
    "deadline": "deadlines",
    "journey": "stage",
    "mood": "moments",
    "humour": "frame",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Rules by something that they need: a label of the turn, or another condition.

    The conditions stand by the field of the conversation that they are about: where it is empty,
    none of them holds. `always`: rules that need nothing of the kind.
    """

    by_label: Mapping[str, tuple[Alike, ...]]
    by_condition: Mapping[str, tuple[tuple[Check[Condition], Condition, tuple[Alike, ...]], ...]]
    always: tuple[Alike, ...]
    waits: tuple[Waits, ...]

    def asked(self, chat: Conversation, now: float, pace: Pace) -> list[Alike]:
        """Return the rules that could hold now, each once."""
        found: list[Alike] = []
        for label in chat.turn.labels:
            found += self.by_label.get(label, ())
        for field, conditions in self.by_condition.items():
            if not getattr(chat, field):
                continue
            for check, condition, rules in conditions:
                if check(condition, chat, now, pace) is not None:
                    found += rules
        # By identity: to hash a rule takes longer than to ask it.
        return [*self.always, *{id(alike): alike for alike in found}.values()]


@lru_cache(maxsize=32)
def policy(playbooks: Playbooks, language: Language) -> Policy:
    """Return the rules of a language, sorted by what they need; made once for a set."""
    rules = [(book, rule) for book in playbooks.of(language) for rule in book.suggestions]
    asked = Counter(condition for _, rule in rules for condition in rule.requires)
    by_label: dict[str, list[Alike]] = {}
    by_condition: dict[str, dict[Condition, list[Alike]]] = {}
    always: list[Alike] = []
    for alike in _alike(rules):
        needed = _needed(alike[0][1], asked)
        for condition in needed:
            if (label := _now(condition)) is not None:
                by_label.setdefault(label, []).append(alike)
            else:
                of_field = by_condition.setdefault(_about(condition), {})
                of_field.setdefault(condition, []).append(alike)
        if not needed:
            always.append(alike)
    conditions = (one for _, rule in rules for one in (*rule.requires, *rule.any))
    return Policy(
        by_label={label: tuple(rules) for label, rules in by_label.items()},
        by_condition={
            field: tuple((check_of(one), one, tuple(rules)) for one, rules in conditions.items())
            for field, conditions in by_condition.items()
        },
        always=tuple(always),
        waits=tuple(dict.fromkeys(one for one in conditions if isinstance(one, Waits))),
    )


def _alike(rules: list[Rule]) -> Iterator[Alike]:
    """Yield the rules together that hold, are held back and rest together."""
    found: dict[object, list[Rule]] = {}
    for book, rule in rules:
        asks = rule.kind, rule.requires, rule.any, rule.excludes
        found.setdefault(asks, []).append((book, rule))
    for alike in found.values():
        yield tuple(sorted(alike, key=lambda one: rank(one[1])))


def _needed(rule: SuggestionRule, asked: Counter[Condition]) -> tuple[Condition, ...]:
    """Return conditions of which one must hold for the rule to hold, best labels of the turn;
    none: it may hold without any.

    Args:
        asked: how many rules require each condition.
    """
    heard = [condition for condition in rule.requires if _now(condition)]
    if not heard and rule.any and all(map(_now, rule.any)):
        return tuple(dict.fromkeys(rule.any))
    rarest = min(heard or rule.requires, key=lambda one: asked[one], default=None)
    return tuple(dict.fromkeys(rule.any)) if rarest is None else (rarest,)


def _about(condition: Condition) -> str:
    """Return a field of the conversation that is not empty where a condition holds."""
    match condition:
        case Heard():
            return "past" if condition.scope == "before" else "turn"
        case Given():
            return "given"
        case Is(subject="chat"):
            return condition.state
        case Is():
            return _BOOKS.get(condition.subject, "turn")
    return "turn"


def _now(condition: Condition) -> str | None:
    return condition.label if isinstance(condition, Heard) and condition.scope == "now" else None
