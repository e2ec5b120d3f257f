from assist.journal.contract import Key
from assist.server.fairness import FULL, Fairness
from tests.server.harness import limits

ONE, TWO = Key(tenant="acme", conversation="1"), Key(tenant="acme", conversation="2")
OTHER = Key(tenant="globex", conversation="1")


def test_E05_a_tenant_has_its_pace_and_no_other_pays_for_it() -> None:
    fairness = Fairness(limits(tenant_rate=10.0, tenant_burst=5.0))
    assert [fairness.admit("acme", 0.0) for _ in range(5)] == [0.0] * 5
    assert 0 < fairness.admit("acme", 0.0) <= 0.1
    assert fairness.admit("globex", 0.0) == 0.0
    assert fairness.admit("acme", 0.2) == 0.0


def test_E05_what_is_not_answered_yet_is_bounded() -> None:
    fairness = Fairness(limits(tenant_backlog=3))
    fairness.took(ONE, 2)
    assert fairness.admit("acme", 0.0) == 0.0
    fairness.took(TWO, 1)
    assert fairness.admit("acme", 0.0) == FULL
    assert fairness.admit("globex", 0.0) == 0.0
    fairness.answered(ONE, 1)
    assert fairness.backlog("acme") == 2
    assert fairness.admit("acme", 0.0) == 0.0


def test_what_an_earlier_run_took_does_not_count() -> None:
    fairness = Fairness(limits())
    fairness.answered(ONE, 7)
    fairness.took(ONE, 1)
    assert fairness.backlog("acme") == 1
    fairness.answered(ONE, 7)
    assert fairness.backlog("acme") == 0
    assert fairness.counted(str) == {}


def test_an_erased_conversation_waits_for_no_answer() -> None:
    fairness = Fairness(limits())
    fairness.took(ONE, 5)
    fairness.took(TWO, 1)
    fairness.took(OTHER, 2)
    fairness.forget(ONE)
    fairness.forget(ONE)
    assert fairness.counted(str) == {"acme": 1, "globex": 2}
    assert fairness.counted(lambda tenant: "all") == {"all": 3}
