import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec import structs

from assist.errors import ConfigError
from assist.journal import backup, secret
from assist.journal.contract import Journal
from assist.journal.records import Assignment, IdConflict, Key, Mark, Overtaken
from assist.journal.redis.engine import RedisJournal
from assist.journal.redis.moving import Moved, Place, move
from assist.journal.redis.terms import MOVING
from assist.journal.sqlite import SqliteJournal
from tests.journal.conformance import (
    CHAT,
    NOW,
    OTHER,
    expired,
    loaded,
    memory,
    message,
    post,
    recalled,
    remember,
    step,
    stream,
)
from tests.journal.filled import change, filled, names, opened
from tests.journal.histories import Action, Restart, histories, play
from tests.journal.keeping import HOUR, THIRD, deliver, delivery, said, tell
from tests.journal.redis.servers import RedisServer

MAILED = Key(tenant="acme", conversation="chat-5")


class Mover:
    """A data folder, and the Redis that it goes to; `now` in the tests' own time."""

    def __init__(self, server: RedisServer, folder: Path) -> None:
        self.server = server
        self.path = folder / "journal.db"
        self.key = folder / "journal.key"

    async def move(self, now: float = NOW, **options: Any) -> Moved:  # noqa: ANN401
        place = Place(url=self.server.url, prefix="warmline", replicas=0, allow_volatile=False)
        return await move(
            self.path,
            replace(place, **options),
            secret.lend(self.path, self.key),
            now,
            lambda: backup.put_aside(self.path, "moved"),
        )

    async def open(self) -> RedisJournal:
        return await RedisJournal.open(self.server.url, key=self.key)

    @asynccontextmanager
    async def node(self) -> AsyncIterator[RedisJournal]:
        """Join as a node does."""
        journal = await self.open()
        try:
            yield journal
        finally:
            await journal.close()


@pytest.fixture
def mover(server: RedisServer, tmp_path: Path) -> Mover:
    return Mover(server, tmp_path)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(histories, histories)
def test_any_history_goes_on_in_redis_as_if_it_had_begun_there(
    shared: RedisServer, before: list[Action], after: list[Action]
) -> None:
    with shared.client as client:
        client.flushall()
    moved = False
    history = [*(one for one in before if not isinstance(one, Restart)), Restart(), *after]

    with tempfile.TemporaryDirectory() as folder:
        mover = Mover(shared, Path(folder))

        async def reopen() -> Journal:
            nonlocal moved
            if not mover.path.exists() and not moved:
                return await SqliteJournal.open(mover.path)
            if not moved:
                moved = True
                await mover.move()
            return await mover.open()

        asyncio.run(play(history, reopen))
    assert moved


async def lived(journal: SqliteJournal) -> None:
    """Have happen what histories do not tell."""
    await deliver(journal, "m1", delivery())
    await tell(journal, customer="c1", agent="ada")
    await remember(journal, CHAT, memory(CHAT))
    await tell(journal, OTHER, customer="c1", memories=(memory(CHAT),))
    await journal.commit(step(0, 1, key=OTHER, wake_at=NOW + 60))
    await post(journal, "m1", OTHER, body="né 👍")
    await tell(journal, THIRD, customer="c2", opted_out=True, now=NOW + 5)
    await deliver(journal, "m1", delivery("d2"), MAILED, now=NOW - 95 * HOUR)
    late = structs.replace(message("m0"), late=True)
    await journal.append(MAILED, "m0", b"m0", late, NOW - 95 * HOUR)
    await journal.commit(replace(step(0, 1, expired("s1"), key=MAILED), keep=False))
    await journal.mark(Mark(tenant="acme", sort="held", id=OTHER.conversation, at=NOW))
    await journal.mark(Mark(tenant="acme", sort="followed", id="xmpp", at=NOW, data="17"))
    await journal.mark(Mark(tenant="acme", sort="revoked", id="bob", at=NOW, until=NOW + HOUR))
    await journal.mark(Mark(tenant="acme", sort="revoked", id="old", at=NOW, until=NOW - 1))


async def told(journal: Journal) -> dict[str, object]:
    """Return all that an engine answers about these conversations."""
    keys = (CHAT, OTHER, THIRD, MAILED)
    return {
        "streams": [await journal.read(key, None, 0, 100) for key in keys],
        "states": [await journal.load(key) for key in keys],
        "memories": [await journal.memory(key) for key in keys],
        "heirs": [await journal.heirs(key) for key in keys],
        "theirs": [await journal.conversations("acme", one) for one in ("c1", "c2", "c3")],
        "work": set(await journal.work(NOW, 9)),
        "timer": await journal.next_timer(),
        "agents": await journal.assignments(),
        "tenants": await journal.tenants(),
        "idle": [await journal.idle("acme", NOW + after, 9) for after in (0, 1, 9)],
        "marks": [
            set(await journal.marks(sort, NOW))
            for sort in ("revoked", "held", "opted-out", "erased", "followed")
        ],
        "backlogs": dict(journal.backlogs) if isinstance(journal, RedisJournal) else {"acme": 3},
    }


async def test_all_that_was_known_is_known_afterwards(mover: Mover) -> None:
    async with opened(mover.path) as journal:
        await lived(journal)
        before = await told(journal)
        epoch = (await loaded(journal, CHAT)).epoch
    moved = await mover.move()
    assert (moved.conversations, moved.events) == (4, 6)
    assert moved.aside is not None
    assert names(moved.aside) == {"journal.db"}
    assert not mover.path.exists()
    async with mover.node() as node:
        after = await told(node)
        assert after == before
        assert (await loaded(node, CHAT)).epoch == epoch
        assert await node.assignments() == (Assignment(key=CHAT, agent="ada"),)
        assert await recalled(node, OTHER) == [CHAT.conversation]


