"""What a client offers -> the form that frames take on this socket."""

from collections.abc import Iterable
from typing import Final, Literal

Form = Literal["msgpack", "json"]

SUBPROTOCOLS: Final[dict[str, Form]] = {
    "assist.v1.msgpack": "msgpack",
    "assist.v1.json": "json",
}
"""The names on the wire, the preferred one first."""


def choose(offered: Iterable[str]) -> str | None:
    """Return the subprotocol to use, None when there is none in common."""
    known = set(offered)
    return next((name for name in SUBPROTOCOLS if name in known), None)
