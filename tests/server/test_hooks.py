"""The way in for consoles: each scheme through a real server, and every answer it can give."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from assist.config import Scheme, Settings
from assist.errors import ConfigError
from assist.events import ContextGiven, MessagePosted
from assist.server.service import Service
from tests.server.harness import TENANT, Running
from tests.server.hooked import OTHER_TENANT, error, hooked, post, request, said, stream, tenant
from tests.webhooks.senders import SCHEMES, webhook

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    gone = tenant("initech", enabled=False)
    data = tmp_path_factory.mktemp("data")
    async with hooked(data, tenant(TENANT), tenant(OTHER_TENANT), gone) as running:
        yield running


@pytest.fixture
def chat(request: pytest.FixtureRequest) -> str:
    return str(request.node.name)[:200]


@pytest.mark.parametrize("scheme", SCHEMES)
async def test_each_console_is_heard(running: Running, chat: str, scheme: Scheme) -> None:
    response = await post(running, request(scheme, said(chat)), scheme)
    assert response.status_code == 202, response.text
    (entry,) = await stream(running, chat)
    assert isinstance(entry.event, MessagePosted)
    answer = response.json()
    assert answer.pop("epoch")
    assert answer == {"conversation": chat, "offset": 1, "duplicate": False}


async def test_a_context_is_taken_as_well(running: Running, chat: str) -> None:
    data = {"conversation": chat, "context_id": "k1", "customer": "c1", "agent": "ana"}
    plain = {"type": "context.give", "timestamp": "2026-11-22T09:00:00Z", "data": data}
    assert (await post(running, request(plain=plain))).status_code == 202
    (entry,) = await stream(running, chat)
    assert isinstance(entry.event, ContextGiven)
    assert entry.event.agent == "ana"


async def test_what_is_not_there_and_what_is_not_signed_look_the_same(running: Running) -> None:
    good = request(id="same")
    wrong = replace(good, headers={**good.headers, "webhook-signature": "v1,AAAA"})
    answers = [
        await post(running, wrong),
        await post(running, good, "nobody"),
        await post(running, good, tenant="nobody"),
        await post(running, good, "nobody", "initech"),
        await post(running, wrong, tenant="initech"),
        await post(running, request(at=1_000_000_000.0)),
        *[await post(running, replace(good, headers={}), scheme) for scheme in SCHEMES],
    ]
    assert {response.status_code for response in answers} == {401}
    assert len({response.content for response in answers}) == 1
    heads = [{k: v for k, v in answer.headers.items() if k != "date"} for answer in answers]
    assert all(head == heads[0] for head in heads)
    assert error(answers[0])["code"] == 101
    assert heads[0]["www-authenticate"] == "Signature"


async def test_a_tenant_that_is_switched_off_learns_so_once_it_has_proven_itself(
    running: Running, chat: str
) -> None:
    response = await post(running, request(plain=said(chat)), tenant="initech")
    assert (response.status_code, error(response)["temporary"]) == (410, False)
    assert await stream(running, chat, "initech") == []


@pytest.mark.parametrize(
    ("plain", "path"),
    [
        ({"type": "SECRET", "data": {}}, "$.type"),
        ({"type": ["SECRET"], "data": {}}, "$.type"),
        ({"data": {}}, "$.type"),
        ({"type": "message.post"}, "$.data"),
        ({"type": "message.post", "data": ["SECRET"]}, "$.data"),
        (said(text=7), "$.data.text"),  # type: ignore[arg-type]
        (said(colour="SECRET"), "$.data.colour"),
        ({"type": "message.post", "data": {"SECRET WORDS": 1}}, "$.data.?"),
        ({"type": "context.give", "data": {"conversation": "c", "context_id": ""}},
         "$.data.context_id"),
        ({"type": "context.give",
          "data": {"conversation": "c", "context_id": "k", "timezone": "SECRET"}},
         "$.data.timezone"),
        ({"type": "batch", "data": []}, "$.data"),
        ({"type": "batch", "data": {}}, "$.data"),
        ({"type": "batch", "data": [said()] * 501}, "$.data"),
        (["SECRET"], "$"),
    ],
    ids=repr,
)  # fmt: skip
async def test_what_is_signed_but_wrong_is_named_and_not_quoted(
    running: Running, chat: str, plain: object, path: str
) -> None:
    response = await post(running, request(plain=plain))
    assert response.status_code == 400
    assert (error(response)["code"], error(response).get("path")) == (107, path)
    assert "SECRET" not in response.text


@pytest.mark.parametrize("coding", ["gzip", "br", "identity, gzip"])
async def test_a_compressed_body_is_refused(running: Running, chat: str, coding: str) -> None:
    signed = request(body=gzip.compress(json.dumps(said(chat)).encode()))
    coded = replace(signed, headers={**signed.headers, "content-encoding": coding})
    assert (await post(running, coded)).status_code == 415
    assert await stream(running, chat) == []


async def test_a_path_of_another_shape_is_not_there(running: Running) -> None:
    async with running.http() as client:
        for path in ("/v1/hooks", "/v1/hooks/acme"):
            assert (await client.post(path)).status_code == 404
        assert (await client.get("/v1/hooks/acme/standard")).status_code == 405


@pytest.mark.parametrize("host", ["", "[", "[::1", "a b", "%", "a:b:c", "@", "é", "x" * 9000])
async def test_whatever_the_host_is_called_it_is_a_request_like_any_other(
    running: Running, host: str
) -> None:
    for endpoint in ("twilio", "standard"):
        reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
        head = f"POST /v1/hooks/acme/{endpoint}?a=%FF&%00 HTTP/1.1\r\nHost: {host}\r\n"
        writer.write(head.encode() + b"Content-Length: 0\r\nConnection: close\r\n\r\n")
        async with asyncio.timeout(10):
            answer = await reader.read()
        writer.close()
        await writer.wait_closed()
        assert answer.startswith((b"HTTP/1.1 401", b"HTTP/1.1 400")), answer[:80]


async def test_while_the_server_is_about_to_stop_a_webhook_is_to_come_again(
    running: Running, chat: str
) -> None:
    running.service.draining = True
    try:
        response = await post(running, request(plain=said(chat)))
        unproven = await post(running, request(plain=said(chat)), tenant="nobody")
    finally:
        running.service.draining = False
    assert (response.status_code, unproven.status_code) == (503, 401)
    assert response.headers["retry-after"] == "1"
    assert await stream(running, chat) == []


async def test_a_batch_is_answered_item_by_item(running: Running, chat: str) -> None:
    items = [said(chat, f"m{n}") for n in range(3)] + [said(f"{chat} 2")]
    response = await post(running, request(plain={"type": "batch", "data": items}))
    assert response.status_code == 202
    results = response.json()["results"]
    assert [result["index"] for result in results] == [0, 1, 2, 3]
    assert {result["status"] for result in results} == {202}
    again = await post(running, request(plain={"type": "batch", "data": items}))
    assert again.json()["results"] == [result | {"duplicate": True} for result in results]


async def test_a_batch_rests_in_its_order_also_behind_a_context(
    running: Running, chat: str
) -> None:
    context = {"conversation": chat, "context_id": "k1", "customer": f"c {chat}"}
    given: dict[str, object] = {"type": "context.give", "data": context}
    items = [said(chat, "m0"), given, *[said(chat, f"m{n}") for n in range(1, 50)]]
    response = await post(running, request(plain={"type": "batch", "data": items}))
    assert response.status_code == 202
    entries = [entry.event for entry in await stream(running, chat)]
    found = [event.message_id for event in entries if isinstance(event, MessagePosted)]
    assert found == [f"m{n}" for n in range(50)]
    assert isinstance(entries[1], ContextGiven)


async def test_a_secret_that_cannot_do_is_refused_at_the_start(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    bad = replace(tenant(TENANT), webhooks={"x": webhook("chatwoot", secrets=(b"short",))})
    with pytest.raises(ConfigError, match=f"tenants.{TENANT}.webhooks.x: the secret"):
        await Service.open(Settings(data=tmp_path_factory.mktemp("bad"), tenants={TENANT: bad}))
