"""xss.txt -> the texts that try to be more than text."""

import re
from pathlib import Path
from typing import Final

_ESCAPE: Final = re.compile(r"\\(\\|t|x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})")


def payloads() -> tuple[str, ...]:
    """Return them, each once; the file has one a line, what nobody would see as an escape."""
    lines = (Path(__file__).parent / "xss.txt").read_text().split("\n")
    return tuple(_ESCAPE.sub(_plain, line) for line in lines if line)


def _plain(found: re.Match[str]) -> str:
    return found[0].encode().decode("unicode_escape")
