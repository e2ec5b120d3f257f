import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgpack
import pytest

from assist.events import ContextGiven, Event, MessagePosted, MessageRead, SuggestionOffered
from assist.findings import Reading
from assist.journal.records import Commit, Key
from assist.journal.sqlite import SqliteJournal
from assist.ledger import Memory
from assist.playbooks.model import Playbooks
from assist.reading.reader import Reader
from assist.server.ingest import Ingest
from assist.server.processor import Processor
from assist.server.steps import TRIES
from assist.vocabulary import Language, Speaker
from assist.wire.frames import Known
from tests.journal.conformance import CHAT, OTHER, stream


@asynccontextmanager
async def journal_at(path: Path) -> AsyncIterator[SqliteJournal]:
    journal = await SqliteJournal.open(path / "journal.db")
    yield journal
    await journal.close()


@asynccontextmanager
async def processing(
    journal: SqliteJournal, reader: Reader, playbooks: Playbooks, now: float | None = None
) -> AsyncIterator[Processor]:
    clock = time.time if now is None else lambda: now
    processor = Processor(journal, reader, playbooks, clock)
    processor.start()
    yield processor
    await processor.stop()


async def say(
    journal: SqliteJournal, message_id: str, text: str, at: float, key: Key = CHAT
) -> None:
    event = MessagePosted(message_id=message_id, speaker="customer", text=text, at=at)
    await journal.append(key, message_id, text.encode(), event, at)


async def name(journal: SqliteJournal, at: float, key: Key, context_id: str = "k1") -> None:
    """Name the customer, as a platform does."""
    ingest = Ingest(journal, lambda: at)
    await ingest.tell(key, Known(context_id=context_id, customer="c1"))


async def left_open(journal: SqliteJournal) -> list[Memory]:
    """Return what the customer's next conversation would begin with."""
    await answered(journal)
    nowhere = Key(tenant=CHAT.tenant, conversation="next")
    return list(await journal.recall(nowhere, "c1", 0.0))


async def answered(journal: SqliteJournal, now: float = 0.0) -> list[Event]:
    """Return the stream of CHAT once no work is left."""
    async with asyncio.timeout(10):
        while await journal.work(now, 10):  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    return [entry.event for entry in await stream(journal)]


def kinds(events: list[Event]) -> list[str]:
    return [type(event).__name__ for event in events]


NOW = 1_700_000_000.0
ANSWER = ["MessagePosted", "MessageRead", "NeedsChanged", "LedgerChanged", "SuggestionOffered"]


async def test_a_message_is_answered_and_its_state_is_kept(
    tmp_path: Path, reader: Reader, playbooks: Playbooks
) -> None:
    async with journal_at(tmp_path) as journal, processing(journal, reader, playbooks, NOW):
        await say(journal, "m1", "still no parcel", NOW)
        assert kinds(await answered(journal)) == ANSWER
        loaded = await journal.load(CHAT)
        assert loaded is not None
        assert (loaded.checkpoint, loaded.revision) == (1, 1)
        assert loaded.state is not None
        assert b"parcel" in loaded.state
        assert loaded.wake_at is not None


async def test_a_wake_up_without_news_writes_nothing(
    tmp_path: Path, reader: Reader, playbooks: Playbooks
) -> None:
    async with (
        journal_at(tmp_path) as journal,
        processing(journal, reader, playbooks, NOW) as processor,
    ):
        await say(journal, "m1", "still no parcel", NOW)
        before = await answered(journal)
        for _ in range(3):
            processor.work.wake(CHAT)
            processor.work.wake(OTHER)
            await asyncio.sleep(0.01)
        await say(journal, "m1", "still no parcel", NOW)
        assert await answered(journal) == before
        loaded = await journal.load(CHAT)
        assert loaded is not None
        assert loaded.revision == 1


