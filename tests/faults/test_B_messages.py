"""Messages in fragments: text that is no UTF-8, wherever it is cut, and messages without an end."""

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.faults.raw import (
    BINARY,
    CONTINUED,
    GONE,
    QUICK,
    TEXT,
    Raw,
    frame,
    gone,
    intact,
    upgraded,
    welcomed,
)
from tests.server.harness import Running, serving
from tests.server.sidecar import free_port, sidecar

pytestmark = pytest.mark.asyncio(loop_scope="module")

NO_UTF_8 = {
    "no-start": b"\xff",
    "continuation": b"\x80",
    "overlong-2": b"\xc0\xaf",
    "overlong-3": b"\xe0\x80\xaf",
    "overlong-4": b"\xf0\x80\x80\xaf",
    "surrogate": b"\xed\xa0\x80",
    "pair-of-surrogates": b"\xed\xa0\x81\xed\xb0\x80",
    "beyond-U+10FFFF": b"\xf4\x90\x80\x80",
    "five-bytes": b"\xf8\x88\x80\x80\x80",
    "cut-short": b"\xe2\x82",
}
BEFORE = '{"t":"κόσμε👍'.encode()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with serving(tmp_path_factory.mktemp("data"), limits=QUICK) as running:
        yield running


def cuts(text: bytes) -> Iterator[bytes]:
    """The text as one frame, and as two that meet at each of its bytes."""
    yield frame(TEXT, text)
    for at in range(len(text) + 1):
        yield frame(TEXT, text[:at], fin=False) + frame(CONTINUED, text[at:])


@pytest.mark.parametrize("bad", NO_UTF_8)
@pytest.mark.parametrize("after", [b"", b'"}'], ids=["at-the-end", "inside"])
async def test_B02_text_that_is_no_utf_8_ends_the_connection_wherever_it_is_cut(
    running: Running, bad: str, after: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    for sent in cuts(BEFORE + NO_UTF_8[bad] + after):
        async with upgraded(running.port) as raw:
            await raw.send(sent)
            assert await raw.ended() == 1007
    await gone(running)
    assert "Traceback" not in caplog.text


async def test_B02_one_byte_a_fragment_is_no_reason_to_let_it_through(running: Running) -> None:
    text = BEFORE + b"\xed\xa0\x80"
    parts = [frame(CONTINUED, bytes([byte]), fin=False) for byte in text]
    async with welcomed(running, "drips") as raw:
        await raw.send(frame(TEXT, b"", fin=False) + b"".join(parts) + frame(CONTINUED))
        assert await raw.ended() == 1007
    await gone(running)
    await intact(running, "drips")


async def test_B02_good_text_may_be_cut_inside_a_character(running: Running) -> None:
    text = '{"t":"subscribe","id":1,"c":"κόσμε👍"}'.encode()
    async with welcomed(running, "cut") as raw:
        for sent in cuts(text):
            await raw.send(sent)
            assert (await raw.receive("sub", "err"))["t"] == "sub"


@pytest.mark.parametrize("opcode", [TEXT, BINARY])
async def test_B05_a_message_of_128_fragments_is_the_longest(running: Running, opcode: int) -> None:
    form = "json" if opcode == TEXT else "msgpack"
    ping = b'{"t":"ping"}' if opcode == TEXT else b"\x81\xa1t\xa4ping"
    parts = frame(opcode, ping, fin=False) + frame(CONTINUED, b"", fin=False) * 126
    async with upgraded(running.port, form) as raw:
        await raw.send(parts + frame(CONTINUED))
        # A ping before the hello is understood, and refused for that.
        assert await raw.ended() == 4001
    async with upgraded(running.port, form) as raw:
        await raw.send(parts + frame(CONTINUED, fin=False))
        await raw.send(frame(CONTINUED))
        assert await raw.ended() == 1009
    await gone(running)


@pytest.mark.parametrize("sizes", [(40_000, 40_000), (65_535, 2), (1, 65_536), (65_536, 1)])
async def test_B05_a_message_longer_in_sum_than_64_KiB_ends_the_connection(
    running: Running, sizes: tuple[int, int]
) -> None:
    first, second = sizes
    async with upgraded(running.port) as raw:
        await raw.send(frame(TEXT, b"a" * first, fin=False))
        await raw.send(frame(CONTINUED, declared=second))
        assert await raw.ended() == 1009
    await gone(running)


async def test_B05_messages_without_an_end_cost_no_memory(tmp_path: Path) -> None:
    drops = frame(CONTINUED, b"a", fin=False) * 1000
    async with sidecar(tmp_path, free_port()) as server:

        async def flood() -> None:
            async with upgraded(server.port, "msgpack") as raw:
                assert await endless(raw, frame(BINARY, b"a", fin=False), drops) in (1009, GONE)

        for _ in range(3):
            await flood()
        before = resident(server.process.pid)
        for _ in range(20):
            await flood()
        assert resident(server.process.pid) - before <= 4 * 1024


async def endless(raw: Raw, first: bytes, drops: bytes) -> int:
    """Send a million fragments of one byte, or until the server has enough."""
    try:
        await raw.send(first)
        for _ in range(1000):
            await raw.send(drops)
    except ConnectionError:
        pass
    return await raw.ended()


def resident(process: int) -> int:
    """Return what a process holds in memory, in KiB."""
    found = re.search(r"^VmRSS:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text(), re.M)
    assert found
    return int(found[1])
