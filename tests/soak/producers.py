"""Platforms that post under their own ids, over sockets and HTTP, until each was acknowledged."""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from socket import socket as Socket
from typing import Any, Protocol

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin, Subprotocol

from assist.server.auth import Role

WINDOW = 4
"""Messages of one producer that wait for their answers at once."""
PATIENCE = 10.0
"""Seconds after which an answer is given up and the message sent again."""
BACK = 0.02
"""Seconds between two tries to reach a server that is down."""
TEXTS = (
    "still no parcel, third time I ask",
    "thank you, that helps",
    "where is my order? it was due on Monday",
    "I will look into it and write by tomorrow",
)

Place = tuple[str, int]
"""An epoch and an offset."""
DOWN = (OSError, WebSocketException, httpx.HTTPError, TimeoutError, json.JSONDecodeError)


class Front(Protocol):
    """Where clients connect: a server, or what stands in front of several."""

    @property
    def port(self) -> int:
        """Of this machine."""

    def token(self, role: Role, subject: str) -> str:
        """Return a token that is believed there."""


@dataclass
class Ledger:
    """What the server acknowledged; `errors`: answers that contradict each other or say no.

    `sent`, `told`: when a message was first sent, and when it was acknowledged, on the monotonic
    clock. `again`: those that were sent more than once.
    """

    acked: dict[tuple[str, str], Place] = field(default_factory=dict)
    sent: dict[tuple[str, str], float] = field(default_factory=dict)
    told: dict[tuple[str, str], float] = field(default_factory=dict)
    again: set[tuple[str, str]] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)
    resent: int = 0
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    def send(self, chat: str, message_id: str) -> None:
        if (chat, message_id) in self.sent:
            self.again.add((chat, message_id))
        self.sent.setdefault((chat, message_id), time.monotonic())

    def take(self, chat: str, message_id: str, epoch: str, offset: int) -> None:
        self.told.setdefault((chat, message_id), time.monotonic())
        place = self.acked.setdefault((chat, message_id), (epoch, offset))
        if place != (epoch, offset):
            self.errors.append(f"{chat} {message_id}: {place}, then {(epoch, offset)}")
        self.heard.set()


@dataclass
class Producer:
    """Posts messages of its own until `stop`, then goes on until nothing waits for an answer."""

    name: str
    node: Front
    ledger: Ledger
    stop: asyncio.Event
    chats: tuple[str, ...]
    chance: random.Random
    pause: float = 0.01
    count: int = 0
    pending: dict[int, tuple[str, str, str]] = field(default_factory=dict)
    """Number -> conversation, message id, text."""

    @property
    def done(self) -> bool:
        return self.stop.is_set() and not self.pending

    def next(self) -> int:
        self.count += 1
        text = self.chance.choice(TEXTS)
        self.pending[self.count] = self.chance.choice(self.chats), f"{self.name}-{self.count}", text
        return self.count

    def answered(self, number: int, epoch: str, offset: int) -> None:
        if number in self.pending:
            chat, message_id, _ = self.pending.pop(number)
            self.ledger.take(chat, message_id, epoch, offset)

    async def run(self, how: Callable[["Producer"], Any]) -> None:
        while not self.done:
            try:
                await how(self)
            except DOWN:
                self.ledger.resent += len(self.pending)
                await asyncio.sleep(BACK * (1 + self.chance.random()))


@asynccontextmanager
async def socket(
    node: Front, role: Role, subject: str, *, sock: Socket | None = None, **hello: object
) -> AsyncIterator[ClientConnection]:
    """Open a socket and say hello; the welcome is the first frame to come."""
    async with connect(
        f"ws://127.0.0.1:{node.port}/v1/socket",
        subprotocols=[Subprotocol("assist.v1.json")],
        origin=Origin(f"http://127.0.0.1:{node.port}"),
        compression=None,
        max_queue=None,
        close_timeout=0.5,
        ping_interval=None,
        proxy=None,
        sock=sock,
    ) as connection:
        token = node.token(role, subject)
        await connection.send(json.dumps({"t": "hello", "token": token, "client": "soak", **hello}))
        yield connection


async def over_socket(producer: Producer) -> None:
    """Post with a few messages in flight."""
    async with socket(producer.node, "platform", producer.name) as connection:
        for number in list(producer.pending):
            await connection.send(_frame(producer, number))
        while not producer.done:
            while len(producer.pending) < WINDOW and not producer.stop.is_set():
                await connection.send(_frame(producer, producer.next()))
            if producer.pending:
                async with asyncio.timeout(PATIENCE):
                    frame = json.loads(await connection.recv())
                if frame["t"] == "ack":
                    producer.answered(frame["id"], frame["e"], frame["o"])
                    await asyncio.sleep(producer.pause)
                elif frame["t"] == "err":
                    await _refused(producer, frame, frame.get("id"))


async def over_http(producer: Producer, *, keep: bool = True) -> None:
    """Post one message after the other; `keep`: over one connection."""
    base = f"http://127.0.0.1:{producer.node.port}"
    token = producer.node.token("platform", producer.name)
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(
        base_url=base,
        headers=headers,
        trust_env=False,
        timeout=PATIENCE,
        verify=False,
        limits=httpx.Limits(max_keepalive_connections=None if keep else 0),
    ) as client:
        while not producer.done:
            number = next(iter(producer.pending), None) or producer.next()
            chat, message_id, text = producer.pending[number]
            body = {"conversation": chat, "message_id": message_id}
            producer.ledger.send(chat, message_id)
            answer = await client.post(
                "/v1/messages", json={**body, "speaker": "customer", "text": text}
            )
            if answer.status_code == 202:
                told = answer.json()
                producer.answered(number, told["epoch"], told["offset"])
                await asyncio.sleep(producer.pause)
            else:
                await _refused(producer, answer.json()["error"], number)


async def _refused(producer: Producer, error: dict[str, Any], number: int | None) -> None:
    if not error["temporary"]:
        producer.ledger.errors.append(f"{producer.name}-{number}: {error['key']}")
        if number is not None:
            producer.pending.pop(number, None)
        return
    await asyncio.sleep(error.get("retry_ms", 100) / 1000)
    raise TimeoutError  # Begin again, with what waits.


def _frame(producer: Producer, number: int) -> str:
    chat, message_id, text = producer.pending[number]
    producer.ledger.send(chat, message_id)
    return json.dumps(
        {
            "t": "message.post",
            "id": number,
            "c": chat,
            "message_id": message_id,
            "speaker": "customer",
            "text": text,
        }
    )
