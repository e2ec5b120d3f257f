"""HTTP that two readers may read differently, or that costs much: refused, and the line closed."""

import gzip
import json
import zlib
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.faults.raw import QUICK, UPGRADE, connected, gone, intact
from tests.server.harness import Running, message, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")

SMUGGLED = b"GET /live HTTP/1.1\r\nHost: x\r\n\r\n"
BOMB = gzip.compress(b" " * 10_000_000)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with serving(tmp_path_factory.mktemp("data"), limits=QUICK) as running:
        async with running.peer("platform") as peer:
            assert (await peer.post("hello", "m1"))["t"] == "ack"
        yield running


def posted(*headers: str, body: bytes = b"", line: str = "POST /v1/messages HTTP/1.1") -> bytes:
    return "\r\n".join((line, "Host: x", *headers, "", "")).encode("latin-1") + body


async def exchange(running: Running, sent: bytes) -> bytes:
    """Send bytes; return all that comes back until the server closes."""
    async with connected(running.port) as raw:
        try:
            await raw.send(sent)
        except ConnectionError:
            return b""
        return await raw.rest()


CHUNKED = "Transfer-Encoding: chunked"
TWO_WAYS = {
    "TE+CL": posted("Content-Length: 4", CHUNKED, body=b"0\r\n\r\n"),
    "CL+TE": posted(CHUNKED, "Content-Length: 4", body=b"0\r\n\r\n"),
    "two-lengths": posted("Content-Length: 0", "Content-Length: 40"),
    "length-list": posted("Content-Length: 0, 40"),
    "length-negative": posted("Content-Length: -1"),
    "length-signed": posted("Content-Length: +0"),
    "length-hexadecimal": posted("Content-Length: 0x0"),
    "length-empty": posted("Content-Length: "),
    "length-of-30-digits": posted("Content-Length: " + "9" * 30),
    "length-two-numbers": posted("Content-Length: 0 0"),
    "name-with-a-blank": posted("Transfer-Encoding : chunked", body=b"0\r\n\r\n"),
    "name-with-a-NUL": posted("Content\0-Length: 0"),
    "value-with-a-NUL": posted("X: a\0b", "Content-Length: 0"),
    "no-colon": posted("Content-Length"),
    "folded": posted("X: a", " Content-Length: 40"),
    "CR-alone": posted("X: a\rContent-Length: 40", "Content-Length: 0"),
    "chunked-not-last": posted("Transfer-Encoding: chunked, identity", body=b"0\r\n\r\n"),
    "chunked-twice": posted(CHUNKED, "Transfer-Encoding: identity", body=b"0\r\n\r\n"),
    "chunk-size-signed": posted(CHUNKED, body=b"-1\r\n\r\n"),
    "chunk-size-0x": posted(CHUNKED, body=b"0x0\r\n\r\n"),
    "chunk-size-of-20-digits": posted(CHUNKED, body=b"f" * 20 + b"\r\n"),
    "chunk-without-its-end": posted(CHUNKED, body=b"1\r\naa\r\n0\r\n\r\n"),
    "chunk-size-empty": posted(CHUNKED, body=b"\r\n\r\n"),
    "version-0.9": b"POST /v1/messages\r\n\r\n",
    "version-9.9": posted(line="GET /live HTTP/9.9"),
    "no-method": posted(line=" /live HTTP/1.1"),
    "method-unknown": posted(line="STEAL /live HTTP/1.1"),
    "target-with-a-blank": posted(line="GET /live /live HTTP/1.1"),
    "h2-at-once": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
}


@pytest.mark.parametrize("name", TWO_WAYS)
async def test_B19_a_request_that_can_be_read_in_two_ways_is_refused_and_hides_no_other(
    running: Running, name: str
) -> None:
    answer = await exchange(running, TWO_WAYS[name] + SMUGGLED)
    assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 401"))
    assert b'{"live":true}' not in answer
    await gone(running)


