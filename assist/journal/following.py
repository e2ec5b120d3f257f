"""A message that goes on from another -> written only while that one is the latest."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import Final

from assist import codec
from assist.events import MessagePosted
from assist.journal.records import Key, Overtaken

SINCE: Final = 4
"""Messages that who was overtaken is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Id:
    """Of a message, what tells whether it is the one before."""

    message_id: str
    late: bool = False


def check(connection: sqlite3.Connection, key: Key, event: MessagePosted, after: str) -> None:
    """Pass where a message comes right after the one of this id.

    Raises:
        Overtaken: it does not.
    """
    cursor = connection.execute(
        "SELECT data FROM event WHERE tenant = ? AND conversation = ?"
        " AND kind = 'message.posted' ORDER BY offset DESC",
        (key.tenant, key.conversation),
    )
    since: list[MessagePosted] = []
    # Closed at once: while one is open, a transaction cannot wait for a checkpoint, and is refused.
    with closing(cursor) as rows:
        for (data,) in rows:
            found = codec.unpack(_Id, data)
            if found.late != event.late:
                continue
            if not since and found.message_id == after:
                return
            since.append(codec.unpack(MessagePosted, data))
            if len(since) == SINCE:
                break
    # Where nothing rests there is nothing to learn, and the only process knows what came last.
    if since:
        raise Overtaken(tuple(reversed(since)), since[0].message_id)
