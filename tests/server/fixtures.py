"""What many files of tests share: one server for a file, and a conversation for each test."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.server.harness import Running, serving


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """A server with the limits that ship."""
    async with serving(tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest.fixture
def chat(request: pytest.FixtureRequest) -> str:
    """A conversation of the test's own."""
    return str(request.node.name)[:150]
