"""How far each part of a long work is -> bars on stderr, where a person watches."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Advance = Callable[[str, int, int], None]
"""Is told a part's name, how much of it is done, and how much there is."""


@contextmanager
def bars() -> Iterator[Advance]:
    """Yield what is told how far it is."""
    from rich.console import Console
    from rich.progress import Progress

    screen = Console(stderr=True)
    with Progress(console=screen, transient=True, disable=not screen.is_terminal) as progress:
        tasks = {}

        def advance(part: str, done: int, total: int) -> None:
            if part not in tasks:
                tasks[part] = progress.add_task(part, total=total)
            progress.update(tasks[part], completed=done)

        yield advance
