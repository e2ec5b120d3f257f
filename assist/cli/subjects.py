"""A customer or a conversation, as the command line names it -> the journal, or its server."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

import click

from assist.errors import AssistError, ConfigError
from assist.journal.contract import Journal
from assist.journal.records import Key, Unavailable

_LIFE: Final = 60.0
_PATIENCE: Final = 300.0

Command = TypeVar("Command", bound=Callable[..., Any])
Answer = TypeVar("Answer")


class SubjectError(AssistError):
    """It was not done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Exactly one of a customer and a conversation, of a tenant."""

    tenant: str
    customer: str | None
    conversation: str | None

    def checked(self) -> "Subject":
        """Return it.

        Raises:
            UsageError: neither is named, or both are.
        """
        if (self.customer is None) == (self.conversation is None):
            raise click.UsageError("name exactly one of --customer and --conversation")
        return self

    @property
    def plain(self) -> dict[str, str]:
        """What a server is asked for."""
        if self.customer is not None:
            return {"customer": self.customer}
        return {"conversation": self.conversation or ""}

    async def keys(self, journal: Journal) -> tuple[Key, ...]:
        """Return the conversations that are meant."""
        if self.customer is not None:
            return await journal.conversations(self.tenant, self.customer)
        return (Key(tenant=self.tenant, conversation=self.conversation or ""),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the subject's data is: a folder, and the server that has it open, if one has."""

    data: Path
    url: str
    token: str | None
    key_file: Path | None

    @property
    def served(self) -> bool:
        """Whether a server has the folder open.

        Raises:
            ConfigError: there is no journal.
        """
        from assist.journal.lock import holder, lock_of

        journal = self.data / "journal.db"
        if self.token is not None or holder(lock_of(journal)) is not None:
            return True
        if journal.is_file():
            return False
        if (self.data / "journal.key").is_file() or self.key_file is not None:
            # The journal is in a Redis: any of its nodes does it, and tells the others.
            return True
        raise ConfigError(
            f"{journal}: there is no journal; name the folder with --data, or, where it is in a "
            "Redis, a node with --url and --token"
        )

    async def opened(self, work: Callable[[Journal], Awaitable[Answer]]) -> Answer:
        """Return what `work` makes of the journal, which no server has open."""
        from assist.journal.sqlite import SqliteJournal

        journal = await SqliteJournal.open(self.data / "journal.db")
        try:
            return await work(journal)
        except Unavailable as error:
            raise SubjectError(f"{self.data}: {error}") from error
        finally:
            await journal.close()

    def ask(self, tenant: str, path: str, body: dict[str, str] | None, **query: str) -> bytes:
        """Return a server's answer to an admin.

        Raises:
            SubjectError: it refuses, or there is none.
        """
        if not self.url.startswith(("http://", "https://")):
            raise SubjectError(f"{self.url}: no address; write --url http://127.0.0.1:8420")
        token = self.token or self._own_token(tenant)
        request = urllib.request.Request(
            self.url.rstrip("/") + path + (f"?{urlencode(query)}" if query else ""),
            None if body is None else json.dumps(body).encode(),
            {"authorization": f"Bearer {token}", "content-type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:
                return bytes(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                why = _why(error)
            raise SubjectError(f"{self.url}: {why}") from None
        except OSError as error:
            raise SubjectError(
                f"{self.url}: no answer from a warmline server; is it --url?"
            ) from error

    def _own_token(self, tenant: str) -> str:
        from assist.server.auth import Grant, Tokens, load_key

        now = time.time()
        grant = Grant(
            tenant=tenant,
            role="admin",
            subject="warmline-command",
            conversations=None,
            expires_at=now + _LIFE,
        )
        return Tokens(load_key(self.data, self.key_file)).issue(grant, now=now)


def of_subject(command: Command) -> Command:
    """Give a command the options that name a subject and where its data is."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


_OPTIONS: Final = (
    click.option("--customer", help="Whose data: the id that `context.given` names."),
    click.option("--conversation", help="Of which conversation."),
    click.option("--tenant", default="demo", show_default=True, help="Of which tenant."),
    click.option(
        "--data",
        default="data",
        show_default=True,
        type=click.Path(path_type=Path, file_okay=False),
        help="The data folder of the server.",
    ),
    click.option(
        "--url",
        default="http://127.0.0.1:8420",
        show_default=True,
        help="Where the server listens, if it runs.",
    ),
    click.option(
        "--token",
        envvar="WARMLINE_TOKEN",
        help="A token of the role admin. Left out, one is made with the key.",
    ),
    click.option(
        "--key-file",
        type=click.Path(path_type=Path, dir_okay=False),
        help="The secret that signs tokens, as given to `warmline serve`.",
    ),
)


def _why(error: urllib.error.HTTPError) -> str:
    if error.code == 401:
        return (
            "the token is not accepted; give --data or --key-file of that server, or, where the "
            "tenant has issuers of its own, --token"
        )
    try:
        return str(json.load(error)["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return f"refused with {error.code}"
