"""Frames that can be read but are wrong: refused by the field, never quoted, nothing is done."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any, get_args

import msgpack
import pytest
import pytest_asyncio
from msgspec import inspect

from assist.wire.frames import CLIENT_FRAMES
from assist.wire.subprotocols import Form
from benchmarks.hostile_frames import SECRET
from tests.faults.raw import intact
from tests.server.harness import CHAT, Closed, Peer, Running, limits, message, serving
from tests.wire.test_decode import GOOD

pytestmark = pytest.mark.asyncio(loop_scope="module")

FORMS: tuple[Form, ...] = get_args(Form)
REQUESTS = [name for name in CLIENT_FRAMES if name not in ("hello", "ping", "pong")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with serving(tmp_path_factory.mktemp("data"), limits=limits(in_flight=4)) as running:
        yield running


def good(name: str) -> dict[str, Any]:
    return {"t": name} | GOOD[name]


def wrong(name: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Each way in which one field of a frame is wrong, and the path that the refusal names."""
    for field in inspect.type_info(CLIENT_FRAMES[name]).fields:  # type: ignore[attr-defined]
        yield good(name) | {field.name: {SECRET: SECRET}}, f"$.{field.name}"
        yield good(name) | {field.name: [[SECRET]]}, f"$.{field.name}"
        if field.required:
            less = good(name)
            del less[field.name]
            yield less, f"$.{field.name}"
    yield good(name) | {"extra": SECRET}, "$.extra"
    yield good(name) | {SECRET * 9: SECRET}, "$.?"


async def refusal(peer: Peer, plain: dict[str, Any]) -> dict[str, Any]:
    await peer.send_raw(json.dumps(plain) if peer.form == "json" else msgpack.packb(plain))
    answer = await peer.receive()
    assert (answer["t"], answer["code"], answer["temporary"]) == ("err", 107, False)
    assert SECRET not in json.dumps(answer)
    return answer


async def sent_away(peer: Peer, code: int, key: str) -> None:
    closed = await peer.closed()
    assert closed.code == code
    bye = closed.last[-1]
    assert (bye["t"], bye["code"], bye["key"]) == ("bye", code, key)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("before", ["hello", "welcome"])
async def test_B14_the_wrong_type_of_message_ends_the_connection(
    running: Running, form: Form, before: str
) -> None:
    async with running.open(form) as peer:
        if before == "welcome":
            await peer.hello(running.token("platform"))
        await peer.send_raw(b"{}" if form == "json" else "{}")
        await sent_away(peer, 1003, "wrong_type")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", REQUESTS)
async def test_B15_a_wrong_field_is_named_and_its_value_is_not(
    running: Running, form: Form, name: str
) -> None:
    async with running.peer("platform", form) as peer:
        for plain, path in wrong(name):
            answer = await refusal(peer, plain)
            # Of a list the item that is wrong is named.
            assert answer["path"].partition("[")[0] == path
            assert answer.get("id") == (None if path == "$.id" else plain["id"])
        assert await peer.ask("subscribe", c=f"{form}-{name}") == {
            "t": "sub",
            "c": f"{form}-{name}",
            "top": 0,
            "recovered": True,
            "id": peer.ids,
        }


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "name", ["", "hullo", "ev", "message.posted", "__class__", SECRET, 7, None]
)
async def test_B15_a_frame_of_no_name_is_refused(running: Running, form: Form, name: Any) -> None:  # noqa: ANN401
    async with running.peer("platform", form) as peer:
        answer = await refusal(peer, {"t": name, "id": 3})
        assert (answer["path"], answer["id"]) == ("$.t", 3)
        assert (await peer.ask("subscribe", c="names"))["t"] == "sub"


@pytest.mark.parametrize("plain", [{}, {"T": "ping"}, {"id": 1}, {"": ""}])
async def test_B15_a_frame_without_its_name_is_refused(
    running: Running, plain: dict[str, Any]
) -> None:
    async with running.peer("platform") as peer:
        await peer.send_raw(json.dumps(plain))
        assert (await peer.receive())["path"] == "$.t"


async def test_B15_a_wrong_message_writes_nothing(running: Running) -> None:
    async with running.peer("platform") as peer:
        assert (await peer.post("hello", "m1", "written"))["t"] == "ack"
        for plain, _ in wrong("message.post"):
            await refusal(
                peer, plain | ({"c": "written"} if isinstance(plain.get("c"), str) else {})
            )
    await intact(running, "written")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("number", [-1, 2**32, 2**53 - 1, 1.5, "7", True, None, [1]])
async def test_B16_an_id_that_is_none_is_refused_and_not_repeated(
    running: Running, form: Form, number: object
) -> None:
    async with running.peer("platform", form) as peer:
        answer = await refusal(peer, good("subscribe") | {"id": number})
        assert answer["path"] == "$.id"
        assert "id" not in answer


@pytest.mark.parametrize("number", [2**53, -(2**53), 2**64 - 1])
async def test_B16_an_id_beyond_53_bits_cannot_be_read(running: Running, number: int) -> None:
    async with running.peer("platform") as peer:
        assert "id" not in await refusal(peer, good("subscribe") | {"id": number})


async def test_B16_an_id_in_flight_cannot_be_used_again(running: Running) -> None:
    async with running.peer("platform") as peer:
        for message_id in ("m1", "m2"):
            await peer.send("message.post", **message("hello", message_id), id=7)
        answers = [await peer.receive("ack", "err") for _ in range(2)]
        assert {answer["id"] for answer in answers} == {7}
        assert [answer["path"] for answer in answers if answer["t"] == "err"] == ["$.id"]
        assert (await peer.ask("message.post", **message("hello", "m3"), id=7))["t"] == "ack"


async def test_B18_an_agent_who_is_too_fast_is_slowed_down_and_then_sent_away(
    running: Running,
) -> None:
    async with running.peer() as peer, running.peer(subject="bob") as other:
        for _ in range(101):
            await peer.send("unsubscribe", c=CHAT)
        answers = [await peer.receive("ack", "err") for _ in range(101)]
        slowed = [answer for answer in answers if answer["t"] == "err"]
        assert len(slowed) >= 20
        assert {(answer["code"], answer["temporary"]) for answer in slowed} == {(111, True)}
        assert all(0 < answer["retry_ms"] <= 1000 for answer in slowed)
        with pytest.raises(Closed) as caught:
            for _ in range(1000):
                await peer.send("ping")
                await peer.receive("pong", "err")
        assert caught.value.code == 4101
        assert (await other.ask("subscribe", c=CHAT))["t"] == "sub"


async def test_B18_a_platform_may_be_as_fast_as_the_disk(running: Running) -> None:
    async with running.peer("platform") as peer:
        for number in range(101):
            await peer.send("message.post", **message("hello", f"m{number}", "fast"), id=number)
        answers = [await peer.receive("ack", "err") for _ in range(101)]
    assert {answer["t"] for answer in answers} == {"ack"}
