"""Checks: frames that are wrong, and what the server makes of them."""

import json
from typing import Any

import msgpack

from assist.conformance.checks import check, holds, same
from assist.conformance.handshake import sent_away
from assist.conformance.peer import Peer
from assist.conformance.target import NAMES, Target
from assist.wire import codes
from assist.wire.frames import Failed, Pong

SECRET = "SECRET-WORDS"


async def refused(peer: Peer, payload: str | bytes, path: str | None = None) -> Failed:
    """Check that what is sent is refused with 107, unquoted, and that the connection stays."""
    await peer.raw(payload)
    found = await peer.next()
    same("the answer", isinstance(found, Failed) and found.code, 107)
    assert isinstance(found, Failed)
    if path is not None:
        same("its path", found.path, path)
    holds(SECRET not in repr(found), "the refusal quotes what was sent")
    await peer.send("ping")
    same("a ping afterwards", type(await peer.next()), Pong)
    return found


def spelt(peer: Peer, plain: dict[str, Any]) -> str | bytes:
    """Return plain data as a frame of the peer's form."""
    if peer.form == "json":
        return json.dumps(plain)
    packed: bytes = msgpack.packb(plain)
    return packed


@check("F01")
async def ping(target: Target) -> None:
    """A `ping` is answered with a `pong`, in both encodings."""
    for form in NAMES:
        async with target.peer("platform", form) as peer:
            await peer.send("ping")
            same("the answer", type(await peer.next()), Pong)


@check("F02")
async def unknown_name(target: Target) -> None:
    """A frame of an unknown name is refused with 107, path `$.t`, with its id, and no more."""
    for form in NAMES:
        async with target.peer("platform", form) as peer:
            found = await refused(peer, spelt(peer, {"t": SECRET, "id": 7}), "$.t")
            same("its id", found.id, 7)


@check("F03")
async def wrong_fields(target: Target) -> None:
    """A field that is unknown, missing or of the wrong type is named by its path, unquoted."""
    good = {"t": "subscribe", "id": 7, "c": "chat"}
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        (good | {"extra": SECRET}, "$.extra"),
        ({"t": "subscribe", "id": 7}, "$.c"),
        (good | {"c": [SECRET]}, "$.c"),
        (good | {"c": "c" * 201}, "$.c"),
        (good | {"offset": -1}, "$.offset"),
        (good | {"offset": 5}, "$.epoch"),
    )
    for form in NAMES:
        async with target.peer("platform", form) as peer:
            for plain, path in wrong:
                same("its id", (await refused(peer, spelt(peer, plain), path)).id, 7)


@check("F04")
async def wrong_ids(target: Target) -> None:
    """An id that is no number of 0 to 2^32-1 is refused with 107 and not repeated."""
    async with target.peer("platform") as peer:
        for number in (-1, 2**32, 1.5, "7", None, True):
            plain = {"t": "subscribe", "id": number, "c": "chat"}
            same(f"with id {number}", (await refused(peer, spelt(peer, plain), "$.id")).id, None)


@check("F05")
async def unreadable_json(target: Target) -> None:
    """JSON that cannot be read for certain is refused: cut, doubled keys, NaN, too deep, ..."""
    for text in (
        '{"t":"ping"',
        '{"t":"ping","t":"pong"}',
        '{"t":"ping"} {"t":"ping"}',
        '{"t":"ping","x":NaN}',
        '{"t":"ping","x":1e999}',
        '{"t":"ping","x":' + "9" * 400 + "}",
        '{"t":"ping","x":"\\ud800"}',
        "[" * 5000,
        '["ping"]',
        "",
    ):
        async with target.peer("platform") as peer:
            await refused(peer, text)


@check("F06")
async def unreadable_msgpack(target: Target) -> None:
    """MessagePack that cannot be read for certain is refused: bombs, extensions, binary, ..."""
    for data in (
        b"\xdd\xff\xff\xff\xff",
        b"\xdf\xff\xff\xff\xff",
        b"\x91" * 5000,
        b"\x81\xa1t\xd4\x05a",
        b"\x81\xa1t\xc4\x04ping",
        b"\x82\xa1t\xa4ping\xa1t\xa4pong",
        b"\x81\x01\xa4ping",
        b"\x81\xa1t\xa4ping\x00",
        b"\x81\xa1t\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00",
        b"\xc1",
        b"",
    ):
        async with target.peer("platform", "msgpack") as peer:
            await refused(peer, data)


@check("F07")
async def three_strikes(target: Target) -> None:
    """After three frames that cannot be read the connection ends with 4000."""
    async with target.peer("platform") as peer:
        for _ in range(3):
            await peer.raw("{")
        await sent_away(peer, codes.BAD_FRAME)


@check("F08")
async def wrong_type(target: Target) -> None:
    """Text on the MessagePack subprotocol, and the reverse, ends with 1003."""
    async with target.peer("platform") as peer:
        await peer.raw(b"{}")
        await sent_away(peer, codes.WRONG_TYPE)
    async with target.peer("platform", "msgpack") as peer:
        await peer.raw("{}")
        await sent_away(peer, codes.WRONG_TYPE)


@check("F09")
async def too_big(target: Target) -> None:
    """A frame of 64 KiB is read, one byte more ends with 1009."""
    async with target.peer("platform") as peer:
        await peer.raw('{"t":"ping"}'.ljust(64 * 1024))
        same("of 64 KiB", type(await peer.next()), Pong)
        await peer.raw('{"t":"ping"}'.ljust(64 * 1024 + 1))
        same("the close code", (await peer.closed()).code, codes.TOO_BIG.code)


@check("F10")
async def resume_limit(target: Target) -> None:
    """The 129th conversation that one socket follows is refused with 106; the others stay."""
    chats = [target.chat() for _ in range(129)]
    async with target.peer("platform") as peer:
        for chat in chats[:128]:
            await peer.follow(chat)
        same("the refusal", (await peer.refused("subscribe", c=chats[128])).code, 106)
        await peer.ask("unsubscribe", c=chats[0])
        await peer.follow(chats[128])
