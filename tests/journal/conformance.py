"""What every engine of the journal must do: inherit `JournalContract`, give it a `journal`."""

import asyncio
from dataclasses import replace

import pytest
from msgspec import structs

from assist.events import (
    MessagePosted,
    NeedsChanged,
    NeedState,
    Output,
    SuggestionDecided,
    SuggestionExpired,
)
from assist.journal.contract import Journal
from assist.journal.records import Appended, Commit, Entry, IdConflict, Key, Loaded
from assist.ledger import Frame, Issue, Memory, Move, Promise

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


def memory(key: Key, at: float = NOW) -> Memory:
    """Return what a conversation left open."""
    move = Move(status="acknowledged", message_id="m2", at=at, words="I see")
    return Memory(
        conversation=key.conversation,
        at=at,
        issues=(Issue(issue_id="i1", about="problem", words="né 👍", moves=(move,), raised=2),),
        promises=(Promise(promise_id="p1", words="today", message_id="m2", at=at, due=None),),
        frame=Frame(name="Odin", words="Can I be Odin?", message_id="m1", at=at),
        channel="email",
    )


async def remember(
    journal: Journal,
    key: Key,
    kept: Memory | None,
    *,
    customer: str | None = "c1",
    recalled: tuple[str, ...] = (),
) -> None:
    """Commit a step of a conversation, which says what it left open."""
    if await journal.load(key) is None:
        await post(journal, "m1", key=key)
    found = await loaded(journal, key)
    done = replace(
        step(found.revision, found.top, key=key),
        customer=customer,
        memory=kept,
        recalled=recalled,
    )
    assert await journal.commit(done) is not None


