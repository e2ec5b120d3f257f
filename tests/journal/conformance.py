"""What every engine of the journal must do: inherit `JournalContract`, give it a `journal`."""

import asyncio

import pytest

from assist.events import (
    MessagePosted,
    NeedsChanged,
    NeedState,
    Output,
    SuggestionDecided,
    SuggestionExpired,
)
from assist.journal.contract import Appended, Commit, Entry, IdConflict, Journal, Key, Loaded

NOW = 1_700_000_000.0
CHAT = Key(tenant="acme", conversation="chat-1")
OTHER = Key(tenant="acme", conversation="chat-2")


def message(message_id: str, text: str = "still no parcel") -> MessagePosted:
    return MessagePosted(message_id=message_id, speaker="customer", text=text, at=NOW)


def expired(name: str) -> SuggestionExpired:
    return SuggestionExpired(suggestion_id=name, at=NOW)


async def post(journal: Journal, message_id: str, key: Key = CHAT, body: str = "") -> Appended:
    event = message(message_id, body or message_id)
    return await journal.append(key, message_id, event.text.encode(), event, NOW)


async def loaded(journal: Journal, key: Key = CHAT) -> Loaded:
    found = await journal.load(key)
    assert found is not None
    return found


def step(
    revision: int,
    checkpoint: int,
    *outputs: Output,
    key: Key = CHAT,
    state: bytes = b"state",
    wake_at: float | None = None,
) -> Commit:
    return Commit(
        key=key,
        expected_revision=revision,
        new_checkpoint=checkpoint,
        outputs=outputs,
        state=state,
        wake_at=wake_at,
    )


async def stream(journal: Journal, key: Key = CHAT) -> tuple[Entry, ...]:
    page = await journal.read(key, None, 0, 1000)
    return page.entries if page else ()


