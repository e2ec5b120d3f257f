"""Cuts, doubles and lame networks: whoever follows applies each event once and in order."""

import asyncio
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.invariants import Follower, check, following
from tests.faults.proxy import proxied
from tests.server.harness import (
    CHAT,
    Peer,
    Running,
    limits,
    message,
    positions,
    serving,
    settle,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def feed(
    running: Running,
    chats: tuple[str, ...],
    least: int,
    pause: float,
    enough: Callable[[], bool] = lambda: True,
) -> dict[str, dict[str, int]]:
    """Post at least so many to all chats in turn, until it is enough; return what was acknowledged.

    By number, not by time: a slow machine takes longer, and tests the same."""
    acked: dict[str, dict[str, int]] = {chat: {} for chat in chats}
    number = 0
    async with running.peer("platform", "msgpack") as platform:
        while number < least or not enough():
            chat = chats[number % len(chats)]
            text = ("still no parcel", "thanks a lot", f"hello {number}")[number % 3]
            ack = await platform.post(text, f"m{number}", chat)
            acked[chat][f"m{number}"] = ack["o"]
            number += 1
            await asyncio.sleep(pause)
    return acked


async def test_D01_widgets_that_are_cut_off_again_and_again_miss_and_double_nothing(
    running: Running, chat: str
) -> None:
    chats = tuple(f"{chat}-{n}" for n in range(4))
    async with proxied(running.port) as proxy:
        followers = [
            Follower(running, (chats[n % 4], chats[(n + 1) % 4]), proxy, subject=f"agent-{n}")
            for n in range(12)
        ]

        async def cut() -> None:
            while True:
                await asyncio.sleep(0.3)
                proxy.cut()

        async with following(*followers):
            cutting = asyncio.create_task(cut())
            acked = await feed(
                running, chats, 60, 0.02, lambda: all(one.connects > 6 for one in followers)
            )
            cutting.cancel()
            await check(running, followers, acked)
    assert not any(one.anew for f in followers for one in f.streams.values())


@pytest.mark.parametrize("seed", range(3))
async def test_D04_D12_a_lame_network_changes_nothing_of_what_is_applied(
    running: Running, chat: str, seed: int
) -> None:
    chance = random.Random(seed)
    async with proxied(running.port) as proxy:
        followers = [Follower(running, (chat,), proxy, subject=f"agent-{n}") for n in range(3)]

        async def disturb() -> None:
            while True:
                proxy.delay = chance.choice((0.0, 0.001, 0.02))
                proxy.rate = chance.choice((0.0, 0.0, 20_000.0))
                await asyncio.sleep(chance.random() * 0.2)
                if chance.random() < 0.5:
                    proxy.cut()

        async with following(*followers):
            disturbing = asyncio.create_task(disturb())
            acked = await feed(running, (chat,), 40, 0.02)
            disturbing.cancel()
            proxy.delay = proxy.rate = 0.0
            await check(running, followers, {chat: acked[chat]})


async def test_D10_two_tabs_of_one_agent_see_the_same_and_each_others_decision(
    running: Running, chat: str
) -> None:
    async with (
        running.peer("platform") as platform,
        running.peer() as tab,
        running.peer() as other,
    ):
        await other.ask("subscribe", c=chat)
        card = await offered(platform, tab, chat)
        assert positions(await other.events(5, chat)) == [1, 2, 3, 4, 5]
        accept = {"c": chat, "suggestion_id": card, "decision": "accepted"}
        first = await tab.ask("suggestion.decide", decision_id="d1", **accept)
        assert (first["t"], first["o"]) == ("ack", 6)
        (seen,) = await other.events(1, chat)
        assert (seen["k"], seen["d"]["suggestion_id"]) == ("suggestion.decided", card)
        second = await other.ask("suggestion.decide", decision_id="d2", **accept)
        assert second["t"] == "ack"
        assert (await platform.post("thanks", "m2", chat))["t"] == "ack"
        kinds = [event["k"] for event in await settle(running, chat)]
        assert kinds.count("suggestion.offered") == 1


async def offered(platform: Peer, widget: Peer, chat: str) -> str:
    """Return the card that a complaint brings."""
    await widget.ask("subscribe", c=chat)
    await platform.post("still no parcel", "m1", chat)
    event = await widget.event("suggestion.offered", chat)
    return str(event["d"]["suggestion"]["suggestion_id"])


async def test_D11_a_decision_that_is_sent_again_after_a_cut_is_taken_once(
    running: Running, chat: str
) -> None:
    decision = {"c": chat, "decision_id": "d1", "decision": "accepted"}
    async with running.peer("platform") as platform:
        async with running.peer() as widget:
            decision["suggestion_id"] = await offered(platform, widget, chat)
            await widget.send("suggestion.decide", **decision)
            await widget.event("suggestion.decided", chat)
            widget.socket.transport.abort()
        async with running.peer() as again:
            ack = await again.ask("suggestion.decide", **decision)
            assert (ack["o"], ack["duplicate"]) == (6, True)
            changed = await again.ask("suggestion.decide", **decision | {"decision": "dismissed"})
            assert changed["code"] == 116
        kinds = [event["k"] for event in await settle(running, chat)]
        assert kinds.count("suggestion.decided") == 1


async def test_D12_a_message_that_is_sent_twice_and_out_of_turn_is_applied_once(
    running: Running, chat: str
) -> None:
    follower = Follower(running, (chat,))
    order = [*range(20), *range(20)]
    random.Random(7).shuffle(order)
    async with following(follower), running.peer("platform", "msgpack") as platform:
        acked: dict[str, int] = {}
        for number in order:
            ack = await platform.post(f"hello {number}", f"m{number}", chat)
            assert acked.setdefault(f"m{number}", ack["o"]) == ack["o"]
        await check(running, [follower], {chat: acked})


async def test_D14_conversations_keep_their_own_order(running: Running, chat: str) -> None:
    chats = tuple(f"{chat}-{n}" for n in range(12))
    follower = Follower(running, chats)

    async def send(sender: int) -> None:
        async with running.peer("platform", "msgpack") as platform:
            for n in range(10):
                for name in chats[sender::4]:
                    fields = message(f"hello {n}", f"m{n}", name)
                    await platform.send("message.post", **fields)
                    sent[name].append(f"m{n}")
            for _ in range(10 * len(chats[sender::4])):
                await platform.receive("ack")

    sent: dict[str, list[str]] = {name: [] for name in chats}
    async with following(follower):
        await asyncio.gather(*(send(n) for n in range(4)))
        await check(running, [follower], {name: {} for name in chats})
    for name in chats:
        texts = [event[3] for event in follower.streams[name].applied if "posted" in event[2]]
        assert [f'"m{n}"' in text for n, text in enumerate(texts)] == [True] * 10


async def test_D15_a_widget_that_answers_stays(tmp_path: Path) -> None:
    quick = limits(ping_least=0.02, ping_most=0.02, pong=0.4)
    async with serving(tmp_path, limits=quick) as running, running.peer() as peer:
        for _ in range(4):
            await peer.receive("ping")
            await peer.send("pong")
        assert (await peer.ask("subscribe", c=CHAT))["t"] == "sub"


async def test_D17_a_widget_that_answers_no_ping_is_sent_away(tmp_path: Path) -> None:
    quick = limits(ping_least=0.05, ping_most=0.05, pong=0.2)
    async with serving(tmp_path, limits=quick) as running, running.peer() as peer:
        closed = await peer.closed()
        assert closed.code == 4201
        assert closed.last[-1] == {"t": "bye", "code": 4201, "key": "no_pong"}
        assert {"t": "ping"} in peer.frames


async def test_D16_D17_a_peer_behind_a_cable_that_was_cut_is_gone_within_its_time(
    tmp_path: Path,
) -> None:
    quick = limits(ping_least=0.3, ping_most=0.3, pong=0.4)
    async with serving(tmp_path, limits=quick) as running, proxied(running.port) as proxy:
        follower = Follower(running, (CHAT,), proxy)
        async with following(follower), running.peer("platform") as platform:
            ack = await platform.post("still no parcel", "m1")
            await follower.reaches(CHAT, 5)
            proxy.silent = True
            started = time.monotonic()
            async with asyncio.timeout(10):
                while len(running.service.connections) > 1:
                    await platform.send("pong")
                    await asyncio.sleep(0.02)
            assert time.monotonic() - started < 3
            await platform.post("and now", "m2")
            proxy.silent = False
            proxy.cut()
            # The cable is there again: nothing is missing, nothing comes twice.
            acked = {"m1": ack["o"]}
            await check(running, [follower], {CHAT: acked})
        assert follower.connects >= 2
        assert not running.service.hub._followers


async def test_D18_a_day_more_or_less_on_the_servers_wall_clock_ends_no_connection(
    tmp_path: Path,
) -> None:
    now = [time.time()]
    quick = limits(ping_least=0.05, ping_most=0.05, pong=1.0)
    async with serving(tmp_path, limits=quick, clock=lambda: now[0]) as running:
        # A token of two days, so that the clock alone is looked at.
        follower = Follower(running, (CHAT,))
        async with following(follower), running.peer("platform", life=300.0) as platform:
            acked = {}
            for number, shift in enumerate((0.0, 60.0, -86_400.0, 0.0)):
                now[0] += shift
                ack = await platform.post(f"hello {number}", f"m{number}")
                acked[f"m{number}"] = ack["o"]
                await asyncio.sleep(0.1)
            await check(running, [follower], {CHAT: acked})
        assert follower.connects == 1


async def test_D18_a_widgets_own_clock_is_never_asked(running: Running, chat: str) -> None:
    async with running.peer("platform") as platform, running.peer() as widget:
        refused = await widget.ask("subscribe", c=chat, at=time.time() - 86_400)
        assert refused["code"] == 107
        await widget.ask("subscribe", c=chat)
        await platform.post("hello", "m1", chat)
        (posted,) = await widget.events(1, chat)
        assert abs(posted["d"]["at"] - time.time()) < 5
