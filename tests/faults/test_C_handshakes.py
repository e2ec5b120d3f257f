"""Group C: a console that asks whether its webhook's address is ours, as Slack does."""

import json
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from assist.config import Scheme, Webhook
from tests.server.consoled import SECRET, consoled, send, signed
from tests.server.harness import Running
from tests.server.hooked import stream

pytestmark = pytest.mark.asyncio(loop_scope="module")

MAPPING = """
title = "A desk that asks first"

[challenge]
when = { type = "url_verification" }
text = "challenge"

[[event]]
does = "message"
conversation = "chat"
message_id = "id"
speaker = "customer"
text = "text"

[[example]]
body = '{"type": "url_verification", "challenge": "3eZbrw"}'
challenge = "3eZbrw"

[[example]]
body = '{"chat": "c1", "id": "m1", "text": "hello"}'
gives = [{ does = "message", text = "hello" }]
"""


@pytest.fixture(scope="module")
def hook(tmp_path_factory: pytest.TempPathFactory) -> Webhook:
    mapping = tmp_path_factory.mktemp("mapping") / "desk.toml"
    mapping.write_text(MAPPING)
    scheme: Scheme = "hmac-sha256-hex"
    return Webhook(console="mapping", mapping=mapping, scheme=scheme, secrets=(SECRET,))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(
    tmp_path_factory: pytest.TempPathFactory, hook: Webhook
) -> AsyncIterator[Running]:
    async with consoled(tmp_path_factory.mktemp("data"), {"desk": hook}) as running:
        yield running


async def asked(running: Running, hook: Webhook, challenge: str) -> httpx.Response:
    body = json.dumps({"type": "url_verification", "challenge": challenge}).encode()
    async with running.http() as client:
        return await send(client, signed(running, hook, body, endpoint="desk"))


@pytest.mark.parametrize("challenge", ["3eZbrw", "x" * 4096, "<script>alert(1)</script>"])
async def test_C22_a_handshake_is_answered_with_its_own_words_as_plain_text(
    running: Running, hook: Webhook, challenge: str
) -> None:
    answer = await asked(running, hook, challenge)
    assert (answer.status_code, answer.text) == (200, challenge)
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("length", [4097, 200_000, 1024 * 1024])
async def test_C22_a_handshake_that_is_too_long_is_refused_and_not_sent_back(
    running: Running, hook: Webhook, length: int
) -> None:
    answer = await asked(running, hook, "x" * length)
    assert answer.status_code == 413
    assert "xxx" not in answer.text


async def test_C22_who_does_not_sign_hears_nothing_of_their_own(
    running: Running, hook: Webhook
) -> None:
    body = b'{"type": "url_verification", "challenge": "3eZbrw"}'
    async with running.http() as client:
        answer = await client.post("/v1/hooks/acme/desk", content=body)
    assert answer.status_code == 401
    assert "3eZbrw" not in answer.text
    body = b'{"chat": "c1", "id": "m1", "text": "hello"}'
    async with running.http() as client:
        assert (await send(client, signed(running, hook, body, endpoint="desk"))).status_code == 200
    assert len(await stream(running, "c1")) == 1
