"""A server without copies, on a real Prosody."""

from collections.abc import Iterator

import pytest

from assist.consoles.xmpp.client import Client
from assist.consoles.xmpp.entry import copies
from assist.consoles.xmpp.server import Server
from assist.errors import ConfigError
from tests.consoles.xmpp.world import AGENT, server_with
from tests.end_to_end.prosody import Prosody, password_of


@pytest.fixture(scope="module")
def prosody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prosody]:
    server = server_with(tmp_path_factory.mktemp("prosody"), "agent", "customer")
    server.start()
    yield server
    server.stop()


async def connected(prosody: Prosody) -> Client:
    server = Server(host="127.0.0.1", port=prosody.chat, security="none")
    client = Client(server, f"{AGENT}/warmline", password_of("agent"))
    await client.open()
    return client


async def test_a_server_without_copies_is_for_the_operator_to_mend(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    server = server_with(tmp_path_factory.mktemp("none"), "agent")
    settings = server.home / "prosody.cfg.lua"
    settings.write_text(settings.read_text().replace('"carbons", ', ""))
    server.start()
    try:
        client = await connected(server)
        with pytest.raises(ConfigError, match="message carbons"):
            await copies(client)
        await client.close()
    finally:
        server.stop()
