"""A file, or stdin -> its lines as text, each with where it stands; and values -> JSON Lines."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import click

from assist.cli.progress import Progress
from assist.errors import ConfigError, InputError

STDIN = Path("-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line without its end; `where` names file and line, as errors do."""

    where: str
    text: str


@contextmanager
def open_lines(path: Path, *, expects: str) -> Iterator[Iterator[Line]]:
    """Open a file, or stdin for `-`, and yield an iterator over its lines.

    `expects` tells a person who sits at the keyboard what to type.

    Raises:
        ConfigError: the file cannot be opened.
        InputError: a line is not UTF-8 (while iterating).
    """
    if path == STDIN:
        stream = sys.stdin.buffer
        if stream.isatty():
            click.echo(f"Reading from the keyboard: {expects}; end with Ctrl-D.", err=True)
        with Progress(None) as progress:
            yield _lines(stream, "stdin", progress)
        return
    try:
        opened = path.open("rb")
    except OSError as error:
        reason = error.strerror or "cannot be opened"
        raise ConfigError(f"{path}: {reason}; name a file that can be read") from None
    with opened, Progress(path.stat().st_size) as progress:
        yield _lines(opened, str(path), progress)


def is_json(text: str) -> bool:
    """Tell whether `text` is one whole JSON value."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def parse_json(line: Line, *, example: str) -> object:
    """Return the JSON value that the line holds; `example` is a line that would be right.

    Raises:
        InputError: it holds none.
    """
    try:
        value: object = json.loads(line.text)
    except (ValueError, RecursionError):
        raise InputError(
            f"{line.where}: not JSON; write one whole object a line, as {example}"
        ) from None
    return value


def write_json(value: object) -> None:
    """Write `value` to stdout as one line of JSON in UTF-8, at once."""
    out = sys.stdout.buffer
    out.write(json.dumps(value, ensure_ascii=False, allow_nan=False).encode() + b"\n")
    out.flush()


def _lines(stream: BinaryIO, name: str, progress: Progress) -> Iterator[Line]:
    for number, raw in enumerate(stream, start=1):
        where = f"{name}, line {number}"
        try:
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise InputError(f"{where}: not UTF-8; save the file in UTF-8") from None
        yield Line(where=where, text=text.rstrip("\r\n"))
        progress.advance(len(raw))
