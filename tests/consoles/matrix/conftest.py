"""What many files here share."""

from collections.abc import Iterator

import pytest

from tests.consoles.matrix.world import World, world


@pytest.fixture(scope="session")
def matrix(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A Matrix server, for as long as the tests run."""
    with world(tmp_path_factory.mktemp("synapse")) as one:
        yield one
