import base64
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import get_args

import jwt
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assist.config import Algorithm, Settings
from assist.server.auth import Grant, Tokens, UnauthorizedError
from tests.server.auth.issuing import Signing, private_key

NOW = 1_700_000_000.0
KEY = b"k" * 32
GRANT = Grant(
    tenant="acme",
    role="agent",
    subject="ana",
    conversations=frozenset({"chat-1", "chat-2"}),
    expires_at=NOW + 600,
    session="s1",
    token_id="t1",
    issued_at=NOW,
    origin="https://console.example",
)
PAGE = "https://Console.example"


def refused(tokens: Tokens, token: str, *, origin: str | None = None, now: float = NOW) -> bool:
    try:
        tokens.verify(token, origin=origin, now=now)
    except UnauthorizedError as error:
        assert str(error) == str(UnauthorizedError())
        return True
    return False


def test_a_token_says_what_was_granted() -> None:
    tokens = Tokens(KEY)
    assert tokens.verify(tokens.issue(GRANT, now=NOW), origin=PAGE, now=NOW) == GRANT
    every = replace(GRANT, conversations=None, role="admin", origin=None)
    assert tokens.verify(tokens.issue(every, now=NOW), now=NOW) == every
    assigned = replace(GRANT, conversations=frozenset(), assigned=True)
    assert tokens.verify(tokens.issue(assigned, now=NOW), origin=PAGE, now=NOW) == assigned


def test_each_token_has_an_id_of_its_own() -> None:
    tokens = Tokens(KEY)
    nameless = replace(GRANT, token_id="", origin=None)
    ids = {tokens.verify(tokens.issue(nameless, now=NOW), now=NOW).token_id for _ in range(9)}
    assert len(ids) == 9
    assert "" not in ids


def test_the_service_s_clock_counts_and_no_other() -> None:
    tokens = Tokens(KEY)
    token = tokens.issue(GRANT, now=NOW)
    assert not refused(tokens, token, origin=PAGE, now=NOW + 629)
    assert refused(tokens, token, origin=PAGE, now=NOW + 630)
    assert refused(tokens, token, origin=PAGE, now=time.time())


def test_A16_the_page_that_a_token_names_is_the_only_one() -> None:
    tokens = Tokens(KEY)
    token = tokens.issue(GRANT, now=NOW)
    assert refused(tokens, token, origin="https://other.example")
    assert refused(tokens, token)
    assert not refused(tokens, token, origin=PAGE)
    free = tokens.issue(replace(GRANT, origin=None, token_id="t2"), now=NOW)
    assert not refused(tokens, free, origin="https://first.example")
    assert refused(tokens, free, origin="https://second.example")
    assert not refused(tokens, free, origin="HTTPS://first.example")


def test_what_is_revoked_is_refused() -> None:
    tokens = Tokens(KEY, revoked=lambda grant: grant.subject == "ana")
    assert refused(tokens, tokens.issue(GRANT, now=NOW), origin=PAGE)
    assert not refused(tokens, tokens.issue(replace(GRANT, subject="bob"), now=NOW), origin=PAGE)


@pytest.mark.parametrize("algorithm", get_args(Algorithm))
def test_an_issuer_s_token_is_believed(tmp_path: Path, algorithm: Algorithm) -> None:
    signing = Signing(tmp_path / "keys", algorithm)
    tokens = Tokens(KEY, Settings(tenants=signing.tenants))
    grant = tokens.verify(signing.token(), now=time.time())
    assert (grant.tenant, grant.subject, grant.role) == ("acme", "ana", "agent")
    assert not refused(tokens, signing.token(kid=None), now=time.time())
    assert refused(tokens, signing.token(key=private_key(algorithm)), now=time.time())


def test_an_issuer_s_own_audience_and_life_count(tmp_path: Path) -> None:
    signing = Signing(tmp_path / "keys", audience="warmline-acme", max_ttl=60)
    tokens = Tokens(KEY, Settings(tenants=signing.tenants))
    now = int(time.time())
    assert not refused(tokens, signing.token(exp=now + 60, iat=now), now=now)
    assert refused(tokens, signing.token(exp=now + 61, iat=now), now=now)
    assert refused(tokens, signing.token(exp=now + 60, aud="assist"), now=now)


LONG = Tokens(KEY).issue(replace(GRANT, origin=None), now=NOW)
PLACES = st.integers(0, len(LONG) - 1)


@settings(max_examples=150, deadline=None)
@example(place=0, put="=", cut=0)
@given(place=PLACES, put=st.characters(codec="utf-8"), cut=st.integers(0, 3))
def test_A07_any_change_of_a_token_s_text_is_refused(place: int, put: str, cut: int) -> None:
    changed = LONG[:place] + put + LONG[place + cut :]
    assert changed == LONG or refused(Tokens(KEY), changed)
    assert refused(Tokens(KEY), LONG[:place])
    assert refused(Tokens(KEY), LONG + put)


@pytest.mark.parametrize("algorithm", get_args(Algorithm))
def test_A07_every_single_letter_of_an_issuer_s_signature_counts(
    tmp_path: Path, algorithm: Algorithm
) -> None:
    signing = Signing(tmp_path / "keys", algorithm)
    tokens = Tokens(KEY, Settings(tenants=signing.tenants))
    good = signing.token()
    start = good.rindex(".") + 1
    for place in range(start, len(good)):
        for letter in {"A", "B", "w", "-", "=", "+"} - {good[place]}:
            assert refused(tokens, good[:place] + letter + good[place + 1 :], now=time.time())
    assert not refused(tokens, good, now=time.time())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
NAMES = st.sampled_from(
    ["iss", "aud", "sub", "tnt", "role", "conv", "iat", "nbf", "exp", "sid", "jti", "org"]
)


@settings(max_examples=80, deadline=None)
@given(
    header=st.dictionaries(st.sampled_from(["alg", "typ", "kid", "crit", "b64"]), JSON),
    claims=st.dictionaries(NAMES, JSON),
)
def test_A07_whatever_a_token_holds_it_is_refused_or_believed_and_nothing_else_happens(
    header: dict[str, object], claims: dict[str, object]
) -> None:
    plain = {**jwt.decode(LONG, options={"verify_signature": False}), **claims}
    head, body, signature = (
        base64.urlsafe_b64encode(part).rstrip(b"=").decode()
        for part in (
            json.dumps({"alg": "HS256", "typ": "assist+jwt", **header}).encode(),
            json.dumps(plain).encode(),
            b"s" * 32,
        )
    )
    assert refused(Tokens(KEY), f"{head}.{body}.{signature}")
    signed = jwt.api_jws.encode(json.dumps(plain).encode(), KEY, "HS256", {"typ": "assist+jwt"})
    refused(Tokens(KEY), signed)


@pytest.mark.parametrize(
    "payload",
    [b"[]", b"null", b"1", b"{", b"[" * 3000, b'{"exp":1e400}', b'{"exp":' + b"9" * 5000 + b"}"],
    ids=lambda payload: payload[:10].decode(),
)
def test_A07_a_signed_payload_that_is_no_set_of_claims_is_refused(payload: bytes) -> None:
    signed = jwt.api_jws.encode(payload, KEY, "HS256", {"typ": "assist+jwt"})
    assert refused(Tokens(KEY), signed)


def test_a_token_that_is_too_long_is_not_even_looked_at() -> None:
    assert refused(Tokens(KEY), "a" * 9000)
    many = replace(GRANT, conversations=frozenset(f"chat-{n}" for n in range(1000)))
    assert refused(Tokens(KEY), Tokens(KEY).issue(many, now=NOW), origin=PAGE)
