"""Cards that would all fit -> their order, and why each gives way to the one that is shown."""

from typing import Final

from msgspec import Struct

from assist.events import Outranked, Reason
from assist.judgement.policy import Alike
from assist.playbooks.model import Playbook, SuggestionRule
from assist.playbooks.order import rank, rung
from assist.vocabulary import NEED_OF, Kind

MOST_OUTRANKED: Final = 5
"""Cards that a card names as outranked."""


class Candidate(Struct, frozen=True, kw_only=True, gc=False):
    """A rule whose conditions hold, with the reasons; `held`: why it may not be shown now.

    `alike`: the rules that hold with it, itself among them, the best first.
    """

    book: Playbook
    rule: SuggestionRule
    reasons: tuple[Reason, ...]
    held: str | None = None
    alike: Alike = ()


def outranked(shown: Candidate, others: list[Candidate]) -> tuple[Outranked, ...]:
    """Return what gave way to `shown`, one entry a kind, those that were held back first."""
    beaten = sorted(
        (other for other in others if other.rule.kind != shown.rule.kind),
        key=lambda other: (other.held is None, rank(other.rule)),
    )
    found: dict[Kind, Outranked] = {}
    for other in beaten:
        why = other.held or _why(shown, other)
        one = Outranked(rule=other.rule.id, kind=other.rule.kind, why=why)
        found.setdefault(other.rule.kind, one)
    return tuple(found.values())[:MOST_OUTRANKED]


def _why(shown: Candidate, other: Candidate) -> str:
    if shown.rule.priority != other.rule.priority:
        return f"priority {other.rule.priority}, this one {shown.rule.priority}"
    if rung(shown.rule.kind) != rung(other.rule.kind):
        need = NEED_OF[shown.rule.kind]
        return f"{need} comes first"
    return "this one fits more closely"