async def test_what_is_sent_again_is_known_and_what_is_new_has_its_place(mover: Mover) -> None:
    async with opened(mover.path) as journal:
        await lived(journal)
    await mover.move()
    async with mover.node() as node:
        again = await deliver(node, "m9", delivery())
        assert (again.offset, again.duplicate) == (1, True)
        with pytest.raises(IdConflict):
            await deliver(node, "m9", delivery(body=b"other"))
        assert (await deliver(node, "m9", delivery("d2"), MAILED)).duplicate
        assert (await deliver(node, "m1", delivery("d3"))).duplicate
        with pytest.raises(IdConflict):
            await post(node, "m1", OTHER, body="another")
        assert (await post(node, "m2", OTHER)).offset == 3
        assert (await post(node, "m2", MAILED)).offset == 4
        with pytest.raises(Overtaken):
            await node.append(OTHER, "m4", b"", message("m4"), NOW, after="m1")
        await node.append(OTHER, "m4", b"", message("m4"), NOW, after="m2")
        await post(node, "m1", THIRD, body="my secret")
        assert await said(node, THIRD) == [""]
        assert await node.erase(CHAT, NOW)
        (given, *_) = await stream(node, OTHER)
        assert getattr(given.event, "memories", None) == (), "what it left is found and erased"


async def test_what_was_erased_stays_known_for_erased(mover: Mover) -> None:
    async with opened(mover.path) as journal:
        first = await deliver(journal, "m1", delivery())
        await journal.erase(CHAT, NOW)
    await mover.move()
    async with mover.node() as node:
        page = await node.read(CHAT, first.epoch, 1, 10)
        assert page is not None
        assert page.reason == "erased"
        for again in (await deliver(node, "m1", delivery()), await post(node, "m1")):
            assert (again.epoch, again.offset, again.duplicate) == (first.epoch, 1, True)
        assert await node.load(CHAT) is None


async def test_ids_go_when_their_time_is_over_and_not_before(mover: Mover) -> None:
    async with opened(mover.path) as journal:
        await post(journal, "m1")
        await deliver(journal, "m1", delivery(), OTHER, now=NOW + HOUR)
    await mover.move(now=NOW + 96 * HOUR + 60)
    with mover.server.client as client:
        assert client.exists("{warmline}:i:4:acme:chat-1") == 0
        left = client.ttl("{warmline}:i:4:acme:chat-2")
    assert HOUR - 120 < left <= HOUR - 60


async def test_what_another_key_has_sealed_is_known_whatever_its_body(mover: Mover) -> None:
    async with opened(mover.path) as journal:
        await post(journal, "m1")
    change(mover.path, "UPDATE seen SET hash = x'00'")
    await mover.move()
    async with mover.node() as node:
        assert (await post(node, "m1", body="another")).duplicate


async def test_a_move_that_broke_off_lets_no_node_in_and_is_begun_anew(
    mover: Mover, monkeypatch: pytest.MonkeyPatch
) -> None:
    await filled(mover.path)

    def broken() -> None:
        raise OSError("the disk is gone")

    with monkeypatch.context() as patch, pytest.raises(ConfigError, match="begins anew"):
        patch.setattr(backup, "put_aside", lambda *_: broken())
        await mover.move()
    with mover.server.client as client:
        held = client.hget("{warmline}:meta", "layout")
        client.set("{warmline}:s:4:acme:left-over", "of the first try")
    assert isinstance(held, bytes)
    assert held.startswith(MOVING)
    with pytest.raises(ConfigError, match="being moved into this Redis"):
        await mover.open()
    assert (await mover.move()).conversations == 4
    with mover.server.client as client:
        assert not client.exists("{warmline}:s:4:acme:left-over")
    await (await mover.open()).close()


async def harmed(mover: Mover) -> None:
    change(mover.path, "DELETE FROM event WHERE offset = 2")


async def served(mover: Mover) -> None:
    await (await RedisJournal.open(mover.server.url, key=mover.key.with_name("other"))).close()


async def strange(mover: Mover) -> None:
    with mover.server.client as client:
        client.set("{warmline}:somebody", "else")


@pytest.mark.parametrize(
    ("happened", "said"),
    [
        (harmed, "not sound .*doctor"),
        (served, "a journal in this Redis already"),
        (strange, "keys that are not Warmline's"),
    ],
)
async def test_it_refuses_and_leaves_the_file_where_it_is(
    mover: Mover, happened: Callable[[Mover], Any], said: str
) -> None:
    await filled(mover.path)
    await happened(mover)
    with pytest.raises(ConfigError, match=said):
        await mover.move()
    assert mover.path.exists()


async def test_a_file_that_is_not_sound_leaves_the_redis_free(mover: Mover) -> None:
    await filled(mover.path)
    await harmed(mover)
    with pytest.raises(ConfigError, match="not sound"):
        await mover.move()
    with mover.server.client as client:
        assert client.dbsize() == 0


async def test_nodes_with_another_key_are_refused_after_it(mover: Mover, tmp_path: Path) -> None:
    await filled(mover.path)
    await mover.move()
    with pytest.raises(ConfigError, match="another key file"):
        await RedisJournal.open(mover.server.url, key=tmp_path / "another.key")


async def test_without_a_redis_it_says_so_and_not_its_password(mover: Mover) -> None:
    await filled(mover.path)
    with pytest.raises(ConfigError, match="cannot be reached") as refused:
        await mover.move(url="redis://:secret@127.0.0.1:1/0")
    assert "secret" not in str(refused.value)
    with pytest.raises(ConfigError, match=r"too few|1 replicas are asked for"):
        await mover.move(replicas=1)
    assert mover.path.exists()
