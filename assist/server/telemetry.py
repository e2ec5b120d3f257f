"""What the parts of the server do -> the metrics and the spans of it; one value that they share."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from functools import cache
from time import perf_counter
from typing import Final, Literal, TypeVar

from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assist.findings import Reading
from assist.journal.records import Appended, IdConflict, Key, Unavailable
from assist.reading.reader import Reader
from assist.server.metrics import Metrics
from assist.server.tracing import Tracing
from assist.vocabulary import Language, Speaker
from assist.wire.codes import Close

Transport = Literal["socket", "http", "hook", "stream"]
Answer = TypeVar("Answer")

_OUTCOMES: Final = {IdConflict: "conflict", Unavailable: "unavailable"}


class Telemetry:
    """Metrics and traces of one server."""

    def __init__(self, metrics: Metrics | None = None, tracing: Tracing | None = None) -> None:
        self.metrics = metrics or Metrics()
        self.tracing = tracing or Tracing()
        # Labels have few values, and to look one up costs more than to count.
        self._messages = cache(self.metrics.messages.labels)
        self._acknowledgement = cache(self.metrics.acknowledgement.labels)
        self._judging = _Judging(self.metrics.judgement.observe)

    async def acknowledged(
        self, transport: Transport, key: Key, appending: Awaitable[Appended]
    ) -> Appended:
        """Return what `appending` does, counted with the time that it took."""
        begun, outcome = perf_counter(), "wrong"
        try:
            with self.tracing.span("ingest", key, transport=transport):
                done = await appending
            outcome = "duplicate" if done.duplicate else "acknowledged"
            self._acknowledgement(transport).observe(perf_counter() - begun)
        except Exception as error:
            outcome = _OUTCOMES.get(type(error), outcome)
            raise
        finally:
            tenant = self.metrics.tenant(key.tenant)
            self._messages(tenant, transport, outcome).inc()
        return done

    def fold(self, key: Key, events: int, step: Callable[[], Answer]) -> Answer:
        """Return what a step over some events of a conversation gives."""
        with self.tracing.span("fold", key, events=events):
            return step()

    def judging(self) -> AbstractContextManager[None]:
        """Measure the answer to one event; what reading took of it counts apart.

        All of it is done by one call at a time, one event after another.
        """
        return self._judging

    def ended(self, close: Close, *, already: bool) -> None:
        """Count the end of a socket, unless it is ending `already`."""
        if not already:
            self.metrics.closes.labels(str(close.code)).inc()

    def push(self, key: Key, events: int) -> AbstractContextManager[None]:
        """Return what is to be entered while events are handed to their followers."""
        return self.tracing.span("push", key, events=events)

    def timed(self, reader: Reader) -> Reader:
        """Return the reader, measured. It reads one text at a time."""
        return TimedReader(reader, self._read)

    def _read(self, seconds: float) -> None:
        self._judging.apart += seconds
        self.metrics.reading.observe(seconds)


class _Judging(AbstractContextManager[None]):
    """Tells how many seconds pass within it, beside those `apart`; of what fails it tells nothing.

    A class: a generator would take as long again as the measuring.
    """

    def __init__(self, took: Callable[[float], None]) -> None:
        self.apart = self._begun = 0.0
        self._took = took

    def __enter__(self) -> None:
        self._begun, self.apart = perf_counter(), 0.0

    def __exit__(self, kind: type[BaseException] | None, *about: object) -> None:
        if kind is None:
            self._took(max(0.0, perf_counter() - self._begun - self.apart))


class TimedReader(Reader):
    """A reader that tells how many seconds each text took it; it shares the other's tables."""

    def __init__(self, reader: Reader, took: Callable[[float], None]) -> None:
        vars(self).update(vars(reader))
        self._took = took

    def read(
        self, text: str, *, speaker: Speaker = "customer", language: Language | None = None
    ) -> Reading:
        """Return what `text` says."""
        begun = perf_counter()
        reading = super().read(text, speaker=speaker, language=language)
        self._took(perf_counter() - begun)
        return reading


class CountedResponses:
    """An ASGI application -> the same, its answers to HTTP requests counted by route."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics, routes: list[BaseRoute]) -> None:
        self._app = app
        self._metrics = metrics
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        # Now: a mounted application changes the scope's path.
        route = self._route(scope)

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._metrics.responses.labels(route, str(message["status"])).inc()
            await send(message)

        await self._app(scope, receive, counted)

    def _route(self, scope: Scope) -> str:
        """Return the route's own pattern: what a peer asks for is never a label."""
        for route in self._routes:
            if route.matches(scope)[0] is not Match.NONE:
                return str(getattr(route, "path", "other"))
        return "other"
