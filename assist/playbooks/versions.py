"""The rules in force -> copies by version, so that they can be read, compared and put back.

    <store>/<version>/rules/en/delivery.toml     a file as it was in force
    <store>/<version>/overlays/vip/waits.toml    so for the teams' overlays
    <store>/index.json                           the versions, and since when each held
    <store>/pinned                               the version that holds whatever the folder says

The server writes the copies and the index, `warmline rules` the pin. Nothing in the store is a
link, and nobody but its owner can read it.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec

from assist.errors import ConfigError
from assist.playbooks.files import MAX_BYTES, MAX_FILES
from assist.playbooks.load import version_of

KEPT: Final = 20
"""Versions; the oldest go, but never one that is pinned."""
INDEX: Final = "index.json"
PINNED: Final = "pinned"
_VERSION: Final = re.compile(r"[0-9a-f]{12}")
_PRIVATE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
_LONGEST: Final = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A version, and when it last came into force, in seconds since the epoch."""

    version: str
    since: float


def overlays_beside(folder: Path) -> Path | None:
    """Return the folder `overlays` that lies beside the rules, None where there is none."""
    beside = folder.absolute().parent / "overlays"
    return beside if beside.is_dir() else None


def rule_files(folder: Path, overlays: Path | None) -> Iterator[tuple[str, Path]]:
    """Yield the files that a set may be made of: the name that each has in a version, its path."""
    places: list[tuple[str, Path, str]] = [
        ("rules", folder, "*.toml"),
        ("rules", folder, "*/*.toml"),
    ]
    if overlays is not None:
        places += [("overlays", overlays, "*/*.toml"), ("overlays", overlays, "*/*/*.toml")]
    for root, top, pattern in places:
        for path in sorted(top.glob(pattern)):
            name = path.relative_to(top)
            hidden = any(part.startswith((".", "_")) for part in name.parts)
            if not hidden and path.is_file():
                yield f"{root}/{name.as_posix()}", path


def keep(
    store: Path, folder: Path, version: str, now: float, *, overlays: Path | None = None
) -> None:
    """Copy the files of `version`, which came into force at `now`; it is the newest from here on.

    Raises:
        ConfigError: the store cannot be written, or the files are no longer those of `version`.
    """
    with _told(store):
        store.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = versions(store)
        there = _is_folder(store / version)
        if not there:
            _copy(store, folder, overlays, version)
        if not there or not kept or kept[-1].version != version:
            others = tuple(one for one in kept if one.version != version)
            _index(store, (*others, Kept(version=version, since=now)))


def versions(store: Path) -> tuple[Kept, ...]:
    """Return the versions that are kept, the newest last.

    Raises:
        ConfigError: the index cannot be read.
    """
    if (text := _read(store / INDEX)) is None:
        return ()
    try:
        kept = msgspec.json.decode(text, type=tuple[Kept, ...])
    except msgspec.DecodeError:
        kept = ()
    if not kept or not all(_VERSION.fullmatch(one.version) for one in kept):
        raise ConfigError(
            f"{store / INDEX}: not a list of versions; remove it, the next start writes another"
        )
    return kept


def folder_of(store: Path, version: str) -> Path:
    """Return the folder of the rules of a version; its overlays lie beside it.

    Raises:
        ConfigError: the version is not kept.
    """
    with _told(store):
        if _VERSION.fullmatch(version) and _is_folder(store / version):
            return store / version / "rules"
    known = ", ".join(one.version for one in versions(store)) or "none yet"
    raise ConfigError(f"{store}: rules {version} are not kept here; there are {known}")


def pin(store: Path, version: str | None) -> None:
    """Let `version` hold whatever the folder of the rules says; None: the folder holds again.

    Raises:
        ConfigError: the version is not kept, or the store cannot be written.
    """
    with _told(store):
        if version is None:
            (store / PINNED).unlink(missing_ok=True)
        else:
            folder_of(store, version)
            _write(store / PINNED, f"{version}\n")


def pinned(store: Path) -> str | None:
    """Return the version that is pinned, None where the folder of the rules holds.

    Raises:
        ConfigError: the file names no version.
    """
    if (text := _read(store / PINNED)) is None:
        return None
    if not _VERSION.fullmatch(version := text.strip()):
        what = "names no version; run `warmline rules rollback` or `warmline rules follow`"
        raise ConfigError(f"{store / PINNED}: {what}")
    return version


def in_force(store: Path) -> str | None:
    """Return the version that is pinned, else the newest one; None where none is kept.

    Raises:
        ConfigError: the store cannot be read.
    """
    kept = versions(store)
    return pinned(store) or (kept[-1].version if kept else None)


def _copy(store: Path, folder: Path, overlays: Path | None, version: str) -> None:
    """Copy the files aside, then let them appear under the name of their version at once."""
    aside = store / f".new-{os.getpid()}"
    shutil.rmtree(aside, ignore_errors=True)
    try:
        (aside / "rules").parent.mkdir(mode=0o700)
        (aside / "rules").mkdir(mode=0o700)
        for name, path in islice(rule_files(folder, overlays), 2 * MAX_FILES):
            with path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
            if len(data) <= MAX_BYTES:
                for inner in reversed(Path(name).parents):
                    (aside / inner).mkdir(mode=0o700, exist_ok=True)
                _create(aside / name, data)
        if version_of(aside / "rules", overlays_beside(aside / "rules")) != version:
            raise ConfigError(f"{folder}: changed while it was copied; leave it still for a while")
        aside.rename(store / version)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _index(store: Path, kept: tuple[Kept, ...]) -> None:
    """Write the index and remove the versions that are not in it any more."""
    holds = pinned(store)
    late = kept[-KEPT:]
    kept = (*(one for one in kept[:-KEPT] if one.version == holds), *late)
    _write(store / INDEX, json.dumps([asdict(one) for one in kept], indent=1) + "\n")
    names = {one.version for one in kept}
    for path in store.iterdir():
        if _VERSION.fullmatch(path.name) and path.name not in names and not path.is_symlink():
            shutil.rmtree(path)


def _is_folder(path: Path) -> bool:
    if path.is_symlink():
        raise ConfigError(f"{path}: a link; remove it, the store holds plain folders alone")
    return path.is_dir()


def _read(path: Path) -> str | None:
    """Return the text of a small file of the store, None where there is none."""
    with _told(path):
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except (FileNotFoundError, NotADirectoryError):
            return None
        with os.fdopen(descriptor, "rb") as file:
            return file.read(_LONGEST).decode(errors="replace")


def _write(path: Path, text: str) -> None:
    """Write a file of the store whole: readers see the old text or the new one."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.unlink(missing_ok=True)
    _create(aside, text.encode())
    aside.replace(path)


def _create(path: Path, data: bytes) -> None:
    with os.fdopen(os.open(path, _PRIVATE, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Tell what the machine refuses as the operator's error."""
    try:
        yield
    except OSError as error:
        where = error.filename or path
        what = f"cannot be used ({error.strerror}); let this user read and write it"
        raise ConfigError(f"{where}: {what}") from error
