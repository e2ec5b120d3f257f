import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from assist.resources import widget_dir
from tests.server.harness import Running, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with serving(tmp_path_factory.mktemp("data"), demo=True) as running:
        yield running


async def test_the_pages_are_there(running: Running) -> None:
    async with running.http() as client:
        index = await client.get("/", follow_redirects=True)
        assert index.status_code == 200
        assert index.headers["content-type"] == "text/html; charset=utf-8"
        assert index.text == (widget_dir().parent / "demo" / "index.html").read_text()


async def test_each_visitor_gets_tokens_that_play_both_sides(running: Running) -> None:
    async with running.http() as client:
        response = await client.get("/demo/config.json")
        config = response.json()
        again = (await client.get("/demo/config.json")).json()
    assert response.headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in response.headers
    assert config["socket"] == "/v1/socket"
    grants = {
        role: running.service.tokens.verify(config["tokens"][role], now=time.time())
        for role in ("agent", "platform")
    }
    assert {grant.tenant for grant in grants.values()} == {"demo"}
    other = running.service.tokens.verify(again["tokens"]["agent"], now=time.time())
    assert other.subject != grants["agent"].subject
    async with running.open() as customer, running.open() as agent:
        await customer.hello(config["tokens"]["platform"])
        await agent.hello(config["tokens"]["agent"])
        for peer in (customer, agent):
            await peer.ask("subscribe", c="chat-1")
        assert (await customer.post("still no parcel", "m1"))["t"] == "ack"
        for peer in (customer, agent):
            assert (await peer.event("suggestion.offered"))["o"] == 5


@pytest.mark.parametrize("path", ["/demo/config.json", "/demo/", "/demo/index.html"])
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:80", "", "[::2]"])
async def test_a_foreign_name_that_points_here_gets_no_token(
    running: Running, path: str, host: str
) -> None:
    async with running.http() as client:
        response = await client.get(path, headers={"host": host})
    assert response.status_code == 403
    assert "token" not in response.text


async def test_the_page_may_be_opened_by_any_name_of_this_machine(running: Running) -> None:
    async with running.http() as client:
        for host in ("localhost:8420", "[::1]:8420", "127.0.0.1", "LOCALHOST"):
            response = await client.get("/demo/config.json", headers={"host": host})
            assert response.status_code == 200
