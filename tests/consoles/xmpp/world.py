"""People of a real XMPP server, a wire that can be cut, and what a feed hands on."""

import asyncio
import contextlib
import ssl
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from slixmpp import ClientXMPP
from slixmpp.stanza import Message

from assist.config.tenants import Stream
from assist.consoles.contract import Heard
from assist.consoles.xmpp.feed import Xmpp
from assist.wire.requests import ContextRequest, MessageRequest, RevisionRequest, Said
from tests.end_to_end.prosody import Prosody, jid_of, password_of
from tests.server.harness import SOON

AGENT, CUSTOMER = jid_of("agent"), jid_of("customer")
ROOM = "support@conference.localhost"


def server_with(home: Path, *users: str) -> Prosody:
    """Return a server that lets these users in, not started."""
    server = Prosody(home)
    for user in users:
        server.add(user)
    return server


class Person:
    """Somebody with a client of their own, signed in by `person(...)`."""

    def __init__(self, xmpp: ClientXMPP) -> None:
        self.xmpp = xmpp
        self.heard: list[str] = []
        self._news = asyncio.Condition()

    def write(self, to: str, inside: str, *, name: str | None = None, kind: str = "chat") -> str:
        """Send a message with this XML in it; return its id."""
        name = uuid.uuid4().hex if name is None else name
        given = f' id="{name}"' if name else ""
        self.xmpp.send_raw(f'<message to="{to}" type="{kind}"{given}>{inside}</message>')
        return name

    def say(self, to: str, text: str, *, kind: str = "chat") -> str:
        """Send a message with these words; return its id."""
        return self.write(to, f"<body>{text}</body>", kind=kind)

    async def until(self, text: str) -> None:
        """Wait until these words have come."""
        async with self._news, asyncio.timeout(SOON):
            await self._news.wait_for(lambda: text in self.heard)

    async def hear(self, text: str) -> None:
        """Note words that have come."""
        async with self._news:
            self.heard.append(text)
            self._news.notify_all()


@asynccontextmanager
async def person(prosody: Prosody, user: str, *, priority: int = 0) -> AsyncIterator[Person]:
    """Sign somebody in, and out at the end."""
    plain = {"unencrypted_scram": True}
    xmpp = ClientXMPP(
        jid_of(user),
        password_of(user),
        plugin_config={"feature_mechanisms": plain},
        loop=asyncio.get_running_loop(),
        ssl_context=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
    )
    xmpp.enable_direct_tls = xmpp.enable_starttls = False
    xmpp.enable_plaintext = True
    someone = Person(xmpp)

    async def message(stanza: Message) -> None:
        await someone.hear(str(stanza["body"]))

    xmpp.add_event_handler("message", message)
    xmpp.connect("127.0.0.1", prosody.chat)
    await xmpp.wait_until("session_start", timeout=SOON)
    xmpp.send_presence(ppriority=priority)
    try:
        yield someone
    finally:
        await xmpp.disconnect(wait=0.2)
        xmpp._run_out_filters.cancel()  # type: ignore[union-attr]


@dataclass
class Wire:
    """A way to a server that can be cut, or held still; it keeps what goes up."""

    port: int = 0
    up: bytearray = field(default_factory=bytearray)
    still: asyncio.Event = field(default_factory=asyncio.Event)
    ends: set[asyncio.StreamWriter] = field(default_factory=set)
    moved: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def until(self, sent: bytes) -> None:
        """Wait until this has gone up."""
        async with self.moved, asyncio.timeout(SOON):
            await self.moved.wait_for(lambda: sent in self.up)

    def cut(self) -> None:
        """Break every connection, without a word."""
        for end in self.ends:
            end.transport.abort()
        self.ends.clear()


@asynccontextmanager
async def wire(port: int) -> AsyncIterator[Wire]:
    """Lead to a port of this machine."""
    made, pumps = Wire(), set[asyncio.Task[None]]()

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, keep: bool) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65536):
                if keep:
                    async with made.moved:
                        made.up.extend(data)
                        made.moved.notify_all()
                elif made.still.is_set():
                    continue
                writer.write(data)
                await writer.drain()
        writer.transport.abort()

    async def lead(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, thither = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            writer.transport.abort()
            return
        made.ends |= {writer, thither}
        pumps.add(asyncio.create_task(pump(reader, thither, True)))
        pumps.add(asyncio.create_task(pump(there, writer, False)))

    server = await asyncio.start_server(lead, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        made.cut()
        for task in pumps:
            task.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)


class Taken:
    """What a feed has handed on; like the server it keeps what it has of one name once."""

    def __init__(self) -> None:
        self.said: dict[tuple[str, str], Said] = {}
        self.again = 0
        self.left_out: list[str] = []
        self.mark: str | None = None
        self.started = asyncio.Event()
        self._news = asyncio.Condition()

    async def take(self, heard: Heard, mark: str | None) -> None:
        """Be a `Take`."""
        async with self._news:
            for one in heard.said:
                self.again += _key(one) in self.said
                self.said.setdefault(_key(one), one)
            self.left_out += heard.left_out
            self.mark = mark or self.mark
            self.started.set()
            self._news.notify_all()

    def lines(self) -> list[tuple[str, str]]:
        """Who said what, in its order."""
        return [(one.speaker, one.text) for one in self.messages()]

    def messages(self) -> list[MessageRequest]:
        """The messages."""
        return [one for one in self.said.values() if isinstance(one, MessageRequest)]

    def revisions(self) -> list[RevisionRequest]:
        """What was corrected or taken back."""
        return [one for one in self.said.values() if isinstance(one, RevisionRequest)]

    async def until(self, text: str | None) -> Said:
        """Wait for these words in a message or a revision; return it."""
        async with self._news, asyncio.timeout(SOON):
            while True:
                for one in reversed(self.said.values()):
                    if not isinstance(one, ContextRequest) and one.text == text:
                        return one
                await self._news.wait()

    async def until_left_out(self, why: str) -> None:
        """Wait until something is left out for this reason."""
        async with self._news, asyncio.timeout(SOON):
            await self._news.wait_for(lambda: why in self.left_out)


def _key(one: Said) -> tuple[str, str]:
    if isinstance(one, MessageRequest):
        return one.conversation, one.message_id
    if isinstance(one, RevisionRequest):
        return one.conversation, one.revision_id
    return one.conversation, one.context_id


def stream(
    port: int, *, rooms: tuple[str, ...] = (), user: str = "agent", **more: object
) -> Stream:
    """Return the settings of a feed."""
    return Stream(
        console="xmpp",
        url=f"xmpp://127.0.0.1:{port}",
        user=jid_of(user),
        secrets=(password_of(user).encode(),),
        rooms=rooms,
        **more,  # type: ignore[arg-type]
    )


@asynccontextmanager
async def following(feed: Xmpp, taken: Taken) -> AsyncIterator[asyncio.Task[None]]:
    """Let a feed run, from the mark that was taken last."""
    taken.started.clear()
    task = asyncio.create_task(feed.run(taken.mark, taken.take))
    started = asyncio.create_task(taken.started.wait())
    await asyncio.wait({task, started}, timeout=SOON, return_when=asyncio.FIRST_COMPLETED)
    started.cancel()
    if task.done():
        task.result()
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
