"""A message on its way to the journal -> what follows from it, to be written with it.

Most messages are short, come to a conversation that is at hand or begin one, and find nothing else
to be done in it. Such a message is read at once, here on the loop: one transaction, one sync and
one hand-over to the writer do for it and its answer, where two of each are needed once it is
written alone. All others have their turn in the processor. Whether the answer still holds is the
journal's to say.
"""

from functools import partial
from typing import Final

from assist.conversation.revisions import revises
from assist.conversation.state import Conversation
from assist.events import MessagePosted
from assist.journal.records import Appended, Commit, Entry, Key, Page
from assist.server.aside import SHORT, Aside
from assist.server.chats import Begin, Chat, Chats
from assist.server.steps import Steps
from assist.server.telemetry import Telemetry
from assist.server.work import RETRY, Work

MOST: Final = 64
"""Messages at a time; those beyond are written alone, so that tenants take turns to be read."""


class Answering:
    """Answers messages before they are written."""

    def __init__(
        self,
        chats: Chats,
        work: Work,
        steps: Steps,
        aside: Aside,
        telemetry: Telemetry,
        begin: Begin,
    ) -> None:
        self._chats = chats
        self._work = work
        self._steps = steps
        self._aside = aside
        self._telemetry = telemetry
        self._begin = begin
        self._under_way = 0

    def ahead(self, key: Key, event: MessagePosted) -> "Ahead | None":
        """Return the answer to a message; None where it has to wait for its turn."""
        if len(event.text) > SHORT or revises(event) or not self._aside.free:
            return None
        if self._under_way >= MOST or not self._work.begin(key):
            return None
        chat = self._chats.take(key) or Chat(self._begin(Conversation.new()), "", 0, 0, None)
        before = chat.session.conversation
        if (commit := self._answer(key, chat, event)) is None:
            self._put_back(key, chat, before)
            return None
        self._under_way += 1
        return Ahead(self, chat, before, commit)

    def _answer(self, key: Key, chat: Chat, event: MessagePosted) -> Commit | None:
        offset = chat.next_offset
        if offset is None:
            return None
        page = Page(
            epoch=chat.epoch,
            top=offset,
            entries=(Entry(offset=offset, event=event, inbound=True),),
            revision=chat.revision,
        )
        chat.value = self._begin(chat.session.conversation)
        step = partial(self._steps.step, key, chat, page)
        try:
            return self._aside.here(partial(self._telemetry.fold, key, 1, step))
        except Exception:
            # It fails again in its turn, and is told of there.
            return None

    def settle(self, ahead: "Ahead", done: Appended | None) -> None:
        """Go on from what the journal did; None where that is not known."""
        self._under_way -= 1
        key, chat = ahead.commit.key, ahead.chat
        if done is None or not (done.answer or done.duplicate):
            # What was written, if anything, is found in the journal.
            self._chats.forget(key)
            self._work.done(key, more=False)
            self._work.look_later(RETRY)
        elif done.answer is None:
            self._put_back(key, chat, ahead.before)
        else:
            if not chat.epoch:
                chat.epoch = done.epoch
                self._chats.bring(key, chat)
            chat.committed(ahead.commit, done.answer)
            self._work.wake_at(ahead.commit.wake_at)
            self._chats.keep(key, chat)
            self._work.done(key, more=done.answer.more)

    def _put_back(self, key: Key, chat: Chat, before: Conversation) -> None:
        chat.session.conversation = before
        self._chats.keep(key, chat)
        self._work.done(key, more=False)


class Ahead:
    """The answer to one message. `settle` must follow, whatever becomes of it."""

    __slots__ = ("_answering", "before", "chat", "commit")

    def __init__(
        self, answering: Answering, chat: Chat, before: Conversation, commit: Commit
    ) -> None:
        self._answering = answering
        self.chat = chat
        self.before = before
        self.commit = commit

    def settle(self, done: Appended | None) -> None:
        """Say what the journal did; None where that is not known."""
        self._answering.settle(self, done)
