from typing import Any

import pytest

from assist.server.addresses import peer_address, within


def scope(client: str | None, *forwarded: str) -> dict[str, Any]:
    return {
        "type": "http",
        "client": (client, 1234) if client else None,
        "headers": [(b"x-forwarded-for", value.encode()) for value in forwarded],
    }


PROXIES = ("10.0.0.0/8", "::1", "192.0.2.7")


@pytest.mark.parametrize(
    ("client", "forwarded", "found"),
    [
        ("198.51.100.1", (), "198.51.100.1"),
        ("198.51.100.1", ("203.0.113.9",), "198.51.100.1"),
        ("10.1.2.3", ("203.0.113.9",), "203.0.113.9"),
        ("::ffff:10.1.2.3", ("203.0.113.9",), "203.0.113.9"),
        ("10.1.2.3", ("127.0.0.1, 203.0.113.9",), "203.0.113.9"),
        ("10.1.2.3", ("127.0.0.1", "203.0.113.9, 192.0.2.7"), "203.0.113.9"),
        ("10.1.2.3", ("10.9.9.9",), "10.9.9.9"),
        ("10.1.2.3", (), "10.1.2.3"),
        ("10.1.2.3", ("",), "10.1.2.3"),
        ("10.1.2.3", ("127.0.0.1, unknown",), "10.1.2.3"),
        ("10.1.2.3", ("203.0.113.9, <script>, 192.0.2.7",), "192.0.2.7"),
        ("10.1.2.3", (", ".join(["127.0.0.1"] + ["10.0.0.1"] * 5000),), "10.0.0.1"),
        ("::1", ("2001:db8::5",), "2001:db8::5"),
        ("unix", ("203.0.113.9",), ""),
        (None, ("203.0.113.9",), ""),
    ],
)
def test_A22_a_forwarded_address_is_believed_only_from_a_proxy_of_ours(
    client: str | None, forwarded: tuple[str, ...], found: str
) -> None:
    assert peer_address(scope(client, *forwarded), PROXIES) == found


def test_A22_without_proxies_no_header_is_believed() -> None:
    assert peer_address(scope("127.0.0.1", "203.0.113.9"), ()) == "127.0.0.1"


def test_an_address_lies_within_a_network_or_not() -> None:
    assert within("127.0.0.1", ("10.0.0.0/8", "127.0.0.1"))
    assert within("::ffff:10.0.0.1", ("10.0.0.0/8",))
    assert not within("2001:db8::1", ("10.0.0.0/8",))
    assert not within("", ("0.0.0.0/0",))
