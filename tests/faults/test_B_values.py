"""Values that break or slow what reads them: 107, and the connection stays; three, and it ends."""

import json
import logging
import time
from collections.abc import AsyncIterator

import msgpack
import pytest
import pytest_asyncio

from assist.errors import FrameError
from assist.wire.decode import client_frame, read_frame
from assist.wire.plain import MAX_FRAME
from assist.wire.subprotocols import Form
from benchmarks.hostile_frames import SECRET, hostile_frames
from tests.faults.raw import QUICK, intact
from tests.server.harness import Peer, Running, limits, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")

HOSTILE: dict[Form, dict[str, bytes]] = {
    "msgpack": hostile_frames("msgpack"),
    "json": hostile_frames("json"),
}
TABLE = [(form, name) for form, frames in HOSTILE.items() for name in frames]
STALL = 0.025
"""Seconds for which no input of 64 KiB may hold up the others."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    patient = limits(bad_frames=10**6)
    async with serving(tmp_path_factory.mktemp("data"), limits=patient) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def peers(running: Running) -> AsyncIterator[dict[Form, Peer]]:
    """A platform for each form, to which all of this happens."""
    async with running.peer("platform") as json_peer, running.peer("platform", "msgpack") as peer:
        for one in (json_peer, peer):
            assert (await one.post("hello", "m1", "values"))["t"] == "ack"
        yield {"json": json_peer, "msgpack": peer}


@pytest.mark.parametrize(("form", "name"), TABLE, ids=lambda value: str(value))
async def test_B07_B08_B09_B10_B11_B12_B13_a_hostile_value_is_refused(
    running: Running,
    peers: dict[Form, Peer],
    form: Form,
    name: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    data, peer = HOSTILE[form][name], peers[form]
    await peer.send_raw(data.decode() if form == "json" else data)
    answer = await peer.receive()
    assert (answer["t"], answer["code"], answer["temporary"]) == ("err", 107, False)
    assert SECRET not in json.dumps(answer)
    await peer.send("ping")
    assert await peer.receive() == {"t": "pong"}
    assert not [entry for entry in caplog.records if entry.levelno >= logging.WARNING]


async def test_B07_B08_B09_B10_B11_B12_B13_nothing_of_it_came_in(
    running: Running, peers: dict[Form, Peer]
) -> None:
    await intact(running, "values")
    assert SECRET not in {key.conversation for key in await running.service.journal.work(1e12, 10)}


@pytest.mark.parametrize("form", HOSTILE)
async def test_B09_no_frame_of_64_KiB_holds_up_the_others_for_25_ms(form: Form) -> None:
    for name, data in HOSTILE[form].items():
        assert len(data) <= MAX_FRAME, name
        assert min(seconds(data, form) for _ in range(3)) < STALL, name


def seconds(data: bytes, form: Form) -> float:
    """Return how long it takes to read and to refuse a frame."""
    started = time.thread_time()
    with pytest.raises(FrameError):
        client_frame(read_frame(data, form))
    return time.thread_time() - started


@pytest.mark.parametrize("form", HOSTILE)
async def test_B07_three_frames_that_cannot_be_read_end_the_connection(
    running: Running, form: Form
) -> None:
    unreadable = b"\xdd\xff\xff\xff\xff" if form == "msgpack" else "[NaN]"
    async with serving(running.service.settings.data / form, limits=QUICK) as strict:
        async with strict.peer("platform", form) as peer:
            for _ in range(2):
                await peer.send_raw(unreadable)
                assert (await peer.receive())["code"] == 107
            assert (await peer.post("hello", "m1"))["t"] == "ack"
            await peer.send_raw(unreadable)
            closed = await peer.closed()
            assert closed.code == 4000
            assert closed.last[-1] == {"t": "bye", "code": 4000, "key": "bad_frame"}
        await intact(strict, "chat-1")


@pytest.mark.parametrize("number", [0.0, -0.0, 2**53 - 1, 1.5e9])
@pytest.mark.parametrize("form", HOSTILE)
async def test_B12_numbers_that_all_can_hold_are_read(
    running: Running, form: Form, number: float
) -> None:
    async with running.peer("platform", form) as peer:
        fields = {"c": "numbers", "message_id": f"{form}{number}", "speaker": "customer"}
        answer = await peer.ask("message.post", text="hello", at=number, **fields)
        wide = number > 1e11
        assert answer["t"] == ("err" if wide else "ack")
        assert not wide or answer["path"] == "$.at"


@pytest.mark.parametrize("form", HOSTILE)
async def test_B12_H06_a_NUL_and_the_widest_offset_are_read(running: Running, form: Form) -> None:
    async with running.peer("platform", form) as peer:
        assert (await peer.post("a\x00b\u2028\ufeff", "m1", f"nul-{form}"))["t"] == "ack"
        await peer.send("subscribe", c=f"nul-{form}", epoch="other", offset=2**53 - 1)
        sub = await peer.receive("sub")
        assert (sub["recovered"], sub["reason"]) == (False, "epoch")


@pytest.mark.parametrize("form", HOSTILE)
async def test_B08_sixteen_levels_are_read_and_the_field_is_what_is_wrong(
    running: Running, form: Form
) -> None:
    nested: object = 1
    for _ in range(15):
        nested = [nested]
    plain = {"t": "ping", "extra": nested}
    async with running.peer("platform", form) as peer:
        await peer.send_raw(msgpack.packb(plain) if form == "msgpack" else json.dumps(plain))
        assert (await peer.receive())["path"] == "$.extra"
