from assist.server.fairness import FULL, Fairness
from tests.server.harness import limits


def test_E05_a_tenant_has_its_pace_and_no_other_pays_for_it() -> None:
    fairness = Fairness(limits(tenant_rate=10.0, tenant_burst=5.0), dict)
    assert [fairness.admit("acme", 0.0) for _ in range(5)] == [0.0] * 5
    assert 0 < fairness.admit("acme", 0.0) <= 0.1
    assert fairness.admit("globex", 0.0) == 0.0
    assert fairness.admit("acme", 0.2) == 0.0


def test_E05_what_is_not_answered_yet_is_bounded() -> None:
    backlogs = {"acme": 2}
    fairness = Fairness(limits(tenant_backlog=3), lambda: backlogs)
    assert fairness.admit("acme", 0.0) == 0.0
    backlogs["acme"] = 3
    assert fairness.full("acme")
    assert fairness.admit("acme", 0.0) == FULL
    assert fairness.admit("globex", 0.0) == 0.0
    backlogs["acme"] = 2
    assert not fairness.full("acme")
    assert fairness.admit("acme", 0.0) == 0.0


def test_backlogs_are_counted_under_the_names_that_metrics_may_show() -> None:
    fairness = Fairness(limits(), lambda: {"acme": 1, "globex": 2})
    assert fairness.counted(str) == {"acme": 1, "globex": 2}
    assert fairness.counted(lambda tenant: "all") == {"all": 3}
