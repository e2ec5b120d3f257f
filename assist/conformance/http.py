"""Checks: the posts by HTTP, with the same ids and the same stream as the sockets."""

import gzip
import json
from typing import Any

from assist.conformance.checks import Failure, check, holds, same
from assist.conformance.target import Answer, Target


def said(chat: str, **changes: object) -> dict[str, object]:
    """Return the body of a good message."""
    return {
        "conversation": chat,
        "message_id": "m1",
        "speaker": "customer",
        "text": "hello",
    } | changes


def refusal(answer: Answer, status: int, code: int) -> dict[str, Any]:
    """Check that an answer refuses in the documented shape; return its `error`."""
    same("the status", answer.status, status)
    error = answer.body.get("error") if isinstance(answer.body, dict) else None
    if not isinstance(error, dict):
        raise Failure("the body is no object with an `error`")
    same("the code", error.get("code"), code)
    for name, kind in (("key", str), ("temporary", bool), ("message", str)):
        holds(isinstance(error.get(name), kind), f"`{name}` is missing, or of another type")
    return error


async def post(target: Target, body: object, path: str = "/v1/messages") -> Answer:
    """Post a body with the platform's token."""
    return await target.request("POST", path, body=body, token=target.token("platform"))


@check("P01")
async def live(target: Target) -> None:
    """`/live` and `/ready` answer 200."""
    for path in ("/live", "/ready"):
        same(path, (await target.request("GET", path)).status, 200)


@check("P02")
async def posted(target: Target) -> None:
    """A message by HTTP is answered with 202, and where it rests; the same again is a duplicate."""
    chat = target.chat()
    first, again = await post(target, said(chat)), await post(target, said(chat))
    same("the status", first.status, 202)
    same("the fields", set(first.body), {"conversation", "epoch", "offset", "duplicate"})
    same("where it rests", (first.body["conversation"], first.body["offset"]), (chat, 1))
    same("again", (again.status, again.body), (202, first.body | {"duplicate": True}))


@check("P03")
async def either_way(target: Target) -> None:
    """A message that came by HTTP is a duplicate on a socket, and the reverse."""
    chat = target.chat()
    first = await post(target, said(chat))
    async with target.peer("platform") as peer:
        ack = await peer.post(chat, "m1", "hello")
        same("on a socket", (ack.o, ack.duplicate), (first.body["offset"], True))
        ack = await peer.post(chat, "m2", "and more")
    again = await post(target, said(chat, message_id="m2", text="and more"))
    same("by HTTP", (again.body["offset"], again.body["duplicate"]), (ack.o, True))


@check("P04")
async def unsigned(target: Target) -> None:
    """Without a good token: 401 with `WWW-Authenticate`."""
    for token in (None, "x.y.z"):
        answer = await target.request("POST", "/v1/messages", body=said("c"), token=token)
        refusal(answer, 401, 101)
        holds("www-authenticate" in answer.headers, "there is no WWW-Authenticate")


@check("P05")
async def agents_token(target: Target) -> None:
    """With an agent's token: 403."""
    token = target.token("agent")
    chat = target.chat()
    refusal(await target.request("POST", "/v1/messages", body=said(chat), token=token), 403, 103)


@check("P06")
async def wrong_bodies(target: Target) -> None:
    """A field that is unknown, missing or wrong: 400 with its path, and nothing is written."""
    chat = target.chat()
    less = said(chat)
    del less["speaker"]
    wrong: tuple[tuple[object, str], ...] = (
        (said(chat, extra=1), "$.extra"),
        (said(chat, speaker="bot"), "$.speaker"),
        (less, "$.speaker"),
        ([], "$"),
    )
    for body, path in wrong:
        same("the path", refusal(await post(target, body), 400, 107).get("path"), path)
    same("the first good one", (await post(target, said(chat))).body.get("offset"), 1)


@check("P07")
async def other_types(target: Target) -> None:
    """Another content type, and a compressed body: 415."""
    token, data = target.token("platform"), json.dumps(said(target.chat())).encode()
    for sent, headers in (
        (data, {"content-type": "text/plain"}),
        (gzip.compress(data), {"content-encoding": "gzip"}),
    ):
        answer = await target.request(
            "POST", "/v1/messages", data=sent, token=token, headers=headers
        )
        refusal(answer, 415, 107)


@check("P08")
async def too_large(target: Target) -> None:
    """A body above 256 KiB: 413."""
    data = b" " * (256 * 1024 + 1)
    token = target.token("platform")
    try:
        answer = await target.request("POST", "/v1/messages", data=data, token=token)
    except ConnectionError:
        return  # It closes before all of it was sent.
    refusal(answer, 413, 113)


@check("P09")
async def other_content(target: Target) -> None:
    """An id that named something else: 409, and the first stays."""
    chat = target.chat()
    await post(target, said(chat))
    refusal(await post(target, said(chat, text="something else")), 409, 116)
    same("the first again", (await post(target, said(chat))).body.get("duplicate"), True)


@check("P10")
async def context(target: Target) -> None:
    """A context by HTTP is answered with 202; a time zone that does not exist with 400."""
    chat = target.chat()
    good = {"conversation": chat, "context_id": "k1", "channel": "email"}
    same("the status", (await post(target, good, "/v1/context")).status, 202)
    wrong = {"conversation": chat, "context_id": "k2", "timezone": "Mars/Phobos"}
    error = refusal(await post(target, wrong, "/v1/context"), 400, 107)
    same("the path", error.get("path"), "$.timezone")