async def test_F01_a_restart_takes_up_what_was_not_answered(
    tmp_path: Path, reader: Reader, playbooks: Playbooks
) -> None:
    async with journal_at(tmp_path) as journal:
        for number in range(40):
            await say(journal, f"m{number}", "still no parcel", NOW + number)
        async with processing(journal, reader, playbooks, NOW + 60):
            events = await answered(journal)
    reads = [event.message_id for event in events if isinstance(event, MessageRead)]
    assert reads == [f"m{number}" for number in range(40)]


async def test_a_restart_continues_a_chat_as_if_there_had_been_none(
    tmp_path: Path, reader: Reader, playbooks: Playbooks
) -> None:
    script = ["where is the shop", "still no parcel", "still no parcel", "parcel is lost"]
    streams = []
    for folder, restarts in (("once", False), ("often", True)):
        async with journal_at(tmp_path / folder) as journal:
            if not restarts:
                async with processing(journal, reader, playbooks, NOW + 99):
                    for number, text in enumerate(script):
                        await say(journal, f"m{number}", text, NOW + number)
                        events = await answered(journal)
            else:
                for number, text in enumerate(script):
                    async with processing(journal, reader, playbooks, NOW + 99):
                        await say(journal, f"m{number}", text, NOW + number)
                        events = await answered(journal)
            streams.append(events)
    assert streams[0] == streams[1]
    assert "SuggestionOffered" in kinds(streams[0])


async def test_time_that_passes_is_work(
    tmp_path: Path, reader: Reader, playbooks: Playbooks
) -> None:
    async with journal_at(tmp_path) as journal, processing(journal, reader, playbooks):
        await say(journal, "m1", "where is the shop", time.time() - 119.7)
        assert "SuggestionOffered" not in kinds(await answered(journal))
        async with asyncio.timeout(10):
            while not (cards := await offers(journal)):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        assert [card.suggestion.kind for card in cards] == ["update"]
        loaded = await journal.load(CHAT)
        assert loaded is not None
        assert loaded.wake_at is None or loaded.wake_at > time.time()


async def offers(journal: SqliteJournal) -> list[SuggestionOffered]:
    events = [entry.event for entry in await stream(journal)]
    return [event for event in events if isinstance(event, SuggestionOffered)]


async def test_a_timer_that_came_due_while_nobody_ran_is_taken_up(
    tmp_path: Path, reader: Reader, playbooks: Playbooks
) -> None:
    async with journal_at(tmp_path) as journal:
        async with processing(journal, reader, playbooks, NOW):
            await say(journal, "m1", "where is the shop", NOW)
            await answered(journal)
        assert await offers(journal) == []
        async with processing(journal, reader, playbooks, NOW + 3600):
            await answered(journal, NOW + 3600)
            (card,) = await offers(journal)
            assert card.suggestion.at == NOW + 3600


class Stumbling(Reader):
    """A reader with a fault: it raises, quoting the customer, on one text."""

    tries = 0

    def read(
        self, text: str, *, speaker: Speaker = "customer", language: Language | None = None
    ) -> Reading:
        if "poison" in text:
            self.tries += 1
            raise ValueError(text)
        return super().read(text, speaker=speaker, language=language)


async def test_F13_a_message_that_makes_the_session_fail_is_left_out_after_three_tries(
    tmp_path: Path, playbooks: Playbooks, caplog: pytest.LogCaptureFixture
) -> None:
    reader = Stumbling(playbooks, {})
    caplog.set_level(logging.DEBUG)
    async with (
        journal_at(tmp_path) as journal,
        processing(journal, reader, playbooks, NOW) as processor,
    ):
        await say(journal, "m1", "SECRET poison", NOW)
        await say(journal, "m2", "still no parcel", NOW + 1)
        events = await answered(journal)
    assert processor.left_out == 1
    reads = [event.message_id for event in events if isinstance(event, MessageRead)]
    assert reads == ["m2"]
    assert "SuggestionOffered" in kinds(events)
    assert reader.tries == TRIES
    assert "event 1 of a conversation is left out" in caplog.text
    assert "SECRET" not in caplog.text


