"""A tenant or a chat that floods, a message that takes long: the others go on."""

import asyncio
import time
from pathlib import Path

import pytest

from assist.journal.records import Key
from assist.reading.reader import Reader
from assist.server.aside import SHORT
from tests.faults.invariants import Follower, check, following, stored
from tests.server.harness import (
    CHAT,
    TENANT,
    limits,
    message,
    serving,
)


@pytest.mark.parametrize("over", ["pace", "backlog"])
async def test_E04_E05_a_tenant_that_floods_is_slowed_down_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, over: str
) -> None:
    small = {"tenant_rate": 20.0, "tenant_burst": 30.0}
    if over == "backlog":
        small = {"tenant_backlog": 5}
        slow_down(monkeypatch, "parcel", 0.03)
    async with (
        serving(tmp_path, limits=limits(**small)) as running,
        running.peer("platform", "msgpack") as loud,
        running.peer("platform", "msgpack", tenant="globex") as quiet,
    ):
        answers = [await loud.post(f"still no parcel {n}", f"m{n}", f"c{n % 9}") for n in range(60)]
        refused = [answer for answer in answers if answer["t"] == "err"]
        assert {(answer["code"], answer["temporary"]) for answer in refused} == {(111, True)}
        assert all(answer["retry_ms"] > 0 for answer in refused)
        for n in range(4):
            assert (await quiet.post("hello", f"m{n}"))["t"] == "ack"
        # What was refused is taken when it comes again, and what was acknowledged is there.
        async with asyncio.timeout(10):
            while (await loud.post("later", "late", "c0"))["t"] == "err":  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        acked = [answer for answer in answers if answer["t"] == "ack"]
        streams = {f"c{n}": await stored(running, f"c{n}") for n in range(9)}
        assert all(streams[answer["c"]][answer["o"] - 1].inbound for answer in acked)
        assert len(acked) + len(refused) == 60


async def test_E05_E06_a_flood_of_one_tenant_leaves_the_turn_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow_down(monkeypatch, "parcel", 0.01)
    async with (
        serving(tmp_path) as running,
        running.peer("platform", "msgpack") as loud,
        running.peer("platform", "msgpack", tenant="globex") as quiet,
        running.peer(tenant="globex") as widget,
    ):
        await widget.ask("subscribe", c=CHAT)
        total = 400
        for n in range(total):
            await loud.send(
                "message.post", **message(f"still no parcel {n}", f"m{n}", f"c{n % 40}")
            )
        for _ in range(total):
            await loud.receive("ack")
        await quiet.post("still no parcel", "m1")
        await widget.event("message.read")
        behind = running.service.journal.backlogs[TENANT]
        assert behind > total // 8, "the flood was over before the other tenant came"
        assert running.service.journal.backlogs.get("globex", 0) <= 1


async def test_E06_one_hot_conversation_lets_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow_down(monkeypatch, "hello", 0.012)
    async with (
        serving(tmp_path) as running,
        running.peer("platform", "msgpack") as platform,
        running.peer() as widget,
    ):
        await widget.ask("subscribe", c="calm")
        for n in range(250):
            await platform.send("message.post", **message(f"hello {n}", f"m{n}", "hot"))
        for _ in range(250):
            await platform.receive("ack")
        await platform.post("still no parcel", "m1", "calm")
        await widget.event("message.read", "calm")
        hot = await running.service.journal.load(Key(tenant=TENANT, conversation="hot"))
        assert hot is not None
        assert hot.checkpoint < 250, "it was no longer hot"
        follower = Follower(running, ("hot",), subject="late")
        async with following(follower):
            await check(running, [follower], {"hot": {}})


@pytest.mark.parametrize("stuck", [2.0])
async def test_E11_C23_while_a_message_takes_long_others_are_acknowledged_and_delivered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stuck: float
) -> None:
    async with (
        serving(tmp_path) as running,
        running.peer("platform", "msgpack") as platform,
        running.peer() as widget,
    ):
        slow_down(monkeypatch, "slow", stuck)
        await widget.ask("subscribe", c=CHAT)
        await platform.post("slow " * SHORT, "first", "other")
        await asyncio.sleep(0.05)
        started = time.monotonic()
        for n in range(10):
            assert (await platform.post("hello", f"m{n}"))["t"] == "ack"
            await widget.event("message.posted")
        assert time.monotonic() - started < stuck / 2
        assert running.service.journal.backlogs[TENANT] == 11
        await widget.event("message.read")
        assert time.monotonic() - started > stuck / 2, "nothing was slow"


def slow_down(monkeypatch: pytest.MonkeyPatch, word: str, seconds: float) -> None:
    """Let every message with a word in it take long to read."""
    read = Reader.read

    def slow(self: Reader, text: str, **how: object) -> object:
        if word in text:
            time.sleep(seconds)
        return read(self, text, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(Reader, "read", slow)
