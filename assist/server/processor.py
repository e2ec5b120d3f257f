"""Conversations with news -> their outputs, committed: one step at a time each, many side by side.

A restart goes on where the last commit stands. Most messages never come here: they are answered
before they are written (ahead.py). However long a message takes to read, the event loop goes on to
acknowledge and deliver (aside.py).
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import Final

from assist.conversation.revisions import revises
from assist.conversation.state import Conversation
from assist.events import MessagePosted
from assist.findings import DraftFinding
from assist.journal.contract import Journal
from assist.journal.records import Commit, Key, Page, Unavailable
from assist.playbooks.model import Playbooks
from assist.reading.reader import Reader
from assist.server.ahead import Ahead, Answering
from assist.server.aside import SHORT, Aside
from assist.server.chats import Chat, Chats
from assist.server.loading import BATCH, Loading
from assist.server.logs import place
from assist.server.past import whole
from assist.server.steps import Past, Steps
from assist.server.telemetry import Telemetry
from assist.server.work import RETRY, Work
from assist.session import Session

ROUNDS: Final = 3
"""Rounds at a time: while one is read, another is written and the next is looked up."""
ROUND: Final = 8
"""Conversations in a round: each waits for the others of it to be read."""
LATER: Final = 30.0
"""Seconds until the next try of what went wrong and should not have."""
PATIENCE: Final = 3.0
"""Seconds for which a stop waits for the step that is being read."""

log = logging.getLogger("warmline.processor")


@dataclass(slots=True)
class _Job:
    """One conversation's step: what is new, and then what to write, or what went wrong."""

    key: Key
    chat: Chat
    page: Page
    past: Past
    commit: Commit | None = None
    seconds: float = 0.0
    error: Exception | None = None


