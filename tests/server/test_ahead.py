import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from assist.events import Event, MessagePosted, MessageRead, SuggestionOffered
from assist.findings import Reading
from assist.journal.records import Appended, Commit, Committed, IdConflict, Key, Unavailable
from assist.journal.sqlite import SqliteJournal
from assist.playbooks.model import Playbooks
from assist.reading.reader import Reader
from assist.server import ahead, aside
from assist.server.ingest import Ingest
from assist.server.processor import Processor
from assist.vocabulary import Language, Speaker
from assist.wire.frames import Known
from tests.journal.conformance import CHAT, OTHER, loaded, stream

NOW = 1_700_000_000.0


class Counting(SqliteJournal):
    """A journal that counts the answers that are written apart."""

    commits = 0

    async def commit(self, commit: Commit) -> Committed | None:
        self.commits += 1
        return await super().commit(commit)


@dataclass(slots=True)
class Desk:
    """What takes messages and answers them."""

    journal: Counting
    processor: Processor
    ingest: Ingest
    now: float = NOW

    async def say(
        self,
        id: str,
        text: str = "still no parcel",
        *,
        key: Key = CHAT,
        speaker: Speaker = "customer",
        at: float | None = None,
    ) -> Appended:
        return await self.ingest.post(
            key,
            message_id=id,
            speaker=speaker,
            text=text,
            at=at,
            name=None,
            language=None,
            late=at is not None,
        )

    async def told(self, key: Key = CHAT) -> list[Event]:
        """Return the stream once there is no work left."""
        async with asyncio.timeout(10):
            while await self.journal.work(self.now, 10):  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        return [entry.event for entry in await stream(self.journal, key)]


@asynccontextmanager
async def desk(
    path: Path, reader: Reader, playbooks: Playbooks, *, answers: bool = True
) -> AsyncIterator[Desk]:
    journal = await Counting.open(path / "journal.db")
    processor = Processor(journal, reader, playbooks, lambda: one.now)
    beforehand = processor.ahead if answers else lambda key, event: None
    one = Desk(journal, processor, Ingest(journal, lambda: one.now, ahead=beforehand))
    processor.start()
    yield one
    await processor.stop()
    await journal.close()


def reads(events: list[Event]) -> list[str]:
    return [event.message_id for event in events if isinstance(event, MessageRead)]


async def test_a_message_rests_with_its_answer_in_one_step(
    tmp_path: Path, reader: Reader, playbooks: Playbooks
) -> None:
    async with desk(tmp_path, reader, playbooks) as one:
        first = await one.say("m1")
        assert first.answer is not None
        assert [entry.offset for entry in first.answer.entries] == [2, 3, 4, 5]
        # Nobody had to be told of it: it is there when the message is.
        assert reads([entry.event for entry in await stream(one.journal)]) == ["m1"]
        one.now += 5
        assert (await one.say("m2", "where is it")).answer is not None
        found = await loaded(one.journal)
        assert (one.journal.commits, found.revision, found.checkpoint) == (0, 2, 6)
        assert one.journal.backlogs == {}


async def test_what_follows_is_the_same_ahead_or_in_turn(
    tmp_path: Path, reader: Reader, playbooks: Playbooks
) -> None:
    script = ["where is the shop", "still no parcel", "still no parcel", "parcel is lost"]
    streams = []
    for answers in (True, False):
        async with desk(tmp_path / str(answers), reader, playbooks, answers=answers) as one:
            for number, text in enumerate(script):
                one.now = NOW + 10 * number
                await one.say(f"m{number}", text)
                await one.told()
                await one.say(f"a{number}", "one moment", speaker="agent")
                await one.told()
            streams.append(await one.told())
            assert (one.journal.commits == 0) is answers
    assert streams[0] == streams[1]
    assert any(isinstance(event, SuggestionOffered) for event in streams[0])


async def test_listeners_hear_the_message_before_its_answer(
    tmp_path: Path, reader: Reader, playbooks: Playbooks
) -> None:
    async with desk(tmp_path, reader, playbooks) as one:
        heard: list[int] = []
        one.journal.follow(lambda key, epoch, entries: heard.extend(e.offset for e in entries))
        await one.say("m1")
        assert heard == [1], "who sent it is answered first"
        await asyncio.sleep(0)
        assert heard == [1, 2, 3, 4, 5]


async def test_messages_that_come_together_are_each_answered_once_and_in_order(
    tmp_path: Path, reader: Reader, playbooks: Playbooks
) -> None:
    async with desk(tmp_path, reader, playbooks) as one:
        keys = [Key(tenant="acme", conversation=f"chat-{n}") for n in range(5)]
        await asyncio.gather(*(one.say(f"m{n}", key=keys[n % 5]) for n in range(50)))
        for number, key in enumerate(keys):
            assert reads(await one.told(key)) == [f"m{n}" for n in range(number, 50, 5)]
        assert one.processor.conflicts == 0


