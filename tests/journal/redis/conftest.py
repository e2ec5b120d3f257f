from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from assist.journal.redis.engine import RedisJournal
from tests.journal.redis.servers import RedisServer, running


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A server for all tests that do not harm it."""
    with running(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def server(shared: RedisServer) -> RedisServer:
    """The same, empty."""
    with shared.client as client:
        client.flushall()
    return shared


@pytest.fixture
async def journal(server: RedisServer, tmp_path: Path) -> AsyncIterator[RedisJournal]:
    journal = await RedisJournal.open(server.url, key=tmp_path / "journal.key")
    try:
        yield journal
    finally:
        await journal.close()
