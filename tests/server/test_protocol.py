"""What uvicorn alone does not do, where it must not get in the way: tests/faults has the rest."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.server.harness import CHAT, Running, limits, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    quick = limits(header=0.3, write=1.0, user_timeout=1.0)
    async with serving(tmp_path_factory.mktemp("data"), limits=quick) as running:
        yield running


async def test_a_websocket_outlives_the_deadline_for_heads(running: Running) -> None:
    async with running.peer() as peer:
        await asyncio.sleep(0.5)
        assert (await peer.ask("subscribe", c=CHAT))["t"] == "sub"


async def test_a_kept_connection_serves_request_after_request(running: Running) -> None:
    async with running.http() as client:
        for _ in range(3):
            assert (await client.get("/live")).status_code == 200
            await asyncio.sleep(0.4)