async def test_long_and_late_messages_have_their_turn(
    tmp_path: Path, reader: Reader, playbooks: Playbooks
) -> None:
    async with desk(tmp_path, reader, playbooks) as one:
        assert (await one.say("m1", "no parcel " * aside.SHORT)).answer is None
        assert reads(await one.told()) == ["m1"]
        assert (await one.say("m0", "hello", at=NOW - 60)).answer is None
        assert reads(await one.told()) == ["m1", "m0"]
        await one.say("m2")
        assert reads(await one.told()) == ["m1", "m0", "m2"]


async def test_not_more_are_answered_at_a_time_than_the_loop_can_bear(
    tmp_path: Path, reader: Reader, playbooks: Playbooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "MOST", 3)
    async with desk(tmp_path, reader, playbooks) as one:
        keys = [Key(tenant="acme", conversation=f"chat-{n}") for n in range(10)]
        done = await asyncio.gather(*(one.say("m1", key=key) for key in keys))
        assert [each.answer is not None for each in done] == [True] * 3 + [False] * 7
        for key in keys:
            assert reads(await one.told(key)) == ["m1"]


async def test_C08_a_message_sent_again_changes_nothing(
    tmp_path: Path, reader: Reader, playbooks: Playbooks
) -> None:
    async with desk(tmp_path, reader, playbooks) as one:
        first = await one.say("m1")
        again = await one.say("m1")
        assert (again.offset, again.duplicate, again.answer) == (first.offset, True, None)
        with pytest.raises(IdConflict):
            await one.say("m1", "another text")
        await one.say("m2")
        assert reads(await one.told()) == ["m1", "m2"]


async def test_F05_what_could_not_be_written_was_never_answered(
    tmp_path: Path, reader: Reader, playbooks: Playbooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object, **__: object) -> Appended:
        raise Unavailable("the disk is full")

    async with desk(tmp_path, reader, playbooks) as one:
        await one.say("m1")
        with monkeypatch.context() as patch, pytest.raises(Unavailable):
            patch.setattr(one.journal, "append", full)
            await one.say("m2", "parcel is lost")
        await one.say("m3", "where is the shop")
        told = await one.told()
    async with desk(tmp_path / "never", reader, playbooks) as one:
        await one.say("m1")
        await one.say("m3", "where is the shop")
        assert await one.told() == told


async def test_a_writer_who_goes_away_leaves_nothing_undone(
    tmp_path: Path, reader: Reader, playbooks: Playbooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "RETRY", 0.01)
    async with desk(tmp_path, reader, playbooks) as one:
        going = asyncio.create_task(one.say("m1"))
        await asyncio.sleep(0)
        going.cancel()
        with suppress(asyncio.CancelledError):
            await going
        await one.say("m2")
        assert reads(await one.told()) in (["m1", "m2"], ["m2"])


async def test_an_opted_out_customer_is_not_read(
    tmp_path: Path, reader: Reader, playbooks: Playbooks
) -> None:
    async with desk(tmp_path, reader, playbooks) as one:
        await one.say("m1")
        known = Known(context_id="k1", customer="c1", opted_out=True)
        await one.ingest.tell(CHAT, known)
        await one.told()
        assert (await one.say("m2", "parcel is lost")).answer is None
        posted = [event for event in await one.told() if isinstance(event, MessagePosted)]
        assert posted[-1].text == ""


async def test_an_erased_conversation_begins_anew(
    tmp_path: Path, reader: Reader, playbooks: Playbooks
) -> None:
    async with desk(tmp_path, reader, playbooks) as one:
        first = await one.say("m1")
        await one.journal.erase(CHAT, NOW)
        # Nobody has told the processor yet: what it has at hand is of the stream that is gone.
        second = await one.say("m2")
        assert (second.offset, second.answer) == (1, None)
        assert second.epoch != first.epoch
        assert reads(await one.told()) == ["m2"]


async def test_a_restart_goes_on_with_a_chat(
    tmp_path: Path, reader: Reader, playbooks: Playbooks
) -> None:
    async with desk(tmp_path, reader, playbooks) as one:
        await one.say("m1")
    async with desk(tmp_path, reader, playbooks) as one:
        assert (await one.say("m2")).answer is None
        assert reads(await one.told()) == ["m1", "m2"]
        assert (await one.say("m3")).answer is not None
        assert reads(await one.told(OTHER)) == []


class Slow(Reader):
    """A reader that takes longer than the loop may wait."""

    def __init__(self, reader: Reader) -> None:
        vars(self).update(vars(reader))

    def read(
        self, text: str, *, speaker: Speaker = "customer", language: Language | None = None
    ) -> Reading:
        found = 0
        while found < 1_000_000:
            found += 1
        return super().read(text, speaker=speaker, language=language)


async def test_a_slow_reader_is_put_aside(
    tmp_path: Path, reader: Reader, playbooks: Playbooks
) -> None:
    async with desk(tmp_path, Slow(reader), playbooks) as one:
        assert (await one.say("m1")).answer is not None
        assert (await one.say("m2")).answer is None
        assert reads(await one.told()) == ["m1", "m2"]
