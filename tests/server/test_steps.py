"""Messages that are changed afterwards, through a real journal: what the stream and state hold."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgpack
import pytest

from assist import codec
from assist.conversation.revisions import WAITS
from assist.conversation.state import Conversation
from assist.events import Event, Inbound, MessagePosted, MessageRead, MessageRevised
from assist.findings import Reading
from assist.journal.records import Commit
from assist.journal.sqlite import SqliteJournal
from assist.playbooks.load import load
from assist.playbooks.model import Playbooks
from assist.reading.reader import Reader
from assist.server.processor import Processor
from assist.vocabulary import Language, Speaker
from tests.journal.conformance import CHAT, stream
from tests.server.harness import RULES

NOW = 1_700_000_000.0


class Counting(Reader):
    """A reader that tells what it was given."""

    def __init__(self, playbooks: Playbooks) -> None:
        super().__init__(playbooks, {})
        self.texts: list[str] = []

    def read(
        self, text: str, *, speaker: Speaker = "customer", language: Language | None = None
    ) -> Reading:
        self.texts.append(text)
        return super().read(text, speaker=speaker, language=language)


@pytest.fixture(scope="module")
def playbooks() -> Playbooks:
    return load(RULES)


@pytest.fixture(scope="module")
def compiled(playbooks: Playbooks) -> Counting:
    return Counting(playbooks)


@pytest.fixture
def reader(compiled: Counting) -> Iterator[Counting]:
    compiled.texts.clear()
    yield compiled


@asynccontextmanager
async def journal_at(path: Path) -> AsyncIterator[SqliteJournal]:
    journal = await SqliteJournal.open(path / "journal.db")
    yield journal
    await journal.close()


async def work(
    journal: SqliteJournal,
    reader: Reader,
    playbooks: Playbooks,
    *events: Inbound,
    now: float = NOW + 99,
    keeps: bool = True,
) -> Processor:
    """Append events, and let a processor of their own answer all of them at once."""
    for event in events:
        await append(journal, event)
    processor = Processor(journal, reader, playbooks, lambda: now, keeps=lambda tenant: keeps)
    processor.start()
    async with asyncio.timeout(10):
        while await journal.work(now, 10):  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    await processor.stop()
    return processor


async def append(journal: SqliteJournal, event: Inbound) -> None:
    id = event.revision_id if isinstance(event, MessageRevised) else ""
    id = event.message_id if isinstance(event, MessagePosted) else id
    await journal.append(CHAT, id, id.encode(), event, event.at)


def said(id: str, text: str, at: float = 0, *, late: bool = False) -> MessagePosted:
    return MessagePosted(message_id=id, speaker="customer", text=text, at=NOW + at, late=late)


def edit(id: str, text: str | None, at: float = 9, revision_id: str = "r1") -> MessageRevised:
    return MessageRevised(revision_id=revision_id, message_id=id, text=text, at=NOW + at)


async def state(journal: SqliteJournal) -> Conversation:
    loaded = await journal.load(CHAT)
    assert loaded is not None
    assert loaded.state is not None
    return codec.from_plain(Conversation, msgpack.unpackb(loaded.state))


async def events(journal: SqliteJournal) -> list[Event]:
    return [entry.event for entry in await stream(journal)]


def kinds(found: list[Event]) -> list[str]:
    return [type(event).__name__ for event in found]


async def test_an_edit_is_answered_after_a_restart_and_reads_no_other_message_again(
    tmp_path: Path, reader: Counting, playbooks: Playbooks
) -> None:
    async with journal_at(tmp_path) as journal:
        first, second = said("m1", "still no parcel"), said("m2", "parcel is lost", 1)
        await work(journal, reader, playbooks, first, second)
        before = await events(journal)
        reader.texts.clear()
        await work(journal, reader, playbooks, edit("m1", "where is the shop"))
        assert reader.texts == ["where is the shop"]
        found = (await events(journal))[len(before) :]
        assert kinds(found)[:2] == ["MessageRevised", "MessageRead"]
        assert [issue.words for issue in (await state(journal)).issues] == ["parcel is lost"]


async def test_revisions_that_come_together_are_one_change(
    tmp_path: Path, reader: Counting, playbooks: Playbooks
) -> None:
    async with journal_at(tmp_path) as journal:
        await work(journal, reader, playbooks, said("m1", "still no parcel", 90))
        history = [said(f"h{number}", f"line {number}", number, late=True) for number in range(40)]
        reader.texts.clear()
        await work(journal, reader, playbooks, *history, edit("m1", "hello"))
        assert reader.texts == [*(f"line {number}" for number in range(40)), "hello"]
        loaded = await journal.load(CHAT)
        assert loaded is not None
        assert loaded.revision == 2
        assert (await state(journal)).turn.message_ids[-2:] == ("h39", "m1")


async def test_what_was_said_between_two_edits_is_answered_in_its_place(
    tmp_path: Path, reader: Counting, playbooks: Playbooks
) -> None:
    async with journal_at(tmp_path) as journal:
        await work(
            *(journal, reader, playbooks, said("m1", "hello")),
            edit("m1", "still no parcel", 1),
            said("m2", "parcel is lost", 2),
            edit("m2", None, 3, "r2"),
        )
        assert [issue.words for issue in (await state(journal)).issues] == ["still no parcel"]


async def test_a_state_that_is_folded_anew_knows_what_was_changed(
    tmp_path: Path, reader: Counting, playbooks: Playbooks
) -> None:
    async with journal_at(tmp_path) as journal:
        await work(journal, reader, playbooks, said("m1", "still no parcel", 5))
        await work(journal, reader, playbooks, edit("m1", "parcel is lost"))
        await work(journal, reader, playbooks, said("m0", "still no parcel", 0, late=True))
        before, loaded = await state(journal), await journal.load(CHAT)
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
        await work(journal, reader, playbooks, said("m2", "hello", 10))
        after = await state(journal)
    assert (after.issues, after.turn.message_ids) == (before.issues, ("m0", "m1", "m2"))


async def test_where_the_past_is_not_kept_a_revision_changes_nothing(
    tmp_path: Path, reader: Counting, playbooks: Playbooks
) -> None:
    async with journal_at(tmp_path) as journal:
        await work(journal, reader, playbooks, said("m1", "still no parcel", 5), keeps=False)
        before = await state(journal)
        late = said("m0", "parcel is lost", 0, late=True)
        await work(journal, reader, playbooks, late, edit("m1", None), keeps=False)
        after = await state(journal)
        assert (after.issues, after.turn, after.showing) == (
            *(before.issues, before.turn, before.showing),
        )
        early = edit("m2", "parcel is lost", 10, "r2")
        await work(journal, reader, playbooks, early, said("m2", "hello", 11), keeps=False)
        assert "m2" in [one.message_id for one in (await state(journal)).turn.heard]


async def test_of_a_message_that_was_taken_back_its_events_hold_no_words(
    tmp_path: Path, reader: Counting, playbooks: Playbooks
) -> None:
    async with journal_at(tmp_path) as journal:
        first, other = said("m1", "still no parcel"), said("m11", "parcel is lost", 1)
        await work(journal, reader, playbooks, first, other)
        await work(journal, reader, playbooks, edit("m1", "parcel is lost, SECRET", 8, "r0"))
        await work(journal, reader, playbooks, edit("m1", None))
        found = await events(journal)
        assert b"still no" not in msgpack.packb(codec.to_plain(await state(journal)))
    own = [
        one
        for one in found
        if isinstance(one, MessagePosted | MessageRevised | MessageRead) and one.message_id == "m1"
    ]
    assert kinds(list(own)) == [
        *("MessagePosted", "MessageRead", "MessageRevised", "MessageRead", "MessageRevised")
    ]
    assert not any(words in repr(own) for words in ("still", "parcel", "SECRET"))
    (spared,) = [one for one in found if isinstance(one, MessageRead) and one.message_id == "m11"]
    assert spared.reading.cues


async def test_what_was_taken_back_before_it_came_is_kept_without_words(
    tmp_path: Path, reader: Counting, playbooks: Playbooks
) -> None:
    async with journal_at(tmp_path) as journal:
        await work(journal, reader, playbooks, edit("m1", None, 0))
        await work(journal, reader, playbooks, said("m1", "still no parcel", 5))
        found = await events(journal)
    assert kinds(found) == ["MessageRevised", "MessagePosted"]
    assert "parcel" not in repr(found)
    assert reader.texts == []


async def test_an_edit_whose_message_never_comes_is_dropped_and_counted(
    tmp_path: Path, reader: Counting, playbooks: Playbooks
) -> None:
    async with journal_at(tmp_path) as journal:
        one = await work(journal, reader, playbooks, edit("m1", "still no parcel", 0))
        assert (one.dropped, len((await state(journal)).waiting)) == (0, 1)
        two = await work(journal, reader, playbooks, now=NOW + WAITS)
        assert (two.dropped, (await state(journal)).waiting) == (1, ())
