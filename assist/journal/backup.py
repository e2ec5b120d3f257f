"""A journal's file -> a checked copy of it, and a copy in the place of the journal."""

import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from assist.errors import ConfigError
from assist.journal import check
from assist.journal.past import open_past

PAGES: Final = 256
"""Pages copied between two words of progress."""
_EPOCHS: Final = ("conversation", "delivery")
_SIDES: Final = ("", "-wal", "-shm")

Advance = Callable[[int], None]
"""Is told how many bytes were copied since the last call."""


def back_up(journal: Path, target: Path, advance: Advance) -> None:
    """Write a copy of the journal as it stands now, server or not, to `target`; checked and whole.

    Raises:
        ConfigError: there is no journal, it cannot be read, or the copy cannot be kept.
    """
    if not journal.is_file():
        raise ConfigError(f"{journal}: no journal there; name the server's folder with --data")
    fresh = beside(target, "part")
    try:
        with open_past(journal) as source:
            _copy(source, fresh, advance)
        verify(fresh)
        put(fresh, target)
    except OSError as error:
        raise ConfigError(f"{target}: cannot be written ({error.strerror})") from error
    finally:
        fresh.unlink(missing_ok=True)


def verify(copy: Path, advance: Advance = lambda _: None) -> None:
    """Check a backup from end to end; `advance` is told how much of it was read.

    Raises:
        ConfigError: something in it is not as a journal should be.
    """
    with open_past(copy) as connection:
        wrong = check.broken(connection)
        if wrong is None and (found := check.damages(connection, advance)):
            wrong = ", ".join(f"{one.trouble}: {one.count}" for one in found)
    if wrong is not None:
        raise ConfigError(
            f"{copy}: not sound ({wrong}); `warmline doctor` explains what to do with the original"
        )


def restored(
    source: Path, journal: Path, new_epoch: Callable[[], str], advance: Advance
) -> Path | None:
    """Put a copy of a checked backup in the place of a journal whose lock this process holds.

    Each conversation gets another epoch: what was written after the backup is not in it, so its
    offsets will be given out again. Returns the folder that keeps the old files, if there were.

    Raises:
        ConfigError: the backup cannot be read, or the folder cannot be written.
    """
    fresh = beside(journal, "restore")
    try:
        with open_past(source) as connection:
            _copy(connection, fresh, advance)
        renew(fresh, new_epoch)
        return replace(journal, fresh, "before-restore")
    except OSError as error:
        raise ConfigError(f"{journal.parent}: cannot be written ({error.strerror})") from error
    finally:
        fresh.unlink(missing_ok=True)


def renew(journal: Path, new_epoch: Callable[[], str]) -> None:
    """Give each conversation of a journal that nobody has open another epoch."""
    connection = sqlite3.connect(journal, isolation_level=None)
    try:
        connection.create_function("new_epoch", 0, new_epoch)
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("CREATE TEMP TABLE renewed (old TEXT PRIMARY KEY, epoch TEXT)")
        connection.execute(
            "INSERT OR IGNORE INTO renewed SELECT epoch, new_epoch() FROM conversation"
        )
        for table in _EPOCHS:
            if connection.execute(f"PRAGMA table_info({table})").fetchall():
                connection.execute(
                    f"UPDATE {table} SET epoch = renewed.epoch FROM renewed"
                    f" WHERE {table}.epoch = renewed.old"
                )
        connection.execute("COMMIT")
    finally:
        connection.close()


def replace(journal: Path, fresh: Path, aside: str) -> Path | None:
    """Put `fresh` in the place of a journal whose lock this process holds; keep the old one.

    Returns the folder that holds the old files, None where there were none. Whatever happens in
    between, the journal's place holds the old one or the new one, never none and never both.
    """
    kept = _keep(journal, aside)
    # A log of the old file would be read as one of the new.
    for side in _SIDES[1:]:
        journal.with_name(journal.name + side).unlink(missing_ok=True)
    put(fresh, journal)
    return kept


def put_aside(journal: Path, aside: str) -> Path | None:
    """Leave nothing in the place of a journal whose lock this process holds.

    Returns the folder that holds the files now, None where there were none.
    """
    kept = _keep(journal, aside)
    for path in map(journal.with_name, _names(journal)):
        path.unlink(missing_ok=True)
    _sync(journal.parent)
    return kept


def put(fresh: Path, target: Path) -> None:
    """Make a file durable, then give it its name in one step."""
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    fresh.replace(target)
    _sync(target.parent)


def beside(path: Path, what: str) -> Path:
    """Return a new empty file in the folder of `path`, for its owner alone.

    Raises:
        ConfigError: none can be made there.
    """
    fresh = path.with_name(f".{path.name}.{what}")
    try:
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600, exist_ok=False)
    except OSError as error:
        raise ConfigError(f"{path.parent}: cannot be written ({error.strerror})") from error
    return fresh


def _names(journal: Path) -> tuple[str, ...]:
    return tuple(journal.name + side for side in _SIDES)


def _copy(source: sqlite3.Connection, fresh: Path, advance: Advance) -> None:
    """Copy a moment of the source: a transaction holds it while a server goes on writing."""
    target = sqlite3.connect(fresh, isolation_level=None)
    left: int | None = None

    def told(_: int, remaining: int, total: int) -> None:
        nonlocal left
        advance(((total if left is None else left) - remaining) * page)
        left = remaining

    try:
        (page,) = source.execute("PRAGMA page_size").fetchone()
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM meta").fetchone()
        source.backup(target, pages=PAGES, progress=told)
        source.execute("COMMIT")
        # One plain file, that opens where nothing can be written too.
        target.execute("PRAGMA journal_mode = DELETE")
    finally:
        target.close()


def _keep(journal: Path, aside: str) -> Path | None:
    """Link the files of a journal into a new folder, if there are any."""
    old = [path for path in map(journal.with_name, _names(journal)) if path.exists()]
    if not old:
        return None
    _settle(journal)
    kept = _folder(journal.parent, aside)
    for path in old:
        if path.exists():
            os.link(path, kept / path.name)
    _sync(kept)
    return kept


def _settle(journal: Path) -> None:
    """Bring the log into the file, where both can be read."""
    if check.lost_log(journal) is not None:
        return
    try:
        connection = sqlite3.connect(journal)
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            connection.close()
    except sqlite3.Error:
        return


def _folder(parent: Path, aside: str) -> Path:
    """Return a new folder for what is kept aside."""
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    for number in range(1000):
        path = parent / f"{aside}-{stamp}{f'-{number}' if number else ''}"
        try:
            path.mkdir(mode=0o700)
        except FileExistsError:
            continue
        return path
    raise ConfigError(f"{parent}: no room for another folder of the name {aside}-{stamp}")


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
