import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from assist.config import Limits
from tests.server.harness import Running, message, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    data = tmp_path_factory.mktemp("data")
    async with serving(data, limits=Limits(request_body=0.5)) as running:
        yield running


@pytest.fixture
def chat(request: pytest.FixtureRequest) -> str:
    return str(request.node.name)[:200]


def body(chat: str, **changes: object) -> dict[str, object]:
    plain: dict[str, object] = {
        "conversation": chat,
        "message_id": "m1",
        "speaker": "customer",
        "text": "still no parcel",
    }
    return {name: value for name, value in (plain | changes).items() if value is not None}


async def send(running: Running, token: str | None = None, **request: object) -> httpx.Response:
    given = running.token("platform") if token is None else token
    headers = {"authorization": f"Bearer {given}"} | dict(request.pop("headers", {}))  # type: ignore[call-overload]
    async with running.http() as client:
        return await client.post("/v1/messages", headers=headers, **request)  # type: ignore[arg-type]


def error(response: httpx.Response) -> dict[str, object]:
    assert response.headers["content-type"] == "application/json"
    found: dict[str, object] = response.json()["error"]
    assert found["message"]
    return found


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


async def test_a_message_is_the_same_by_both_ways_in(running: Running, chat: str) -> None:
    async with running.peer("platform") as platform:
        ack = await platform.post("still no parcel", "m1", chat)
    answer = (await send(running, json=body(chat))).json()
    assert (answer["epoch"], answer["offset"], answer["duplicate"]) == (ack["e"], 1, True)


async def test_C09_the_same_id_with_another_body_is_a_conflict(running: Running, chat: str) -> None:
    await send(running, json=body(chat))
    response = await send(running, json=body(chat, text="something else"))
    assert response.status_code == 409
    assert (error(response)["code"], error(response)["key"]) == (116, "id_conflict")


@pytest.mark.parametrize("header", ["", "Basic abc", "Bearer", "Bearer x.y.z", "Bearer é"])
async def test_without_a_good_token_nothing_is_taken(
    running: Running, chat: str, header: str
) -> None:
    response = await send(running, json=body(chat), headers={"authorization": header.encode()})
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert error(response)["code"] == 101


async def test_an_agent_or_a_token_for_another_conversation_may_not_post(
    running: Running, chat: str
) -> None:
    for token in (
        running.token("agent"),
        running.token("platform", conversations=frozenset({"other"})),
    ):
        response = await send(running, token, json=body(chat))
        assert (response.status_code, error(response)["code"]) == (403, 103)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"colour": "SECRET"}, "$.colour"),
        ({"text": None}, "$.text"),
        ({"text": 7}, "$.text"),
        ({"speaker": "SECRET"}, "$.speaker"),
        ({"message_id": ""}, "$.message_id"),
        ({"conversation": "c" * 201}, "$.conversation"),
        ({"at": -1}, "$.at"),
        ({"text": "a" * 70_000}, "$.text"),
    ],
    ids=repr,
)
async def test_B15_a_wrong_field_is_named_and_not_quoted(
    running: Running, chat: str, change: dict[str, object], path: str
) -> None:
    response = await send(running, json=body(chat, **change))
    assert response.status_code == 400
    assert (error(response)["code"], error(response)["path"]) == (107, path)
    assert "SECRET" not in response.text


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


async def test_B22_other_types_and_compressed_bodies_are_refused(
    running: Running, chat: str
) -> None:
    assert (await send(running, data={"text": "x"})).status_code == 415
    for coding in ("gzip", "br"):
        headers = {"content-encoding": coding}
        response = await send(running, json=body(chat), headers=headers)
        assert response.status_code == 415


async def answer_to(running: Running, head: str, content: bytes) -> bytes:
    """Send a request by hand, perhaps not all of it, and return what comes back."""
    reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
    request = (
        "POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {running.token('platform')}\r\n{head}\r\n\r\n"
    )
    writer.write(request.encode() + content)
    async with asyncio.timeout(10):
        answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


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


async def test_B20_a_body_that_never_ends_is_given_up(running: Running) -> None:
    answer = await answer_to(running, "Content-Length: 1000", b"{")
    assert answer.startswith(b"HTTP/1.1 408"), answer[:80]


async def test_other_methods_are_refused(running: Running) -> None:
    async with running.http() as client:
        assert (await client.get("/v1/messages")).status_code == 405


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
