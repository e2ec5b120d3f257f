"""A socket from its hello to the end of its token: renewed, revoked, expired, refused."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from assist.config import Tenant
from assist.server.auth import Role
from tests.faults.peers import answer_to, sent_away, token
from tests.server.harness import CHAT, Plain, Running, limits, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    tenants = {"gone": Tenant(name="gone", enabled=False)}
    async with serving(tmp_path_factory.mktemp("data"), tenants=tenants) as running:
        yield running


async def test_A04_A06_without_a_hello_the_connection_ends_and_a_cookie_is_none(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path, limits=limits(hello=0.2)) as running:
        headers = {
            "Cookie": f"token={running.token()}",
            "Authorization": f"Bearer {running.token()}",
        }
        async with running.open(additional_headers=headers) as peer:
            await sent_away(peer, 4002, "hello_timeout")
        assert len(running.service.connections) == 0


async def test_A06_a_hello_in_drips_is_no_hello(tmp_path: Path) -> None:
    async with serving(tmp_path, limits=limits(hello=0.5)) as running, running.open() as peer:
        hello = f'{{"t":"hello","client":"slow","token":"{running.token()}"}}'

        async def drips() -> AsyncIterator[str]:
            for letter in hello:
                yield letter
                await asyncio.sleep(0.05)

        sending = asyncio.create_task(peer.socket.send(drips()))
        started = time.monotonic()
        await sent_away(peer, 4002, "hello_timeout")
        assert time.monotonic() - started < 10
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        assert len(running.service.connections) == 0


async def test_A12_a_token_is_renewed_before_and_after_it_expires(tmp_path: Path) -> None:
    async with (
        serving(tmp_path, limits=limits(token_grace=20.0)) as running,
        running.peer("platform") as platform,
        running.open() as peer,
    ):
        await peer.hello(token(running, "ana", life=2.0))
        await peer.ask("subscribe", c=CHAT)
        due = await peer.receive("refresh_due")
        assert 0 <= due["left_ms"] <= 400
        renewed = await peer.ask("refresh", token=token(running, "ana", life=1.5))
        assert renewed["t"] == "refreshed"
        assert 0 <= renewed["left_ms"] <= 1500
        assert (await peer.receive("refresh_due"))["left_ms"] <= 300
        await asyncio.sleep(1.0)
        # It is expired now: the grace keeps the socket, and nothing is lost on it.
        await platform.post("still no parcel", "m1")
        renewed = await peer.ask("refresh", token=token(running, "ana"))
        assert renewed["t"] == "refreshed"
        assert 590_000 < renewed["left_ms"] <= 600_000
        heard = [frame["o"] for frame in peer.frames if frame["t"] == "ev"]
        heard += [event["o"] for event in await peer.events(5 - len(heard))]
        assert heard == [1, 2, 3, 4, 5]


async def test_A13_without_a_new_token_the_connection_ends_and_a_new_one_misses_nothing(
    tmp_path: Path,
) -> None:
    async with (
        serving(tmp_path, limits=limits(token_grace=0.2)) as running,
        running.peer("platform") as platform,
    ):
        async with running.open() as peer:
            await peer.hello(token(running, "ana", life=1.5))
            await peer.ask("subscribe", c=CHAT)
            await platform.post("still no parcel", "m1")
            first = await peer.events(5)
            await sent_away(peer, 4204, "token_expired")
        await platform.post("hello?", "m2")
        position = [CHAT, first[0]["e"], first[-1]["o"]]
        async with running.open() as peer:
            await peer.hello(token(running, "ana"), resume=[position])
            assert (await peer.receive("sub"))["recovered"]
            assert (await peer.events(1))[0]["o"] == 6


async def test_A13_after_a_sleep_an_expired_token_is_refused_at_the_next_frame(
    tmp_path: Path,
) -> None:
    slept = 0.0
    async with (
        serving(tmp_path, clock=lambda: time.time() + slept) as running,
        running.open() as peer,
    ):
        await peer.hello(token(running, "ana"))
        slept = 700.0
        await peer.send("subscribe", c=CHAT)
        await sent_away(peer, 4204, "token_expired")
        assert not [frame for frame in peer.frames if frame["t"] == "sub"]


OTHERS: list[Plain] = [
    {"subject": "bob"},
    {"tenant": "globex"},
    {"session": "s2"},
    {"session": ""},
    {"role": "supervisor"},
    {"role": "platform"},
]


@pytest.mark.parametrize("other", OTHERS, ids=repr)
async def test_A14_a_token_of_somebody_else_renews_nothing(running: Running, other: Plain) -> None:
    async with running.open() as peer, running.peer("platform") as platform:
        await peer.hello(token(running, "ana", conversations=frozenset({"a14"})))
        await peer.ask("subscribe", c="a14")
        await peer.send("refresh", token=token(running, **{"subject": "ana", **other}))
        await peer.send("subscribe", c="a14-other")
        await platform.post("hello", f"m-{other}", "a14")
        await sent_away(peer, 4003, "forbidden")
        kinds = [frame["t"] for frame in peer.frames if frame["t"] != "ev"]
        assert kinds == ["welcome", "sub", "bye"]


async def test_A14_a_token_that_is_none_is_refused_and_changes_nothing(running: Running) -> None:
    async with running.open() as peer:
        await peer.hello(token(running, "ana", conversations=frozenset({"a14"})))
        for wrong in ("x.y.z", token(running, "ana", life=-60), token(running, "ana") + "x"):
            refused = await peer.ask("refresh", token=wrong)
            assert (refused["t"], refused["code"], refused["key"]) == ("err", 101, "unauthorized")
        assert (await peer.ask("subscribe", c="a14"))["t"] == "sub"
        assert (await peer.ask("subscribe", c="a14-other"))["code"] == 103


async def test_A14_a_new_token_that_covers_less_ends_what_it_does_not_cover(
    running: Running,
) -> None:
    async with running.open() as peer, running.peer("platform") as platform:
        await peer.hello(token(running, "ana"))
        for chat in ("less-1", "less-2"):
            await peer.ask("subscribe", c=chat)
        await peer.send("refresh", token=token(running, "ana", conversations=frozenset(["less-2"])))
        ended = await peer.receive("err")
        assert (ended["code"], ended["c"]) == (103, "less-1")
        await peer.receive("refreshed")
        await platform.post("hello", "m1", "less-1")
        await platform.post("hello", "m1", "less-2")
        await peer.events(2, "less-2")
        assert not [frame for frame in peer.frames if frame.get("c") == "less-1" and "o" in frame]


@pytest.mark.parametrize("role", ["agent", "platform"])
async def test_a_tenant_that_is_switched_off_lets_nobody_in(running: Running, role: Role) -> None:
    given = token(running, "ana", role, tenant="gone")
    disabled = [{"t": "bye", "code": 4008, "key": "tenant_disabled"}]
    assert await answer_to(running, given) == disabled
    async with running.http() as client:
        headers = {"Authorization": f"Bearer {token(running, 'p', 'platform', tenant='gone')}"}
        response = await client.post("/v1/messages", json={}, headers=headers)
        assert response.status_code == 410


async def test_A19_a_second_hello_changes_nothing(running: Running) -> None:
    async with running.peer(conversations=frozenset({CHAT})) as peer:
        answer = await peer.hello(running.token(tenant="other"))
        assert (answer["code"], answer["path"]) == (107, "$.t")
        assert (await peer.ask("subscribe", c=CHAT))["t"] == "sub"
        assert (await peer.ask("subscribe", c="another"))["code"] == 103


@pytest.mark.parametrize("name", ["subscribe", "message.post", "refresh", "ping", "welcome"])
async def test_A20_a_frame_before_the_hello_ends_the_connection(
    running: Running, name: str
) -> None:
    async with running.open() as peer:
        await peer.send(name, c=CHAT, token=running.token())
        await sent_away(peer, 4001, "unauthorized")


async def test_A21_the_ninth_connection_of_one_agent_and_one_too_many_of_a_tenant_are_refused(
    tmp_path: Path,
) -> None:
    few = replace(limits(), tenant_connections=10)
    async with serving(tmp_path, limits=few) as running, asyncio.TaskGroup() as group:
        enough, full = asyncio.Event(), asyncio.Semaphore(0)

        async def stay(subject: str) -> None:
            async with running.peer(subject=subject) as peer:
                full.release()
                await enough.wait()
                assert (await peer.ask("subscribe", c=CHAT))["t"] == "sub"

        async def fill(*subjects: str) -> None:
            for subject in subjects:
                group.create_task(stay(subject))
            for _ in subjects:
                await full.acquire()

        full_house = [{"t": "bye", "code": 4006, "key": "connection_limit"}]
        await fill(*["ana"] * 8)
        assert await answer_to(running, running.token(subject="ana")) == full_house
        await fill("bob", "bob")
        assert await answer_to(running, running.token(subject="kim")) == full_house
        other = running.token(subject="ana", tenant="globex")
        assert (await answer_to(running, other))[0]["t"] == "welcome"
        enough.set()
    assert len(running.service.connections) == 0
