"""Tokens that are forged, out of their time, or meant for somebody else, at a real socket."""

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import jwt
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.faults.peers import UNAUTHORIZED, answer_to, answers_to
from tests.server.auth.issuing import Plain, Signing, private_key, public_jwk
from tests.server.harness import Running, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")
TYPE = {"typ": "assist+jwt"}


@dataclass
class World:
    """A server, a tenant whose issuer signs with RSA, another's with Ed25519, one without."""

    running: Running
    rsa: Signing
    ed: Signing
    folder: Path

    @property
    def secret(self) -> str:
        return (self.running.service.settings.data / "token.key").read_text().strip()

    def own(self, headers: Plain | None = None, **changes: object) -> str:
        """Return a token of the node's own that is right but for these changes."""
        claims = self.rsa.claims(**{"iss": "warmline", "tnt": "plain", **changes})
        return jwt.encode(claims, self.secret, "HS256", headers=TYPE | (headers or {}))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    folder = tmp_path_factory.mktemp("keys")
    rsa = Signing(folder / "rsa.json", "RS256")
    ed = Signing(folder / "ed.json", "EdDSA", tenant="globex", iss="https://id.globex.example")
    data = tmp_path_factory.mktemp("data")
    async with serving(data, tenants=rsa.tenants | ed.tenants) as running:
        yield World(running, rsa, ed, folder)


def with_secret(header: Plain, claims: Plain, secret: bytes) -> str:
    """Return a token that `secret` signs by HMAC, whatever the secret looks like."""
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=")
        for part in (header, claims)
    ]
    mac = hmac.new(secret, b".".join(parts), hashlib.sha256).digest()
    return b".".join([*parts, base64.urlsafe_b64encode(mac).rstrip(b"=")]).decode()


def forgeries(world: World) -> dict[str, str]:
    claims, stranger = world.rsa.claims(), private_key("RS256")
    public = world.rsa.keys["k1"].public_key()
    pems = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    own_jwk = public_jwk(stranger, kid="k1")
    (world.folder / "evil.json").write_text(json.dumps({"keys": [own_jwk]}))
    good = world.rsa.token()
    head, body, signature = good.split(".")
    confused = {**TYPE, "alg": "HS256", "kid": "k1"}
    return {
        "no algorithm": jwt.encode(claims, "", "none", headers=TYPE),
        "None": with_secret({**TYPE, "alg": "None"}, claims, b""),
        "no signature": f"{head}.{body}.",
        "public key as secret": with_secret(confused, claims, pems),
        "public key as secret, stripped": with_secret(confused, claims, pems.strip()),
        "key set as secret": with_secret(confused, claims, world.rsa.path.read_bytes()),
        "own secret for a tenant with an issuer": jwt.encode(
            world.rsa.claims(iss="warmline"), world.secret, "HS256", headers=TYPE
        ),
        "own secret in an issuer's name": jwt.encode(claims, world.secret, "HS256", headers=TYPE),
        "another key": world.rsa.token(key=stranger),
        "jwk": world.rsa.token(key=stranger, headers={"jwk": own_jwk}),
        "jku": world.rsa.token(
            key=stranger, headers={"jku": f"file://{world.folder}/evil.json", "kid": "k1"}
        ),
        "x5u": world.rsa.token(key=stranger, headers={"x5u": "https://evil.example/k.pem"}),
        "kid of a file": world.rsa.token(key=stranger, kid="../../../../dev/null"),
        "kid of a key file": world.rsa.token(key=stranger, kid=str(world.folder / "evil.json")),
        "kid of nobody": world.rsa.token(headers={"kid": "k9"}),
        "critical": jwt.encode(claims, world.rsa.keys["k1"], "RS256", {**TYPE, "crit": ["b64"]}),
        "critical, and as it would be without": with_secret(
            {**TYPE, "alg": "HS256", "crit": ["b64"], "b64": True},
            world.rsa.claims(iss="warmline", tnt="plain"),
            world.secret.encode(),
        ),
        "another algorithm": jwt.encode(claims, world.rsa.keys["k1"], "PS256", TYPE),
        "another hash": jwt.encode(claims, world.rsa.keys["k1"], "RS512", TYPE),
        "own key, another hash": jwt.encode(
            world.rsa.claims(iss="warmline", tnt="plain"), world.secret * 2, "HS512", TYPE
        ),
        "another tenant's issuer": world.ed.token(tnt="acme"),
        "another tenant's issuer under this one's name": world.ed.token(
            tnt="acme", iss=world.rsa.iss
        ),
        "an issuer for a tenant without": world.ed.token(tnt="plain"),
        "padded": good + "==",
        "spaced": f" {good}",
        "five parts": f"{good}.x.y",
        "no token": "x",
        "dots": "..",
        "not ASCII": "é.é.é",
        "huge": f"{head}.{body}.{signature * 30}"[:8192],
    }


async def test_A07_forgeries_get_one_and_the_same_answer(world: World) -> None:
    tokens = forgeries(world)
    answers = await answers_to(world.running, tokens.values())
    assert dict(zip(tokens, answers, strict=True)) == dict.fromkeys(tokens, UNAUTHORIZED)
    assert len(world.running.service.connections) == 0
    assert (await answer_to(world.running, world.rsa.token()))[0]["t"] == "welcome"


