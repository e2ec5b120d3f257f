"""Group J, erasure: what was asked to go is gone, everywhere, and nothing brings it back."""

import asyncio
from pathlib import Path

import pytest

from assist.server.remembered import WITH_WORDS
from tests.faults.people import call, exported, found, key, say, settled, stream, tell
from tests.server.harness import Running, serving

HERS = "My parcel is late. Where is my kettle Zyxxa?"
LEFT = "parcel is late"
PROMISE = "I will call you about Wobblefix in an hour"
OTHERS = "the lamp Quorbin is broken, I am angry"


async def converse(running: Running, chat: str, customer: str, words: str) -> None:
    await tell(running, chat, customer=customer)
    await say(running, chat, "m1", words, name="Ms Hollowbrook")
    await say(running, chat, "m2", PROMISE, speaker="agent")
    await settled(running)


async def erase(running: Running, **subject: str) -> dict[str, int]:
    answer = await call(running, "POST", "/v1/erase", subject)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_J14_no_byte_of_an_erased_customer_is_left_in_any_file(tmp_path: Path) -> None:
    async with serving(tmp_path) as running:
        for number in range(3):
            await converse(running, f"hers-{number}", "customer-17", f"{HERS} {number}")
            await converse(running, f"other-{number}", "customer-18", OTHERS)
        words = "Zyxxa", "customer-17", "hers-"
        assert found(tmp_path, *words), "they stood there before"
        assert await erase(running, customer="customer-17") == {"erased": 3, "held": 0}
        assert found(tmp_path, *words) == []
        assert found(tmp_path, "Quorbin")
        for number in range(3):
            events = await stream(running, f"other-{number}")
            assert any(event["data"].get("text") == OTHERS for event in events)
    assert found(tmp_path, *words) == []


async def test_J14_what_a_conversation_left_to_the_next_ones_goes_with_it(tmp_path: Path) -> None:
    async with serving(tmp_path) as running, running.peer() as widget:
        await converse(running, "first", "c1", HERS)
        await tell(running, "second", customer="c1")
        await say(running, "second", "m1", "still no parcel")
        await settled(running)
        await tell(running, "third", customer="c1")
        await say(running, "third", "m1", "hello again")
        third = await stream(running, "third")
        assert LEFT in str(third), "it came along by way of the second"
        sub = await widget.ask("subscribe", c="third")
        await widget.events(sub["top"], "third")
        assert await erase(running, conversation="first") == {"erased": 1, "held": 0}
        await settled(running)
        assert found(tmp_path, LEFT, "Wobblefix", but="rules") == []
        assert "still no parcel" in str(await stream(running, "second"))
        left = str(await exported(running, customer="c1"))
        assert LEFT not in left
        assert left.count("still no parcel") > 3
        assert (await widget.receive("sub"))["recovered"] is False
        assert LEFT not in str(await widget.receive("snap"))
        await say(running, "third", "m2", "and?")
        assert LEFT not in str(await stream(running, "third"))
    assert found(tmp_path, LEFT, "Wobblefix", but="rules") == []


async def test_J11_who_follows_an_erased_conversation_or_returns_to_it_is_told(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path) as running, running.peer() as widget:
        await converse(running, "first", "c1", HERS)
        sub = await widget.ask("subscribe", c="first")
        await widget.events(sub["top"], "first")
        await erase(running, conversation="first")
        told = await widget.receive("sub")
        assert (told["recovered"], told["reason"]) == (False, "erased")
        async with running.peer(resume=[["first", sub["epoch"], 1]]) as late:
            told = await late.receive("sub")
            assert (told["recovered"], told["reason"]) == (False, "erased")
        again = await say(running, "first", "m9", "a new beginning")
        assert again["offset"] == 1
        pushed = await widget.event("message.posted", "first")
        assert (pushed["o"], pushed["d"]["text"]) == (1, "a new beginning")


async def test_J11_nothing_of_an_erased_conversation_stays_in_memory(tmp_path: Path) -> None:
    async with serving(tmp_path) as running:
        await converse(running, "first", "c1", HERS)
        await say(running, "first", "m3", "my card is 4111 1111")
        await settled(running)
        await erase(running, conversation="first")
        service = running.service
        assert service.processor._chats.take(key("first")) is None
        assert service.ingest._masking.carried(key("first")).customer.digits == ""
        for forget in WITH_WORDS:
            assert forget.__self__.cache_info().currsize == 0  # type: ignore[attr-defined]


async def test_J12_a_message_in_flight_does_not_bring_an_erased_conversation_back(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path) as running:
        await converse(running, "first", "c1", HERS)
        flying = [
            asyncio.create_task(say(running, "first", f"f{n}", f"{HERS} in flight"))
            for n in range(8)
        ]
        await asyncio.gather(*(erase(running, customer="c1") for _ in range(2)), *flying)
        await erase(running, conversation="first")
        await settled(running)
        for id in ("m1", *(f"f{n}" for n in range(8))):
            words = HERS if id == "m1" else f"{HERS} in flight"
            name = {"name": "Ms Hollowbrook"} if id == "m1" else {}
            assert (await say(running, "first", id, words, **name))["duplicate"]
        assert (await tell(running, "first", customer="c1"))["duplicate"]
        assert await running.service.journal.load(key("first")) is None
        assert found(tmp_path, "Zyxxa") == []
        assert await exported(running, conversation="first") == []


async def test_J12_a_restart_after_an_erasure_brings_nothing_back(tmp_path: Path) -> None:
    async with serving(tmp_path) as running:
        await converse(running, "first", "c1", HERS)
        await erase(running, customer="c1")
    async with serving(tmp_path) as running:
        assert (await say(running, "first", "m2", PROMISE, speaker="agent"))["duplicate"]
        assert await exported(running, customer="c1") == [
            {"about": "choice", "customer": "c1", "opted_out": False}
        ]
    assert found(tmp_path, "Zyxxa", "Wobblefix") == []


async def test_J11_an_erasure_leaves_a_line_in_the_log_without_content(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "warmline.audit")
    async with serving(tmp_path) as running:
        await converse(running, "first", "c1", HERS)
        await call(running, "POST", "/v1/erase", {"customer": "c1"}, subject="eva\n\x1b[31m")
    (line,) = [r.getMessage() for r in caplog.records if r.name == "warmline.audit"]
    assert line == r"'eva\n\x1b[31m' had 1 conversations erased; 0 are held and stay"


async def test_J14_what_was_committed_and_never_checkpointed_is_gone_too(tmp_path: Path) -> None:
    async with serving(tmp_path) as running:
        await converse(running, "first", "c1", HERS)
        log = tmp_path / "journal.db-wal"
        assert b"Zyxxa" in log.read_bytes()
        await erase(running, conversation="first")
        assert b"Zyxxa" not in log.read_bytes()
