"""A path -> the only process that may write beside it, held by a lock on a file.

The kernel lets go of the lock when the process ends, however it ends.
"""

import fcntl
import os
from pathlib import Path

from assist.errors import ConfigError


def lock_of(journal: Path) -> Path:
    """Return the file whose lock stands for a journal."""
    return journal.with_name(journal.name + ".lock")


def holder(path: Path) -> str | None:
    """Return the number of the process that holds a lock, None where nobody does."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return _named(descriptor)
    finally:
        os.close(descriptor)
    return None


def _named(descriptor: int) -> str:
    return os.read(descriptor, 20).decode("ascii", "replace").strip() or "unknown"


class FileLock:
    """A lock that this process holds until `release`."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def take(cls, path: Path) -> "FileLock":
        """Take the lock that `path` stands for.

        Raises:
            ConfigError: another process holds it.
        """
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            name = _named(descriptor)
            os.close(descriptor)
            raise ConfigError(
                f"{path.parent}: in use by process {name}; stop that one, "
                "or give this one another --data folder"
            ) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        return cls(descriptor)

    def release(self) -> None:
        """Let the next process in."""
        os.close(self._descriptor)
