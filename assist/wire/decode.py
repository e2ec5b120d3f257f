"""Plain data -> the frame it is, or a refusal that names the field and never quotes it."""

import re
from collections.abc import Set
from functools import cache
from typing import Any, Final, NoReturn, TypeVar

from msgspec import inspect

from assist import codec
from assist.errors import FrameError
from assist.wire.frames import CLIENT_FRAMES, ClientFrame
from assist.wire.plain import read_plain
from assist.wire.subprotocols import Form

Value = TypeVar("Value")

_SAFE_FIELD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,31}")


def read_frame(data: bytes | str, form: Form) -> dict[str, Any]:
    """Return the frame in `data` as plain data: a map.

    Raises:
        FrameError: it cannot be read at all; the peer is broken.
    """
    plain = read_plain(data, form)
    if not isinstance(plain, dict):
        raise FrameError("a map", path="$")
    return plain


def request_id(plain: dict[str, Any]) -> int | None:
    """Return the id to answer to, if the frame has a proper one."""
    found = plain.get("id")
    proper = isinstance(found, int) and not isinstance(found, bool) and 0 <= found < 2**32
    return found if proper else None


def client_frame(plain: dict[str, Any]) -> ClientFrame:
    """Return the client's frame that `plain` is.

    Raises:
        FrameError: its name is unknown, or a field is missing, unknown or of the wrong type.
    """
    name = plain.get("t")
    kind = CLIENT_FRAMES.get(name) if isinstance(name, str) else None
    if kind is None:
        raise FrameError("the name of a client's frame", path="$.t")
    rest = plain.copy()
    del rest["t"]
    return strict(rest, kind)


def strict(plain: dict[str, Any], kind: type[Value]) -> Value:
    """Return `plain` as a `kind`; a field that it does not have is refused.

    Raises:
        FrameError: `path` names the field.
    """
    known, required = _fields(kind)  # type: ignore[arg-type]  # a type is hashable
    if not required <= plain.keys() <= known:
        _refuse(plain, known, required)
    return codec.from_plain(kind, plain)


def _refuse(plain: dict[str, Any], known: Set[str], required: Set[str]) -> NoReturn:
    for key in plain:
        if key not in known:
            raise FrameError("only the fields of this frame", path=_path(key))
    missing = next(key for key in required if key not in plain)
    raise FrameError("every field without a default", path=f"$.{missing}")


@cache
def _fields(kind: type[Any]) -> tuple[Set[str], Set[str]]:
    """Return the fields that a kind has, and those that it must have, each in their order."""
    found = inspect.type_info(kind)
    assert isinstance(found, inspect.DataclassType | inspect.StructType)
    known = dict.fromkeys(field.name for field in found.fields)
    required = dict.fromkeys(field.name for field in found.fields if field.required)
    return known.keys(), required.keys()


def _path(key: str) -> str:
    return f"$.{key}" if _SAFE_FIELD.fullmatch(key) else "$.?"
