"""A data folder -> what is wrong in it around the journal: rights, room, keys, kept rules."""

import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assist.errors import ConfigError

ROOM: Final = 500_000_000
"""Bytes of free space below which the disk is said to be nearly full."""
_SHORTEST_KEY: Final = 32
ASIDE: Final = ("before-restore", "damaged", "moved")
"""How the folders are named that `restore`, `doctor --repair` and `move` keep old files in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is not as it should be, in plain words.

    `harmless`: nothing must be done.
    """

    what: str
    means: str
    do: str
    harmless: bool = False


def around(data: Path) -> Iterator[Finding]:
    """Yield what is wrong in a data folder, but for the journal's own content."""
    yield from _rights(data)
    yield from _room(data)
    yield from _key(data)
    yield from _rules(data)
    yield from _aside(data)


def _rights(data: Path) -> Iterator[Finding]:
    open_ = [
        path.name or str(path)
        for path in (data, *data.glob("journal.db*"), data / "token.key")
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    if open_:
        yield Finding(
            what=f"others than the owner may open {', '.join(open_)}",
            means="whoever has an account here can read the customers' words, or make tokens",
            do=f"chmod -R go= {data}",
        )
    foreign = [
        path.name for path in data.glob("journal.db*") if not os.access(path, os.R_OK | os.W_OK)
    ]
    if foreign or not os.access(data, os.W_OK | os.X_OK):
        yield Finding(
            what=f"this user may not write {', '.join(foreign) or data}",
            means="a server of this user cannot start; one of another user may be fine",
            do=f"run this as the server's user, or: chown -R USER {data}",
        )


def _room(data: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(data).free
    if free < ROOM:
        yield Finding(
            what=f"{free / 1e6:,.0f} MB are free on the disk",
            means="once it is full nothing is acknowledged (503); widgets keep what they have",
            do="make room; the server goes on by itself then",
        )


def _key(data: Path) -> Iterator[Finding]:
    path = data / "token.key"
    try:
        short = len(path.read_bytes().strip()) < _SHORTEST_KEY
    except FileNotFoundError:
        yield Finding(
            what="there is no token.key",
            means="the server makes one at its start, unless --key-file names another",
            do="nothing; but where there was one, tokens that it signed are void",
            harmless=True,
        )
        return
    except OSError as error:
        yield Finding(
            what=f"token.key cannot be read ({error.strerror})",
            means="the server cannot start with it",
            do="let the server's user read it",
        )
        return
    if short:
        yield Finding(
            what=f"token.key holds fewer than {_SHORTEST_KEY} bytes",
            means="the server does not start: tokens could be guessed",
            do="put the right one back, or remove it: a new one is made, and old tokens are void",
        )


def _rules(data: Path) -> Iterator[Finding]:
    from assist.playbooks.versions import folder_of, pinned, versions

    store = data / "rules"
    if not store.exists():
        return
    try:
        versions(store)
        if (version := pinned(store)) is not None:
            folder_of(store, version)
    except (ConfigError, OSError) as error:
        yield Finding(
            what=f"the kept rules cannot be used: {error}",
            means="a rollback does not work; the folder of the rules holds",
            do="warmline rules follow",
        )


def _aside(data: Path) -> Iterator[Finding]:
    kept = sorted(path.name for mark in ASIDE for path in data.glob(f"{mark}-*"))
    if kept:
        yield Finding(
            what=f"journals of before are kept in {', '.join(kept)}",
            means="they hold what customers said; what is erased since stays in them",
            do="remove them when you are sure that nothing in them is needed",
            harmless=True,
        )
