"""What a process wrote and synced, as `strace` saw it -> its files as a power cut would leave them.

What was synced is there. Of what was written since, each write is there or not, or in part, in
512-byte sectors; the order of writes means nothing to a disk.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

SECTOR: Final = 512
CALLS: Final = "pwrite64,ftruncate,fsync,fdatasync,write,unlink"

_LINE: Final = re.compile(r"^(\d+) +(.*)$")
_RESUMED: Final = re.compile(r"^<\.\.\. \w+ resumed>")
_CALL: Final = re.compile(
    r"^(?P<name>\w+)\((?:(?P<fd>\d+)<(?P<path>[^>]*)>)?(?:, )?(?:\"(?P<data>[^\"]*)\")?"
    r"(?P<rest>[^\"]*)$"
)


@dataclass(frozen=True, slots=True)
class Call:
    """One call: `data` of a write, its `at`; the new length of a truncation."""

    name: str
    path: str
    data: bytes = b""
    at: int = 0


@dataclass
class File:
    synced: bytearray = field(default_factory=bytearray)
    pending: list[Call] = field(default_factory=list)


def strace(log: Path) -> list[str]:
    """Return the words that begin a command line which is to be traced."""
    options = ["-f", "-y", "-xx", "-s", "1000000", "-e", f"trace={CALLS}", "-o", str(log)]
    return ["strace", *options]


def calls(log: Path) -> Iterator[Call]:
    """Yield what was done, each when it was done."""
    begun: dict[str, str] = {}
    for line in log.read_text().splitlines():
        match = _LINE.match(line)
        if match is None:
            continue
        thread, text = match.groups()
        if text.endswith("<unfinished ...>"):
            begun[thread] = text.removesuffix("<unfinished ...>").rstrip(" ,)")
            continue
        if _RESUMED.match(text):
            text = begun.pop(thread, "") + ", " + _RESUMED.sub("", text).lstrip(" ,")
        if (call := _call(text)) is not None:
            yield call


def _call(text: str) -> Call | None:
    match = _CALL.match(text)
    if match is None:
        return None
    name, data = match["name"], _bytes(match["data"] or "")
    if name == "unlink":
        return Call(name, data.decode(errors="replace"))
    path = _bytes(match["path"] or "").decode(errors="replace") or f"fd {match['fd']}"
    if match["fd"] == "1":
        path = "stdout"
    numbers = [int(number) for number in re.findall(r"-?\d+", match["rest"])]
    if name == "pwrite64":
        return Call(name, path, data, numbers[1])
    if name == "ftruncate":
        return Call(name, path, at=numbers[0])
    return Call(name, path, data)


def _bytes(shown: str) -> bytes:
    return bytes.fromhex(shown.replace("\\x", ""))


def cut(done: list[Call], folder: Path, chance: Random, *, obeys: bool = True) -> None:
    """Write to `folder` the files that a power cut after these calls would leave.

    A disk that does not obey keeps nothing for having been told to sync.
    """
    files: dict[str, File] = {}
    for call in done:
        if call.name in ("fsync", "fdatasync"):
            file = files.setdefault(call.path, File())
            if not obeys and call.path.endswith("-wal"):
                continue
            for one in file.pending:
                _apply(file.synced, one)
            file.pending.clear()
        elif call.name == "unlink":
            files.pop(call.path, None)
        elif call.name in ("pwrite64", "ftruncate"):
            files.setdefault(call.path, File()).pending.append(call)
    for path, file in files.items():
        if ".db" in path and not path.endswith("-shm"):
            content = bytearray(file.synced)
            for one in _survivors(file.pending, chance):
                _apply(content, one)
            (folder / Path(path).name).write_bytes(content)


def _survivors(pending: list[Call], chance: Random) -> Iterator[Call]:
    for one in pending:
        fate = chance.random()
        if fate < 0.4:
            yield one
        elif fate < 0.7 and one.name == "pwrite64":
            keep = chance.randrange(len(one.data) // SECTOR + 1) * SECTOR
            yield Call(one.name, one.path, one.data[:keep], one.at)


def _apply(content: bytearray, call: Call) -> None:
    if call.name == "ftruncate":
        del content[call.at :]
        content.extend(bytes(call.at - len(content)))
        return
    content.extend(bytes(max(0, call.at - len(content))))
    content[call.at : call.at + len(call.data)] = call.data
