"""Events of chats -> a real websocket on this machine that sends them to a widget.

with fed() as feed:
    page.goto(feed.url)  # a page with one widget in it, connected to the feed
    feed.say("c1", moments)
"""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from playwright.sync_api import BrowserContext, Page
from websockets.datastructures import Headers
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve
from websockets.typing import Subprotocol

from assist import codec
from assist.cli.offline import Offline
from assist.events import MessagePosted
from assist.resources import widget_dir

PROTOCOL = Subprotocol("assist.v1.json")
TYPES = {".js": "text/javascript", ".html": "text/html"}
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>console</title>
<script type="module" src="/widget/index.js"></script>
<body><p id="bare"></p><textarea id="composer" aria-label="Reply"></textarea>
<agent-assist for="composer" token="t" server="ws://127.0.0.1:%d/"></agent-assist>
"""
_OPEN = """
([first, ...others]) => {
  const assist = document.querySelector('agent-assist')
  assist.setAttribute('conversations', others.join(' '))
  assist.setAttribute('conversation', first)
}
"""
Moment = tuple[str, str]
"""An event of a stream: its name, and its data as JSON."""


class Feed:
    """What the server says to one page, and how much of it there is."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/"
        self._port = port
        self._socket: ServerConnection | None = None
        self._tops: dict[str, int] = {}
        self._followed = threading.Condition()

    def open(self, context: BrowserContext) -> Page:
        """Return a page whose widget has connected."""
        page = context.new_page()
        page.goto(self.url)
        page.wait_for_function("document.querySelector('agent-assist').connection === 'live'")
        return page

    def say(self, chat: str, moments: Sequence[Moment]) -> None:
        """Let events happen in a chat; each is a frame of its own."""
        for name, data in moments:
            self._tops[chat] += 1
            offset = self._tops[chat]
            head = json.dumps({"t": "ev", "c": chat, "o": offset, "k": name})
            self.send(f'{head[:-1]}, "d": {data}}}')

    def send(self, frame: str) -> None:
        """Send a frame as it is."""
        assert self._socket is not None
        self._socket.send(frame)

    def follow(self, page: Page, chats: list[str]) -> None:
        """Let the page open the first of these chats, and follow all of them from their start."""
        with self._followed:
            self._tops.clear()
        page.evaluate(_OPEN, chats)
        with self._followed:
            assert self._followed.wait_for(lambda: set(chats) <= self._tops.keys(), 15)

    def serve(self, socket: ServerConnection) -> None:
        """Answer one page until it goes."""
        self._socket = socket
        for data in socket:
            asked = json.loads(data)
            answer: dict[str, Any] | None = None
            match asked["t"]:
                case "hello":
                    answer = {"t": "welcome", "minor": 0, "role": "agent", "ping_ms": 600_000}
                case "subscribe":
                    answer = {"t": "sub", "id": asked["id"], "c": asked["c"], "top": 0}
                    answer |= {"epoch": "e1", "recovered": False}
                case "suggestion.decide" | "kind.mute" | "reading.correct":
                    answer = {"t": "ack", "id": asked["id"], "c": asked["c"]}
                case "draft.check":
                    answer = {"t": "draft", "id": asked["id"], "findings": []}
            if answer is not None:
                socket.send(json.dumps(answer))
            if asked["t"] == "subscribe":
                with self._followed:
                    self._tops[asked["c"]] = 0
                    self._followed.notify()

    def answer(self, _: ServerConnection, request: Request) -> Response | None:
        """Answer what asks for a file of the page; None for a socket."""
        if "Upgrade" in request.headers:
            return None
        if not request.path.startswith("/widget/"):
            return _file(".html", (PAGE % self._port).encode())
        file = widget_dir() / request.path.removeprefix("/widget/")
        return _file(file.suffix, file.read_bytes())


def _file(suffix: str, body: bytes) -> Response:
    headers = Headers({"Content-Type": TYPES[suffix], "Content-Length": str(len(body))})
    return Response(200, "OK", headers, body)


@contextmanager
def fed() -> Iterator[Feed]:
    """Run a feed on a free port."""
    feeds: list[Feed] = []
    server = serve(
        lambda socket: feeds[0].serve(socket),
        "127.0.0.1",
        0,
        process_request=lambda socket, request: feeds[0].answer(socket, request),
        subprotocols=[PROTOCOL],
        compression=None,
    )
    feeds.append(Feed(server.socket.getsockname()[1]))
    running = threading.Thread(target=server.serve_forever)
    running.start()
    try:
        yield feeds[0]
    finally:
        server.shutdown()
        running.join()


@cache
def chats() -> tuple[tuple[Moment, ...], ...]:
    """Return the streams of the demo's English chats, as the server tells them."""
    offline = Offline.load()
    folder = widget_dir().parent / "demo" / "chats"
    scripts = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    return tuple(_stream(offline, each) for each in scripts if each["language"] == "en")


def _stream(offline: Offline, script: dict[str, Any]) -> tuple[Moment, ...]:
    session = offline.session()
    moments: list[Moment] = []
    for number, turn in enumerate(turn for turn in script["turns"] if "speaker" in turn):
        said = {key: turn[key] for key in ("speaker", "text", "at")}
        posted = codec.from_plain(MessagePosted, {"message_id": f"m{number}", **said})
        for event in (posted, *session.receive(posted, posted.at)):
            name, data = codec.event_to_plain(event)
            moments.append((name, json.dumps(data)))
    return tuple(moments)
