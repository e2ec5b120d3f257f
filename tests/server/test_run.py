"""The command itself, in a process of its own: it starts, is killed, drains and starts again."""

import asyncio
import signal
from pathlib import Path

import pytest

from assist.config import Settings
from assist.errors import ConfigError
from assist.server.run import serve
from tests.server.harness import RULES
from tests.server.sidecar import frames, free_port, posting, sidecar


async def test_J09_the_log_holds_no_text_and_no_token(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_port()
    async with sidecar(data, port) as running:
        token = await running.token("platform")
        async with running.peer("platform") as platform:
            await platform.send(posting(1))
            await platform.send('{"t":"message.post","id":2,"SECRET-WORDS":1}')
            await platform.send("SECRET-WORDS")
            await frames(platform, "err", 2)
        for path in (f"/v1/socket?token={token}", "/SECRET-WORDS"):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            await reader.read()
            writer.close()
        running.process.send_signal(signal.SIGINT)
        code, log = await running.ended()
    assert code == 0
    assert "SECRET" not in log
    assert token.rpartition(".")[2] not in log


def test_a_file_in_the_place_of_the_data_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    settings = Settings(port=free_port(), data=tmp_path / "data", rules=RULES)
    with pytest.raises(ConfigError, match="data"):
        serve(settings, lambda _: None)
