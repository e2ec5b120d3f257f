import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from assist.conformance.checks import Outcome
from assist.conformance.run import GROUPS, chosen, outcomes
from assist.conformance.target import Side, Target
from assist.errors import ConfigError
from assist.wire.subprotocols import SUBPROTOCOLS
from tests.server.harness import Running, limits, serving

Handler = Callable[[ServerConnection], Awaitable[None]]


def target(port: int, tokens: dict[Side, str] | None = None, *, patience: float = 15.0) -> Target:
    at = Target.at(f"http://127.0.0.1:{port}", tokens=tokens or {})
    return replace(at, patience=patience)


def tokens(running: Running) -> dict[Side, str]:
    sides: tuple[Side, ...] = ("agent", "platform")
    return {side: running.token(side, tenant="conformance") for side in sides}


async def run(target: Target, *only: str) -> dict[str, Outcome]:
    return {found.check.id: found async for found in outcomes(target, chosen(only))}


@asynccontextmanager
async def answering(handler: Handler, *, knows: bool = True) -> AsyncIterator[Target]:
    """Serve websockets that are not as they must be; HTTP is answered with 200 and nonsense."""

    def answer(connection: ServerConnection, request: Request) -> Response | None:
        if request.path.startswith("/v1/socket"):
            return None
        return connection.respond(200, "all is well")

    names = [Subprotocol(name) for name in SUBPROTOCOLS] if knows else None
    async with serve(
        handler,
        "127.0.0.1",
        0,
        subprotocols=names,
        process_request=answer,
    ) as server:
        port = server.sockets[0].getsockname()[1]
        yield target(port, {"agent": "x.y.z", "platform": "x.y.z"}, patience=0.1)


def test_there_are_forty_checks_or_more_in_the_order_of_their_groups() -> None:
    checks = chosen(())
    assert len(checks) >= 40
    groups = [check.id[0] for check in checks]
    assert groups == sorted(groups, key=GROUPS.index)
    assert all(check.must.endswith(".") and "\n" not in check.must for check in checks)


async def test_our_server_passes_every_check(tmp_path: Path) -> None:
    async with serving(tmp_path, limits=limits(hello=1.0)) as running:
        found = await run(target(running.port, tokens(running)))
    assert {id: outcome.reason for id, outcome in found.items() if outcome.status != "pass"} == {}
    assert len(found) == len(chosen(()))


async def test_without_tokens_the_checks_that_need_one_are_left_out(tmp_path: Path) -> None:
    async with serving(tmp_path, limits=limits(hello=0.3)) as running:
        found = await run(target(running.port), "H", "L01", "I01", "P")
    assert found["H01"].status == found["P01"].status == found["P04"].status == "pass"
    assert found["I01"].status == "skip"
    assert "--token-platform" in found["I01"].reason
    assert found["L01"].reason == "needs --token-agent or --data"
    assert not [outcome for outcome in found.values() if outcome.status == "fail"]


async def echo(connection: ServerConnection) -> None:
    async for data in connection:
        await connection.send(data)


async def babble(connection: ServerConnection) -> None:
    async for _ in connection:
        await connection.send("\x00 this is no frame")


async def confuse(connection: ServerConnection) -> None:
    async for _ in connection:
        await connection.send(json.dumps({"t": "welcome", "minor": "zero"}))


async def agree(connection: ServerConnection) -> None:
    """Greet everybody, and acknowledge everything without an offset."""
    await connection.recv()
    welcome = {"t": "welcome", "minor": 0, "role": "agent", "ping_ms": 25_000}
    await connection.send(json.dumps(welcome))
    async for data in connection:
        await connection.send(json.dumps({"t": "ack", "id": json.loads(data)["id"], "c": "c"}))


async def hang_up(connection: ServerConnection) -> None:
    await connection.close(4321)


async def fall_silent(connection: ServerConnection) -> None:
    async for _ in connection:
        pass


@pytest.mark.parametrize(
    ("handler", "reason"),
    [
        (echo, "no answer came in time"),
        (babble, "what came is no json"),
        (confuse, "in a frame `welcome` $.minor"),
        (agree, "where it rests: ('c', None, False), not"),
        (hang_up, "the server closed with 4321, without a bye"),
        (fall_silent, "no answer came in time"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
async def test_a_broken_server_fails_with_a_reason_and_the_run_goes_on(
    handler: Handler, reason: str
) -> None:
    async with answering(handler) as broken:
        found = await run(broken, "H", "L02", "F02", "I01", "I02", "S02", "G01", "P")
    assert reason in found["I01"].reason
    failed = {id for id, outcome in found.items() if outcome.status == "fail"}
    assert {"H03", "F02", "I01", "I02", "S02", "G01", "P02", "P04"} <= failed
    assert all(found[id].reason and "\n" not in found[id].reason for id in failed)
    assert found["P01"].status == "pass"


async def test_a_server_that_speaks_no_subprotocol_is_told_so() -> None:
    async with answering(echo, knows=False) as broken:
        found = await run(broken, "H02")
    assert found["H02"].status == "fail"
    assert "None, not 'assist.v1.msgpack'" in found["H02"].reason


async def test_where_nobody_answers_is_no_failed_check(unused_tcp_port: int) -> None:
    with pytest.raises(ConfigError, match="nobody answers there"):
        await run(target(unused_tcp_port))


def test_an_unknown_check_is_refused() -> None:
    with pytest.raises(ConfigError, match="--only X99"):
        chosen(["X99"])


@pytest.mark.parametrize("url", ["127.0.0.1:8420", "ftp://x", "http://", ""])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="write http://"):
        Target.at(url, tokens={})


def test_an_address_may_name_either_protocol() -> None:
    for url, secure in (("wss://x.example/v1/socket", True), ("ws://x.example", False)):
        found = Target.at(url, tokens={})
        assert (found.place, found.secure) == ("x.example", secure)
        assert found.origin == f"http{'s' if secure else ''}://x.example"
