"""A conversation that a console tells of for the first time -> what was said in it before.

A webhook tells of one message, and the one before may have come while nobody listened. So the
first time since the start that a conversation is heard of, its console is asked for what was said.
What the journal holds already is told apart by its ids; the rest comes in as late.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Final

import httpx

from assist.config import Webhook
from assist.consoles.contract import Api, Connector, Heard, History
from assist.errors import FrameError
from assist.journal.records import Key
from assist.server.posts import RequestError
from assist.wire.requests import MessageRequest

KEPT: Final = 100_000
"""Conversations that are not asked for again."""
WAITING: Final = 1000
"""Conversations that may wait to be asked for; beyond it they go without."""
MOST: Final = 500
"""Messages of one conversation, the latest."""
WORKERS: Final = 2
TRIES: Final = 4
PATIENCE: Final = 10.0
"""Seconds for one answer."""
CHUNK: Final = 50
"""Messages that are taken at once."""
PAUSE: Final = 2.0
"""Seconds until the second try; each further one waits twice as long."""
LARGEST: Final = 4 * 1024 * 1024

Take = Callable[[str, Heard], Awaitable[None]]
"""Makes durable what was said for a tenant."""

log = logging.getLogger("warmline.consoles")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    key: Key
    history: History
    api: Api


class _NotNow(Exception):
    """The console may answer later."""


class Backfill:
    """Asks consoles for the past of conversations, behind everything else."""

    def __init__(self, take: Take) -> None:
        self._take = take
        self._seen: OrderedDict[Key, None] = OrderedDict()
        self._wanted: asyncio.Queue[_Wanted] = asyncio.Queue(WAITING)
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to ask."""
        self._tasks = [asyncio.create_task(self._work()) for _ in range(WORKERS)]

    async def stop(self) -> None:
        """Stop; what was not asked for is asked for after the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def saw(self, tenant: str, webhook: Webhook, connector: Connector, heard: Heard) -> None:
        """Note that a console spoke of these conversations."""
        if connector.history is None or webhook.api is None:
            return
        secret = webhook.api_secrets[0] if webhook.api_secrets else b""
        api = Api(url=webhook.api.rstrip("/"), user=webhook.api_user or "", secret=secret)
        for name in dict.fromkeys(said.conversation for said in heard.said):
            key = Key(tenant=tenant, conversation=name)
            if key in self._seen or self._wanted.full():
                continue
            self._seen[key] = None
            if len(self._seen) > KEPT:
                self._seen.popitem(last=False)
            self._wanted.put_nowait(_Wanted(key=key, history=connector.history, api=api))

    async def _work(self) -> None:
        async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client:
            while True:
                wanted = await self._wanted.get()
                try:
                    await self._fill(client, wanted)
                except (FrameError, httpx.HTTPError) as error:
                    log.warning(
                        "what was said before in a conversation of %s cannot be had: %s",
                        wanted.key.tenant,
                        type(error).__name__ if isinstance(error, httpx.HTTPError) else error,
                    )

    async def _fill(self, client: httpx.AsyncClient, wanted: _Wanted) -> None:
        """Take a conversation's past, trying again while it may still be had."""
        for again in range(TRIES):
            try:
                said = (await _past(client, wanted)).said
                for start in range(0, len(said), CHUNK):
                    chunk = Heard(said=said[start : start + CHUNK])
                    await self._take(wanted.key.tenant, chunk)
            except (_NotNow, RequestError):
                await asyncio.sleep(PAUSE * 2**again)
            else:
                return
        log.warning("the console of %s does not answer what was said before", wanted.key.tenant)


async def _past(client: httpx.AsyncClient, wanted: _Wanted) -> Heard:
    """Return the messages of a conversation, the oldest first, as late ones.

    Raises:
        FrameError: the answer is none; or the console refuses us.
    """
    older: str | None = None
    said: list[MessageRequest] = []
    while len(said) < MOST:
        page = wanted.history.read(await _answer(client, wanted, older), wanted.key.conversation)
        told = [one for one in page.heard.said if isinstance(one, MessageRequest)]
        said = [replace(one, late=True) for one in told] + said
        if page.older is None or page.older == older:
            break
        older = page.older
    return Heard(said=tuple(said[-MOST:]))


async def _answer(client: httpx.AsyncClient, wanted: _Wanted, older: str | None) -> bytes:
    ask = wanted.history.ask(wanted.api, wanted.key.conversation, older)
    try:
        async with client.stream("GET", ask.url, headers=dict(ask.headers)) as response:
            if response.status_code == 429 or response.status_code >= 500:
                raise _NotNow
            if response.status_code != 200:
                raise FrameError(f"200, not {response.status_code}; check `api` and its secret")
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > LARGEST:
                    raise FrameError(f"at most {LARGEST} bytes")
    except httpx.TransportError:
        raise _NotNow from None
    return bytes(body)
