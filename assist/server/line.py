"""A Starlette websocket as the outbox and the connection use it: payloads out, payloads in."""

from collections.abc import AsyncIterator, Callable

from prometheus_client import Counter
from starlette.websockets import WebSocket, WebSocketDisconnect

from assist.server.protocol import LINK, Link
from assist.wire.codes import Close
from assist.wire.encode import Payload


class WebSocketLine:
    """One accepted websocket; `frames` counts what goes each way."""

    def __init__(self, websocket: WebSocket, frames: Counter) -> None:
        self._websocket = websocket
        self._in, self._out = frames.labels("in"), frames.labels("out")
        link = websocket.scope["state"][LINK]
        assert isinstance(link, Link)
        self._link = link
        self._ended = False

    @property
    def heard_at(self) -> float:
        """When the peer last sent anything, by the loop's clock."""
        return self._link.heard_at

    def on_flood(self, hear: Callable[[], None]) -> None:
        """Call `hear` when the peer sends nothing but pings and pongs, and too many."""
        self._link.on_flood = hear

    def ping(self) -> None:
        """Send a ping of the websocket protocol."""
        self._link.ping()

    def abort(self) -> None:
        """Drop the connection now, unsent bytes included."""
        self._link.abort()

    async def receive(self) -> Payload | None:
        """Return the next message, None once the connection has ended."""
        if self._ended:
            return None
        message = await self._websocket.receive()
        if message["type"] == "websocket.disconnect":
            self._ended = True
            return None
        self._in.inc()
        text: str | None = message.get("text")
        data: bytes | None = message.get("bytes")
        return text if text is not None else data

    async def messages(self) -> AsyncIterator[Payload]:
        """Yield messages until the connection has ended."""
        while (message := await self.receive()) is not None:
            yield message

    async def send(self, payload: Payload) -> None:
        """Hand one frame to the transport; waits while the peer reads slowly."""
        kind = "text" if isinstance(payload, str) else "bytes"
        await self._give({"type": "websocket.send", kind: payload})
        self._out.inc()

    async def close(self, close: Close) -> None:
        """Send the close frame."""
        await self._give({"type": "websocket.close", "code": close.code, "reason": close.key})

    async def _give(self, message: dict[str, object]) -> None:
        try:
            await self._websocket.send(message)
        except (WebSocketDisconnect, RuntimeError) as error:
            raise ConnectionResetError("the peer is gone") from error
