"""Conversations with news -> their outputs, committed: one at a time each, many side by side.

A wake-up is a hint and never the truth: what to do is read from the journal, so a lost or
repeated one loses and repeats nothing, and a restart goes on where the last commit stands.
Reading and judging have a thread of their own: however long a message takes, the event loop
goes on to acknowledge and deliver.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from time import perf_counter
from typing import Final, ParamSpec, TypeVar

import msgpack

from assist import codec
from assist.conversation.revisions import revises
from assist.conversation.state import Conversation
from assist.errors import FrameError
from assist.findings import DraftFinding
from assist.journal.contract import Commit, Journal, Key, Loaded, Unavailable
from assist.playbooks.model import Playbooks
from assist.reading.reader import Reader
from assist.server.logs import place
from assist.server.past import told, whole
from assist.server.steps import Chat, Steps
from assist.server.telemetry import Telemetry
from assist.server.turns import Turns
from assist.session import Session

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

WORKERS: Final = 16
KEPT_CHATS: Final = 10_000
BATCH: Final = 8
"""Events folded in one turn; then others have theirs."""
SWEEP: Final = 30.0
"""Seconds after which unfinished work is looked for, even if no wake-up told of it."""
RETRY: Final = 1.0
"""Seconds until the next look at what should have been done by now."""
PATIENCE: Final = 3.0
"""Seconds for which a stop waits for the step that is being read."""

log = logging.getLogger("warmline.processor")


class Processor:
    """Runs the session of every conversation that has news or whose time has come.

    Args:
        keeps: whether a tenant's events rest once they are answered.
        answered: is told how many of a conversation's inbound events have been answered.
    """

    def __init__(
        self,
        journal: Journal,
        reader: Reader,
        playbooks: Playbooks,
        clock: Callable[[], float],
        *,
        keeps: Callable[[str], bool] = lambda tenant: True,
        answered: Callable[[Key, int], None] = lambda key, count: None,
        telemetry: Telemetry | None = None,
    ) -> None:
        self._journal = journal
        self._rules = reader, playbooks
        self._clock = clock
        self._answered = answered
        self._telemetry = telemetry or Telemetry()
        self._steps = Steps(clock, keeps, self._telemetry)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="reading")
        self._chats: OrderedDict[Key, Chat] = OrderedDict()
        self._turns = Turns()
        self._running: set[Key] = set()
        self._again: set[Key] = set()
        self._rests: dict[Key, float] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._looks_at = 0.0
        self._sooner = asyncio.Event()

    @property
    def left_out(self) -> int:
        """How many events made the session fail each time, since the start."""
        return self._steps.left_out

    @property
    def dropped(self) -> int:
        """How many revisions waited in vain for their messages, since the start."""
        return self._steps.dropped

    @property
    def waiting(self) -> int:
        """How many conversations wait for their turn."""
        return len(self._turns)

    def start(self) -> None:
        """Take up all unfinished work, and what comes."""
        self._tasks = [asyncio.create_task(self._work()) for _ in range(WORKERS)]
        self._tasks.append(asyncio.create_task(self._watch_time()))

    async def stop(self) -> None:
        """Stop; what is not committed is done again by whoever starts next."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await asyncio.to_thread(self._thread.shutdown, cancel_futures=True)

    def use(self, reader: Reader, playbooks: Playbooks) -> None:
        """Put another set of rules into force: every chat goes on with it at its next event."""
        self._rules = reader, playbooks

    def wake(self, key: Key) -> None:
        """Say that a conversation has news."""
        if key in self._running:
            self._again.add(key)
        else:
            self._turns.put(key)

    def forget(self, key: Key) -> None:
        """Hold nothing more of a conversation that was erased.

        A step of it that is under way is refused by the journal: its epoch is gone.
        """
        self._chats.pop(key, None)

    async def draft(self, key: Key, text: str) -> tuple[DraftFinding, ...]:
        """Return what is wrong with an unsent reply where its conversation stands now.

        Nothing of it is kept. A conversation in which nobody has spoken is a new one.

        Raises:
            Unavailable: the journal could not be read.
        """
        chat = self._chats.get(key) or await self._load(key)
        conversation = chat.session.conversation if chat else Conversation.new()
        session = Session(*self._rules, conversation)
        return await self._think(session.draft, text, self._clock())

    async def _think(
        self,
        what: Callable[Given, Answer],
        *args: Given.args,
        **kwargs: Given.kwargs,
    ) -> Answer:
        """Run what reads or judges, apart from the event loop."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, partial(what, *args, **kwargs))

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            key = await self._turns.take()
            self._running.add(key)
            more = False
            try:
                more = await self._advance(key)
            except Unavailable as reason:
                log.warning("a conversation waits: %s", reason)
                loop.call_later(RETRY, self.wake, key)
            except Exception as error:
                log.error("a conversation could not go on: %s", place(error))
                loop.call_later(SWEEP, self.wake, key)
            finally:
                # Who tells a history line by line has it told anew with each: others come between.
                if rest := self._rests.pop(key, 0.0):
                    loop.call_later(rest, self._let_go, key, more)
                else:
                    self._let_go(key, more)

    def _let_go(self, key: Key, more: bool) -> None:
        self._running.discard(key)
        if more or key in self._again:
            self._again.discard(key)
            self._turns.put(key)

    async def _advance(self, key: Key) -> bool:
        """Do one step of a conversation; return whether there may be another."""
        # Out of the cache until the step is committed: a step that fails leaves nothing there.
        chat = self._chats.pop(key, None) or await self._load(key)
        if chat is None:
            return False
        page = await self._journal.read(key, chat.epoch, chat.checkpoint, BATCH)
        # What was trimmed is folded already; what is new rests until it is folded as well.
        if page is None or page.reason not in (None, "trimmed"):
            return page is not None
        past = None
        if any(revises(entry.event) for entry in page.entries):
            past, page = await whole(self._journal, key, page, chat.checkpoint)
        # The rules may be others than at the chat's last step.
        chat.session = Session(*self._rules, chat.session.conversation)
        begun = perf_counter()
        step = await self._think(
            self._telemetry.fold,
            key,
            len(page.entries),
            partial(self._steps.step, key, chat, page, past),
        )
        if past is not None:
            self._rests[key] = perf_counter() - begun
        if step is not None:
            if await self._journal.commit(step) is None:
                return True
            self._committed(chat, step)
            self._answered(key, sum(entry.inbound for entry in page.entries))
        elif page.entries:
            chat.checkpoint = page.entries[-1].offset
        self._keep(key, chat)
        return page.more

    def _committed(self, chat: Chat, step: Commit) -> None:
        chat.checkpoint = step.new_checkpoint
        chat.revision += 1
        chat.wake_at = step.wake_at
        if step.wake_at is not None and step.wake_at < self._looks_at:
            self._sooner.set()

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
        chat = Chat(Session(*self._rules, Conversation.new()), loaded.epoch, 0, 0, None)
        past = [entry async for entry in told(self._journal, key, loaded.epoch)]
        kept = past if past and past[0].offset == 1 else None
        folded = [entry for entry in past if entry.inbound and entry.offset <= loaded.checkpoint]
        for first in range(0, len(folded), BATCH):
            entries = folded[first : first + BATCH]
            await self._think(self._steps.fold, chat, entries, kept)
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
