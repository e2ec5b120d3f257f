"""Addresses of servers -> where they listen, and whether in the clear."""

import pytest

from assist.consoles.xmpp.server import Server, server_at
from assist.errors import ConfigError


@pytest.mark.parametrize(
    ("url", "server"),
    [
        (
            "xmpp://chat.example.com",
            Server(host="chat.example.com", port=5222, security="starttls"),
        ),
        ("xmpp://10.0.0.7:5322", Server(host="10.0.0.7", port=5322, security="starttls")),
        ("xmpp://127.0.0.1:5222", Server(host="127.0.0.1", port=5222, security="none")),
        ("xmpp://[::1]:5222", Server(host="::1", port=5222, security="none")),
        ("xmpp://localhost", Server(host="localhost", port=5222, security="none")),
        ("xmpps://localhost", Server(host="localhost", port=5223, security="tls")),
        ("xmpps://chat.example.com:443", Server(host="chat.example.com", port=443, security="tls")),
    ],
)
def test_only_this_machine_is_spoken_to_in_the_clear(url: str, server: Server) -> None:
    assert server_at(url) == server


@pytest.mark.parametrize("url", ["", "http://x", "xmpp://", "xmpp://x:99999", "ws://x", "xmpp:[::"])
def test_another_address_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(ConfigError, match=r"^url: xmpp://host:5222 or xmpps://host:5223$"):
        server_at(url)
