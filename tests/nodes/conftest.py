"""One cluster of three nodes for the tests of a file that leave it as it was."""

import gc
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from tests.nodes.cluster import Cluster, cluster

TENANTS = '[tenants.brief]\nstore = "none"\n'


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def three(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cluster]:
    async with cluster(tmp_path_factory.mktemp("nodes"), tenants=TENANTS) as group:
        yield group


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let sockets be: whoever is cancelled while it connects leaves its own to Python 3.11."""
    for item in items:
        if item.path.parent.name == "nodes":
            item.add_marker(pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"))


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """Find what a test left while its warnings are let be."""
    yield
    gc.collect()