@pytest.mark.parametrize(
    "sent",
    [
        posted("X: " + "a" * 200_000, line="GET /live HTTP/1.1"),
        posted("a" * 200_000 + ": X", line="GET /live HTTP/1.1"),
        posted(*(["X: " + "a" * 300] * 200), line="GET /live HTTP/1.1"),
        posted(*(f"X{n}: a" for n in range(200)), line="GET /live HTTP/1.1"),
        posted(line=f"GET /{'a' * 40_000} HTTP/1.1"),
        posted(CHUNKED, body=b"0\r\n" + b"X: a\r\n" * 20_000 + b"\r\n"),
    ],
    ids=["long", "long-name", "many-long", "many", "path", "trailers"],
)
async def test_B19_a_head_that_is_too_long_is_refused(running: Running, sent: bytes) -> None:
    answer = await exchange(running, sent)
    assert answer.startswith((b"HTTP/1.1 431", b"HTTP/1.1 401")) or answer == b""
    assert b'{"live":true}' not in answer
    await gone(running)


async def test_B19_a_flood_of_chunk_extensions_is_cut_off(running: Running) -> None:
    head = posted(
        CHUNKED,
        f"Authorization: Bearer {running.token('platform')}",
        "Content-Type: application/json",
    )
    async with connected(running.port) as raw:
        await raw.send(head)
        sent = 0
        with pytest.raises(ConnectionError):
            for _ in range(1000):
                await raw.send(b"1;" + b"a" * 65_000 + b"\r\n \r\n")
                sent += 65_000
        assert sent < 32 * 2**20
    await gone(running)
    await intact(running, "chat-1")


@pytest.mark.parametrize("method", ["POST", "PUT", "HEAD"])
async def test_B19_only_a_GET_opens_a_websocket(running: Running, method: str) -> None:
    asked = UPGRADE.replace("GET", method, 1) + "Sec-WebSocket-Protocol: assist.v1.json\r\n\r\n"
    answer = await exchange(running, asked.encode() + SMUGGLED)
    assert answer.startswith(b"HTTP/1.1 4")
    assert b"101" not in answer.partition(b"\r\n")[0]
    assert b'{"live":true}' not in answer


async def test_B19_a_request_behind_an_upgrade_is_never_answered(running: Running) -> None:
    asked = (UPGRADE + "Sec-WebSocket-Protocol: assist.v1.json\r\n\r\n").encode()
    async with connected(running.port) as raw:
        await raw.send(asked + SMUGGLED)
        assert (await raw.reader.readline()).startswith(b"HTTP/1.1 101")
        await raw.send(SMUGGLED)
        answer = await raw.rest()
    assert b'{"live":true}' not in answer
    assert b"\x03\xea" in answer  # 1002
    await gone(running)


async def test_B19_requests_in_one_packet_are_answered_one_by_one(running: Running) -> None:
    last = SMUGGLED.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    answer = await exchange(running, SMUGGLED * 2 + last)
    assert answer.count(b'{"live":true}') == 3


@pytest.mark.parametrize("path", ["/v1/messages", "/v1/context"])
@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", BOMB),
        ("x-gzip", BOMB),
        ("deflate", zlib.compress(b" " * 1_000_000)),
        ("br", b"\x0b\x02\x80{}\x03"),
        ("zstd", b"\x28\xb5\x2f\xfd\x04\x00\x11\x00\x00{}"),
        ("gzip, gzip", gzip.compress(BOMB)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_B22_a_compressed_body_is_refused_as_it_is(
    running: Running, path: str, coding: str, body: bytes
) -> None:
    headers = {
        "authorization": f"Bearer {running.token('platform')}",
        "content-type": "application/json",
        "content-encoding": coding,
    }
    async with running.http() as client:
        answer = await client.post(path, content=body, headers=headers)
    assert answer.status_code == 415
    assert answer.json()["error"]["code"] == 107


async def test_B22_compressed_or_not_is_what_the_header_says(running: Running) -> None:
    said = {"conversation": "chat-2"} | message("hello", "m1")
    del said["c"]
    headers = {
        "authorization": f"Bearer {running.token('platform')}",
        "content-type": "application/json",
    }
    async with running.http() as client:
        wrong = await client.post(
            "/v1/messages", content=gzip.compress(json.dumps(said).encode()), headers=headers
        )
        assert (wrong.status_code, wrong.json()["error"]["code"]) == (400, 107)
        plain = headers | {"content-encoding": "identity"}
        good = await client.post("/v1/messages", content=json.dumps(said), headers=plain)
    assert good.status_code == 202
