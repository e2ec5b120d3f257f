"""A damaged journal whose lock this process holds -> a sound one in its place."""

import shutil
import sqlite3
from pathlib import Path

from assist.errors import ConfigError
from assist.journal import backup
from assist.journal.check import lost_log
from assist.journal.epochs import random_epoch
from assist.journal.salvage import Advance, Saved, salvage


def repaired(journal: Path, advance: Advance) -> tuple[Saved, Path]:
    """Return what was saved, and the folder that keeps the old files.

    Raises:
        ConfigError: nothing can be read, or the new file cannot be written; nothing changed.
    """
    fresh = backup.beside(journal, "salvage")
    cut = lost_log(journal) is not None
    source = journal
    try:
        if cut:
            # To open the journal itself would make SQLite forget that its log was cut.
            source = _copied(journal)
        saved = salvage(source, fresh, random_epoch, advance, renew_all=cut)
        backup.verify(fresh)
        aside = backup.replace(journal, fresh, "damaged")
    except (OSError, sqlite3.Error) as error:
        raise ConfigError(f"{journal.parent}: cannot be repaired ({error})") from error
    finally:
        for path in journal.parent.glob(f".{journal.name}.*"):
            path.unlink()
    assert aside is not None
    return saved, aside


def _copied(journal: Path) -> Path:
    """Return a copy of the journal with what is left of its log."""
    copy = backup.beside(journal, "cut")
    shutil.copyfile(journal, copy)
    log = journal.with_name(journal.name + "-wal")
    if log.exists():
        side = copy.with_name(copy.name + "-wal")
        side.touch(mode=0o600)
        shutil.copyfile(log, side)
    return copy
