"""Chats as they go on -> the frames of a widget's socket, in this process: no port, no wait."""

import json
import time
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace
from playwright.sync_api import Page, Route, WebSocketRoute

from assist import codec
from assist.cli.offline import Offline
from assist.events import (
    ContextGiven,
    Event,
    Inbound,
    KindMuted,
    MessagePosted,
    ReadingCorrected,
    Suggestion,
    SuggestionDecided,
    SuggestionOffered,
    TimePassed,
)
from assist.resources import widget_dir

URL = "http://console.test"
CHATS = widget_dir().parent / "demo" / "chats"
WIDGET = widget_dir()
EPOCH = "e1"
TYPES = {".js": "text/javascript", ".html": "text/html"}
Frame = dict[str, Any]


class Talk:
    """One conversation, as the server keeps it: its session and its stream so far."""

    def __init__(self, offline: Offline, began: float) -> None:
        self.session = offline.session()
        self.now = began
        self.stream: list[Frame] = []
        self.said = 0


class Service:
    """Answers the widgets of one page as the server does; `at` is when the chats began.

    While it is not `up` it takes connections and says nothing.
    """

    def __init__(self, offline: Offline, body: str) -> None:
        self.up = True
        self.spoken: list[Frame] = []
        self._offline = offline
        self._body = body
        self._talks: dict[str, Talk] = {}
        self._sockets: list[WebSocketRoute] = []

    def serve(self, page: Page) -> None:
        """Be all that this page can reach."""
        page.route(f"{URL}/**", self._page)
        page.route_web_socket("**/v1/socket", self._connected)

    def talk(self, chat: str) -> Talk:
        """Return a conversation; one that nobody knows begins ten minutes ago."""
        if chat not in self._talks:
            self._talks[chat] = Talk(self._offline, time.time() - 600)
        return self._talks[chat]

    def say(self, chat: str, text: str, *, speaker: str = "customer", after: float = 10) -> None:
        """Let somebody say something, so many seconds after what was before."""
        talk = self.talk(chat)
        talk.said += 1
        said = {"message_id": f"m{talk.said}", "speaker": speaker, "text": text}
        self.happen(chat, lambda at: codec.from_plain(MessagePosted, {**said, "at": at}), after)

    def tell(self, chat: str, *, after: float = 1, **known: str) -> None:
        """Tell what the platform knows."""
        told = {"context_id": f"k{len(self.talk(chat).stream)}", **known}
        self.happen(chat, lambda at: codec.from_plain(ContextGiven, {**told, "at": at}), after)

    def play(self, chat: str, script: str, turns: int) -> None:
        """Play the first turns of one of the demo's chats."""
        at = 0.0
        for turn in json.loads((CHATS / f"{script}.json").read_text())["turns"][:turns]:
            after, at = turn["at"] - at, turn["at"]
            if "context" in turn:
                self.tell(chat, after=after, **turn["context"])
            else:
                self.say(chat, turn["text"], speaker=turn["speaker"], after=after)

    def offer(self, chat: str, **other: Any) -> Suggestion:  # noqa: ANN401
        """Put another card in place of the one on show, the same but for `other`."""
        showing = self.talk(chat).session.conversation.showing
        assert showing is not None
        card = replace(showing, suggestion_id=f"{showing.suggestion_id}-other", **other)
        self.push(chat, SuggestionOffered(suggestion=card))
        return card

    def happen(self, chat: str, event: Callable[[float], Inbound], after: float) -> None:
        """Let an event happen, with all that follows from it."""
        talk = self.talk(chat)
        wake = talk.session.wake_at
        if wake is not None and wake < talk.now + after:
            self._receive(chat, TimePassed(at=wake), wake)
        talk.now += after
        happened = event(talk.now)
        self.push(chat, happened)
        self._receive(chat, happened, talk.now)

    def push(self, chat: str, event: Event) -> None:
        """Put an event into the stream, and send it to those who are there."""
        kind, data = codec.event_to_plain(event)
        stream = self.talk(chat).stream
        frame = {"t": "ev", "c": chat, "o": len(stream) + 1, "k": kind, "d": data}
        stream.append(frame)
        self._send(frame)

    def close(self, code: int, key: str) -> None:
        """End all connections."""
        self._send({"t": "bye", "code": code, "key": key})
        self._sockets.clear()

    def _receive(self, chat: str, event: Inbound | TimePassed, now: float) -> None:
        for output in self.talk(chat).session.receive(event, now):
            self.push(chat, output)

    def _send(self, frame: Frame) -> None:
        for socket in self._sockets:
            socket.send(json.dumps(frame))

    def _connected(self, socket: WebSocketRoute) -> None:
        if self.up:
            self._sockets.append(socket)
            socket.on_message(lambda data: self._answer(socket, json.loads(data)))

    def _answer(self, socket: WebSocketRoute, asked: Frame) -> None:
        self.spoken.append(asked)
        match asked:
            case {"t": "hello"}:
                answers = [{"t": "welcome", "minor": 0, "role": "agent", "ping_ms": 60_000}]
                for chat, _, offset in asked.get("resume", []):
                    answers += self._subscribed({"c": chat}, offset)
            case {"t": "subscribe"}:
                answers = self._subscribed(asked, 0)
            case {"t": "draft.check", "id": number, "c": chat, "text": text}:
                found = self.talk(chat).session.draft(text, self.talk(chat).now)
                answers = [{"t": "draft", "id": number, "findings": codec.to_plain(found)}]
            case {"t": "suggestion.decide" | "kind.mute" | "reading.correct"}:
                answers = [{"t": "ack", "id": asked["id"], "c": asked["c"]}]
                self._acted(asked)
            case _:
                answers = []
        for answer in answers:
            socket.send(json.dumps(answer))

    def _subscribed(self, asked: Frame, offset: int) -> list[Frame]:
        stream = self.talk(asked["c"]).stream
        first = {"t": "sub", "top": len(stream), "epoch": EPOCH, "recovered": bool(offset)}
        return [{**asked, **first}, *stream[offset:]]

    def _acted(self, asked: Frame) -> None:
        kinds: dict[str, type[Inbound]] = {
            "suggestion.decide": SuggestionDecided,
            "kind.mute": KindMuted,
            "reading.correct": ReadingCorrected,
        }
        kind = kinds[asked["t"]]
        given = {"tone": None, **asked}
        self.happen(asked["c"], lambda at: codec.from_plain(kind, {**given, "at": at}), 1)

    def _page(self, route: Route) -> None:
        path = route.request.url.removeprefix(URL).partition("?")[0]
        if path.startswith("/widget/"):
            file = WIDGET / path.removeprefix("/widget/")
            route.fulfill(path=file, content_type=TYPES[file.suffix])
        elif path == "/":
            route.fulfill(body=self._body, content_type="text/html")
        else:
            route.fulfill(status=204)
