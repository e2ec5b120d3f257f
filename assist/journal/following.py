"""A message that goes on from another -> written only while that one is the latest."""

import sqlite3
from typing import Final

import msgpack

from assist import codec
from assist.events import MessagePosted
from assist.journal.records import Key, Overtaken

SINCE: Final = 4
"""Messages that who was overtaken is shown."""


def check(connection: sqlite3.Connection, key: Key, event: MessagePosted, after: str) -> None:
    """Pass where a message comes right after the one of this id.

    Raises:
        Overtaken: it does not.
    """
    rows = connection.execute(
        "SELECT data FROM event WHERE tenant = ? AND conversation = ?"
        " AND kind = 'message.posted' ORDER BY offset DESC",
        (key.tenant, key.conversation),
    )
    since: list[MessagePosted] = []
    for (data,) in rows:
        said = codec.from_plain(MessagePosted, msgpack.unpackb(data))
        if said.late != event.late:
            continue
        if not since and said.message_id == after:
            return
        since.append(said)
        if len(since) == SINCE:
            break
    if since or after:
        raise Overtaken(tuple(reversed(since)))
