"""One cluster of three nodes for the tests of a file that leave it as it was."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.nodes.cluster import Cluster, cluster

TENANTS = '[tenants.brief]\nstore = "none"\n'


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def three(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cluster]:
    async with cluster(tmp_path_factory.mktemp("nodes"), tenants=TENANTS) as group:
        yield group
