"""A server that speaks what Chatwoot's stream and API are documented to speak."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

TOKEN = "token-of-the-api"
Plain = dict[str, Any]
ANA = {"id": 7, "name": "Ana Lima", "type": "user"}


@dataclass
class Chatwoot:
    """The server, what it will say, and what it was told.

    Args:
        frames: what it sends after each subscription, in this order; then it pings.
        answer: to a subscription.
        conversations: of its API, the latest first, with their messages.
        status: of every answer of its API.
        ping: seconds between its pings; 0: it falls silent.
        heard: every frame that it got.
        headers: of the last handshake.
        asked: the paths of its API that were asked for.
    """

    frames: list[object] = field(default_factory=list)
    answer: Plain = field(default_factory=lambda: {"type": "confirm_subscription"})
    conversations: dict[int, list[Plain]] = field(default_factory=dict)
    status: int = 200
    ping: float = 0.05
    heard: list[Plain] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def stream(self, socket: ServerConnection) -> None:
        """Speak as Action Cable does."""
        try:
            await socket.send('{"type":"welcome"}')
            frame = json.loads(await socket.recv())
            self.heard.append(frame)
            await socket.send(json.dumps(self.answer | {"identifier": frame["identifier"]}))
            for one in self.frames:
                await socket.send(one if isinstance(one, str) else json.dumps(one))
            async with asyncio.TaskGroup() as group:
                group.create_task(self._listen(socket))
                while self.ping:
                    await socket.send('{"type":"ping","message":1795287600}')
                    await asyncio.sleep(self.ping)
        except* ConnectionClosed:
            pass

    async def _listen(self, socket: ServerConnection) -> None:
        async for frame in socket:
            self.heard.append(json.loads(frame))

    def request(self, socket: ServerConnection, request: Request) -> Response | None:
        """Answer what is asked of the API; None for the stream."""
        if request.path == "/cable":
            self.headers = dict(request.headers.raw_items())
            origin = f"http://{request.headers['Host']}"
            if request.headers.get("Origin") != origin:
                return socket.respond(HTTPStatus.NOT_FOUND, "Page not found")
            return None
        self.asked.append(request.path)
        known = request.headers.get("api_access_token") == TOKEN
        status = HTTPStatus(self.status if known else 401)
        plain = self._answer(request.path) if status == 200 else {"error": "no"}
        return socket.respond(status, json.dumps(plain))

    def _answer(self, path: str) -> Plain:
        parts = urlsplit(path)
        query = parse_qs(parts.query)
        match parts.path.split("/")[3:]:
            case ["profile"]:
                return {"id": 7, "pubsub_token": "token-of-the-stream", "accounts": [{"id": 1}]}
            case ["accounts", "1", "conversations"]:
                first = query["page"] == ["1"]
                listed = [
                    {"id": id, "inbox_id": 3, "timestamp": said[-1]["created_at"]}
                    for id, said in self.conversations.items()
                ]
                return {"data": {"meta": {}, "payload": listed if first else []}}
            case ["accounts", "1", "conversations", id, "messages"]:
                before = int(query.get("before", ["1000000"])[0])
                said = [one for one in self.conversations[int(id)] if one["id"] < before]
                return {"meta": {}, "payload": said[-2:]}
        raise AssertionError(path)


@asynccontextmanager
async def speaking(chatwoot: Chatwoot) -> AsyncIterator[str]:
    """Yield the address of the server while it runs."""
    protocol = Subprotocol("actioncable-v1-json")
    server: Server
    async with serve(
        chatwoot.stream,
        "127.0.0.1",
        0,
        process_request=chatwoot.request,
        subprotocols=[protocol],
    ) as server:
        port = server.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"


def message(
    id: int = 1234, content: str = "Where is it?", at: int = 1000, **other: object
) -> Plain:
    """Return a message as the stream and the API have it."""
    return {
        "id": id,
        "content": content,
        "account_id": 1,
        "inbox_id": 3,
        "conversation_id": 567,
        "message_type": 0,
        "private": False,
        "created_at": at,
        "content_type": "text",
        "content_attributes": {},
        "conversation": {"assignee_id": 7, "unread_count": 1},
        "sender": {"id": 89, "name": "Jane Doe", "type": "contact"},
    } | other


def event(name: str, data: Plain) -> Plain:
    return {"identifier": "{}", "message": {"event": name, "data": data}}
