"""What a connector is: a console's payloads <-> what is said in its conversations.

A connector reads and writes, and does nothing else. `assist.webhooks` has proven by then where a
request is from, `assist.server` makes durable what it says and answers. One that listens (`Feed`)
holds a connection, never writes into a chat, and hands everything on with a mark of how far it
has come; the server keeps the mark and begins there again.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from assist.webhooks import Signed
from assist.wire.requests import Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a payload says.

    Args:
        said: in its order.
        left_out: why each other part is not followed, in plain words: "a private note".
        account: whose it is, as the console names it.
        echo: what proves to the console that we take its requests, where it asks for that.
    """

    said: tuple[Said, ...] = ()
    left_out: tuple[str, ...] = ()
    account: str | None = None
    echo: str | None = None

    def __add__(self, other: "Heard") -> "Heard":
        """Return both, in their order."""
        return Heard(
            said=self.said + other.said,
            left_out=self.left_out + other.left_out,
            account=self.account or other.account,
            echo=self.echo or other.echo,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A request's body as the console sends it, and what it says beside it."""

    body: bytes
    headers: Mapping[str, str] = field(default_factory=lambda: {"content-type": "application/json"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """Where a console can be asked, and what it knows us by."""

    url: str
    user: str = ""
    secret: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One GET to a console's API."""

    url: str
    headers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """One page of what was said before; `older` asks for the one before it, None: there is none."""

    heard: Heard
    older: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """How a console is asked for what was said before.

    Args:
        ask: the API, the conversation, and the last page's `older` -> the request.
        read: the answer's body and the conversation -> what was said, the oldest first.
            Raises FrameError for what is no such answer, whatever its status was.
    """

    ask: Callable[[Api, str, str | None], Ask]
    read: Callable[[bytes, str], Past]


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """One console's webhook.

    Args:
        title: as its makers write it.
        read: a request that is proven -> what it says. Raises FrameError (`path`) where a field
            that it needs is missing or wrong; what it does not follow is `left_out`.
        write: what is said -> the request as the console makes it; None where the console has no
            such event. `read(write(said))` says the same again.
        status, answer, media_type: what the console wants to hear when all is well.
    """

    title: str
    read: Callable[[Signed], Heard]
    write: Callable[[Said], Written | None]
    status: int = 200
    answer: bytes = b""
    media_type: str | None = None
    history: History | None = None


Take = Callable[[Heard, str | None], Awaitable[None]]
"""Makes durable what was heard; the mark says from where a new connection must go on after it."""


class Feed(Protocol):
    """A connection to a console that is listened to; it never writes into a chat."""

    async def run(self, since: str | None, take: Take) -> None:
        """Connect, hand on what was missed since the mark, then what is said, until it breaks.

        It hands on an empty `Heard` as soon as it listens: from then on it counts as connected.

        Args:
            since: the last mark that was taken; None: from now on.
            take: is awaited for each piece in its order; what it raises ends the run.

        Raises:
            ConnectionError: the connection broke or could not be made; it is worth another try.
            ConfigError: the console refuses the address, the user or the password.
        """
