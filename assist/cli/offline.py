"""The project's rules -> a reader and new sessions, for the tools that need no server."""

from dataclasses import dataclass
from typing import Self

import click

from assist.conversation.state import Conversation
from assist.playbooks.load import load
from assist.playbooks.model import Playbooks
from assist.reading.reader import Reader
from assist.replay import replay
from assist.resources import rules_dir
from assist.session import Session
from assist.transcript import Chat


@dataclass(frozen=True, slots=True, kw_only=True)
class Offline:
    """The rules in force and the reader made of them, loaded once for a whole input."""

    playbooks: Playbooks
    reader: Reader

    @classmethod
    def load(cls) -> Self:
        """Load the rules; where some are off, say so on stderr and go on without them."""
        playbooks = load(rules_dir())
        if count := len(playbooks.diagnostics):
            are = "rule is" if count == 1 else "rules are"
            click.echo(f"{count} {are} off; `warmline check` says why.", err=True)
        return cls(playbooks=playbooks, reader=Reader(playbooks))

    def session(self) -> Session:
        """Return the session of a conversation that begins now."""
        return Session(self.reader, self.playbooks, Conversation.new())

    def played(self, chat: Chat) -> Session:
        """Return the session of a chat that was played to its end."""
        session = self.session()
        for _ in replay(chat, session):
            pass
        return session
