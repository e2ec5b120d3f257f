"""An Origin header -> whether a page from there may open a socket, and for which tenant."""

from collections.abc import Iterable

from assist.config import LOOPBACK, Tenant


class Origins:
    """The origins that are let in, compared whole; only upper and lower case are the same.

    Args:
        listed: what the operator named for the whole node.
        port: the port of the server; with none listed, its own loopback pages are let in.
        tenants: those that may have origins of their own, which take the place of the node's.

    Attributes:
        listed: the node's origins, in lower case.
    """

    def __init__(self, listed: Iterable[str], port: int, tenants: Iterable[Tenant] = ()) -> None:
        hosts = (f"[{host}]" if ":" in host else host for host in sorted(LOOPBACK))
        own = (f"http://{host}:{port}" for host in hosts)
        self.listed = tuple(origin.lower() for origin in listed) or tuple(own)
        self._node = frozenset(self.listed)
        self._tenants = {
            tenant.name: frozenset(origin.lower() for origin in tenant.origins)
            for tenant in tenants
            if tenant.origins
        }
        self._all = self._node.union(*self._tenants.values())

    def allow(self, origin: str) -> bool:
        """Whether a page from `origin` may knock: some tenant, or the node, lists it."""
        # Some letters of other alphabets have an ASCII letter as their lower case.
        return origin.isascii() and origin.lower() in self._all

    def allow_for(self, tenant: str, origin: str) -> bool:
        """Whether a page from `origin` may come in for this tenant."""
        listed = self._tenants.get(tenant, self._node)
        return origin.isascii() and origin.lower() in listed
