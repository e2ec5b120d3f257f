"""An Origin header -> whether a page from there may open a socket."""

from collections.abc import Iterable

from assist.config import LOOPBACK


class Origins:
    """The origins that are let in, compared whole; only upper and lower case are the same.

    Args:
        listed: what the operator named.
        port: the port of the server; with none listed, its own loopback pages are let in.

    Attributes:
        listed: the origins that are let in, in lower case.
    """

    def __init__(self, listed: Iterable[str], port: int) -> None:
        hosts = (f"[{host}]" if ":" in host else host for host in sorted(LOOPBACK))
        own = (f"http://{host}:{port}" for host in hosts)
        self.listed = tuple(origin.lower() for origin in listed) or tuple(own)
        self._allowed = frozenset(self.listed)

    def allow(self, origin: str) -> bool:
        """Whether a page from `origin` may come in."""
        return origin.lower() in self._allowed
