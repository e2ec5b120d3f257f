"""What the cases are tried with: a server, and a browser."""

from tests.browser.conftest import browser, complaints, context, offline, server
from tests.server.fixtures import chat, running

__all__ = ["browser", "chat", "complaints", "context", "offline", "running", "server"]
