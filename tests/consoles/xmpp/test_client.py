"""How a connection is kept from other eyes, and what it can never send, on a real Prosody."""

import asyncio
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from slixmpp import JID

from assist.consoles.xmpp.client import Client, Refused
from assist.consoles.xmpp.server import Security, Server
from assist.errors import ConfigError
from tests.browser.server import free_port
from tests.consoles.xmpp.world import AGENT, server_with, wire
from tests.end_to_end.prosody import HOST, Prosody, password_of


@pytest.mark.parametrize("user", ["", "agent", "@localhost", "a b@localhost", "a@" + "b" * 2000])
async def test_a_user_that_is_no_address_is_refused(user: str) -> None:
    with pytest.raises(ConfigError, match=r"^user: an address, as ada@example\.com$"):
        Client(Server(host="localhost", port=1, security="none"), f"{user}/x", "secret")


async def test_a_server_that_is_not_there_is_worth_another_try() -> None:
    client = Client(Server(host="localhost", port=free_port(), security="tls"), AGENT, "secret")
    with pytest.raises(ConnectionError, match="cannot be reached"):
        await client.open()
    await client.close()


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prosody]:
    server = server_with(tmp_path_factory.mktemp("plain"), "agent")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Security, tuple[int, Path]]]:
    """A server with a certificate of its own: its ports, and the certificate."""
    home = tmp_path_factory.mktemp("tls")
    server = server_with(home, "agent")
    certify(home)
    direct, settings = free_port(), home / "prosody.cfg.lua"
    text = settings.read_text().replace('"roster",', '"roster", "tls",')
    ports = f"direct_tls_ports = {{ {direct} }}"
    settings.write_text(text.replace("direct_tls_ports = {}", ports))
    server.start()
    trusted = home / f"{HOST}.crt"
    yield {"starttls": (server.chat, trusted), "tls": (direct, trusted)}
    server.stop()


def certify(home: Path) -> None:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (home / f"{HOST}.crt").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (home / f"{HOST}.key").write_bytes(pem)


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_a_certificate_that_is_trusted_lets_the_user_in(
    ports: dict[Security, tuple[int, Path]], security: Security
) -> None:
    port, certificate = ports[security]
    trusted = ssl.create_default_context(cafile=str(certificate))
    async with wire(port) as line:
        server = Server(host="127.0.0.1", port=line.port, security=security)
        client = Client(server, f"{AGENT}/x", password_of("agent"), trusted)
        await client.open()
        answer = await client.ask("get", Element("{urn:xmpp:ping}ping"), HOST)
        await client.close()
        assert b"<auth" not in line.up
    assert answer.get("type") == "result"


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_a_certificate_that_is_not_trusted_is_for_the_operator_to_mend(
    ports: dict[Security, tuple[int, Path]], security: Security
) -> None:
    server = Server(host="127.0.0.1", port=ports[security][0], security=security)
    client = Client(server, f"{AGENT}/x", password_of("agent"))
    with pytest.raises(ConfigError, match=r"^url: a server whose certificate this machine trusts$"):
        await client.open()
    await client.close()


async def test_a_server_elsewhere_without_tls_is_told_nothing(plain: Prosody) -> None:
    async with wire(plain.chat) as line:
        server = Server(host="127.0.0.1", port=line.port, security="starttls")
        client = Client(server, f"{AGENT}/x", password_of("agent"))
        with pytest.raises(ConfigError, match=r"^url: a server that offers TLS"):
            await client.open()
        await client.close()
        assert b"<stream:stream" in line.up
        assert b"<auth" not in line.up


async def test_who_wants_to_see_the_agents_presence_is_not_answered(plain: Prosody) -> None:
    async with wire(plain.chat) as line:
        server = Server(host="127.0.0.1", port=line.port, security="none")
        client = Client(server, f"{AGENT}/x", password_of("agent"))
        await client.open()
        client._xmpp.data_received(b"<presence from='jo@localhost' type='subscribe'/>")
        await client.ask("get", Element("{urn:xmpp:ping}ping"), HOST)
        await client.close()
        assert b"urn:xmpp:ping" in line.up
        assert b"subscribe" not in line.up


async def test_a_client_cannot_send_a_message(plain: Prosody) -> None:
    async with wire(plain.chat) as line:
        server = Server(host="127.0.0.1", port=line.port, security="none")
        client = Client(server, f"{AGENT}/x", password_of("agent"))
        await client.open()
        client._xmpp.send_message(JID(AGENT), "not this")
        with pytest.raises(Refused, match="service-unavailable"):
            await client.ask("get", Element("{urn:nothing}query"), HOST)
        await client.close()
        assert b"urn:nothing" in line.up
        assert b"not this" not in line.up


STREAM = (
    "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' "
    "id='1' from='localhost' version='1.0'>"
)
ERROR = "<stream:error><{} xmlns='urn:ietf:params:xml:ns:xmpp-streams'>{}</{}></stream:error>"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("", ConnectionError),
        ("HTTP/1.1 400 Bad Request\r\n\r\n", ConnectionError),
        (STREAM + "</stream:stream>", ConnectionError),
        (STREAM + ERROR.format("conflict", "", "conflict"), ConnectionError),
        (STREAM + ERROR.format("see-other-host", "{}", "see-other-host"), ConnectionError),
        (STREAM + ERROR.format("host-unknown", "", "host-unknown"), ConfigError),
    ],
)
async def test_a_server_that_turns_away_is_left_and_no_other_is_gone_to(
    answer: str, error: type[Exception]
) -> None:
    calls: list[int] = []

    async def turn_away(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        calls.append(port)
        await reader.read(1000)
        writer.write(answer.replace("{}", f"127.0.0.1:{port}").encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(turn_away, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    client = Client(Server(host="127.0.0.1", port=port, security="none"), f"{AGENT}/x", "secret")
    with pytest.raises(error):
        await client.open()
    await client.close()
    await asyncio.sleep(0.05)
    server.close()
    assert len(calls) == 1
