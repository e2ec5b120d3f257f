"""A request's scope -> the address that it came from; a header is believed only from a proxy."""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, Final

from starlette.datastructures import Headers

Address = IPv4Address | IPv6Address

_MOST_HOPS: Final = 32


def peer_address(scope: Any, trusted: Iterable[str]) -> str:  # noqa: ANN401
    """Return who sent the request: the last address that none of our own proxies wrote.

    Args:
        scope: the request's ASGI scope.
        trusted: addresses or networks of proxies, whose `X-Forwarded-For` is believed.

    Returns:
        An IP address, or "" where the connection has none.
    """
    client = scope.get("client")
    address = parse_address(client[0]) if client else None
    if address is None:
        return ""
    hops = ",".join(Headers(scope=scope).getlist("x-forwarded-for")).split(",")[-_MOST_HOPS:]
    proxies = tuple(trusted)
    while hops and within(address, proxies):
        # What stands left of a hop that is no address was written by nobody we know.
        if (before := parse_address(hops.pop().strip())) is None:
            break
        address = before
    return str(address)


def within(address: Address | str, networks: Iterable[str]) -> bool:
    """Whether an address lies in one of these networks."""
    found = parse_address(address) if isinstance(address, str) else address
    return found is not None and any(found in _network(network) for network in networks)


def parse_address(text: str) -> Address | None:
    """Return the address, an IPv4 one also where it is written as IPv6; None: it is none."""
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


@lru_cache(maxsize=256)
def _network(text: str) -> Any:  # noqa: ANN401
    return ip_network(text, strict=False)
