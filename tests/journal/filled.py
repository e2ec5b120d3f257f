"""Journals with something in them, and ways to harm them."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgpack

from assist import codec
from assist.conversation.state import Conversation
from assist.journal.records import Key
from assist.journal.sqlite import SqliteJournal
from tests.journal.conformance import expired, memory, post, remember, step

PAGE = 4096
STATE = msgpack.packb(codec.to_plain(Conversation.new()))


def chat(number: int) -> Key:
    return Key(tenant="acme", conversation=f"chat-{number}")


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[SqliteJournal]:
    journal = await SqliteJournal.open(path)
    try:
        yield journal
    finally:
        await journal.close()


async def fill(journal: SqliteJournal, chats: int, messages: int = 5, body: str = "") -> None:
    """Have chats of `messages` and one answer; the last message of each is not answered yet."""
    for number in range(chats):
        key = chat(number)
        text = body or "still no parcel"
        await asyncio.gather(*(post(journal, f"m{n}", key, f"{n} {text}") for n in range(messages)))
        await journal.commit(step(0, messages, expired("s1"), key=key, state=STATE))
        await post(journal, f"m{messages}", key)


async def filled(path: Path, chats: int = 3, messages: int = 5, body: str = "") -> Path:
    """Write a journal and close it in good order."""
    async with opened(path) as journal:
        await fill(journal, chats, messages, body)
        await remember(journal, Key(tenant="acme", conversation="left"), memory(chat(0)))
        state = await journal.load(Key(tenant="acme", conversation="left"))
        assert state is not None
    change(path, "UPDATE conversation SET state = ? WHERE conversation = 'left'", STATE)
    return path


def change(path: Path, statement: str, *values: object) -> None:
    """Run SQL on a journal that nobody has open."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute(statement, values)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.close()


def ask(path: Path, query: str) -> list[tuple[Any, ...]]:
    """Return rows of a journal."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def names(folder: Path) -> set[str]:
    """Return what lies in a folder."""
    return {path.name for path in folder.iterdir()}


def killed(folder: Path, chats: int = 1, messages: int = 5, body: str = "") -> Path:
    """Write a journal in a process that ends as if killed: with its log, and all acknowledged."""
    script = (
        "import asyncio, os, sys\nfrom pathlib import Path\n"
        "from assist.journal.sqlite import SqliteJournal\n"
        "from tests.journal.filled import fill\n"
        "async def main():\n"
        "    journal = await SqliteJournal.open(Path(sys.argv[1]))\n"
        "    await fill(journal, int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])\n"
        "    os._exit(9)\n"
        "asyncio.run(main())"
    )
    path = folder / "journal.db"
    arguments = [str(path), str(chats), str(messages), body]
    done = subprocess.run([sys.executable, "-c", script, *arguments], check=False)
    assert done.returncode == 9
    return path
