import asyncio
import uuid

import pytest

from assist.events import ContextGiven, KindMuted, MessagePosted, MessageRevised
from assist.journal.records import Overtaken
from assist.journal.redis.appending import Append, Facts
from assist.journal.redis.engine import RedisJournal
from assist.journal.secret import Secret
from tests.journal.conformance import CHAT, NOW, memory, message, post, step
from tests.journal.keeping import deliver, delivery, tell
from tests.journal.redis.servers import RedisServer

HOURS = 3600
KEYS = {"i": "{warmline}:i:4:acme:chat-1", "d": f"{{warmline}}:d:{int(NOW // 86400)}"}


@pytest.mark.parametrize("count", [20, 2000])
async def test_G20_an_id_is_kept_for_96_hours_in_120_bytes(
    server: RedisServer, journal: RedisJournal, count: int
) -> None:
    ids = [str(uuid.uuid4()) for _ in range(count)]
    await asyncio.gather(*(deliver(journal, one, delivery(one)) for one in ids))
    with server.client as client:
        for kind, key in KEYS.items():
            assert client.hlen(key) == count
            assert client.ttl(key) >= 96 * HOURS - 60
            used = client.memory_usage(key, samples=0) / count
            print(f"{kind}: {used:.0f} bytes an id of {count}")  # noqa: T201
            assert used <= 120


async def test_G20_a_message_keeps_the_ids_of_its_conversation_for_96_hours_more(
    server: RedisServer, journal: RedisJournal
) -> None:
    await post(journal, "m1")
    with server.client as client:
        client.expire(KEYS["i"], 60)
        await post(journal, "m1")
        assert client.ttl(KEYS["i"]) <= 60
        await post(journal, "m2")
        assert client.ttl(KEYS["i"]) >= 96 * HOURS - 60


async def test_the_ids_of_a_conversation_outlive_a_delivery_of_another_day(
    journal: RedisJournal,
) -> None:
    await deliver(journal, "m1", delivery("d1"), now=NOW)
    for hours in (20, 40, 60, 80, 95):
        done = await deliver(journal, "m2", delivery("d1"), now=NOW + hours * HOURS)
        assert (done.offset, done.duplicate) == (1, True)


async def test_a_message_goes_after_the_one_that_is_the_latest(journal: RedisJournal) -> None:
    async def after(message_id: str, last: str, late: bool = False) -> int:
        event = MessagePosted(
            message_id=message_id, speaker="agent", text=message_id, at=NOW, late=late
        )
        done = await journal.append(CHAT, message_id, b"h", event, NOW, after=last)
        return done.offset

    assert await after("m1", "") == 1
    assert await after("m2", "m1") == 2
    assert await after("old1", "", late=True) == 3
    assert await after("m3", "m2") == 4
    with pytest.raises(Overtaken) as found:
        await after("m4", "m2")
    assert [one.message_id for one in found.value.since] == ["m1", "m2", "m3"]
    with pytest.raises(Overtaken) as found:
        await after("old2", "", late=True)
    assert [one.message_id for one in found.value.since] == ["old1"]
    assert await after("m2", "nothing") == 2, "what is there already is not refused"
    for number in range(100):
        await post(journal, f"n{number}")
    with pytest.raises(Overtaken) as found:
        await after("old2", "", late=True)
    assert [one.message_id for one in found.value.since] == ["old1"]
    with pytest.raises(Overtaken) as found:
        await after("m4", "m3")
    assert [one.message_id for one in found.value.since] == ["n96", "n97", "n98", "n99"]


async def test_who_comes_second_is_overtaken(journal: RedisJournal) -> None:
    await post(journal, "m1")
    done = await asyncio.gather(
        *(
            journal.append(CHAT, name, b"h", message(name), NOW, after="m1")
            for name in ("m2", "m3")
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(one, Overtaken) for one in done) == 1


async def test_a_choice_while_words_are_on_their_way_is_heeded(journal: RedisJournal) -> None:
    await post(journal, "m0", body="before")
    await asyncio.gather(
        tell(journal, customer="c1", opted_out=True),
        *(post(journal, f"m{number}", body="words") for number in range(1, 20)),
    )
    page = await journal.read(CHAT, None, 0, 100)
    assert page is not None
    choice = next(e.offset for e in page.entries if isinstance(e.event, ContextGiven))
    for entry in page.entries:
        if isinstance(entry.event, MessagePosted):
            assert bool(entry.event.text) == (entry.offset < choice)


def test_what_may_be_written_follows_from_the_facts() -> None:
    def written(event: object, **facts: object) -> object:
        wanted = Append(
            secret=Secret(b"k" * 32),
            node="node",
            call=b"call1234",
            key=CHAT,
            message_id="m1",
            body_hash=b"h",
            event=event,  # type: ignore[arg-type]
            now=NOW,
            fresh="epoch",
            delivery=None,
            after=None,
        )
        return wanted.permitted(Facts(**facts))  # type: ignore[arg-type]

    said = MessagePosted(message_id="m1", speaker="customer", text="words", at=NOW, name="Mary")
    assert written(said) == said
    kept = written(said, opted_out=True)
    assert isinstance(kept, MessagePosted)
    assert (kept.text, kept.name) == ("", None)
    agent = MessagePosted(message_id="m1", speaker="agent", text="words", at=NOW)
    assert written(agent, opted_out=True) == agent
    revised = MessageRevised(revision_id="r", message_id="m1", at=NOW, text="words")
    assert written(revised, opted_out=True) == MessageRevised(
        revision_id="r", message_id="m1", at=NOW, text=""
    )
    muted = KindMuted(mute_id="k", kind="empathy", muted=True, at=NOW)
    assert written(muted, opted_out=True) == muted
    given = ContextGiven(context_id="c", at=NOW, customer="c1", memories=(memory(CHAT),))
    assert written(given) == given
    none = written(given, rest=frozenset())
    assert isinstance(none, ContextGiven)
    assert (none.memories, none.opted_out) == ((), None)
    opted = written(given, opted_out=True, rest=frozenset({"4:acme:chat-1"}))
    assert isinstance(opted, ContextGiven)
    assert (opted.memories, opted.opted_out) == ((), True)


async def test_a_conversation_of_many_kinds_of_names_is_one(journal: RedisJournal) -> None:
    for number in range(3):
        assert (await post(journal, f"é:{number}")).offset == number + 1
    assert await journal.commit(step(0, 3)) is not None
