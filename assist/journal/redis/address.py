"""A URL -> connections to the Redis that is the primary now.

redis-py makes them, with its encryption, passwords and Sentinels. Its own retries and timeouts are
off: a call that it repeats on its own is not known for the same one, and a deadline around a whole
batch costs less than one around each reply (assist/journal/redis/line.py has both).
"""

import asyncio
from typing import Any, Final
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from redis.asyncio import ConnectionPool, Sentinel
from redis.asyncio.connection import AbstractConnection, Connection, SSLConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from assist.errors import ConfigError

CONNECT: Final = 1.0
"""Seconds for a connection to be made, and as many for its greetings."""

_SCHEMES: Final = ("redis", "rediss", "unix", "redis+sentinel", "rediss+sentinel")
_WANTED: Final = (
    "redis://host:port/0, rediss://..., unix:///path?db=0 or "
    "redis+sentinel://host:port,host:port/service?db=0"
)
_SENTINEL_PORT: Final = 26379


class Address:
    """Where the journal's Redis is to be found.

    Raises:
        ConfigError: the URL names none.
    """

    def __init__(self, url: str) -> None:
        self._sentinel: Sentinel | None = None
        self._service = ""
        self._options = _options()
        try:
            parts = urlsplit(url)
            query = parse_qs(parts.query, strict_parsing=bool(parts.query))
        except ValueError:
            raise ConfigError(f"journal: not a URL; right would be {_WANTED}") from None
        if parts.scheme not in _SCHEMES:
            raise ConfigError(f"journal: a URL of another kind; right would be {_WANTED}")
        for option in query:
            if option != "db" and not option.startswith(("ssl_", "sentinel_")):
                raise ConfigError(
                    "journal: an option that the URL cannot have; `db`, those of TLS (`ssl_...`) "
                    "and of the Sentinels (`sentinel_username`, `sentinel_password`) are right"
                )
        if parts.scheme.endswith("+sentinel"):
            self._find(parts, {name: values[0] for name, values in query.items()})
            return
        try:
            self._pool = ConnectionPool.from_url(url, **self._options)
            self._pool.make_connection()  # type: ignore[no-untyped-call]
        except Exception:
            # Its words may hold the password.
            raise ConfigError(f"journal: a URL that cannot be used; right: {_WANTED}") from None

    async def connect(self) -> AbstractConnection:
        """Return a new connection to the primary.

        Raises:
            redis.RedisError, OSError, TimeoutError: there is none now.
        """
        async with asyncio.timeout(2 * CONNECT):
            if self._sentinel is None:
                connection = self._pool.make_connection()  # type: ignore[no-untyped-call]
            else:
                host, port = await self._sentinel.discover_master(self._service)
                connection = self._kind(host=host, port=port, **self._options)
            await connection.connect()
        made: AbstractConnection = connection
        return made

    async def close(self) -> None:
        """Let go of the connections to Sentinels."""
        if self._sentinel is not None:
            await self._sentinel.aclose()

    def _find(self, parts: SplitResult, query: dict[str, str]) -> None:
        """Have Sentinels say where the primary is."""
        self._service = unquote(parts.path.strip("/"))
        login, _, hosts = parts.netloc.rpartition("@")
        user, _, password = login.partition(":")
        try:
            sentinels = [_host(host) for host in hosts.split(",")]
            db = int(query.pop("db", "0"))
        except ValueError:
            raise ConfigError(f"journal: wrong Sentinels; right: {_WANTED}") from None
        if not self._service or not hosts:
            raise ConfigError(f"journal: a service and its Sentinels are missing; right: {_WANTED}")
        secure = parts.scheme.startswith("rediss")
        self._kind = SSLConnection if secure else Connection
        self._options |= {
            **{name: value for name, value in query.items() if name.startswith("ssl_")},
            "db": db,
            "username": unquote(user) or None,
            "password": unquote(password) or None,
        }
        theirs = {
            **_options(),
            "socket_timeout": CONNECT,
            "username": query.get("sentinel_username"),
            "password": query.get("sentinel_password"),
        }
        self._sentinel = Sentinel(  # type: ignore[no-untyped-call]
            sentinels, sentinel_kwargs=theirs
        )


def _options() -> dict[str, Any]:
    return {
        "protocol": 2,
        "socket_timeout": None,
        "socket_connect_timeout": CONNECT,
        "retry": Retry(NoBackoff(), 0),
        "driver_info": None,
    }


def _host(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not colon:
        return text, _SENTINEL_PORT
    return host.strip("[]"), int(port)
