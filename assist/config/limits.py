"""The bounds on what peers may do; docs/configuration.md describes each of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Times in seconds, sizes in bytes, rates a second."""

    body: int = 256 * 1024
    hello: float = 10.0
    header: float = 10.0
    request_body: float = 15.0
    write: float = 10.0
    user_timeout: float = 15.0
    ping_least: float = 22.5
    ping_most: float = 25.0
    pong: float = 8.0
    token_grace: float = 25.0
    fragments: int = 128
    head: int = 32 * 1024
    queue_frames: int = 256
    queue_bytes: int = 512 * 1024
    page: int = 300
    in_flight: int = 256
    subscriptions: int = 128
    agent_connections: int = 8
    tenant_connections: int = 10_000
    agent_rate: float = 20.0
    agent_burst: float = 60.0
    control_rate: float = 10.0
    bad_frames: int = 3
    tenant_rate: float = 500.0
    tenant_burst: float = 2000.0
    tenant_backlog: int = 10_000
    accept_rate: float = 500.0
    signatures: int = 8
    batch: int = 500
    drain_rate: float = 200.0
    drain_longest: float = 20.0