async def recalled(
    journal: Journal, key: Key, customer: str = "c1", since: float = 0.0
) -> list[str]:
    return [one.conversation for one in await journal.recall(key, customer, since)]


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

    async def test_a_message_rests_with_its_answer_or_waits_for_one(self, journal: Journal) -> None:
        event, answer = message("m1"), step(0, 1, expired("s1"), wake_at=NOW + 60)
        done = await journal.append(CHAT, "m1", b"body", event, NOW, answer=answer)
        found, rests = await loaded(journal), [entry.event for entry in await stream(journal)]
        if done.answer is None:
            assert (found.checkpoint, found.revision, rests) == (0, 0, [event])
            assert await journal.work(NOW + 9, 10) == (CHAT,)
        else:
            assert (found.checkpoint, found.revision, rests) == (1, 1, [event, expired("s1")])
            assert (await journal.work(NOW + 9, 10), found.wake_at) == ((), NOW + 60)
        again = await journal.append(CHAT, "m1", b"body", event, NOW, answer=step(1, 3))
        assert (again.offset, again.duplicate, again.answer) == (1, True, None)

    @pytest.mark.parametrize(
        "wrong", [step(1, 2), step(0, 1), step(0, 3), replace(step(0, 2), epoch="another")]
    )
    async def test_an_answer_that_does_not_hold_leaves_its_message_alone(
        self, journal: Journal, wrong: Commit
    ) -> None:
        await post(journal, "m1")
        done = await journal.append(CHAT, "m2", b"body", message("m2"), NOW, answer=wrong)
        assert (done.offset, done.answer) == (2, None)
        found = await loaded(journal)
        assert (found.top, found.checkpoint, found.revision, found.state) == (2, 0, 0, None)

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

    async def test_a_page_tells_how_often_its_stream_was_committed(self, journal: Journal) -> None:
        await post(journal, "m1")
        for revision in (0, 1):
            page = await journal.read(CHAT, None, 0, 10)
            assert page is not None
            assert page.revision == (await loaded(journal)).revision == revision
            await journal.commit(step(revision, 1))

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
        written = await journal.commit(
            step(0, 1, needs, expired("s1"), state=b"\x00\xff", wake_at=NOW + 120)
        )
        assert written is not None
        assert not written.more
        assert written.entries == (
            Entry(offset=2, event=needs, inbound=False),
            Entry(offset=3, event=expired("s1"), inbound=False),
        )
        assert (await stream(journal))[1:] == written.entries
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
        assert await journal.erase(CHAT, NOW)
        assert not await journal.erase(CHAT, NOW)
        assert await journal.load(CHAT) is None
        assert await journal.read(CHAT, None, 0, 10) is None
        assert await journal.work(NOW, 10) == (OTHER,)
        assert await journal.next_timer() is None
        again = await post(journal, "m2", body="anew")
        assert (again.offset, again.duplicate) == (1, False)
        assert again.epoch != before.epoch

    async def test_what_a_conversation_left_open_is_recalled_in_the_next(
        self, journal: Journal
    ) -> None:
        assert await journal.recall(OTHER, "c1", 0.0) == ()
        await remember(journal, CHAT, memory(CHAT))
        assert await journal.recall(OTHER, "c1", 0.0) == (memory(CHAT),)
        assert await recalled(journal, CHAT) == [], "its own is no past"

    async def test_a_memory_follows_its_conversation(self, journal: Journal) -> None:
        await remember(journal, CHAT, memory(CHAT))
        later = structs.replace(memory(CHAT, NOW + 60), issues=())
        await remember(journal, CHAT, later)
        assert await journal.recall(OTHER, "c1", 0.0) == (later,)
        await remember(journal, CHAT, None)
        assert await recalled(journal, OTHER) == []

    async def test_a_memory_goes_where_its_customer_goes(self, journal: Journal) -> None:
        await remember(journal, CHAT, memory(CHAT), customer="c1")
        await remember(journal, CHAT, memory(CHAT), customer="c2")
        assert await recalled(journal, OTHER, "c1") == []
        assert await recalled(journal, OTHER, "c2") == [CHAT.conversation]

    async def test_a_conversation_without_a_customer_is_not_remembered(
        self, journal: Journal
    ) -> None:
        await remember(journal, CHAT, memory(CHAT), customer=None)
        for nobody in ("c1", "", "None"):
            assert await recalled(journal, OTHER, nobody) == []

    async def test_a_commit_that_comes_too_late_is_not_remembered(self, journal: Journal) -> None:
        await remember(journal, CHAT, memory(CHAT))
        late = replace(step(0, 1), customer="c1", memory=None, recalled=(OTHER.conversation,))
        await remember(journal, OTHER, memory(OTHER))
        assert await journal.commit(late) is None
        third = Key(tenant="acme", conversation="chat-3")
        assert set(await recalled(journal, third)) == {CHAT.conversation, OTHER.conversation}

    async def test_what_came_along_is_remembered_once(self, journal: Journal) -> None:
        third = Key(tenant="acme", conversation="chat-3")
        await remember(journal, CHAT, memory(CHAT))
        await remember(journal, OTHER, memory(OTHER), recalled=(CHAT.conversation,))
        assert await recalled(journal, third) == [OTHER.conversation]
        await remember(journal, third, None, recalled=(CHAT.conversation, OTHER.conversation))
        assert await recalled(journal, CHAT) == []

    async def test_A10_a_past_is_not_told_to_another_tenant_or_customer(
        self, journal: Journal
    ) -> None:
        theirs = Key(tenant="globex", conversation=CHAT.conversation)
        elsewhere = Key(tenant="globex", conversation=OTHER.conversation)
        await remember(journal, CHAT, memory(CHAT))
        assert await recalled(journal, elsewhere) == []
        assert await recalled(journal, OTHER, "C1") == []
        await remember(journal, theirs, memory(theirs, NOW + 1))
        # What comes along in one tenant takes nothing from the other.
        await remember(journal, elsewhere, None, recalled=(CHAT.conversation,))
        assert await journal.recall(OTHER, "c1", 0.0) == (memory(CHAT),)
        assert await recalled(journal, elsewhere) == []

    async def test_what_is_older_than_a_time_is_not_recalled(self, journal: Journal) -> None:
        await remember(journal, CHAT, memory(CHAT))
        assert await recalled(journal, OTHER, since=NOW) == [CHAT.conversation]
        assert await recalled(journal, OTHER, since=NOW + 1) == []

    async def test_the_latest_five_are_recalled_oldest_first(self, journal: Journal) -> None:
        keys = [Key(tenant="acme", conversation=f"past-{n}") for n in (3, 6, 1, 5, 2, 4, 0)]
        for key in keys:
            await remember(journal, key, memory(key, NOW + int(key.conversation[-1])))
        assert await recalled(journal, CHAT) == [f"past-{n}" for n in (2, 3, 4, 5, 6)]

    async def test_what_an_erased_conversation_left_open_is_gone(self, journal: Journal) -> None:
        await remember(journal, CHAT, memory(CHAT))
        await remember(journal, OTHER, memory(OTHER, NOW + 1))
        await journal.erase(CHAT, NOW)
        third = Key(tenant="acme", conversation="chat-3")
        assert await recalled(journal, third) == [OTHER.conversation]

    async def test_text_of_every_kind_comes_back_as_it_was(self, journal: Journal) -> None:
        text = "né\u0301 \u202e👩‍👩‍👧 \U0001f1eb\U0001f1f7 \x00 \n" + "é" * 5000
        await journal.append(CHAT, "m1", b"h", message("m1", text), NOW)
        (entry,) = await stream(journal)
        assert isinstance(entry.event, MessagePosted)
        assert entry.event.text == text
