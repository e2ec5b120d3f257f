"""A console of another origin: the server of its pages, and the platform that posts messages."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

from playwright.sync_api import BrowserContext

from tests.browser.server import DemoServer, free_port


class Elsewhere:
    """Serves `pages`, which may be changed at any time, with `headers`."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.pages: dict[str, str] = {}
        self.headers: dict[str, str] = {}
        handler = type("Handler", (_Handler,), {"site": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def start(self) -> None:
        """Serve from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Serve nothing more."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    site: ClassVar[Elsewhere]

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        page = self.site.pages.get(self.path)
        body = (page or "").encode()
        icon = self.path == "/favicon.ico"
        self.send_response(204 if icon else 404 if page is None else 200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(body)))
        for name, value in self.site.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:  # noqa: ANN401
        """Keep quiet."""


class Platform:
    """The chat platform of a console: it posts what customers write."""

    def __init__(self, context: BrowserContext, server: DemoServer) -> None:
        tokens = context.request.get(f"{server.url}/demo/config.json").json()["tokens"]
        self.agent: str = tokens["agent"]
        self._token = tokens["platform"]
        self._context, self._server = context, server
        self._said = 0

    def say(self, chat: str, text: str) -> None:
        """Post what the customer writes."""
        self._said += 1
        message = {"conversation": chat, "message_id": f"m{self._said}", "speaker": "customer"}
        posted = self._context.request.post(
            f"{self._server.url}/v1/messages",
            headers={"authorization": f"Bearer {self._token}"},
            data={**message, "text": text},
        )
        assert posted.status == 202


@contextmanager
def both(data: Path) -> Iterator[tuple[Elsewhere, DemoServer]]:
    """Run a console's server, and ours, which lets the console's pages in."""
    site = Elsewhere()
    server = DemoServer(data, origins=(site.url,))
    site.start()
    server.start()
    yield site, server
    server.stop()
    site.stop()
