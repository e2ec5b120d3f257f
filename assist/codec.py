"""Frozen values <-> plain data (dicts, lists, numbers, text) or bytes, their types checked.

msgspec does the work: it reads the dataclasses' own types, and its errors name the field.
"""

from functools import lru_cache
from typing import Any, Final, TypeVar

import msgspec

from assist.errors import FrameError
from assist.events import NAMES, TYPES, Event

Value = TypeVar("Value")

_ENCODER: Final = msgspec.msgpack.Encoder()


def pack(value: object) -> bytes:
    """Return `value` as MessagePack: the bytes of its plain data, without making that first."""
    return _ENCODER.encode(value)


def unpack(kind: type[Value], data: bytes) -> Value:
    """Return the `kind` that `pack` wrote; unknown fields are ignored.

    Raises:
        FrameError: as `from_plain`; or these are not the bytes of one value.
    """
    try:
        value: Value = _decoder(kind).decode(data)  # type: ignore[arg-type]  # a type is hashable
        return value
    except msgspec.ValidationError as error:
        raise _wrong(error) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise FrameError("not MessagePack, or cut off; write one value", path="$") from None


@lru_cache(maxsize=64)
def _decoder(kind: type[Any]) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(kind)


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
        raise _wrong(error) from None


def _wrong(error: msgspec.ValidationError) -> FrameError:
    what, _, path = str(error).partition(" - at `")
    return FrameError(what, path=path.rstrip("`") or "$")


def event_to_plain(event: Event) -> tuple[str, Any]:
    """Return the event's name on the wire and its data."""
    return NAMES[type(event)], to_plain(event)


def event_from_plain(name: str, plain: object) -> Event:
    """Return the event called `name` that `plain` holds.

    Raises:
        FrameError: the name is unknown or the data does not fit it.
    """
    return from_plain(_kind(name), plain)


def pack_event(event: Event) -> tuple[str, bytes]:
    """Return the event's name on the wire and its data as MessagePack."""
    return NAMES[type(event)], pack(event)


def unpack_event(name: str, data: bytes) -> Event:
    """Return the event called `name` whose data `pack_event` wrote.

    Raises:
        FrameError: as `event_from_plain`, and as `unpack`.
    """
    return unpack(_kind(name), data)


def _kind(name: str) -> type[Event]:
    if (kind := TYPES.get(name)) is None:
        raise FrameError("unknown event; see docs/wire.md for those that exist", path="$.k")
    return kind
