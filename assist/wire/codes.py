"""The numbers that a peer acts upon: why a request failed, why a connection ends.

The ranges tell a client what to do next: 4000 to 4099 do not come back unchanged, 4100 to
4199 come back later, 4200 to 4299 come back at once and resume.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Close:
    """Why the server ends a connection; `key` is the reason, at most 60 bytes."""

    code: int
    key: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one request failed while the connection stays; `temporary`: try it again."""

    code: int
    key: str
    temporary: bool = False


NORMAL: Final = Close(1000, "normal")
WRONG_TYPE: Final = Close(1003, "wrong_type")
TOO_BIG: Final = Close(1009, "too_big")
INTERNAL_CLOSE: Final = Close(1011, "internal")

BAD_FRAME: Final = Close(4000, "bad_frame")
UNAUTHORIZED_CLOSE: Final = Close(4001, "unauthorized")
HELLO_TIMEOUT: Final = Close(4002, "hello_timeout")
FORBIDDEN_CLOSE: Final = Close(4003, "forbidden")
UNSUPPORTED_VERSION: Final = Close(4004, "unsupported_version")
REVOKED: Final = Close(4005, "revoked")
CONNECTION_LIMIT: Final = Close(4006, "connection_limit")
TOO_MANY_ERRORS: Final = Close(4007, "too_many_errors")
TENANT_DISABLED: Final = Close(4008, "tenant_disabled")
REPLACED: Final = Close(4009, "replaced")

OVERLOADED: Final = Close(4100, "overloaded")
RATE_LIMITED_CLOSE: Final = Close(4101, "rate_limited")
ENGINE_UNAVAILABLE: Final = Close(4102, "engine_unavailable")

RESTARTING: Final = Close(4200, "restarting")
NO_PONG: Final = Close(4201, "no_pong")
SLOW_CONSUMER: Final = Close(4202, "slow_consumer")
INSUFFICIENT_STATE: Final = Close(4203, "insufficient_state")
TOKEN_EXPIRED_CLOSE: Final = Close(4204, "token_expired")
MOVED: Final = Close(4205, "moved")

INTERNAL: Final = Refusal(100, "internal", temporary=True)
UNAUTHORIZED: Final = Refusal(101, "unauthorized")
UNAVAILABLE: Final = Refusal(102, "unavailable", temporary=True)
FORBIDDEN: Final = Refusal(103, "forbidden")
LIMIT: Final = Refusal(106, "limit")
BAD_REQUEST: Final = Refusal(107, "bad_request")
TOKEN_EXPIRED: Final = Refusal(109, "token_expired")
RATE_LIMITED: Final = Refusal(111, "rate_limited", temporary=True)
UNRECOVERABLE_POSITION: Final = Refusal(112, "unrecoverable_position")
TOO_LARGE: Final = Refusal(113, "too_large")
UNKNOWN_CONVERSATION: Final = Refusal(114, "unknown_conversation")
ID_CONFLICT: Final = Refusal(116, "id_conflict")

CLOSES: Final = tuple(value for value in globals().values() if isinstance(value, Close))
REFUSALS: Final = tuple(value for value in globals().values() if isinstance(value, Refusal))
