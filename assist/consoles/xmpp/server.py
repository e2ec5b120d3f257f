"""The address of an XMPP server -> where it listens, and how nobody else listens with us."""

import ipaddress
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from assist.errors import ConfigError

Security = Literal["tls", "starttls", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where a server listens, and how the connection is kept from other eyes."""

    host: str
    port: int
    security: Security


def server_at(url: str) -> Server:
    """Read `xmpp://host:5222` (STARTTLS, in the clear on this machine) or `xmpps://host:5223`.

    Raises:
        ConfigError: it is neither.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if host is None or parts.scheme not in ("xmpp", "xmpps"):
        raise ConfigError("url: xmpp://host:5222 or xmpps://host:5223")
    if parts.scheme == "xmpps":
        return Server(host=host, port=port or 5223, security="tls")
    security: Security = "none" if _is_here(host) else "starttls"
    return Server(host=host, port=port or 5222, security=security)


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