@pytest.mark.parametrize("survivor", [0, 1])
async def test_G02_of_two_processors_one_wins_nothing_is_doubled_and_each_can_go_on_alone(
    tmp_path: Path, reader: Reader, playbooks: Playbooks, survivor: int
) -> None:
    async with (
        journal_at(tmp_path) as journal,
        processing(journal, reader, playbooks, NOW + 99) as one,
        processing(journal, reader, playbooks, NOW + 99) as two,
    ):
        for number in range(60):
            key = (CHAT, OTHER)[number % 2]
            await say(journal, f"m{number}", "still no parcel", NOW + number, key)
        await answered(journal)
        await (two, one)[survivor].stop()
        await say(journal, "m60", "still no parcel", NOW + 61)
        events = await answered(journal)
    reads = [event.message_id for event in events if isinstance(event, MessageRead)]
    assert reads == [f"m{number}" for number in range(0, 61, 2)]


async def test_F12_a_state_of_another_version_is_folded_anew(
    tmp_path: Path, reader: Reader, playbooks: Playbooks
) -> None:
    async with journal_at(tmp_path) as journal:
        async with processing(journal, reader, playbooks, NOW):
            await say(journal, "m1", "still no parcel", NOW)
            before = await answered(journal)
        loaded = await journal.load(CHAT)
        assert loaded is not None
        strange = msgpack.packb({"now": "of another version"})
        await journal.commit(
            Commit(
                key=CHAT,
                expected_revision=loaded.revision,
                new_checkpoint=loaded.checkpoint,
                outputs=(),
                state=strange,
                wake_at=None,
            )
        )
        async with processing(journal, reader, playbooks, NOW + 5):
            await say(journal, "m2", "hello", NOW + 5)
            after = await answered(journal)
    assert after[: len(before)] == before
    assert kinds(after[len(before) :])[:2] == ["MessagePosted", "MessageRead"]
    cards = [event for event in after if isinstance(event, SuggestionOffered)]
    assert len({card.suggestion.suggestion_id for card in cards}) == len(cards)


async def test_what_a_chat_left_open_is_committed_with_it_and_goes_once_it_is_settled(
    tmp_path: Path, reader: Reader, playbooks: Playbooks
) -> None:
    async with journal_at(tmp_path) as journal, processing(journal, reader, playbooks, NOW):
        await say(journal, "m1", "still no parcel", NOW)
        assert await left_open(journal) == [], "nobody knows whose it is"
        await name(journal, NOW + 1, CHAT)
        (memory,) = await left_open(journal)
        assert (memory.conversation, memory.at) == (CHAT.conversation, NOW + 1)
        assert [issue.words for issue in memory.issues] == ["still no parcel"]
        await say(journal, "m2", "still no parcel", NOW + 2)
        (memory,) = await left_open(journal)
        assert memory.at == NOW + 2
        await journal.erase(CHAT, NOW)
        assert await left_open(journal) == []


@pytest.mark.parametrize("restarts", [False, True])
async def test_a_returning_customer_goes_on_where_they_stood_with_or_without_a_restart(
    tmp_path: Path, reader: Reader, playbooks: Playbooks, restarts: bool
) -> None:
    async with journal_at(tmp_path) as journal:
        async with processing(journal, reader, playbooks, NOW):
            await name(journal, NOW, OTHER)
            await say(journal, "m1", "still no parcel", NOW, OTHER)
            await answered(journal)
            if not restarts:
                await come_back(journal)
        if restarts:
            async with processing(journal, reader, playbooks, NOW):
                await come_back(journal)


async def come_back(journal: SqliteJournal) -> None:
    await name(journal, NOW + 9, CHAT)
    (memory,) = await left_open(journal)
    assert memory.conversation == CHAT.conversation, "it takes the place of the first"
    assert [(issue.words, issue.brought) for issue in memory.issues] == [("still no parcel", True)]
    await name(journal, NOW + 10, CHAT, "k2")
    assert [len(one.issues) for one in await left_open(journal)] == [1]


