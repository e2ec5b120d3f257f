"""A body in our own format -> the messages, revisions and contexts in it, one or a batch."""

from collections.abc import Sequence
from typing import Any, Final

from assist.errors import FrameError
from assist.wire.decode import strict
from assist.wire.plain import read_object
from assist.wire.requests import ContextRequest, MessageRequest, RevisionRequest, Said

TYPES: Final[dict[str, type[Said]]] = {
    "message.post": MessageRequest,
    "message.revise": RevisionRequest,
    "context.give": ContextRequest,
}
BATCH: Final = "batch"
DATA: Final = "$.data"
"""The path of what is said."""


def read(data: bytes, most: int) -> Said | Sequence[Said | FrameError]:
    """Read `{"type", "data"}`; what else stands beside the two is ignored.

    Args:
        most: the items that a batch may hold.

    Raises:
        FrameError: the body cannot be read; `path` names the field.
    """
    plain = read_object(data)
    if plain.get("type") != BATCH:
        return _one(plain)
    items = plain.get("data")
    if not isinstance(items, list) or not 0 < len(items) <= most:
        raise FrameError(f"a list of 1 to {most} items", path=DATA)
    return [_item(item) for item in items]


def _one(plain: dict[str, Any]) -> Said:
    name, data = plain.get("type"), plain.get("data")
    kind = TYPES.get(name) if isinstance(name, str) else None
    if kind is None:
        raise FrameError("the name of a request", path="$.type")
    if not isinstance(data, dict):
        raise FrameError("an object", path=DATA)
    try:
        return strict(data, kind)
    except FrameError as error:
        path = DATA + (error.path or "$")[1:]
        raise FrameError(str(error), path=path) from None


def _item(item: object) -> Said | FrameError:
    try:
        if not isinstance(item, dict):
            raise FrameError("an object", path="$")
        return _one(item)
    except FrameError as error:
        return error
