"""What the operator chose -> settings that fit together, and the limits that hold.

docs/operations.md describes each of them.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from assist.errors import ConfigError

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on what peers may do; times in seconds, sizes in bytes."""

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
    bad_frames: int = 3
    drain_rate: float = 200.0
    drain_longest: float = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How `warmline serve` was told to run; `checked` says whether it may.

    Args:
        overlays: the teams' rules; None: the folder `overlays` beside the rules, if there is one.
        origins: pages that may open a socket, as `https://host[:port]`, and browser extensions, as
            `chrome-extension://id`; none: the loopback address itself.
        key_file: holds the secret that signs tokens; None: one is made in the data folder.
    """

    host: str = "127.0.0.1"
    port: int = 8420
    data: Path = Path("data")
    rules: Path | None = None
    overlays: Path | None = None
    origins: tuple[str, ...] = ()
    key_file: Path | None = None
    demo: bool = False
    limits: Limits = Limits()

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return self.host in LOOPBACK

    def checked(self) -> "Settings":
        """Return these settings.

        Raises:
            ConfigError: they would let strangers in, or cannot be understood.
        """
        for origin in self.origins:
            _check_origin(origin)
        if self.loopback:
            return self
        if self.demo:
            raise ConfigError(
                f"--host {self.host}: the demo gives a token to every visitor, so it runs on "
                "127.0.0.1 alone; leave out --demo or --host"
            )
        missing = [
            what
            for what, given in (("--key-file", self.key_file), ("--origin", self.origins))
            if not given
        ]
        if missing:
            raise ConfigError(
                f"--host {self.host}: others can reach this address, so say who may come in; "
                f"set {' and '.join(missing)} (docs/operations.md), or listen on 127.0.0.1"
            )
        return self


def _check_origin(origin: str) -> None:
    try:
        parts = urlsplit(origin)
        sound = (
            parts.scheme in ("http", "https", "chrome-extension")
            and bool(parts.hostname)
            and origin.lower() == f"{parts.scheme}://{parts.netloc}".lower()
            and "@" not in parts.netloc
            and parts.port != 0
        )
    except ValueError:
        sound = False
    if not sound:
        raise ConfigError(f"--origin {origin}: not an origin; write https://console.example.com")
