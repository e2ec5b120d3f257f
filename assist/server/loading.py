"""A conversation in the journal -> the same at hand, as its last commit left it."""

import logging
from functools import partial
from typing import Final

from assist import codec
from assist.conversation.state import Conversation
from assist.errors import FrameError
from assist.journal.contract import Journal
from assist.journal.records import Key, Loaded
from assist.server.aside import Aside
from assist.server.chats import Begin, Chat
from assist.server.past import told
from assist.server.steps import Steps

BATCH: Final = 8
"""Events folded in one turn; then others have theirs."""

log = logging.getLogger("warmline.processor")


class Loading:
    """Brings conversations; one whose state cannot be read is folded anew, aside."""

    def __init__(self, journal: Journal, begin: Begin, steps: Steps, aside: Aside) -> None:
        self._journal = journal
        self._begin = begin
        self._steps = steps
        self._aside = aside

    async def load(self, key: Key) -> Chat | None:
        """Return a conversation, None for one in which nobody has spoken.

        Raises:
            Unavailable: the journal could not be read.
        """
        loaded = await self._journal.load(key)
        if loaded is None:
            return None
        try:
            packed, new = loaded.state, Conversation.new()
            conversation = new if packed is None else codec.unpack(Conversation, packed)
        except FrameError:
            log.warning("a conversation's state is of another version: it is folded anew")
            conversation = await self._refold(key, loaded)
        return Chat(
            value=self._begin(conversation),
            epoch=loaded.epoch,
            checkpoint=loaded.checkpoint,
            revision=loaded.revision,
            wake_at=loaded.wake_at,
            state=loaded.state,
            told=loaded.checkpoint,
            # What is beyond is read: nobody has told of it here.
            latest=loaded.top,
        )

    async def _refold(self, key: Key, loaded: Loaded) -> Conversation:
        """Return the state at the checkpoint, made from the stream; its outputs rest there."""
        chat = Chat(self._begin(Conversation.new()), loaded.epoch, 0, 0, None)
        past = [entry async for entry in told(self._journal, key, loaded.epoch)]
        kept = past if past and past[0].offset == 1 else None
        folded = [entry for entry in past if entry.inbound and entry.offset <= loaded.checkpoint]
        for first in range(0, len(folded), BATCH):
            entries = folded[first : first + BATCH]
            await self._aside.run(partial(self._steps.fold, chat, entries, kept))
        return chat.session.conversation
