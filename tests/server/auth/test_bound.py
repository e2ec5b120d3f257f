from assist.server.auth import Grant
from assist.server.auth.bound import Bound

PAGE = "https://one.example"
ELSEWHERE = "https://two.example"


def grant(token_id: str, tenant: str = "acme", expires_at: float = 100.0) -> Grant:
    return Grant(
        tenant=tenant,
        role="agent",
        subject="ana",
        conversations=None,
        expires_at=expires_at,
        token_id=token_id,
    )


def test_A16_a_token_is_bound_to_the_page_that_used_it_first() -> None:
    bound = Bound()
    assert bound.bind(grant("t1"), PAGE, now=0)
    assert bound.bind(grant("t1"), PAGE, now=1)
    assert not bound.bind(grant("t1"), ELSEWHERE, now=2)
    assert bound.bind(grant("t1"), PAGE, now=3)
    assert bound.bind(grant("t2"), ELSEWHERE, now=3)


def test_the_same_id_of_another_tenant_is_another_token() -> None:
    bound = Bound()
    assert bound.bind(grant("t1"), PAGE, now=0)
    assert bound.bind(grant("t1", "globex"), ELSEWHERE, now=0)


def test_a_token_without_an_id_is_bound_to_nothing() -> None:
    bound = Bound()
    assert bound.bind(grant(""), PAGE, now=0)
    assert bound.bind(grant(""), ELSEWHERE, now=0)


def test_what_has_expired_is_forgotten_and_the_rest_is_bounded() -> None:
    bound = Bound(most=2)
    for n in range(5):
        assert bound.bind(grant(f"t{n}"), PAGE, now=0)
    assert not bound.bind(grant("t4"), ELSEWHERE, now=0)
    assert not bound.bind(grant("t3"), ELSEWHERE, now=0)
    assert bound.bind(grant("new", expires_at=900), PAGE, now=200)
    assert bound.bind(grant("t4", expires_at=900), ELSEWHERE, now=200)
