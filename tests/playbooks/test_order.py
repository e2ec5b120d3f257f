"""The order of rules, and those that time alone can bring."""

import pytest

from assist.playbooks.model import Condition, Heard, Is, Waits
from assist.playbooks.order import is_timed, rank, rung
from assist.vocabulary import KINDS, NEED_OF, NEEDS
from tests.judgement.conftest import rule


@pytest.mark.parametrize(
    ("condition", "timed"),
    [
        (Waits(who="customer", length="short"), True),
        (Is(subject="promise", state="near"), True),
        (Is(subject="promise", state="due"), True),
        (Is(subject="deadline", state="near"), True),
        (Is(subject="promise", state="broken"), False),
        (Is(subject="issue", state="repeated"), False),
        (Heard(label="anger"), False),
    ],
)
def test_time_alone_makes_waits_and_what_falls_due_hold(
    condition: Condition, *, timed: bool
) -> None:
    assert is_timed(rule("r", "update", condition)) is timed
    assert is_timed(rule("r", "update", Heard(label="problem"), any=(condition,))) is timed
    assert not is_timed(rule("r", "update", Heard(label="problem"), excludes=(condition,)))


def test_each_kind_stands_at_its_need_and_what_serves_none_comes_last() -> None:
    assert all(rung(kind) == NEEDS.index(need) for kind in KINDS if (need := NEED_OF[kind]))
    assert rung("agent-care") == len(NEEDS)


def test_the_lower_need_comes_first_then_the_rule_that_asks_for_more() -> None:
    broad = rule("a", "ownership", Heard(label="problem"))
    narrow = rule("b", "ownership", Heard(label="problem"), Heard(label="anger"))
    warm = rule("c", "empathy", Heard(label="problem"))
    assert sorted((warm, broad, narrow), key=rank) == [narrow, broad, warm]