@pytest.mark.parametrize("header", ["jku", "jwk", "x5u", "x5c"])
async def test_A07_a_good_token_that_names_another_key_is_checked_with_ours(
    world: World, header: str
) -> None:
    token = world.rsa.token(headers={header: "https://evil.example/keys"})
    assert (await answer_to(world.running, token))[0]["t"] == "welcome"


WRONG: list[Plain] = [
    {"aud": "other"},
    {"aud": None},
    {"aud": ["other", "none"]},
    {"iss": "other"},
    {"iss": None},
    {"headers": {"typ": "JWT"}},
    {"headers": {"typ": None}},
    {"nbf": 4_000_000_000},
    {"exp": 1_700_000_001},
    {"exp": None},
    {"exp": "soon"},
    {"exp": 1e300},
    {"iat": None},
    {"iat": 4_000_000_000},
    {"iat": -1},
    {"tnt": None},
    {"tnt": ""},
    {"tnt": ["acme"]},
    {"sub": None},
    {"sub": ""},
    {"sub": "x" * 201},
    {"role": "owner"},
    {"role": None},
    {"role": ["agent", "admin"]},
    {"conv": None},
    {"conv": "all"},
    {"conv": [1]},
    {"conv": [""]},
    {"sid": 7},
    {"jti": {"$ne": ""}},
    {"org": "https://elsewhere.example"},
    {"org": "null"},
]


async def test_A08_a_token_for_another_purpose_or_time_is_refused(world: World) -> None:
    for make in (world.rsa.token, world.own):
        answers = await answers_to(world.running, [make(**change) for change in WRONG])
        told = list(zip(map(repr, WRONG), answers, strict=True))
        assert told == [(repr(change), UNAUTHORIZED) for change in WRONG]
        assert (await answer_to(world.running, make()))[0]["t"] == "welcome"


async def test_A08_expiry_has_30_seconds_of_leeway(world: World) -> None:
    now = int(time.time())
    late = world.rsa.token(iat=now - 300, exp=now - 15)
    assert (await answer_to(world.running, late))[0]["t"] == "welcome"
    over = world.rsa.token(iat=now - 300, exp=now - 31)
    assert await answer_to(world.running, over) == UNAUTHORIZED


async def test_A09_a_token_that_lives_longer_than_its_issuer_may_is_refused(world: World) -> None:
    now = int(time.time())
    longest = world.rsa.token(iat=now, exp=now + 900)
    assert (await answer_to(world.running, longest))[0]["t"] == "welcome"
    longer = world.rsa.token(iat=now, exp=now + 901)
    assert await answer_to(world.running, longer) == UNAUTHORIZED
    assert (await answer_to(world.running, world.own(iat=now, exp=now + 86_400)))[0]["t"] == (
        "welcome"
    )
    assert await answer_to(world.running, world.own(iat=now, exp=now + 86_401)) == UNAUTHORIZED


async def test_A07_the_same_goes_for_http(world: World) -> None:
    body = {"conversation": "c", "message_id": "m", "speaker": "customer", "text": "hello"}
    tokens = forgeries(world) | {"an old one": world.rsa.token(exp=1)}
    del tokens["not ASCII"]
    async with world.running.http() as client:
        texts = set()
        for token in tokens.values():
            headers = {"Authorization": f"Bearer {token}"}
            if token != token.strip():
                continue
            response = await client.post("/v1/messages", json=body, headers=headers)
            assert response.status_code == 401
            texts.add(response.text)
        assert len(texts) == 1
        headers = {"Authorization": f"Bearer {world.rsa.token(role='platform')}"}
        good = await client.post("/v1/messages", json=body, headers=headers)
        assert (good.status_code, good.json()["offset"]) == (202, 1)


async def test_A16_a_token_that_turns_up_on_a_second_page_is_refused(tmp_path: Path) -> None:
    pages = ("https://one.example", "https://two.example")
    async with serving(tmp_path, origins=pages) as running:
        token = running.token()
        assert (await answer_to(running, token, origin=pages[0]))[0]["t"] == "welcome"
        assert await answer_to(running, token, origin=pages[1]) == UNAUTHORIZED
        assert (await answer_to(running, token, origin=pages[0]))[0]["t"] == "welcome"


async def test_A23_keys_are_replaced_without_a_restart(tmp_path: Path) -> None:
    signing = Signing(tmp_path / "keys.json", "ES256")
    async with serving(tmp_path / "data", tenants=signing.tenants) as running:
        old = signing.token(kid="k1")
        async with running.open() as standing:
            assert (await standing.hello(old))["t"] == "welcome"
            signing.add("k2")
            new = signing.token(kid="k2")
            await until(running, new, "welcome")
            assert (await answer_to(running, old))[0]["t"] == "welcome"
            signing.retire("k1")
            await until(running, old, "bye")
            assert await answer_to(running, old) == UNAUTHORIZED
            assert (await answer_to(running, new))[0]["t"] == "welcome"
            # Who is in stays until the token expires, or is revoked.
            assert (await standing.ask("subscribe", c="chat-1"))["t"] == "sub"


async def until(running: Running, token: str, wanted: str) -> None:
    """Ask again until a token gets this answer."""
    async with asyncio.timeout(30):
        while (await answer_to(running, token))[0]["t"] != wanted:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
