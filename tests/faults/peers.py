"""Tokens for a server, and what it answers to them."""

import time
from collections.abc import Iterable
from typing import Any

from assist.server.auth import Grant, Role
from tests.server.harness import Peer, Plain, Running

UNAUTHORIZED: list[Plain] = [{"t": "bye", "code": 4001, "key": "unauthorized"}]


async def answer_to(running: Running, token: str, **options: Any) -> list[Plain]:  # noqa: ANN401
    """Return all that a socket got: the welcome, or what it was sent away with."""
    async with running.open(**options) as peer:
        await peer.send("hello", token=token, client="test")
        frame = await peer.receive()
        if frame["t"] != "welcome":
            closed = await peer.closed()
            assert closed.code == frame.get("code")
        return peer.frames


async def answers_to(running: Running, tokens: Iterable[str]) -> list[list[Plain]]:
    """Return what each of the tokens got, on a socket of its own."""
    return [await answer_to(running, token) for token in tokens]


def token(
    running: Running,
    subject: str,
    role: Role = "agent",
    *,
    tenant: str = "acme",
    life: float = 600.0,
    conversations: frozenset[str] | None = None,
    session: str = "s1",
    token_id: str = "",
) -> str:
    now = time.time()
    grant = Grant(
        tenant=tenant,
        role=role,
        subject=subject,
        conversations=conversations,
        expires_at=now + life,
        session=session,
        token_id=token_id,
    )
    return running.service.tokens.issue(grant, now=now)


async def sent_away(peer: Peer, code: int, key: str) -> None:
    closed = await peer.closed()
    assert closed.code == code
    assert (closed.last[-1]["t"], closed.last[-1]["code"]) == ("bye", code)
    assert closed.last[-1]["key"] == key
