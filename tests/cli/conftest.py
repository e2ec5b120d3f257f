from collections.abc import Iterator

import pytest

from assist.cli.offline import Offline


@pytest.fixture(scope="session", autouse=True)
def offline() -> Iterator[Offline]:
    """The project's rules and reader, loaded once for all commands that a test calls."""
    loaded = Offline.load()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Offline, "load", classmethod(lambda cls: loaded))
        yield loaded
