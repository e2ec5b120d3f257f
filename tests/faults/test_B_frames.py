"""Frames against the letter of RFC 6455: the connection ends, and nothing else happens."""

import struct
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from tests.faults.raw import (
    BINARY,
    CLOSE,
    CONTINUED,
    PING,
    PONG,
    QUICK,
    TEXT,
    closing,
    frame,
    gone,
    intact,
    text,
    upgraded,
    welcomed,
)
from tests.server.harness import Running, message, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")

CONTROL = {"close": CLOSE, "ping": PING, "pong": PONG}
DATA = {"text": TEXT, "binary": BINARY}
KNOWN = {**DATA, **CONTROL}
UNKNOWN = (*range(3, 8), *range(11, 16))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with serving(tmp_path_factory.mktemp("data"), limits=QUICK) as running:
        yield running


def broken() -> Iterator[tuple[str, bytes]]:
    """Each frame that RFC 6455 forbids a client, by its name."""
    begun = frame(TEXT, b"{", fin=False)
    for name, opcode in KNOWN.items():
        for size in (0, 1, 125):
            yield f"{name}-unmasked-{size}", frame(opcode, b"a" * size, masked=False)
        for reserved in range(1, 8):
            yield f"{name}-reserved-{reserved:03b}", frame(opcode, b"{}", reserved=reserved)
    for opcode in UNKNOWN:
        yield f"opcode-{opcode}", frame(opcode)
        yield f"opcode-{opcode}-with-payload", frame(opcode, b"{}")
        yield f"opcode-{opcode}-inside-a-message", begun + frame(opcode, b"}")
    for name, opcode in CONTROL.items():
        for size in (126, 127, 200, 65_535):
            yield f"{name}-of-{size}", frame(opcode, b"\x03\xe8".ljust(size, b"a"))
        yield f"{name}-unfinished", frame(opcode, fin=False)
        yield f"{name}-unfinished-with-payload", frame(opcode, b"\x03\xe8", fin=False)
        yield f"{name}-unfinished-inside-a-message", begun + frame(opcode, fin=False)
    for fin in (True, False):
        yield f"continued-first-{fin=}", frame(CONTINUED, b"{}", fin=fin)
        yield f"continued-after-the-end-{fin=}", text({"t": "ping"}) + frame(CONTINUED, fin=fin)
        for name, opcode in DATA.items():
            yield f"{name}-inside-a-message-{fin=}", begun + frame(opcode, b"}", fin=fin)
            later = begun + frame(CONTINUED, fin=False)
            yield f"{name}-inside-a-long-message-{fin=}", later + frame(opcode, b"}", fin=fin)
    yield "close-inside-a-message", begun + closing()
    for name, opcode in DATA.items():
        for size, width in ((0, 2), (125, 2), (0, 8), (125, 8), (126, 8), (65_535, 8)):
            spelt = frame(opcode, b" " * size, width=width)
            yield f"{name}-length-{size}-in-{width}-bytes", spelt


BROKEN = dict(broken())


@pytest.mark.parametrize("name", BROKEN)
async def test_B01_a_frame_against_RFC_6455_ends_the_connection(
    running: Running, name: str
) -> None:
    async with welcomed(running, name) as raw:
        await raw.send(BROKEN[name])
        assert await raw.ended() == 1002
    await gone(running)
    await intact(running, name)


async def test_B01_what_came_before_and_after_a_broken_frame(running: Running) -> None:
    later = text({"t": "message.post", "id": 2} | message("too late", "m2", "around"))
    async with welcomed(running, "around") as raw:
        await raw.send(frame(TEXT, b"{}", masked=False) + later)
        assert await raw.ended() == 1002
    await gone(running)
    await intact(running, "around")


@pytest.mark.parametrize("gap", [b"", frame(PING, b"?"), frame(PONG)], ids=["none", "ping", "pong"])
async def test_B01_fragments_with_control_frames_between_them_are_one_message(
    running: Running, gap: bytes
) -> None:
    async with welcomed(running, f"whole-{len(gap)}-{gap[:1].hex()}") as raw:
        parts = [frame(TEXT, b'{"t":', fin=False), frame(CONTINUED, b"", fin=False)]
        await raw.send(gap.join([*parts, frame(CONTINUED, b'"ping"}')]))
        answers = [await raw.frame() for _ in range(3 if gap == frame(PING, b"?") else 1)]
        assert [payload for opcode, payload in answers if opcode == PONG] == [b"?"] * (
            len(answers) - 1
        )
        assert answers[-1] == (TEXT, b'{"t":"pong"}')


FORBIDDEN = (0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535)


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        *((closing(code), 1002) for code in FORBIDDEN),
        *((closing(code, b"why"), 1002) for code in FORBIDDEN),
        (closing(b"\x03"), 1002),
        (closing(1000, b"\xff"), 1007),
        (closing(1000, b"ok \xed\xa0\x80"), 1007),
        (closing(4000, "é".encode()[:1]), 1007),
    ],
    ids=lambda value: str(value) if isinstance(value, int) else value[6:].hex()[:16],
)
async def test_B03_a_close_that_is_none_is_refused(
    running: Running, sent: bytes, code: int
) -> None:
    async with upgraded(running.port) as raw:
        await raw.send(sent)
        assert await raw.ended() == code
    await gone(running)


@pytest.mark.parametrize("code", [1000, 1001, 1002, 1003, 1007, 1011, 1014, 3000, 4000, 4999])
async def test_B03_a_close_is_answered_with_its_own_code(running: Running, code: int) -> None:
    async with upgraded(running.port) as raw:
        await raw.send(closing(code, "bis später".encode()))
        assert await raw.ended() == code


async def test_B03_an_empty_close_is_answered_by_an_empty_one(running: Running) -> None:
    async with upgraded(running.port) as raw:
        await raw.send(closing(b""))
        assert await raw.ended() == 1005


@pytest.mark.parametrize("size", [2**62, 2**63 - 1, 17 * 2**20, 64 * 1024 + 1])
@pytest.mark.parametrize("opcode", [TEXT, BINARY])
async def test_B04_a_length_beyond_64_KiB_is_refused_before_the_payload(
    running: Running, size: int, opcode: int
) -> None:
    async with upgraded(running.port) as raw:
        await raw.send(frame(opcode, declared=size))
        assert await raw.ended() == 1009
    await gone(running)


async def test_B04_a_frame_of_64_KiB_is_read(running: Running) -> None:
    async with welcomed(running, "longest") as raw:
        await raw.send(frame(TEXT, b'{"t":"ping"}'.ljust(64 * 1024)))
        assert await raw.frame() == (TEXT, b'{"t":"pong"}')


@pytest.mark.parametrize(
    "offer",
    ["permessage-deflate", "permessage-deflate; client_max_window_bits", "x-webkit-deflate-frame"],
)
async def test_B06_compression_is_not_agreed_to(running: Running, offer: str) -> None:
    extra = f"Sec-WebSocket-Extensions: {offer}\r\n"
    async with upgraded(running.port, extra=extra) as raw:
        assert b"sec-websocket-extensions" not in raw.head.lower()
        await raw.send(frame(TEXT, struct.pack("!H", 0x4B4C), reserved=0b100))
        assert await raw.ended() == 1002
    await gone(running)
