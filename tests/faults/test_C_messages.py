"""Group C, messages by plain HTTP: durable once, or refused with what would be right."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from assist.config import Limits
from tests.server.harness import Running, message, serving
from tests.server.posted import answer_to, body, error, send

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    data = tmp_path_factory.mktemp("data")
    async with serving(data, limits=Limits(request_body=0.5)) as running:
        yield running


@pytest.fixture
def chat(request: pytest.FixtureRequest) -> str:
    return str(request.node.name)[:200]


async def test_C01_a_message_is_accepted_after_it_is_durable(running: Running, chat: str) -> None:
    async with running.peer() as widget:
        await widget.ask("subscribe", c=chat)
        response = await send(running, json=body(chat, name="Ana", language="en", at=1.5))
        assert response.status_code == 202
        (posted,) = await widget.events(1, chat)
        assert response.json() == {
            "conversation": chat,
            "epoch": posted["e"],
            "offset": 1,
            "duplicate": False,
        }
        assert (await widget.event("suggestion.offered", chat))["o"] == 5


async def test_C08_C16_the_same_message_100_times_at_once_is_taken_once(
    running: Running, chat: str
) -> None:
    async with running.http() as client:
        headers = {"authorization": f"Bearer {running.token('platform')}"}
        responses = await asyncio.gather(
            *(client.post("/v1/messages", json=body(chat), headers=headers) for _ in range(100))
        )
    assert {response.status_code for response in responses} == {202}
    answers = [response.json() for response in responses]
    assert {(answer["epoch"], answer["offset"]) for answer in answers} == {(answers[0]["epoch"], 1)}
    assert sum(answer["duplicate"] for answer in answers) == 99


async def test_C09_the_same_id_with_another_body_is_a_conflict(running: Running, chat: str) -> None:
    await send(running, json=body(chat))
    response = await send(running, json=body(chat, text="something else"))
    assert response.status_code == 409
    assert (error(response)["code"], error(response)["key"]) == (116, "id_conflict")


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"7", b'{"a":1,"a":2}', b"\xff", b'"\\ud800"', b"[" * 100_000, b"{} {}"],
    ids=lambda content: repr(content[:10]),
)
async def test_C06_B13_a_body_that_is_no_json_object_is_refused(
    running: Running, content: bytes
) -> None:
    response = await send(
        running, content=content, headers={"content-type": "application/json; charset=utf-8"}
    )
    assert (response.status_code, error(response)["code"]) == (400, 107)


@pytest.mark.parametrize(
    ("head", "content"),
    [
        ("Content-Length: 262145", b""),
        ("Content-Length: 99999999999999999999999999", b""),
        ("Transfer-Encoding: chunked", b"40001\r\n" + b" " * 0x40001),
    ],
    ids=["declared", "absurd", "chunked"],
)
async def test_C13_more_than_256_KiB_are_refused_by_length_and_at_the_cap(
    running: Running, head: str, content: bytes
) -> None:
    answer = await answer_to(running, head, content)
    assert answer.startswith((b"HTTP/1.1 413", b"HTTP/1.1 400")), answer[:80]
    assert head.endswith("99") or b'"code":113' in answer


async def test_C13_256_KiB_are_read(running: Running) -> None:
    content = b" " * (256 * 1024)
    response = await send(running, content=content, headers={"content-type": "application/json"})
    assert response.status_code == 400


async def test_C15_when_nothing_can_be_written_the_platform_is_told_to_come_again(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    async with serving(tmp_path_factory.mktemp("full")) as running:
        await running.service.journal.close()
        response = await send(running, json=body("chat"))
        assert (response.status_code, error(response)["code"]) == (503, 102)
        assert response.headers["retry-after"] == "1"
        async with running.peer("platform") as platform:
            refused = await platform.ask("message.post", **message("hello", "m1"))
            assert (refused["code"], refused["temporary"]) == (102, True)
            assert refused["retry_ms"] > 0
        async with running.peer() as widget:
            await widget.send("subscribe", c="chat-1")
            closed = await widget.closed()
            assert (closed.code, closed.last[-1]["key"]) == (4203, "insufficient_state")
