"""Frozen values <-> plain data (dicts, lists, numbers, text), checked by type on the way in.

msgspec does the work: it reads the dataclasses' own types, and its errors name the field.
"""

from typing import Any, TypeVar

import msgspec

from assist.errors import FrameError
from assist.events import NAMES, TYPES, Event

Value = TypeVar("Value")


def to_plain(value: object) -> Any:
    """Return `value` as dicts, lists, numbers and text, ready for msgpack or JSON."""
    return msgspec.to_builtins(value)


def from_plain(kind: type[Value], plain: object) -> Value:
    """Return `plain` as a `kind`; unknown fields are ignored.

    Raises:
        FrameError: a field is missing or of the wrong type; `path` names it.
    """
    try:
        return msgspec.convert(plain, kind)
    except msgspec.ValidationError as error:
        what, _, path = str(error).partition(" - at `")
        raise FrameError(what, path=path.rstrip("`") or "$") from None


def event_to_plain(event: Event) -> tuple[str, Any]:
    """Return the event's name on the wire and its data."""
    return NAMES[type(event)], to_plain(event)


def event_from_plain(name: str, plain: object) -> Event:
    """Return the event called `name` that `plain` holds.

    Raises:
        FrameError: the name is unknown or the data does not fit it.
    """
    if (kind := TYPES.get(name)) is None:
        raise FrameError("unknown event; see docs/wire.md for those that exist", path="$.k")
    return from_plain(kind, plain)
