import math
from dataclasses import replace

import pytest

from assist import codec
from assist.server.auth import Grant
from assist.server.auth.claims import Claims, claims_of

NOW = 1_000_000.0
CLAIMS = Claims(
    iss="warmline", tnt="acme", role="agent", sub="ana", conv="*", iat=NOW, exp=NOW + 600
)


@pytest.mark.parametrize(
    ("iat", "nbf", "exp", "holds"),
    [
        (0, 0, 600, True),
        (30, 0, 600, True),
        (31, 0, 600, False),
        (0, 30, 600, True),
        (0, 31, 600, False),
        (-600, 0, -29, True),
        (-600, 0, -30, False),
        (-300, 0, 600, True),
        (-301, 0, 600, False),
        (0, 0, 0, False),
        (10, 0, 5, False),
        (math.nan, 0, 600, False),
        (0, math.nan, 600, False),
        (0, 0, math.nan, False),
        (0, 0, math.inf, False),
    ],
)
def test_A08_A09_a_token_holds_in_its_time_with_30_seconds_of_leeway(
    iat: float, nbf: float, exp: float, holds: bool
) -> None:
    claims = replace(CLAIMS, iat=NOW + iat, nbf=NOW + nbf, exp=NOW + exp)
    assert claims.timely(NOW, longest=900) is holds


@pytest.mark.parametrize(
    ("conv", "named", "assigned"),
    [("*", None, False), ("assigned", frozenset(), True), (("a", "b"), frozenset("ab"), False)],
)
def test_a_grant_says_what_the_claims_say(
    conv: object, named: frozenset[str] | None, assigned: bool
) -> None:
    plain = codec.to_plain(CLAIMS) | {
        "conv": conv,
        "sid": "s1",
        "jti": "t1",
        "org": "https://Console.example",
        "other": {"claims": ["are", "not", "read"]},
    }
    assert codec.from_plain(Claims, plain).grant() == Grant(
        tenant="acme",
        role="agent",
        subject="ana",
        conversations=named,
        assigned=assigned,
        expires_at=NOW + 600,
        session="s1",
        token_id="t1",
        issued_at=NOW,
        origin="https://console.example",
    )


def test_a_grant_without_a_session_or_an_origin_claims_none() -> None:
    claims = claims_of(CLAIMS.grant())
    assert not {"sid", "org", "jti"} & claims.keys()
