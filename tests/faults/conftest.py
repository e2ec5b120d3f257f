"""What the cases in a browser and the cases of content are tried with."""

from tests.browser.conftest import browser, complaints, context, offline, server

__all__ = ["browser", "complaints", "context", "offline", "server"]
