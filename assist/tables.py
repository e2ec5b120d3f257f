"""The bytes of a TOML file -> its tables, with a bound on what reading them may cost."""

import re
import tomllib
from typing import Any, Final

Plain = dict[str, Any]

_MOST_DOTS: Final = 16
"""Of one key. Its parts cost the parser their square: one of 100,000 (`a.a.a`) takes gigabytes."""
_TOKEN: Final = re.compile(
    r'"""(?:[^"\\]+|\\.|"(?!""))*(?:"{3,5})?'
    r"|'''(?:[^']+|'(?!''))*(?:'{3,5})?"
    r'|"(?:[^"\\\n]+|\\[^\n])*"?'
    r"|'[^'\n]*'?"
    r"|#[^\n]*"
    r"|[\n=,{\[]"
    r"|\.",
    re.DOTALL,
)
"""What a key is told apart by: texts and comments as wholes, what no key goes beyond, and dots."""


def tables(data: bytes) -> Plain:
    """Return the tables that the bytes of a file hold.

    Raises:
        ValueError: they are not TOML, or would cost too much; names the line.
    """
    if data.startswith(b"\xef\xbb\xbf"):
        raise ValueError("line 1 begins with a byte order mark; save it as UTF-8 without BOM")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1
        raise ValueError(f"line {number} is not UTF-8; save the file as UTF-8") from None
    _check_keys(text)
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("brackets are nested too deep; write flat lists") from None
    except ValueError as error:
        lines = text.count("\n") + 1
        last = f"at end of document, line {lines}"
        what = str(error).replace("at end of document", last)
        raise ValueError(f"not TOML: {what}; mend it there or just before") from None


def _check_keys(text: str) -> None:
    dots = 0
    for token in _TOKEN.finditer(text):
        if token[0] == ".":
            dots += 1
        elif token[0] in "\n=,{[":
            dots = 0
        if dots > _MOST_DOTS:
            number = text.count("\n", 0, token.start()) + 1
            raise ValueError(f"line {number} has more than {_MOST_DOTS} dots in a key; shorten it")
