"""Every limit that an operator may move: how far, and what it bounds."""

from dataclasses import fields
from typing import Final

from assist.config.keys import Key
from assist.config.limits import Limits

_KIB: Final = 1024
_MIB: Final = 1024 * 1024

_BOUNDS: Final[dict[str, tuple[float, float, str]]] = {
    "body": (64 * _KIB, 8 * _MIB, "bytes of an HTTP body"),
    "hello": (1, 60, "seconds until the first frame"),
    "header": (1, 60, "seconds for a request's head"),
    "head": (4 * _KIB, 256 * _KIB, "bytes of a request's head"),
    "request_body": (1, 300, "seconds for a request's body"),
    "write": (1, 60, "seconds in which a peer must take a frame"),
    "user_timeout": (1, 120, "seconds after which the kernel gives up unacknowledged bytes"),
    "ping_least": (1, 30, "seconds between two pings, at least"),
    "ping_most": (1, 30, "seconds between two pings, at most; a client gives up after 35"),
    "pong": (1, 30, "seconds for the answer to a ping"),
    "token_grace": (0, 300, "seconds that a connection outlives its token"),
    "fragments": (1, 10_000, "fragments of one websocket message"),
    "queue_frames": (16, 65_536, "frames that wait for one peer"),
    "queue_bytes": (128 * _KIB, 64 * _MIB, "bytes that wait for one peer"),
    "page": (10, 5000, "events read at once for a peer that resumes, and at most 256 KiB"),
    "in_flight": (1, 10_000, "messages of one peer that wait for the disk; then it is not read"),
    "subscriptions": (1, 128, "conversations that one socket follows"),
    "agent_connections": (1, 1000, "sockets of one agent or supervisor"),
    "tenant_connections": (1, 1_000_000, "sockets of one tenant"),
    "agent_rate": (1, 10_000, "frames a second of an agent, in the long run"),
    "agent_burst": (1, 100_000, "frames of an agent at once"),
    "control_rate": (1, 10_000, "pings and pongs of one peer a second"),
    "bad_frames": (1, 1000, "frames that cannot be read; then 4000"),
    "tenant_rate": (1, 1_000_000, "messages a second of a tenant, in the long run"),
    "tenant_burst": (1, 1_000_000, "messages of a tenant at once"),
    "tenant_backlog": (10, 10_000_000, "messages of a tenant not read yet; then 429, error 111"),
    "accept_rate": (1, 100_000, "new connections a second"),
    "signatures": (1, 32, "signatures of one webhook"),
    "batch": (1, 10_000, "messages in one webhook"),
    "drain_rate": (1, 100_000, "sockets a second sent away at the stop"),
    "drain_longest": (1, 300, "seconds for all of them"),
}


def _keys() -> tuple[Key, ...]:
    return tuple(
        Key(
            name=field.name,
            kind="whole" if isinstance(field.default, int) else "number",
            least=_BOUNDS[field.name][0],
            most=_BOUNDS[field.name][1],
            what=_BOUNDS[field.name][2],
        )
        for field in fields(Limits)
    )


LIMITS: Final = _keys()
