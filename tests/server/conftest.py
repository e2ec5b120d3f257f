"""The fixtures of tests/server/fixtures.py, for the files here."""

from tests.server.fixtures import chat, playbooks, reader, running

__all__ = ["chat", "playbooks", "reader", "running"]
