from assist.journal.backlog import Backlog
from assist.journal.records import Key

ONE, TWO = Key(tenant="acme", conversation="1"), Key(tenant="acme", conversation="2")
OTHER = Key(tenant="globex", conversation="1")


def took(backlog: Backlog, key: Key, count: int) -> None:
    for _ in range(count):
        backlog.took(key)


def test_what_an_earlier_run_took_does_not_count() -> None:
    backlog = Backlog()
    backlog.answered(ONE, 7)
    took(backlog, ONE, 1)
    assert backlog.tenants == {"acme": 1}
    backlog.answered(ONE, 7)
    assert backlog.tenants == {}


def test_what_is_answered_in_parts_waits_in_parts() -> None:
    backlog = Backlog()
    took(backlog, ONE, 3)
    backlog.answered(ONE, 2)
    assert backlog.tenants == {"acme": 1}


def test_an_erased_conversation_waits_for_no_answer() -> None:
    backlog = Backlog()
    took(backlog, ONE, 5)
    took(backlog, TWO, 1)
    took(backlog, OTHER, 2)
    backlog.forget(ONE)
    backlog.forget(ONE)
    assert backlog.tenants == {"acme": 1, "globex": 2}
