"""Bytes read so far -> a bar on stderr, where a person watches and the work takes a while."""

import sys
import time
from types import TracebackType
from typing import Final, Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bar

PATIENCE: Final = 1.0
"""Seconds of work before the bar shows: a short input needs none."""


class Progress:
    """A bar that appears after a second, if stderr is a terminal and stdout is not one.

    Args:
        total: the length of the input in bytes; None where it cannot be known.
        what: is done with them.
        silent: nothing is printed meanwhile, so stdout may be a terminal too.
    """

    def __init__(self, total: int | None, what: str = "reading", *, silent: bool = False) -> None:
        self._total = total
        self._what = what
        self._done = 0
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._since = time.monotonic()
        self._wanted = sys.stderr.isatty() and (silent or not sys.stdout.isatty())

    def __enter__(self) -> Self:
        """Start to count."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()

    def advance(self, count: int) -> None:
        """Say that `count` more bytes are done."""
        if not self._wanted:
            return
        self._done += count
        if self._bar is None and time.monotonic() - self._since >= PATIENCE:
            self._show()
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=self._done)

    def _show(self) -> None:
        self._bar = Bar(
            TextColumn(self._what),
            BarColumn(),
            DownloadColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task = self._bar.add_task(self._what, total=self._total)
        self._bar.start()