class Processor:
    """Runs the session of every conversation that has news or whose time has come.

    Args:
        keeps: whether a tenant's events rest once they are answered.

    Attributes:
        work: the conversations that wait.
    """

    conflicts = 0
    """Steps that were refused, since another node's had been written first."""

    def __init__(
        self,
        journal: Journal,
        reader: Reader,
        playbooks: Playbooks,
        clock: Callable[[], float],
        *,
        keeps: Callable[[str], bool] = lambda tenant: True,
        telemetry: Telemetry | None = None,
    ) -> None:
        self._journal = journal
        self._rules = reader, playbooks
        self._clock = clock
        self._telemetry = telemetry or Telemetry()
        self._steps = Steps(clock, keeps, self._telemetry)
        self._aside = Aside()
        self._chats = Chats(self._begin)
        self._loading = Loading(journal, self._begin, self._steps, self._aside)
        self.work = Work(journal, clock)
        self._answering = Answering(
            *(self._chats, self.work, self._steps, self._aside, self._telemetry, self._begin)
        )
        self._tasks: list[asyncio.Task[None]] = []
        journal.follow(self._chats.hear)

    def _begin(self, conversation: Conversation) -> Session:
        return Session(*self._rules, conversation)

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
        return len(self.work)

    def start(self) -> None:
        """Take up all unfinished work, and what comes."""
        self._tasks = [asyncio.create_task(self._run()) for _ in range(ROUNDS)]
        self._tasks.append(asyncio.create_task(self.work.watch()))

    async def stop(self) -> None:
        """Stop; what is not committed is done by another node, or by whoever starts next."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        await self._aside.stop(PATIENCE)
        await self.work.hand_over()

    def use(self, reader: Reader, playbooks: Playbooks) -> None:
        """Put another set of rules into force: every chat goes on with it at its next event."""
        self._rules = reader, playbooks

    def forget(self, key: Key) -> None:
        """Hold nothing more of a conversation that was erased.

        A step of it that is under way is refused by the journal: its epoch is gone.
        """
        self._chats.forget(key)

    async def draft(self, key: Key, text: str) -> tuple[DraftFinding, ...]:
        """Return what is wrong with an unsent reply where its conversation stands now.

        Nothing of it is kept. A conversation in which nobody has spoken is a new one.

        Raises:
            Unavailable: the journal could not be read.
        """
        chat = self._chats.look(key)
        if chat is None or self._journal.shared:
            # Another node may have gone on with it.
            chat = await self._loading.load(key)
        conversation = chat.session.conversation if chat else Conversation.new()
        session = self._begin(conversation)
        return await self._aside.run(partial(session.draft, text, self._clock()))

    def ahead(self, key: Key, event: MessagePosted) -> Ahead | None:
        """Return the answer to a message that is about to be written; None where it must wait.

        With other nodes it must: the conversation that is at hand here may be behind.
        """
        if self._journal.shared or not self._tasks:
            return None
        return self._answering.ahead(key, event)

    async def _run(self) -> None:
        while True:
            jobs: list[_Job] = []
            others: list[Key] = []
            for key in await self.work.take(ROUND):
                if (job := self._at_hand(key)) is not None:
                    jobs.append(job)
                else:
                    others.append(key)
            if others:
                looked_up = await asyncio.gather(*(self._prepared(key) for key in others))
                jobs += [job for job in looked_up if job is not None]
            for job in jobs:
                await self._aside.run(partial(self._read, job), short=_short(job))
                if job is not jobs[-1]:
                    await asyncio.sleep(0)  # so that several do not hold up the loop
            await self._all_written(jobs)

    def _at_hand(self, key: Key) -> _Job | None:
        """Return the next step of a conversation; None where the journal must be asked."""
        chat = self._chats.take(key)
        page = None if chat is None else chat.page(BATCH)
        if chat is None or page is None or _revising(page):
            return None
        return self._job(key, chat, page, None)

    def _job(self, key: Key, chat: Chat, page: Page, past: Past) -> _Job:
        """Return the step; the rules may be others than at the chat's last one."""
        chat.value = self._begin(chat.session.conversation)
        return _Job(key, chat, page, past)

    async def _prepared(self, key: Key) -> _Job | None:
        """Return the next step of a conversation; None where there is none to do."""
        try:
            chat, page = await self._news(key)
            # What was trimmed is folded already; what is new rests until it is folded as well.
            if chat is None or page is None or page.reason not in (None, "trimmed"):
                self._chats.forget(key)
                self.work.done(key, more=page is not None)
                return None
            past = None
            if _revising(page):
                past, page = await whole(self._journal, key, page, chat.checkpoint)
        except Exception as error:
            self._put_off(key, error)
            return None
        return self._job(key, chat, page, past)

    async def _news(self, key: Key) -> tuple[Chat | None, Page | None]:
        """Return where a conversation stands, and what is new in it."""
        # Out of reach until the step is committed: a step that fails leaves nothing there.
        chat = self._chats.take(key) or await self._brought(key)
        if chat is None:
            return None, None
        if page := chat.page(BATCH):
            return chat, page
        page = await self._journal.read(key, chat.epoch, chat.checkpoint, BATCH)
        if page is not None and page.revision != chat.revision:
            # Another node has gone on with it.
            if (chat := await self._brought(key)) is None:
                return None, None
            page = await self._journal.read(key, chat.epoch, chat.checkpoint, BATCH)
        return chat, page

    def _read(self, job: _Job) -> None:
        """Read and judge."""
        begun = perf_counter()
        try:
            step = partial(self._steps.step, job.key, job.chat, job.page, job.past)
            job.commit = self._telemetry.fold(job.key, len(job.page.entries), step)
        except Exception as error:
            job.error = error
        job.seconds = perf_counter() - begun

    async def _all_written(self, jobs: Sequence[_Job]) -> None:
        if len(jobs) == 1:
            await self._written(jobs[0])  # as most rounds are; a task costs more than it writes
        else:
            await asyncio.gather(*map(self._written, jobs))

    async def _written(self, job: _Job) -> None:
        """Write what follows, and let the conversation go."""
        key, more = job.key, job.page.more
        try:
            if job.error is not None:
                raise job.error
            if job.commit is not None:
                done = await self._journal.commit(job.commit)
                if done is None:
                    self.conflicts += 1
                    self._chats.forget(key)
                    self.work.done(key, more=True)
                    return
                more = more or done.more
                job.chat.committed(job.commit, done)
                self.work.wake_at(job.commit.wake_at)
            elif job.page.entries:
                job.chat.checkpoint = job.page.entries[-1].offset
        except Exception as error:
            self._put_off(key, error)
            return
        self._chats.keep(key, job.chat)
        # Who tells a history line by line has it told anew with each: others come between.
        self.work.done(key, more=more, rest=job.seconds if job.past is not None else 0.0)

    def _put_off(self, key: Key, error: Exception) -> None:
        """Let a conversation wait that cannot go on now."""
        self._chats.forget(key)
        self.work.done(key, more=False)
        if isinstance(error, Unavailable):
            log.warning("a conversation waits: %s", error)
            self.work.wake_later(key, RETRY)
        else:
            log.error("a conversation could not go on: %s", place(error))
            self.work.wake_later(key, LATER)

    async def _brought(self, key: Key) -> Chat | None:
        """Return a conversation as the journal has it; from now on it hears news."""
        chat = await self._loading.load(key)
        if chat is not None:
            self._chats.bring(key, chat)
        return chat


def _short(job: _Job) -> bool:
    """Return whether a step may be done while the event loop waits."""
    events = (entry.event for entry in job.page.entries)
    told = sum(len(event.text) for event in events if isinstance(event, MessagePosted))
    return job.past is None and told <= SHORT


def _revising(page: Page) -> bool:
    """Return whether some of it changes what was said: that needs the past."""
    return any(revises(entry.event) for entry in page.entries)
