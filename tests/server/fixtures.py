"""What many files of tests share: a server for a file, a reader, a conversation for each test."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from assist.playbooks.load import load
from assist.playbooks.model import Playbooks
from assist.reading.reader import Reader
from tests.server.harness import RULES, Running, serving


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """A server with the limits that ship."""
    async with serving(tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest.fixture
def chat(request: pytest.FixtureRequest) -> str:
    """A conversation of the test's own."""
    return str(request.node.name)[:150]


@pytest.fixture(scope="module")
def playbooks() -> Playbooks:
    """The few rules that these tests need."""
    return load(RULES)


@pytest.fixture(scope="module")
def reader(playbooks: Playbooks) -> Reader:
    """Their reader, without weights."""
    return Reader(playbooks, {})
