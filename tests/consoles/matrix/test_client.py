import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from assist.config import Stream
from assist.consoles.matrix.client import Client
from assist.errors import ConfigError
from tests.consoles.xmpp.test_client import certify

HEAD = b"HTTP/1.1 %d Said\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"


@asynccontextmanager
async def answering(
    status: int, body: bytes, security: ssl.SSLContext | None = None
) -> AsyncIterator[int]:
    """Give everybody one answer; return the port."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(HEAD % (status, len(body)) + body)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0, ssl=security) as server:
        yield server.sockets[0].getsockname()[1]


def client(url: str, trusted: ssl.SSLContext | None = None) -> Client:
    secrets = (b"a-token-of-the-tests",)
    return Client(Stream(console="matrix", url=url, secrets=secrets), None, trusted)


async def test_a_certificate_counts_if_the_machine_trusts_it(tmp_path: Path) -> None:
    certify(tmp_path)
    own = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    own.load_cert_chain(tmp_path / "localhost.crt", tmp_path / "localhost.key")
    trusted = ssl.create_default_context(cafile=str(tmp_path / "localhost.crt"))
    async with answering(200, b'{"user_id": "@warmline:example.com"}', own) as port:
        async with client(f"https://localhost:{port}", trusted) as known:
            assert await known.log_in() == "@warmline:example.com"
        for context in (None, ssl.create_default_context()):
            async with client(f"https://localhost:{port}", context) as unknown:
                with pytest.raises(ConfigError, match="certificate"):
                    await unknown.log_in()


@pytest.mark.parametrize("status", [429, 500, 502, 504])
async def test_a_server_that_is_busy_or_ill_is_worth_another_try(status: int) -> None:
    answer = answering(status, b'{"errcode": "M_LIMIT_EXCEEDED"}')
    async with answer as port, client(f"http://127.0.0.1:{port}") as busy:
        with pytest.raises(ConnectionError, match=f"^it answers {status}$"):
            await busy.log_in()


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'{"user_id": 7}', b"[" * 5000])
async def test_what_is_no_answer_of_matrix_is_told(body: bytes) -> None:
    async with answering(200, body) as port, client(f"http://127.0.0.1:{port}") as odd:
        with pytest.raises(ConfigError, match="is no Matrix server"):
            await odd.log_in()


async def test_what_a_room_does_not_show_stands_in_nobodys_way() -> None:
    answer = answering(403, b'{"errcode": "M_FORBIDDEN"}')
    async with answer as port, client(f"http://127.0.0.1:{port}") as outside:
        assert await outside.page("!room:example.com", "f", "s1", "s2", 10) is None
        assert await outside.sender("!room:example.com", "$one") is None
        assert not await outside.join("!room:example.com")
