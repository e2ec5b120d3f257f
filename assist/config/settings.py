"""What the operator chose -> settings that fit together, or what is wrong with them.

docs/configuration.md describes each of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

from assist.config import shapes
from assist.config.limits import Limits
from assist.config.tenants import Tenant
from assist.errors import ConfigError

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How `warmline serve` was told to run; `checked` says whether it may.

    Args:
        overlays: the teams' rules; None: the folder `overlays` beside the rules, if there is one.
        origins: pages that may open a socket, as `https://host[:port]`, and browser extensions, as
            `chrome-extension://id`; none: the loopback address itself.
        key_file: holds the secret that signs tokens; None: one is made in the data folder.
        key_max_ttl: the longest life of a token that this secret signs, in seconds.
        trusted_proxies: addresses or networks whose `X-Forwarded-For` is believed.
        metrics_from: addresses or networks that may read `/metrics`.
        tenants: those that the file names; `tenant` answers for the others too.
        only_tenants: whether tenants that the file does not name are refused.
        journal: the Redis or Valkey that many nodes share; None: a file in the data folder.
        journal_key_file: holds the key of the hashes in a shared journal; None: in the data folder.
        journal_prefix: what all keys in it begin with.
        journal_replicas: copies that must have what is acknowledged.
        allow_volatile: whether it may lose what was acknowledged.
        workers: processes that serve the port, on one machine.
        otlp: the address of the collector that takes traces, by OTLP over HTTP; None: no traces.
    """

    host: str = "127.0.0.1"
    port: int = 8420
    data: Path = Path("data")
    rules: Path | None = None
    overlays: Path | None = None
    origins: tuple[str, ...] = ()
    key_file: Path | None = None
    key_max_ttl: float = 24 * 3600.0
    demo: bool = False
    log: Literal["text", "json"] = "text"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    trusted_proxies: tuple[str, ...] = ()
    metrics_from: tuple[str, ...] = ("127.0.0.1", "::1")
    tenants: Mapping[str, Tenant] = field(default_factory=dict)
    only_tenants: bool = False
    journal: str | None = None
    journal_key_file: Path | None = None
    journal_prefix: str = "warmline"
    journal_replicas: int = 0
    allow_volatile: bool = False
    workers: int = 1
    otlp: str | None = None
    limits: Limits = field(default_factory=Limits)

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return self.host in LOOPBACK

    @property
    def journal_place(self) -> str:
        """Where the journal is, as it may be shown: without a password."""
        if self.journal is None:
            return str(self.data)
        scheme, _, rest = self.journal.partition("://")
        return f"{scheme}://{rest.rpartition('@')[2]}"

    def tenant(self, name: str) -> Tenant:
        """Return what holds for a tenant, named in the file or not."""
        return self.tenants.get(name) or _unnamed(name, enabled=not self.only_tenants)

    def checked(self) -> "Settings":
        """Return these settings.

        Raises:
            ConfigError: they would let strangers in, or cannot be understood.
        """
        for origin in self.origins:
            if wrong := shapes.origin(origin):
                raise ConfigError(f"--origin {origin}: {wrong}")
        if self.workers > 1 and self.journal is None:
            raise ConfigError(
                f"--workers {self.workers}: a journal in a file has one process; name a Redis that "
                "they share with --journal redis://..., or leave out --workers"
            )
        if self.loopback:
            return self
        if self.demo:
            raise ConfigError(
                f"--host {self.host}: the demo gives a token to every visitor, so it runs on "
                "127.0.0.1 alone; leave out --demo or --host"
            )
        tenants = self.tenants.values()
        missing = [
            what
            for what, given in (
                ("--key-file", self.key_file or any(one.issuers for one in tenants)),
                ("--origin", self.origins or any(one.origins for one in tenants)),
            )
            if not given
        ]
        if missing:
            raise ConfigError(
                f"--host {self.host}: others can reach this address, so say who may come in; "
                f"set {' and '.join(missing)} (docs/configuration.md), or listen on 127.0.0.1"
            )
        return self


@lru_cache(maxsize=1000)
def _unnamed(name: str, *, enabled: bool) -> Tenant:
    """Return a tenant that no file names; every message asks for its own."""
    return Tenant(name=name, enabled=enabled)
