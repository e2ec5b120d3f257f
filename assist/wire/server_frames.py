"""What a server says of its own accord or in answer: one frozen value a frame."""

from dataclasses import dataclass
from typing import Any, Literal

from assist.findings import DraftFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """The answer to a hello. The server pings every `ping_ms`; silence beyond it is a fault."""

    minor: int
    role: str
    ping_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshDue:
    """The token expires in `left_ms`: send another with `refresh`."""

    left_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """The new token holds, for `left_ms`."""

    id: int
    left_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribed:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An event that holds now, without the offset that it had."""

    k: str
    d: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Where a conversation stands at offset `o`: apply `events` to a new view, go on after `o`."""

    c: str
    e: str
    o: int
    events: tuple[Standing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """One event of a stream. `e` comes only with the first event under a new epoch."""

    c: str
    o: int
    k: str
    d: Any
    e: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged:
    """The request is done; for an event: it is durable at offset `o` of epoch `e`."""

    id: int
    c: str
    e: str | None = None
    o: int | None = None
    duplicate: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What is wrong with the draft: at most two findings, the one that matters first."""

    id: int
    c: str
    findings: tuple[DraftFinding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The request failed, the connection stays. `path` names the field that is at fault."""

    code: int
    key: str
    temporary: bool
    id: int | None = None
    c: str | None = None
    retry_ms: int | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drain:
    """The server is about to restart: be ready to come back within `retry_ms`."""

    retry_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bye:
    """The last frame: the close code and its key, for those whose proxy eats close frames."""

    code: int
    key: str
    retry_ms: int | None = None