async def test_F12_a_state_that_is_folded_anew_remembers_what_came_along(
    tmp_path: Path, reader: Reader, playbooks: Playbooks
) -> None:
    async with journal_at(tmp_path) as journal:
        async with processing(journal, reader, playbooks, NOW):
            await name(journal, NOW, OTHER)
            await say(journal, "m1", "still no parcel", NOW, OTHER)
            await answered(journal)
            await name(journal, NOW + 1, CHAT)
            (before,) = await left_open(journal)
        loaded = await journal.load(CHAT)
        assert loaded is not None
        await journal.commit(
            Commit(
                key=CHAT,
                expected_revision=loaded.revision,
                new_checkpoint=loaded.checkpoint,
                outputs=(),
                state=msgpack.packb({"now": "of another version"}),
                wake_at=None,
            )
        )
        async with processing(journal, reader, playbooks, NOW + 5):
            await say(journal, "m1", "hello", NOW + 5)
            (after,) = await left_open(journal)
        (given,) = [e for e in await answered(journal) if isinstance(e, ContextGiven)]
    assert len(given.memories) == 1
    assert (after.conversation, after.issues) == (before.conversation, before.issues)


async def test_a_tenant_that_keeps_nothing_has_its_state_alone_and_goes_on_after_a_restart(
    tmp_path: Path, reader: Reader, playbooks: Playbooks
) -> None:
    async def once(journal: SqliteJournal, message_id: str, at: float) -> None:
        processor = Processor(
            *(journal, reader, playbooks, lambda: at),
            keeps=lambda tenant: tenant != CHAT.tenant,
        )
        processor.start()
        await say(journal, message_id, "still no parcel", at)
        processor.work.wake(CHAT)
        assert await answered(journal) == []
        await processor.stop()

    async with journal_at(tmp_path) as journal:
        for number in range(3):
            await once(journal, f"m{number}", NOW + number)
        loaded = await journal.load(CHAT)
        assert loaded is not None
        assert loaded.revision == 3
        assert loaded.top > 6, "offsets go on as if all of it rested"
        assert loaded.state is not None
        assert b"parcel" in loaded.state
        assert journal.backlogs == {}


async def test_J12_a_step_that_was_under_way_does_not_bring_an_erased_chat_back(
    tmp_path: Path, playbooks: Playbooks
) -> None:
    class Slow(Reader):
        def read(
            self, text: str, *, speaker: Speaker = "customer", language: Language | None = None
        ) -> Reading:
            time.sleep(0.3)
            return super().read(text, speaker=speaker, language=language)

    slow = Slow(playbooks, {})
    async with (
        journal_at(tmp_path) as journal,
        processing(journal, slow, playbooks, NOW) as processor,
    ):
        await say(journal, "m1", "still no parcel", NOW)
        await asyncio.sleep(0.1)
        await journal.erase(CHAT, NOW)
        processor.forget(CHAT)
        await say(journal, "m2", "hello", NOW + 1)
        events = await answered(journal)
    assert kinds(events) == ["MessagePosted", "MessageRead"]
    assert [event.message_id for event in events if isinstance(event, MessageRead)] == ["m2"]


async def test_E06_a_chat_with_much_to_answer_lets_another_have_its_turn(
    tmp_path: Path, reader: Reader, playbooks: Playbooks
) -> None:
    async with journal_at(tmp_path) as journal:
        for number in range(100):
            await say(journal, f"m{number}", "still no parcel", NOW + number)
        async with processing(journal, reader, playbooks, NOW + 99):
            await say(journal, "m1", "hello", NOW, OTHER)
            async with asyncio.timeout(10):
                while (other := await journal.load(OTHER)) is None or not other.checkpoint:  # noqa: ASYNC110
                    await asyncio.sleep(0.002)
            busy = await journal.load(CHAT)
            assert busy is not None
            assert busy.checkpoint < 100
            await answered(journal)
