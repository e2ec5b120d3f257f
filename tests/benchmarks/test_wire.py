import asyncio
from pathlib import Path

import pytest

from benchmarks.servers import bare
from benchmarks.wire import Wire, dial


async def test_frames_of_every_size_come_back_whole_from_a_real_server(tmp_path: Path) -> None:
    heard: asyncio.Queue[bytes] = asyncio.Queue()
    async with bare(tmp_path) as echo, asyncio.timeout(20):
        wire = await dial(echo.url, heard.put_nowait)
        for size in (0, 1, 125, 126, 65_000):
            payload = bytes(range(256)) * (size // 256 + 1)
            wire.send(payload[:size])
            assert await heard.get() == payload[:size]
        wire.close()


async def test_frames_that_come_in_pieces_are_taken_once_and_whole() -> None:
    heard: list[bytes] = []
    wire = Wire(b"", heard.append)
    answer = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"
    frames = b"\x82\x03one\x82\x7e\x00\xc8" + b"x" * 200 + b"\x8a\x00\x82\x03end"
    for byte in answer + frames:
        wire.data_received(bytes((byte,)))
    assert heard == [b"one", b"x" * 200, b"end"]


async def test_a_server_that_refuses_the_upgrade_is_told() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(OSError, match="403"):
            await dial(f"http://127.0.0.1:{port}", lambda payload: None)
