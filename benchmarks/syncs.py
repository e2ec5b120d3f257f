"""A file -> how long a bare sync of its disk takes, now and then, in a thread."""

import os
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Final, Self

EVERY: Final = 0.25
PAGE: Final = bytes(4096)


class Syncs:
    """Writes and syncs a page while it is open; `taken` are the seconds of each sync."""

    def __init__(self, path: Path) -> None:
        self.taken: list[float] = []
        self._path = path
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            while not self._over.wait(EVERY):
                os.write(descriptor, PAGE)
                began = time.perf_counter()
                os.fdatasync(descriptor)
                self.taken.append(time.perf_counter() - began)
        finally:
            os.close(descriptor)
