"""Settings -> a server that runs until it is told to stop, and leaves nothing half done."""

import asyncio
import contextlib
import gc
import logging
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing
from typing import Final

import uvicorn

try:
    import uvloop
except ImportError:  # There is none for Windows.
    uvloop = None  # type: ignore[assignment]

from assist.config import Limits, Settings
from assist.errors import ConfigError
from assist.journal.engines import keep_journal_key
from assist.server import siblings
from assist.server.app import make_app
from assist.server.auth import load_key
from assist.server.protocol import Link, Requests
from assist.server.reload import Start
from assist.server.service import Service, rules_of
from assist.server.workers import Worker, Workers

BACKLOG: Final = 2048
UNSENT: Final = 64 * 1024
"""Bytes that the kernel keeps for a peer that does not take them (it doubles the number)."""
SWITCH: Final = 0.001
"""Seconds after which the thread that reads long messages lets the event loop go on."""
COLLECT: Final = (5_000, 3, 30)
"""Of the collector: new objects, and rounds, after which it looks for cycles. With Python's own
numbers (700, 10, 10) it looked at all that lives every few seconds under load, for 50 to 100 ms in
which nothing is answered; these numbers hold the short looks below some 15 ms. What a message
leaves behind is no cycle; what a socket leaves takes 10 KB until then, so at most some 100 MB of it
wait."""
LAST: Final = 3
"""Seconds that requests under way have left once every socket is gone."""

log = logging.getLogger("warmline.server")


class Server(uvicorn.Server):
    """uvicorn that drains before it stops, and says when it has started."""

    def __init__(
        self, config: uvicorn.Config, service: Service, started: Callable[[Service], None]
    ) -> None:
        super().__init__(config)
        self._service = service
        self._announce = started
        self._full = False

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        self._announce(self._service)

    async def on_tick(self, counter: int) -> bool:
        """Stop when nothing can be made durable any more: a new start may mend it."""
        full = len(self.server_state.connections) >= self._service.connections.room
        if full and not self._full:
            log.warning("no descriptors are left for more connections; raise the limit (ulimit -n)")
        self._full = full
        return await super().on_tick(counter) or self._service.journal.failed is not None

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop accepting, send everybody away in good order, then stop."""
        for server in self.servers:
            server.close()
        draining = asyncio.create_task(self._service.drain())
        while not draining.done() and not self.force_exit:
            await asyncio.wait([draining], timeout=0.1)
        draining.cancel()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop at SIGTERM and SIGINT, at once at the second; afterwards exit as if unasked.

        SIGHUP loads the rules.
        """
        loop = asyncio.get_running_loop()
        caught: tuple[signal.Signals, ...] = (signal.SIGTERM, signal.SIGINT)
        for number in caught:
            loop.add_signal_handler(number, self.stop)
        # From a terminal it means that the terminal is gone.
        if not os.isatty(0):
            loop.add_signal_handler(signal.SIGHUP, self._service.watcher.look)
            caught = (*caught, signal.SIGHUP)
        try:
            yield
        finally:
            for number in caught:
                loop.remove_signal_handler(number)

    def stop(self) -> None:
        """Stop in good order; asked twice, at once."""
        self.force_exit = self.should_exit
        self.should_exit = True


def serve(settings: Settings, started: Callable[[Service], None]) -> int:
    """Serve until a signal, in as many processes as the settings say; return the exit code.

    Args:
        settings: what the operator chose.
        started: is called once the port is open; of many processes in the last one to start.

    Raises:
        ConfigError: a setting, a file or the machine stands in the way.
    """
    settings = settings.checked()
    raise_limits()
    if settings.workers == 1:
        with closing(listen(settings.host, settings.port, settings.limits)) as listening:
            _run(_serve(settings, [listening], started))
        return 0
    return _serve_many(settings, started)


def _serve_many(settings: Settings, started: Callable[[Service], None]) -> int:
    # With all that can be loaded or made once; bound alone at first, so that a port that another
    # program has is told.
    listen(settings.host, settings.port, settings.limits).close()
    listening = [
        listen(settings.host, settings.port, settings.limits, shared=True)
        for _ in range(settings.workers)
    ]
    load_key(settings.data, settings.key_file)
    keep_journal_key(settings)
    start = rules_of(settings).start(time.time())
    gc.freeze()

    def run(worker: Worker, mine: socket.socket) -> int:
        def ready(service: Service) -> None:
            os.write(worker.ready, b".")
            if worker.number == worker.count:
                started(service)

        asked = siblings.listen(settings.data, worker)
        _run(_serve(settings, [mine, asked], ready, worker, start))
        return 0

    try:
        return Workers(listening, run).serve()
    finally:
        siblings.forget(settings.data, settings.workers)
        for one in listening:
            one.close()


def _run(serving: Coroutine[None, None, None]) -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop if uvloop else None) as runner:
        runner.run(serving)


async def _serve(
    settings: Settings,
    listening: list[socket.socket],
    started: Callable[[Service], None],
    worker: Worker | None = None,
    start: Start | None = None,
) -> None:
    service = await Service.open(settings, worker=worker, start=start)
    try:
        # What is loaded now stays: the collector need not look at it again.
        gc.freeze()
        gc.set_threshold(*COLLECT)
        sys.setswitchinterval(SWITCH)
        server = Server(configuration(service), service, started)
        if worker is not None:
            asyncio.get_running_loop().add_reader(worker.orphaned, server.stop)
        await server.serve(sockets=listening)
        if (why := service.journal.failed) is not None:
            raise ConfigError(f"{settings.journal_place}: {why}")
    finally:
        await service.close()


def configuration(service: Service) -> uvicorn.Config:
    """Return uvicorn's settings: its own log and pings off, our protocols on."""
    limits = {"limits": service.settings.limits}
    return uvicorn.Config(
        make_app(service),
        http=type("Requests", (Requests,), limits),
        ws=type("Link", (Link,), limits),
        ws_max_size=64 * 1024,
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        lifespan="on",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        # It would believe whoever is on this machine; `addresses` believes the proxies named.
        proxy_headers=False,
        timeout_graceful_shutdown=LAST,
    )


def raise_limits() -> None:
    """Take as many descriptors as the machine lets us have."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def listen(host: str, port: int, limits: Limits, *, shared: bool = False) -> socket.socket:
    """Return a listening socket whose connections end when their peer stops reading.

    Args:
        host, port: the address.
        limits: how long a peer may take nothing of what it is sent.
        shared: others that are shared too may listen there; the kernel deals connections out.

    Raises:
        ConfigError: the address is taken or not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        # Accepted sockets inherit it: without it a peer that never reads is never dropped.
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            milliseconds = round(limits.user_timeout * 1000)
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, UNSENT)
        listening.bind((host, port))
        listening.listen(BACKLOG)
        listening.setblocking(False)
    except OSError as error:
        listening.close()
        raise ConfigError(
            f"{host}:{port}: cannot listen there ({error.strerror}); "
            "choose another with --host and --port"
        ) from error
    return listening
