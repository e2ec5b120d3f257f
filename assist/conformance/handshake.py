"""Checks: before the upgrade, and the hello."""

import base64

from assist.conformance.checks import check, holds, same
from assist.conformance.peer import Closed, Malformed, Peer, Refused
from assist.conformance.target import NAMES, OWN, Target
from assist.wire import codes
from assist.wire.codes import Close
from assist.wire.frames import Failed, Welcome
from assist.wire.subprotocols import SUBPROTOCOLS

FORGED = (
    "eyJ0eXAiOiJhc3Npc3Qrand0IiwiYWxnIjoiSFMyNTYifQ"
    ".eyJpc3MiOiJ3YXJtbGluZSIsImF1ZCI6ImFzc2lzdCIsInN1YiI6ImV2ZSIsInRudCI6ImRlbW8iLCJyb2xlIjoi"
    "YWdlbnQiLCJjb252IjoiKiIsImlhdCI6MSwiZXhwIjo0MTAyNDQ0ODAwfQ"
    ".AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)
"""A token whose signature is nobody's."""


async def sent_away(peer: Peer, close: Close) -> Closed:
    """Check that the server closes with this code, and says so in a `bye` first."""
    closed = await peer.closed()
    same("the close code", closed.code, close.code)
    said = closed.bye and (closed.bye.code, closed.bye.key)
    same("the bye before it", said, (close.code, close.key))
    return closed


async def refusal(
    target: Target,
    *,
    origin: str | None = OWN,
    offered: tuple[str, ...] | None = None,
    query: str = "",
) -> Refused:
    """Return the answer to a handshake that must be refused."""
    try:
        async with target.open(origin=origin, offered=offered, query=query):
            raise Malformed("the socket was opened")
    except Refused as refused:
        return refused


@check("H01")
async def subprotocol_in_common(target: Target) -> None:
    """A handshake without a subprotocol in common is refused with 400."""
    for offered in ((), ("assist.v0.json",), ("ASSIST.V1.JSON",)):
        found = await refusal(target, offered=offered)
        same(f"offered {offered}", (found.status, found.body), (400, "unsupported_protocol"))


@check("H02")
async def subprotocol_is_echoed(target: Target) -> None:
    """The server takes the offered subprotocol and echoes it; of two the preferred one."""
    for name, form in SUBPROTOCOLS.items():
        async with target.open(form) as peer:
            same("the answer", peer.subprotocol, name)
    async with target.open(offered=tuple(reversed(SUBPROTOCOLS))) as peer:
        same("of both", peer.subprotocol, next(iter(SUBPROTOCOLS)))


@check("H03")
async def foreign_origin(target: Target) -> None:
    """A page of an origin that is not listed is refused with 403 before the upgrade."""
    for origin in (f"{target.origin}.evil.example", "null", "https://evil.example"):
        found = await refusal(target, origin=origin)
        same(f"from {origin}", (found.status, found.body), (403, "origin_forbidden"))


@check("H04")
async def token_in_the_address(target: Target) -> None:
    """A token in the address is refused with 403."""
    found = await refusal(target, query="?token=x")
    same("the answer", (found.status, found.body), (403, "token_in_url"))


@check("H05")
async def no_compression(target: Target) -> None:
    """Compression is offered and not agreed to."""
    offer = {"Sec-WebSocket-Extensions": "permessage-deflate"}
    async with target.open(headers=offer) as peer:
        same("extensions", peer.answered.get("sec-websocket-extensions"), None)


@check("H06")
async def token_as_a_subprotocol(target: Target) -> None:
    """A token may come as the subprotocol item `assist.bearer.<base64url>`, and is not echoed."""
    token = base64.urlsafe_b64encode(target.token("agent").encode()).decode().rstrip("=")
    async with target.open(offered=(NAMES["json"], f"assist.bearer.{token}")) as peer:
        same("the answer", peer.subprotocol, NAMES["json"])
        await peer.send("hello", client="conformance/1")
        same("the role", (await peer.receive(Welcome)).role, "agent")


@check("L01")
async def welcome(target: Target) -> None:
    """A hello with a good token is answered by a `welcome`, in both encodings."""
    token = target.token("agent")
    for form in NAMES:
        async with target.open(form) as peer:
            await peer.send("hello", token=token, client="conformance/1", minor=99)
            found = await peer.receive(Welcome)
            same("the role", found.role, "agent")
            holds(0 <= found.minor <= 99, f"the minor version is {found.minor}")
            holds(0 < found.ping_ms <= 35_000, f"it pings every {found.ping_ms} ms")


@check("L02")
async def lowest_minor(target: Target) -> None:
    """The lower of the two minor versions holds."""
    async with target.open(origin=None) as peer:
        await peer.send("hello", token=target.token("platform"), client="conformance/1", minor=0)
        same("the minor version", (await peer.receive(Welcome)).minor, 0)


@check("L03")
async def bad_tokens(target: Target) -> None:
    """Every token that is not right gets the same answer: a `bye` and a close, 4001."""
    for token in (FORGED, "x", "x.y.z", "é" * 50, "." * 8192):
        async with target.open() as peer:
            await peer.send("hello", token=token, client="conformance/1")
            await sent_away(peer, codes.UNAUTHORIZED_CLOSE)


@check("L04")
async def no_token(target: Target) -> None:
    """A hello without a token ends with 4001."""
    async with target.open() as peer:
        await peer.send("hello", client="conformance/1")
        await sent_away(peer, codes.UNAUTHORIZED_CLOSE)


@check("L05")
async def agent_without_origin(target: Target) -> None:
    """An agent's token from a program without an origin ends with 4003."""
    async with target.open(origin=None) as peer:
        await peer.send("hello", token=target.token("agent"), client="conformance/1")
        await sent_away(peer, codes.FORBIDDEN_CLOSE)


@check("L06")
async def frame_before_hello(target: Target) -> None:
    """A frame before the hello ends with 4001, and is not done."""
    chat = target.chat()
    async with target.open(origin=None) as peer:
        said = {"message_id": "m1", "speaker": "customer", "text": "before the hello"}
        await peer.send("message.post", c=chat, **said)
        await sent_away(peer, codes.UNAUTHORIZED_CLOSE)
    async with target.peer("platform") as platform:
        same("events", (await platform.follow(chat)).top, 0)


@check("L07")
async def bad_hello(target: Target) -> None:
    """A hello with an unknown field is refused with 107 and ends with 4000."""
    async with target.open() as peer:
        await peer.send("hello", token="x", client="conformance/1", extra=1)
        found = await peer.next()
        same(
            "the refusal", isinstance(found, Failed) and (found.code, found.path), (107, "$.extra")
        )
        await sent_away(peer, codes.BAD_FRAME)


@check("L08")
async def second_hello(target: Target) -> None:
    """A second hello is refused with 107, and changes nothing."""
    async with target.peer("platform") as peer:
        await peer.send("hello", token=FORGED, client="eve/1")
        found = await peer.next()
        same("the refusal", isinstance(found, Failed) and found.code, 107)
        same("a post afterwards", (await peer.post(target.chat(), "m1", "hello")).o, 1)


@check("L09")
async def silent(target: Target) -> None:
    """A socket on which no hello comes ends with 4002, after 10 seconds by default."""
    async with target.open() as peer:
        await sent_away(peer, codes.HELLO_TIMEOUT)
