"""The fixtures of tests/server/fixtures.py, for the files here."""

from tests.server.fixtures import chat, running

__all__ = ["chat", "running"]
