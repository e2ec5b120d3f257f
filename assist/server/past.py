"""A conversation in the journal -> its whole past, for a step that tells it anew."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Final

from assist.journal.contract import Journal
from assist.journal.records import Entry, Key, Page
from assist.server.steps import Past

PAGE: Final = 300
"""Events that are read at once."""


async def told(journal: Journal, key: Key, epoch: str) -> AsyncIterator[Entry]:
    """Yield what was said in a stream, as far as it is kept, and how it was read.

    Raises:
        Unavailable: the journal could not be read.
    """
    last, more = 0, True
    while more:
        page = await journal.past(key, epoch, last, PAGE)
        if page is None or not page.entries:
            return
        for entry in page.entries:
            yield entry
        last, more = page.entries[-1].offset, page.more


async def whole(journal: Journal, key: Key, page: Page, checkpoint: int) -> tuple[Past, Page]:
    """Return a conversation's whole past, and all that is new in it in the place of one page.

    To tell the past anew takes as long for many revisions as for one. Where it is not kept, there
    is none, and the page stays.

    Raises:
        Unavailable: the journal could not be read.
    """
    past = [entry async for entry in told(journal, key, page.epoch)]
    kept = {entry.offset for entry in past}
    if not kept.issuperset((1, *(entry.offset for entry in page.entries if entry.inbound))):
        return None, page
    news = tuple(entry for entry in past if entry.offset > checkpoint)
    return past, replace(page, entries=news, more=False)
