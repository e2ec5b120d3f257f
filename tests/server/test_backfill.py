"""What was said before a console told us of a conversation, asked for at an API of its shape."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from assist.config import Webhook
from assist.events import MessagePosted
from assist.server import backfill
from assist.server.run import listen
from assist.wire.requests import MessageRequest
from tests.server.consoled import connector, consoled, send, signed, webhook
from tests.server.harness import Running, limits
from tests.server.hooked import stream

BEGAN = 1795287600
CHAT = "567"

Answer = Callable[[Request], Response]


def past(count: int) -> list[dict[str, object]]:
    """Return messages as Chatwoot's API lists them, the oldest first."""
    return [
        {
            "id": number,
            "content": f"message {number}",
            "message_type": number % 2,
            "created_at": BEGAN + number,
            "private": False,
            "sender": {"name": "Jane", "type": "contact" if number % 2 == 0 else "user"},
        }
        for number in range(1, count + 1)
    ]


class Api:
    """Chatwoot's list of messages, in pages of twenty."""

    def __init__(self, messages: list[dict[str, object]]) -> None:
        self.messages = messages
        self.asked: list[str] = []
        self.refusals: list[Response] = []
        self.url = ""

    async def answer(self, request: Request) -> Response:
        self.asked.append(request.url.path)
        if self.refusals:
            return self.refusals.pop(0)
        if request.headers.get("api_access_token") != "the token of the api":
            return JSONResponse({"error": "Access denied"}, 401)
        before = int(request.query_params.get("before", 10**9))
        older = [one for one in self.messages if int(str(one["id"])) < before]
        return JSONResponse({"meta": {}, "payload": older[-20:]})


@asynccontextmanager
async def answering(api: Api) -> AsyncIterator[Api]:
    listening = listen("127.0.0.1", 0, limits())
    app = Starlette(routes=[Route("/{path:path}", api.answer)])
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", access_log=False))
    task = asyncio.create_task(server.serve(sockets=[listening]))
    api.url = f"http://127.0.0.1:{listening.getsockname()[1]}/api/v1/accounts/1"
    try:
        yield api
    finally:
        server.should_exit = True
        await task
        listening.close()


def hook(api: Api, secret: bytes = b"the token of the api") -> Webhook:
    return webhook("chatwoot", api=api.url, api_secrets=(secret,))


async def tell(running: Running, known: Webhook, id: str, text: str, at: float) -> None:
    said = MessageRequest(
        conversation=CHAT, message_id=id, speaker="customer", text=text, at=at, name="Jane"
    )
    written = connector("chatwoot").write(said)
    assert written is not None
    async with running.http() as client:
        answer = await send(client, signed(running, known, written.body, endpoint="chat"))
        assert (answer.status_code, answer.content) == (200, b"")


async def said_in(running: Running, count: int) -> list[MessagePosted]:
    """Return the messages of the chat once there are so many."""
    async with asyncio.timeout(10):
        while True:
            found = [one.event for one in await stream(running, CHAT)]
            if len(found) >= count:
                return [one for one in found if isinstance(one, MessagePosted)]
            await asyncio.sleep(0.02)


async def told(caplog: pytest.LogCaptureFixture, words: str) -> None:
    """Wait until the log says it."""
    async with asyncio.timeout(10):
        while True:
            if words in caplog.text:
                return
            await asyncio.sleep(0.02)


async def test_the_past_of_a_conversation_is_fetched_once_and_marked_late(tmp_path: Path) -> None:
    async with answering(Api(past(50))) as api:
        known = hook(api)
        async with consoled(tmp_path, {"chat": known}) as running:
            await tell(running, known, "51", "still no parcel", BEGAN + 51)
            said = await said_in(running, 51)
            assert [one.late for one in said] == [False] + [True] * 50
            assert [one.message_id for one in said[1:]] == [str(number) for number in range(1, 51)]
            assert [one.at for one in said[1:]] == [BEGAN + number for number in range(1, 51)]
            assert {one.speaker for one in said[1:]} == {"customer", "agent"}
            asked = len(api.asked)
            await tell(running, known, "52", "and now?", BEGAN + 52)
            assert len(await said_in(running, 52)) == 52
            assert len(api.asked) == asked


async def test_what_was_missed_while_the_server_was_down_is_fetched_after_the_start(
    tmp_path: Path,
) -> None:
    async with answering(Api(past(3))) as api:
        known = hook(api)
        async with consoled(tmp_path, {"chat": known}) as running:
            await tell(running, known, "3", "message 3", BEGAN + 3)
            # The third is known by its id, whatever else is the same or not.
            assert [one.message_id for one in await said_in(running, 3)] == ["3", "1", "2"]
        api.messages = past(6)
        async with consoled(tmp_path, {"chat": known}) as running:
            await tell(running, known, "6", "message 6", BEGAN + 6)
            said = await said_in(running, 6)
            assert sorted(one.message_id for one in said) == ["1", "2", "3", "4", "5", "6"]


async def test_an_api_that_stumbles_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backfill, "PAUSE", 0.01)
    async with answering(Api(past(2))) as api:
        api.refusals = [Response(status_code=503), Response(status_code=429)]
        known = hook(api)
        async with consoled(tmp_path, {"chat": known}) as running:
            await tell(running, known, "9", "hello?", BEGAN + 9)
            assert len(await said_in(running, 3)) == 3
            assert len(api.asked) >= 3


@pytest.mark.parametrize("wrong", ["token", "no JSON", "a redirection"])
async def test_an_api_that_refuses_leaves_the_live_chat_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, wrong: str
) -> None:
    async with answering(Api(past(2))) as api:
        known = hook(api, b"another token" if wrong == "token" else b"the token of the api")
        if wrong == "no JSON":
            api.refusals = [Response(b"<html>sign in</html>")]
        if wrong == "a redirection":
            api.refusals = [Response(status_code=302, headers={"location": "/sign_in"})]
        async with consoled(tmp_path, {"chat": known}) as running:
            await tell(running, known, "9", "hello?", BEGAN + 9)
            await told(caplog, "cannot be had")
            assert [one.message_id for one in await said_in(running, 1)] == ["9"]
            assert len(api.asked) == 1
    assert "another token" not in caplog.text
    assert "sign in" not in caplog.text


async def test_who_names_no_api_is_asked_nothing(tmp_path: Path) -> None:
    async with answering(Api(past(2))) as api:
        known = webhook("chatwoot")
        async with consoled(tmp_path, {"chat": known}) as running:
            await tell(running, known, "9", "hello?", BEGAN + 9)
            await asyncio.sleep(0.1)
            assert api.asked == []


def test_the_stand_in_lists_as_the_connector_expects() -> None:
    history = connector("chatwoot").history
    assert history is not None
    page = history.read(json.dumps({"payload": past(2)}).encode(), CHAT)
    assert len(page.heard.said) == 2
