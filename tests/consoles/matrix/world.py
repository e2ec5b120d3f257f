"""A Matrix server for the tests of a file, and an ear that hears what the connector hears."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from assist.config import Stream
from assist.consoles.contract import Heard
from assist.consoles.matrix.feed import Matrix
from assist.wire.requests import MessageRequest, Said
from tests.end_to_end.synapse import HOST, Synapse, User, quiet_port
from tests.server.harness import SOON

AGENTS = (f"@ana*:{HOST}",)
HS_TOKEN = "the-token-of-the-homeserver"
_NUMBERS = count(1)


@dataclass
class World:
    """The server, and where its application service is asked for."""

    synapse: Synapse
    service_port: int

    def user(self, name: str) -> User:
        """Register somebody of a test's own: those whose name begins with `ana` are agents."""
        return self.synapse.user(f"{name}{next(_NUMBERS)}")

    def desk(self) -> tuple[User, User, User, str]:
        """Return an agent, a customer, who listens, and their room."""
        ana, jo, ear = (self.user(name) for name in ("ana", "jo", "warmline"))
        room = jo.room(ana, ear)
        ana.join(room)
        ear.join(room)
        return ana, jo, ear, room

    def stream(self, listener: User, /, **changes: object) -> Stream:
        """Return the settings with which a user listens."""
        chosen: dict[str, object] = {
            "console": "matrix",
            "url": self.synapse.url,
            "user": listener.id,
            "secrets": (listener.token.encode(),),
            "agents": AGENTS,
        }
        return Stream(**(chosen | changes))  # type: ignore[arg-type]


@contextmanager
def world(home: Path) -> Iterator[World]:
    """Run a server whose application service follows the rooms of `@served...`."""
    port = quiet_port()
    registration = {
        "id": "warmline",
        "url": f"http://127.0.0.1:{port}/v1/hooks/acme/matrix",
        "as_token": "the-token-that-warmline-never-uses",
        "hs_token": HS_TOKEN,
        "sender_localpart": "warmline",
        "namespaces": {"users": [{"exclusive": False, "regex": "@served.*"}]},
    }
    home.mkdir(parents=True, exist_ok=True)
    (home / "warmline.yaml").write_text(json.dumps(registration))
    synapse = Synapse(home, home / "warmline.yaml")
    try:
        synapse.start()
        yield World(synapse, port)
    finally:
        synapse.close()


@dataclass
class Ear:
    """What was heard, in its order."""

    said: list[Said] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    mark: str | None = None
    listens: asyncio.Event = field(default_factory=asyncio.Event)
    moved: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def take(self, heard: Heard, mark: str | None) -> None:
        """Take a piece, as the server does."""
        async with self.moved:
            self.said += heard.said
            self.left_out += heard.left_out
            self.mark = mark or self.mark
            if mark:
                self.listens.set()
            self.moved.notify_all()

    @property
    def messages(self) -> list[MessageRequest]:
        """The messages alone."""
        return [said for said in self.said if isinstance(said, MessageRequest)]

    @property
    def texts(self) -> list[str]:
        """Their words."""
        return [message.text for message in self.messages]

    async def hears(self, text: str) -> None:
        """Wait for somebody to say something."""
        async with asyncio.timeout(SOON), self.moved:
            await self.moved.wait_for(lambda: text in self.texts)


@asynccontextmanager
async def listening(stream: Stream, since: str | None = None) -> AsyncIterator[Ear]:
    """Listen, until the block ends."""
    ear = Ear()
    task = asyncio.create_task(Matrix(stream).run(since, ear.take))
    try:
        async with asyncio.timeout(SOON):
            listens = asyncio.create_task(ear.listens.wait())
            await asyncio.wait([task, listens], return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
        yield ear
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
