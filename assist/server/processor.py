"""Conversations with news -> their outputs, committed: one at a time each, many side by side.

A wake-up is a hint and never the truth: what to do is read from the journal, so a lost or
repeated one loses and repeats nothing, and a restart goes on where the last commit stands.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import msgpack

from assist import codec
from assist.conversation.context import memory
from assist.conversation.state import Conversation
from assist.errors import FrameError
from assist.events import (
    ContextGiven,
    Inbound,
    Output,
    TimePassed,
)
from assist.findings import DraftFinding
from assist.journal.contract import Commit, Entry, Journal, Key, Loaded, Unavailable
from assist.playbooks.model import Playbooks
from assist.reading.reader import Reader
from assist.session import Session

WORKERS: Final = 16
KEPT_CHATS: Final = 10_000
BATCH: Final = 32
"""Events folded in one step: the event loop is held for some milliseconds at most."""
TRIES: Final = 3
SWEEP: Final = 30.0
"""Seconds after which unfinished work is looked for, even if no wake-up told of it."""
RETRY: Final = 1.0
"""Seconds until the next look at what should have been done by now."""

log = logging.getLogger("warmline.processor")


@dataclass(slots=True)
class Chat:
    """A conversation in memory, as the last commit left it."""

    session: Session
    epoch: str
    checkpoint: int
    revision: int
    wake_at: float | None


class Processor:
    """Runs the session of every conversation that has news or whose time has come."""

    def __init__(
        self, journal: Journal, reader: Reader, playbooks: Playbooks, clock: Callable[[], float]
    ) -> None:
        self._journal = journal
        self._rules = reader, playbooks
        self._clock = clock
        self._chats: OrderedDict[Key, Chat] = OrderedDict()
        self._queue: asyncio.Queue[Key] = asyncio.Queue()
        self._waiting: set[Key] = set()
        self._running: set[Key] = set()
        self._again: set[Key] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self._looks_at = 0.0
        self._sooner = asyncio.Event()

    def start(self) -> None:
        """Take up all unfinished work, and what comes."""
        self._tasks = [asyncio.create_task(self._work()) for _ in range(WORKERS)]
        self._tasks.append(asyncio.create_task(self._watch_time()))

    async def stop(self) -> None:
        """Stop; what is not committed is done again by whoever starts next."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def use(self, reader: Reader, playbooks: Playbooks) -> None:
        """Put another set of rules into force: every chat goes on with it at its next event."""
        self._rules = reader, playbooks

    def wake(self, key: Key) -> None:
        """Say that a conversation has news."""
        if key in self._running:
            self._again.add(key)
        elif key not in self._waiting:
            self._waiting.add(key)
            self._queue.put_nowait(key)

    async def draft(self, key: Key, text: str) -> tuple[DraftFinding, ...]:
        """Return what is wrong with an unsent reply where its conversation stands now.

        Nothing of it is kept. A conversation in which nobody has spoken is a new one.

        Raises:
            Unavailable: the journal could not be read.
        """
        chat = self._chats.get(key) or await self._load(key)
        conversation = chat.session.conversation if chat else Conversation.new()
        return Session(*self._rules, conversation).draft(text, self._clock())

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            key = await self._queue.get()
            self._waiting.discard(key)
            self._running.add(key)
            try:
                while await self._advance(key):
                    pass
            except Unavailable as reason:
                log.warning("a conversation waits: %s", reason)
                loop.call_later(RETRY, self.wake, key)
            except Exception as error:
                log.error("a conversation could not go on: %s", place(error))
                loop.call_later(SWEEP, self.wake, key)
            finally:
                self._running.discard(key)
                if key in self._again:
                    self._again.discard(key)
                    self.wake(key)

    async def _advance(self, key: Key) -> bool:
        """Do one step of a conversation; return whether there may be another."""
        # Out of the cache until the step is committed: a step that fails leaves nothing there.
        chat = self._chats.pop(key, None) or await self._load(key)
        if chat is None:
            return False
        page = await self._journal.read(key, chat.epoch, chat.checkpoint, BATCH)
        if page is None or page.reason is not None:
            return page is not None
        # The rules may be others than at the chat's last step.
        chat.session = Session(*self._rules, chat.session.conversation)
        outputs = [
            output for entry in page.entries if entry.inbound for output in self._fold(chat, entry)
        ]
        folded = any(entry.inbound for entry in page.entries)
        wake_at = chat.session.wake_at if folded else chat.wake_at
        now = self._clock()
        due = wake_at is not None and wake_at <= now and not page.more
        if due:
            outputs += self._receive(chat, TimePassed(at=now), now)
        if due or folded:
            if not await self._commit(key, chat, page.entries, outputs):
                return True
        elif page.entries:
            chat.checkpoint = page.entries[-1].offset
        self._keep(key, chat)
        return page.more

    async def _commit(
        self, key: Key, chat: Chat, entries: tuple[Entry, ...], outputs: list[Output]
    ) -> bool:
        """Write the step; False when another node was first."""
        checkpoint = entries[-1].offset if entries else chat.checkpoint
        wake_at, conversation = chat.session.wake_at, chat.session.conversation
        done = await self._journal.commit(
            Commit(
                key=key,
                expected_revision=chat.revision,
                new_checkpoint=checkpoint,
                outputs=outputs,
                state=msgpack.packb(codec.to_plain(conversation)),
                wake_at=wake_at,
                customer=conversation.context.customer,
                memory=memory(conversation, key.conversation),
                recalled=tuple(
                    one.conversation
                    for entry in entries
                    if isinstance(entry.event, ContextGiven)
                    for one in entry.event.memories
                ),
            )
        )
        if done is None:
            return False
        chat.checkpoint = checkpoint
        chat.revision += 1
        chat.wake_at = wake_at
        if wake_at is not None and wake_at < self._looks_at:
            self._sooner.set()
        return True

    def _fold(self, chat: Chat, entry: Entry) -> tuple[Output, ...]:
        event = entry.event
        if not isinstance(event, Inbound):
            return ()
        # The event's own time: after a pause the stream reads as if there had been none.
        return self._receive(chat, event, event.at, offset=entry.offset)

    def _receive(
        self,
        chat: Chat,
        event: Inbound | TimePassed,
        now: float,
        offset: int | None = None,
    ) -> tuple[Output, ...]:
        """Run the session; an event that it fails on, time after time, is left out."""
        before = chat.session.conversation
        for _ in range(TRIES):
            try:
                return chat.session.receive(event, now)
            except Exception as error:
                log.error("event %s of a conversation failed: %s", offset, place(error))
                chat.session = Session(*self._rules, before)
        log.error("event %s of a conversation is left out", offset)
        return ()

    async def _load(self, key: Key) -> Chat | None:
        loaded = await self._journal.load(key)
        if loaded is None:
            return None
        try:
            conversation = _conversation(loaded)
        except (FrameError, ValueError):
            log.warning("a conversation's state is of another version: it is folded anew")
            conversation = await self._refold(key, loaded)
        return Chat(
            session=Session(*self._rules, conversation),
            epoch=loaded.epoch,
            checkpoint=loaded.checkpoint,
            revision=loaded.revision,
            wake_at=loaded.wake_at,
        )

    async def _refold(self, key: Key, loaded: Loaded) -> Conversation:
        """Return the state at the checkpoint, made from the stream; its outputs rest there."""
        session = Session(*self._rules, Conversation.new())
        chat = Chat(session, loaded.epoch, 0, 0, None)
        last, more = 0, True
        while more:
            page = await self._journal.read(key, loaded.epoch, last, BATCH)
            if page is None or not page.entries:
                break
            for entry in page.entries:
                if entry.inbound and entry.offset <= loaded.checkpoint:
                    self._fold(chat, entry)
            last = page.entries[-1].offset
            more = page.more and last < loaded.checkpoint
        return chat.session.conversation

    def _keep(self, key: Key, chat: Chat) -> None:
        self._chats[key] = chat
        if len(self._chats) > KEPT_CHATS:
            self._chats.popitem(last=False)

    async def _watch_time(self) -> None:
        while True:
            now = self._clock()
            self._sooner.clear()
            self._looks_at = now + SWEEP
            try:
                self._wake_all(await self._journal.work(now, KEPT_CHATS))
                timer = await self._journal.next_timer()
            except Unavailable:
                timer = None
            if timer is not None:
                self._looks_at = min(self._looks_at, timer if timer > now else now + RETRY)
            try:
                async with asyncio.timeout(max(0.0, self._looks_at - self._clock())):
                    await self._sooner.wait()
            except TimeoutError:
                pass

    def _wake_all(self, keys: Iterable[Key]) -> None:
        for key in keys:
            self.wake(key)


def _conversation(loaded: Loaded) -> Conversation:
    if loaded.state is None:
        return Conversation.new()
    return codec.from_plain(Conversation, msgpack.unpackb(loaded.state))


def place(error: BaseException) -> str:
    """Return an error's kind and place, and never its words: they may quote a customer."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    where = f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame else "nowhere"
    return f"{type(error).__name__} at {where}"
