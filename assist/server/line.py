"""A Starlette websocket as the outbox and the connection use it: payloads out, payloads in.

What both do all the time goes past ASGI, straight to the link: there and back each frame would
cross seven functions and two dicts that say what is known.
"""

from collections.abc import Callable, Sequence

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
        heard = await self._link.take()
        if isinstance(heard, dict):
            self._ended = True
            return None
        self._in.inc()
        return heard

    @property
    def ready(self) -> bool:
        """Whether the peer has taken most of what it was sent."""
        return self._link.writable.is_set()

    async def until_ready(self) -> None:
        """Wait for it."""
        await self._link.writable.wait()

    def send(self, payloads: Sequence[Payload]) -> None:
        """Hand frames to the transport."""
        self._link.write(payloads)
        self._out.inc(len(payloads))

    async def close(self, close: Close) -> None:
        """Send the close frame."""
        try:
            await self._websocket.close(close.code, close.key)
        except (WebSocketDisconnect, RuntimeError) as error:
            raise ConnectionResetError("the peer is gone") from error
