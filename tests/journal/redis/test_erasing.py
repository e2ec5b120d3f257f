import asyncio
from dataclasses import replace
from pathlib import Path

import msgpack
import pytest

from assist.events import ContextGiven, MessagePosted
from assist.journal.records import Key
from assist.journal.redis import layout
from assist.journal.redis.engine import RedisJournal
from tests.journal.conformance import (
    CHAT,
    NOW,
    OTHER,
    expired,
    memory,
    post,
    remember,
    step,
    stream,
)
from tests.journal.erasing import edit, words_of
from tests.journal.keeping import tell
from tests.journal.redis.nodes import nodes, until
from tests.journal.redis.servers import RedisServer, running

LOG = "{warmline}:l:"


def put(server: RedisServer, key: Key, offset: int, more: dict[str, object]) -> None:
    """Write into an entry what a later version would."""
    log = LOG + layout.name(key)
    with server.client as client:
        entries = client.xrange(log)
        client.delete(log)
        for id, fields in entries:
            data = fields[b"e"]
            if id == f"{offset}-0".encode():
                data = data[:1] + msgpack.packb(msgpack.unpackb(data[1:]) | more)
            client.xadd(log, {"e": data}, id=id)


def plain(server: RedisServer, key: Key) -> list[dict[str, object]]:
    with server.client as client:
        entries = client.xrange(LOG + layout.name(key))
    return [msgpack.unpackb(fields[b"e"][1:]) for _, fields in entries]


async def test_G17_what_a_later_version_wrote_beside_the_words_stays_when_they_go(
    server: RedisServer, journal: RedisJournal
) -> None:
    await post(journal, "m1", body="the words")
    assert await journal.commit(step(0, 1, words_of("m1"))) is not None
    for offset in (1, 2):
        put(server, CHAT, offset, {"mood": ["new"]})
    await edit(journal, "m1", None)
    assert await journal.commit(replace(step(1, 3), taken_back=("m1",))) is not None
    posted, read, _ = plain(server, CHAT)
    assert (posted["text"], posted["mood"]) == ("", ["new"])
    assert (read["reading"]["cues"], read["mood"]) == ([], ["new"])  # type: ignore[index]
    await remember(journal, OTHER, memory(OTHER))
    third = Key(tenant="acme", conversation="chat-3")
    await tell(journal, third, customer="c1", memories=(memory(OTHER),))
    put(server, third, 1, {"mood": ["new"]})
    await journal.erase(OTHER, NOW)
    (given,) = plain(server, third)
    assert (given["memories"], given["mood"]) == ([], ["new"])


async def test_what_comes_while_words_are_taken_out_is_not_lost(journal: RedisJournal) -> None:
    for number in range(10):
        await post(journal, f"m{number}", body=f"words {number}")
    taken_back = tuple(f"m{number}" for number in range(10))
    begun = replace(step(0, 10), taken_back=taken_back)
    done, *_ = await asyncio.gather(
        journal.commit(begun), *(post(journal, f"n{number}") for number in range(30))
    )
    assert done is not None
    events = [entry.event for entry in await stream(journal)]
    assert len(events) == 40
    texts = {event.message_id: event.text for event in events if isinstance(event, MessagePosted)}
    assert {texts[name] for name in taken_back} == {""}
    assert all(texts[f"n{number}"] == f"n{number}" for number in range(30))


async def test_an_erasure_while_messages_come_leaves_nothing_of_before(
    journal: RedisJournal,
) -> None:
    await remember(journal, CHAT, memory(CHAT))
    await tell(journal, OTHER, customer="c1", memories=(memory(CHAT),))
    erased, *_ = await asyncio.gather(
        journal.erase(CHAT, NOW),
        *(post(journal, f"n{number}", OTHER) for number in range(20)),
    )
    assert erased
    given = (await stream(journal, OTHER))[0].event
    assert isinstance(given, ContextGiven)
    assert given.memories == ()
    assert len(await stream(journal, OTHER)) == 21


async def test_J11_after_an_erasure_the_words_leave_the_file_as_well(tmp_path: Path) -> None:
    with running(tmp_path / "redis") as server:
        async with nodes(server.url, tmp_path, 2) as (journal, other):
            await post(journal, "m1", body="unforgettable words")
            await journal.commit(step(0, 1, expired("s1"), state=b"unforgettable state"))
            assert holds(tmp_path, b"unforgettable")
            await journal.erase(CHAT, NOW)
            await until(lambda: not holds(tmp_path, b"unforgettable"))
            assert not await other.claim("rewrite", 60), "once a minute, whoever asks"


async def test_what_is_not_kept_leaves_the_file_as_well(tmp_path: Path) -> None:
    with running(tmp_path / "redis") as server:
        async with nodes(server.url, tmp_path, 1) as (journal,):
            await post(journal, "m1", body="unforgettable words")
            await post(journal, "m2", body="words that stay")
            await journal.commit(replace(step(0, 1, expired("s1")), keep=False))
            await journal.forget(NOW)
            await until(lambda: not holds(tmp_path, b"unforgettable"))
            assert holds(tmp_path, b"words that stay")


async def test_where_the_file_must_not_be_written_anew_it_is_said_once(
    server: RedisServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with server.client as client:
        client.execute_command(
            *("ACL", "SETUSER", "app", "on", ">secret", "~*", "&*", "+@all", "-bgrewriteaof")
        )
    async with nodes(f"redis://app:secret@127.0.0.1:{server.port}", tmp_path, 1) as (journal,):
        for key in (CHAT, OTHER):
            await post(journal, "m1", key=key)
            await journal.erase(key, NOW)
            await until(lambda: not journal._wipe)
            assert await journal.trouble() is None
    assert caplog.text.count("anew when told") == 1


def holds(folder: Path, words: bytes) -> bool:
    """Return whether words stand in a file of Redis."""
    found = False
    for path in (folder / "redis" / "appendonlydir").iterdir():
        try:
            found |= words in path.read_bytes()
        except FileNotFoundError:
            return True
    return found


async def test_J11_the_ids_of_an_erased_conversation_rest_as_hashes_alone(
    server: RedisServer, journal: RedisJournal
) -> None:
    await post(journal, "mary-1")
    await tell(journal, customer="mary", agent="ada")
    await journal.erase(CHAT, NOW)
    with server.client as client:
        kept = {key: client.dump(key) for key in client.scan_iter()}
    assert not [key for key, value in kept.items() if b"mary" in key + value]
    assert not [key for key, value in kept.items() if b"chat-1" in key + value]


@pytest.mark.parametrize("count", [1, 5000])
async def test_a_long_conversation_is_erased_as_a_short_one(
    journal: RedisJournal, count: int
) -> None:
    await asyncio.gather(*(post(journal, f"m{number}") for number in range(count)))
    assert await journal.erase(CHAT, NOW)
    assert await stream(journal) == ()
    assert (await post(journal, f"m{count - 1}")).duplicate