class JournalContract:
    async def test_the_first_message_takes_offset_1(self, journal: Journal) -> None:
        done = await post(journal, "m1")
        assert (done.offset, done.duplicate) == (1, False)
        assert done.epoch

    async def test_offsets_rise_by_one_in_the_order_of_the_calls(self, journal: Journal) -> None:
        done = await asyncio.gather(*(post(journal, f"m{n}") for n in range(50)))
        assert [each.offset for each in done] == list(range(1, 51))
        found = [entry.event for entry in await stream(journal)]
        assert found == [message(f"m{n}", f"m{n}") for n in range(50)]

    async def test_C08_the_same_message_100_times_at_once_rests_once(
        self, journal: Journal
    ) -> None:
        done = await asyncio.gather(*(post(journal, "m1") for _ in range(100)))
        assert {each.offset for each in done} == {1}
        assert sum(each.duplicate for each in done) == 99
        assert len(await stream(journal)) == 1

    async def test_C16_a_repeated_message_is_told_its_own_place(self, journal: Journal) -> None:
        for key in (CHAT, OTHER):
            await post(journal, "m0", key)
        first = [await post(journal, "m1", key) for key in (OTHER, CHAT)]
        again = [await post(journal, "m1", key) for key in (OTHER, CHAT)]
        assert [(done.epoch, done.offset) for done in again] == [
            (done.epoch, done.offset) for done in first
        ]

    async def test_C09_the_same_id_with_another_body_is_refused_and_the_first_stays(
        self, journal: Journal
    ) -> None:
        await post(journal, "m1", body="one")
        with pytest.raises(IdConflict):
            await post(journal, "m1", body="two")
        assert [entry.event for entry in await stream(journal)] == [message("m1", "one")]

    async def test_C09_a_refusal_harms_none_of_its_neighbours(self, journal: Journal) -> None:
        await post(journal, "m1", body="one")
        done = await asyncio.gather(
            post(journal, "m2"),
            post(journal, "m1", body="two"),
            post(journal, "m3"),
            return_exceptions=True,
        )
        assert isinstance(done[1], IdConflict)
        assert [entry.offset for entry in await stream(journal)] == [1, 2, 3]

    async def test_C11_the_same_id_of_two_tenants_is_two_messages(self, journal: Journal) -> None:
        elsewhere = Key(tenant="globex", conversation=CHAT.conversation)
        await post(journal, "m1", body="ours")
        done = await post(journal, "m1", key=elsewhere, body="theirs")
        assert (done.offset, done.duplicate) == (1, False)
        assert [entry.event for entry in await stream(journal, elsewhere)] == [
            message("m1", "theirs")
        ]

    async def test_an_id_belongs_to_its_conversation_and_its_kind_of_event(
        self, journal: Journal
    ) -> None:
        decided = SuggestionDecided(
            decision_id="m1", suggestion_id="s1", decision="accepted", at=NOW
        )
        await post(journal, "m1")
        assert not (await post(journal, "m1", key=OTHER)).duplicate
        assert not (await journal.append(CHAT, "m1", b"d", decided, NOW)).duplicate
        assert (await journal.append(CHAT, "m1", b"d", decided, NOW)).duplicate

    async def test_C10_an_id_is_known_for_96_hours(self, journal: Journal) -> None:
        first = message("m1")
        await journal.append(CHAT, "m1", b"h", first, NOW)
        later = await journal.append(CHAT, "m1", b"h", first, NOW + 95.9 * 3600)
        assert (later.offset, later.duplicate) == (1, True)

    async def test_an_unknown_conversation_has_no_stream_and_no_state(
        self, journal: Journal
    ) -> None:
        assert await journal.read(CHAT, None, 0, 10) is None
        assert await journal.load(CHAT) is None
        assert await journal.commit(step(0, 0)) is None

    async def test_a_page_is_complete_up_to_its_limit(self, journal: Journal) -> None:
        done = await asyncio.gather(*(post(journal, f"m{n}") for n in range(1, 8)))
        page = await journal.read(CHAT, done[0].epoch, 2, 3)
        assert page is not None
        assert [entry.offset for entry in page.entries] == [3, 4, 5]
        assert (page.more, page.top, page.reason) == (True, 7, None)
        rest = await journal.read(CHAT, done[0].epoch, 5, 3)
        assert rest is not None
        assert [entry.offset for entry in rest.entries] == [6, 7]
        assert not rest.more

    async def test_D02_a_reader_at_the_top_gets_an_empty_page(self, journal: Journal) -> None:
        done = await post(journal, "m1")
        page = await journal.read(CHAT, done.epoch, 1, 10)
        assert page is not None
        assert (page.entries, page.more, page.reason) == ((), False, None)

    async def test_D05_an_offset_of_another_epoch_is_refused(self, journal: Journal) -> None:
        done = await post(journal, "m1")
        page = await journal.read(CHAT, "another", 1, 10)
        assert page is not None
        assert (page.reason, page.entries, page.epoch) == ("epoch", (), done.epoch)

    async def test_D07_an_offset_from_the_future_is_refused(self, journal: Journal) -> None:
        done = await post(journal, "m1")
        page = await journal.read(CHAT, done.epoch, 2, 10)
        assert page is not None
        assert (page.reason, page.entries, page.epoch) == ("future", (), done.epoch)

    async def test_two_streams_have_two_epochs(self, journal: Journal) -> None:
        one, two = await post(journal, "m1"), await post(journal, "m1", key=OTHER)
        assert one.epoch != two.epoch

    async def test_a_new_conversation_is_at_checkpoint_0_without_state(
        self, journal: Journal
    ) -> None:
        done = await post(journal, "m1")
        assert await loaded(journal) == Loaded(
            epoch=done.epoch, top=1, checkpoint=0, revision=0, state=None, wake_at=None
        )

    async def test_a_commit_writes_outputs_state_checkpoint_and_timer_at_once(
        self, journal: Journal
    ) -> None:
        done = await post(journal, "m1")
        needs = NeedsChanged(
            at=NOW, needs=(NeedState(need="speed", status="failing", because="3 weeks"),)
        )
        entries = await journal.commit(
            step(0, 1, needs, expired("s1"), state=b"\x00\xff", wake_at=NOW + 120)
        )
        assert entries == (
            Entry(offset=2, event=needs, inbound=False),
            Entry(offset=3, event=expired("s1"), inbound=False),
        )
        assert (await stream(journal))[1:] == entries
        assert await loaded(journal) == Loaded(
            epoch=done.epoch,
            top=3,
            checkpoint=1,
            revision=1,
            state=b"\x00\xff",
            wake_at=NOW + 120,
        )

    async def test_G02_a_commit_that_comes_too_late_changes_nothing(self, journal: Journal) -> None:
        await post(journal, "m1")
        results = await asyncio.gather(
            journal.commit(step(0, 1, expired("first"), state=b"first")),
            journal.commit(step(0, 1, expired("second"), state=b"second")),
        )
        assert results[0] is not None
        assert results[1] is None
        found = await loaded(journal)
        assert (found.state, found.top, found.revision) == (b"first", 2, 1)

    async def test_a_step_of_time_alone_cannot_be_committed_twice(self, journal: Journal) -> None:
        await post(journal, "m1")
        await journal.commit(step(0, 1))
        assert await journal.commit(step(1, 1, expired("s1"))) is not None
        assert await journal.commit(step(1, 1, expired("s1"))) is None

    async def test_work_names_a_backlog_until_it_is_folded(self, journal: Journal) -> None:
        await post(journal, "m1")
        await post(journal, "m1", key=OTHER)
        assert set(await journal.work(NOW, 10)) == {CHAT, OTHER}
        assert len(await journal.work(NOW, 1)) == 1
        await journal.commit(step(0, 1, expired("s1")))
        assert await journal.work(NOW, 10) == (OTHER,)

    async def test_work_names_a_timer_once_it_is_due(self, journal: Journal) -> None:
        await post(journal, "m1")
        await journal.commit(step(0, 1, wake_at=NOW + 60))
        assert await journal.work(NOW + 59, 10) == ()
        assert await journal.work(NOW + 60, 10) == (CHAT,)

    async def test_a_message_that_came_during_a_step_is_work(self, journal: Journal) -> None:
        await post(journal, "m1")
        await post(journal, "m2")
        await journal.commit(step(0, 1, expired("s1")))
        assert await journal.work(NOW, 10) == (CHAT,)
        page = await journal.read(CHAT, None, 1, 10)
        assert page is not None
        assert [entry.offset for entry in page.entries if entry.inbound] == [2]

    async def test_next_timer_is_the_earliest(self, journal: Journal) -> None:
        assert await journal.next_timer() is None
        for key, at in ((CHAT, NOW + 60), (OTHER, NOW + 30)):
            await post(journal, "m1", key=key)
            await journal.commit(step(0, 1, key=key, wake_at=at))
        assert await journal.next_timer() == NOW + 30
        await journal.commit(step(1, 1, key=OTHER))
        assert await journal.next_timer() == NOW + 60

    async def test_a_follower_hears_each_new_event_once_and_in_order(
        self, journal: Journal
    ) -> None:
        heard: list[tuple[Key, str, int]] = []

        def listen(key: Key, epoch: str, entries: tuple[Entry, ...]) -> None:
            heard.extend((key, epoch, entry.offset) for entry in entries)

        journal.follow(listen)
        done = await post(journal, "m1")
        assert heard == [(CHAT, done.epoch, 1)]
        await post(journal, "m1")
        await journal.commit(step(0, 1, expired("s1"), expired("s2")))
        await journal.commit(step(0, 1, expired("late")))
        await post(journal, "m2")
        assert heard == [(CHAT, done.epoch, offset) for offset in (1, 2, 3, 4)]

    async def test_an_erased_conversation_leaves_nothing_behind(self, journal: Journal) -> None:
        before = await post(journal, "m1")
        await journal.commit(step(0, 1, expired("s1"), wake_at=NOW))
        await post(journal, "m1", key=OTHER)
        await journal.erase(CHAT)
        assert await journal.load(CHAT) is None
        assert await journal.work(NOW, 10) == (OTHER,)
        assert await journal.next_timer() is None
        again = await post(journal, "m1", body="anew")
        assert (again.offset, again.duplicate) == (1, False)
        assert again.epoch != before.epoch

    async def test_text_of_every_kind_comes_back_as_it_was(self, journal: Journal) -> None:
        text = "né\u0301 \u202e👩‍👩‍👧 \U0001f1eb\U0001f1f7 \x00 \n" + "é" * 5000
        await journal.append(CHAT, "m1", b"h", message("m1", text), NOW)
        (entry,) = await stream(journal)
        assert isinstance(entry.event, MessagePosted)
        assert entry.event.text == text
