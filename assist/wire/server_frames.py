"""What a server says of its own accord or in answer: one frozen value a frame.

msgspec's own structs, not data classes: several are made and written for each message, and both
take a seventh of the time. `tag` is the name on the wire, in the field `t`.
"""

from typing import Any, Literal

from msgspec import Struct

from assist.findings import DraftFinding


class Tagged(Struct, frozen=True, omit_defaults=True, tag_field="t"):
    """A frame without fields; an optional field that is None is left out on the wire."""


class Welcome(Tagged, frozen=True, kw_only=True, tag="welcome"):
    """The answer to a hello. The server pings every `ping_ms`; silence beyond it is a fault."""

    minor: int
    role: str
    ping_ms: int


class RefreshDue(Tagged, frozen=True, kw_only=True, tag="refresh_due"):
    """The token expires in `left_ms`: send another with `refresh`."""

    left_ms: int


class Refreshed(Tagged, frozen=True, kw_only=True, tag="refreshed"):
    """The new token holds, for `left_ms`."""

    id: int
    left_ms: int


class Subscribed(Tagged, frozen=True, kw_only=True, tag="sub"):
    """What follows continues the client's position (`recovered`), or begins anew.

    Anew is from offset 1, or with a `snap` where the events before it are not kept or were not
    asked for. `top` is the last offset there is. A conversation without events has no `epoch` yet.
    """

    c: str
    top: int
    recovered: bool
    epoch: str | None = None
    id: int | None = None
    more: bool | None = None
    reason: Literal["epoch", "future", "trimmed", "limit", "erased"] | None = None


class Standing(Struct, frozen=True, kw_only=True):
    """An event that holds now, without the offset that it had."""

    k: str
    d: Any


class Snapshot(Tagged, frozen=True, kw_only=True, tag="snap"):
    """Where a conversation stands at offset `o`: apply `events` to a new view, go on after `o`."""

    c: str
    e: str
    o: int
    events: tuple[Standing, ...]


class Pushed(Tagged, frozen=True, kw_only=True, tag="ev"):
    """One event of a stream. `e` comes only with the first event under a new epoch."""

    c: str
    o: int
    k: str
    d: Any
    e: str | None = None


class Acknowledged(Tagged, frozen=True, kw_only=True, tag="ack"):
    """The request is done; for an event: it is durable at offset `o` of epoch `e`."""

    id: int
    c: str
    e: str | None = None
    o: int | None = None
    duplicate: bool | None = None


class Checked(Tagged, frozen=True, kw_only=True, tag="draft"):
    """What is wrong with the draft: at most two findings, the one that matters first."""

    id: int
    c: str
    findings: tuple[DraftFinding, ...]


class Failed(Tagged, frozen=True, kw_only=True, tag="err"):
    """The request failed, the connection stays. `path` names the field that is at fault."""

    code: int
    key: str
    temporary: bool
    id: int | None = None
    c: str | None = None
    retry_ms: int | None = None
    path: str | None = None


class Drain(Tagged, frozen=True, kw_only=True, tag="drain"):
    """The server is about to restart: be ready to come back within `retry_ms`."""

    retry_ms: int


class Bye(Tagged, frozen=True, kw_only=True, tag="bye"):
    """The last frame: the close code and its key, for those whose proxy eats close frames."""

    code: int
    key: str
    retry_ms: int | None = None
