from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from assist.config import Limits, Tenant
from assist.journal.records import Key
from tests.server.harness import TENANT, Running, serving
from tests.server.posted import answer_to, body, error, send

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    data = tmp_path_factory.mktemp("data")
    async with serving(data, limits=Limits(request_body=0.5)) as running:
        yield running


@pytest.fixture
def chat(request: pytest.FixtureRequest) -> str:
    return str(request.node.name)[:200]


async def test_a_message_is_the_same_by_both_ways_in(running: Running, chat: str) -> None:
    async with running.peer("platform") as platform:
        ack = await platform.post("still no parcel", "m1", chat)
    answer = (await send(running, json=body(chat))).json()
    assert (answer["epoch"], answer["offset"], answer["duplicate"]) == (ack["e"], 1, True)


@pytest.mark.parametrize("header", ["", "Basic abc", "Bearer", "Bearer x.y.z", "Bearer é"])
async def test_without_a_good_token_nothing_is_taken(
    running: Running, chat: str, header: str
) -> None:
    response = await send(running, json=body(chat), headers={"authorization": header.encode()})
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert error(response)["code"] == 101


async def test_an_agent_or_a_token_for_another_conversation_may_not_post(
    running: Running, chat: str
) -> None:
    for token in (
        running.token("agent"),
        running.token("platform", conversations=frozenset({"other"})),
    ):
        response = await send(running, token, json=body(chat))
        assert (response.status_code, error(response)["code"]) == (403, 103)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"colour": "SECRET"}, "$.colour"),
        ({"text": None}, "$.text"),
        ({"text": 7}, "$.text"),
        ({"speaker": "SECRET"}, "$.speaker"),
        ({"message_id": ""}, "$.message_id"),
        ({"conversation": "c" * 201}, "$.conversation"),
        ({"at": -1}, "$.at"),
        ({"text": "a" * 70_000}, "$.text"),
    ],
    ids=repr,
)
async def test_B15_a_wrong_field_is_named_and_not_quoted(
    running: Running, chat: str, change: dict[str, object], path: str
) -> None:
    response = await send(running, json=body(chat, **change))
    assert response.status_code == 400
    assert (error(response)["code"], error(response)["path"]) == (107, path)
    assert "SECRET" not in response.text


async def test_B22_other_types_and_compressed_bodies_are_refused(
    running: Running, chat: str
) -> None:
    assert (await send(running, data={"text": "x"})).status_code == 415
    for coding in ("gzip", "br"):
        headers = {"content-encoding": coding}
        response = await send(running, json=body(chat), headers=headers)
        assert response.status_code == 415


async def test_B20_a_body_that_never_ends_is_given_up(running: Running) -> None:
    answer = await answer_to(running, "Content-Length: 1000", b"{")
    assert answer.startswith(b"HTTP/1.1 408"), answer[:80]


async def test_other_methods_are_refused(running: Running) -> None:
    async with running.http() as client:
        assert (await client.get("/v1/messages")).status_code == 405


async def test_a_tenant_that_is_switched_off_or_sends_too_fast_is_told_so(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    tenants = {"gone": Tenant(name="gone", enabled=False)}
    slow = replace(Limits(), tenant_rate=0.01, tenant_burst=1, tenant_backlog=1)
    data = tmp_path_factory.mktemp("limits")
    async with serving(data, tenants=tenants, limits=slow) as running:
        await running.service.processor.stop()
        gone = await send(running, running.token("platform", tenant="gone"), json=body("chat"))
        assert (gone.status_code, error(gone)["temporary"]) == (410, False)
        assert (await send(running, json=body("chat"))).status_code == 202
        full = await send(running, json=body("chat", message_id="m2"))
        assert (full.status_code, error(full)["key"]) == (503, "unavailable")
        await running.service.journal.erase(Key(tenant=TENANT, conversation="chat"), 0.0)
        fast = await send(running, json=body("chat", message_id="m2"))
        assert (fast.status_code, error(fast)["key"]) == (429, "rate_limited")
        assert int(fast.headers["retry-after"]) > 60
        assert (await send(running, running.token("platform", tenant="other"),
                           json=body("chat"))).status_code == 202  # fmt: skip
