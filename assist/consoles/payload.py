"""A console's bytes -> a typed value, its texts and times -> ours."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final, TypeVar

import msgspec
from lxml import etree

from assist.errors import FrameError

Payload = TypeVar("Payload")

_BLOCKS: Final = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "blockquote", "pre"})
_HIDDEN: Final = frozenset({"script", "style", "head", "title"})
_LONGEST: Final = 128 * 1024
_WHERE: Final = re.compile(r"`(\$[^`]*)`")
_MILLISECONDS: Final = 1e11
"""From here on a number of seconds would lie beyond the year 5000: it is milliseconds."""


def decode(body: bytes, kind: type[Payload]) -> Payload:
    """Return the JSON in `body` as a `kind`; fields that it does not have are passed over.

    Raises:
        FrameError: it is no such value; `path` names the field, its value is never quoted.
    """
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        found = _WHERE.search(str(error))
        missing = re.search(r"missing required field `(\w+)`", str(error))
        path = (found[1] if found else "$") + (f".{missing[1]}" if missing else "")
        raise FrameError("a field as the console's documentation has it", path=path) from None
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError, ValueError):
        raise FrameError("one whole JSON value", path="$") from None


def seconds(time: str | float | None) -> float | None:
    """Return a time in seconds since the epoch; None for none, and for what is no time.

    Args:
        time: seconds or milliseconds as a number or in digits, or ISO 8601 (without a zone: UTC).
    """
    if isinstance(time, str):
        try:
            time = _from_text(time.strip())
        except (ValueError, OverflowError):
            return None
    if time is None or not 0 <= time < _MILLISECONDS * 1000:
        return None
    return time / 1000 if time >= _MILLISECONDS else float(time)


def _from_text(text: str) -> float:
    if re.fullmatch(r"[0-9]{1,16}(\.[0-9]{1,9})?", text):
        return float(text)
    if text.endswith(" UTC"):
        text = text.removesuffix(" UTC") + "Z"
    moment = datetime.fromisoformat(text)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.timestamp()


def words_of(page: str) -> str:
    """Return the words that HTML shows, its blocks on lines of their own; of a long one the head.

    By lxml: html.parser of the standard library takes minutes for 200 KB of `<a `, and customers
    write this.
    """
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8")
    source = f"<body>{page[:_LONGEST]}</body>".encode("utf-8", "replace")
    root = etree.fromstring(source, parser)
    lines = (" ".join(line.split()) for line in "".join(_shown(root)).splitlines())
    return "\n".join(line for line in lines if line)


def _shown(root: etree._Element | None) -> Iterator[str]:
    if root is None:
        return
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if element.tag in _BLOCKS:
            yield "\n"
        if event == "end":
            yield element.tail or ""
        elif element.tag in _HIDDEN:
            walk.skip_subtree()
        else:
            yield element.text or ""
