"""Post messages to a journal from many sides at once and print each acknowledgement.

    python -m tests.journal.load FILE ROUND

Each line says `conversation message_id epoch offset`, after the message is durable.
"""

import asyncio
import sys
from pathlib import Path

from assist.journal.records import Appended, Key
from assist.journal.sqlite import SqliteJournal
from tests.journal.conformance import expired, post, step

CHATS = 8


async def converse(journal: SqliteJournal, number: int, round_: str) -> None:
    key = Key(tenant="acme", conversation=f"chat-{number}")
    for count in range(1_000_000):
        done = await post(journal, f"{round_}-{count}", key)
        report(key, f"{round_}-{count}", done)
        if count % 3 == 0:
            state = await journal.load(key)
            assert state is not None
            output = expired(f"{round_}-{count}")
            await journal.commit(step(state.revision, done.offset, output, key=key))


def report(key: Key, message_id: str, done: Appended) -> None:
    line = f"{key.conversation} {message_id} {done.epoch} {done.offset}\n"
    sys.stdout.write(line)
    sys.stdout.flush()


async def main() -> None:
    journal = await SqliteJournal.open(Path(sys.argv[1]))
    await asyncio.gather(*(converse(journal, number, sys.argv[2]) for number in range(CHATS)))


if __name__ == "__main__":
    asyncio.run(main())
