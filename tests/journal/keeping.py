"""What every engine must do about whose a conversation is, how long it stays, and how it goes."""

import asyncio
from dataclasses import replace

import pytest

from assist.events import ContextGiven, MessagePosted
from assist.journal.contract import Journal
from assist.journal.records import Appended, Assignment, Delivery, Entry, IdConflict, Key, Mark
from assist.ledger import Memory
from tests.journal.conformance import (
    CHAT,
    NOW,
    OTHER,
    expired,
    loaded,
    memory,
    message,
    post,
    step,
    stream,
)

HOUR = 3600.0
THEIRS = Key(tenant="globex", conversation=CHAT.conversation)
THIRD = Key(tenant="acme", conversation="chat-3")


async def tell(
    journal: Journal,
    key: Key = CHAT,
    *,
    customer: str | None = None,
    agent: str | None = None,
    opted_out: bool | None = None,
    memories: tuple[Memory, ...] = (),
    now: float = NOW,
) -> Appended:
    event = ContextGiven(
        context_id=f"{customer}{agent}{opted_out}",
        at=now,
        customer=customer,
        agent=agent,
        opted_out=opted_out,
        memories=memories,
    )
    return await journal.append(key, event.context_id, b"", event, now)


def delivery(id: str = "d1", body: bytes = b"body", endpoint: str = "chat") -> Delivery:
    return Delivery(endpoint=endpoint, id=id, body_hash=body)


async def deliver(
    journal: Journal, message_id: str, given: Delivery, key: Key = CHAT, now: float = NOW
) -> Appended:
    event = message(message_id, message_id)
    return await journal.append(key, message_id, b"h", event, now, delivery=given)


async def said(journal: Journal, key: Key = CHAT) -> list[str]:
    events = [entry.event for entry in await stream(journal, key)]
    return [event.text for event in events if isinstance(event, MessagePosted)]


class KeepingContract:
    async def test_C07_a_delivery_that_comes_again_gets_its_first_answer(
        self, journal: Journal
    ) -> None:
        first = await deliver(journal, "m1", delivery())
        again = await deliver(journal, "m2", delivery())
        assert (again.epoch, again.offset, again.duplicate) == (first.epoch, 1, True)
        assert await said(journal) == ["m1"]

    async def test_C09_a_delivery_with_another_body_is_refused(self, journal: Journal) -> None:
        await deliver(journal, "m1", delivery())
        with pytest.raises(IdConflict):
            await deliver(journal, "m2", delivery(body=b"other"))
        assert await said(journal) == ["m1"]

    async def test_C11_a_delivery_belongs_to_its_endpoint_and_its_tenant(
        self, journal: Journal
    ) -> None:
        await deliver(journal, "m1", delivery())
        assert not (await deliver(journal, "m2", delivery(endpoint="mail"))).duplicate
        assert not (await deliver(journal, "m1", delivery(), key=THEIRS)).duplicate

    async def test_C08_a_message_told_by_two_deliveries_rests_once(self, journal: Journal) -> None:
        done = await asyncio.gather(
            deliver(journal, "m1", delivery("d1")), deliver(journal, "m1", delivery("d2"))
        )
        assert [each.duplicate for each in done] == [False, True]
        assert (await deliver(journal, "m9", delivery("d2"))).offset == 1

    async def test_C10_a_delivery_is_known_for_96_hours(self, journal: Journal) -> None:
        await deliver(journal, "m1", delivery())
        await journal.forget(NOW + 95.9 * HOUR)
        assert (await deliver(journal, "m2", delivery(), now=NOW + 95.9 * HOUR)).duplicate
        await journal.forget(NOW + 96.1 * HOUR)
        assert not (await deliver(journal, "m2", delivery(), now=NOW + 96.1 * HOUR)).duplicate

    async def test_what_is_not_kept_is_announced_and_then_gone(self, journal: Journal) -> None:
        heard: list[int] = []

        def listen(key: Key, epoch: str, entries: tuple[Entry, ...]) -> None:
            heard.extend(entry.offset for entry in entries)

        journal.follow(listen)
        epoch = (await post(journal, "m1")).epoch
        await post(journal, "m2")
        assert await journal.commit(replace(step(0, 1, expired("s1")), keep=False)) is not None
        assert heard == [1, 2, 3]
        for offset in (0, 1, 2):
            page = await journal.read(CHAT, epoch, offset, 10)
            assert page is not None
            left = [2] if offset < 2 else []
            assert (page.reason, page.more) == ("trimmed", False)
            assert [entry.offset for entry in page.entries] == left
        assert (await loaded(journal)).top == 3
        await journal.commit(replace(step(1, 3), keep=False))
        assert await stream(journal) == ()
        assert (await post(journal, "m3")).offset == 4
        page = await journal.read(CHAT, epoch, 3, 10)
        assert page is not None
        assert (page.reason, [entry.offset for entry in page.entries]) == (None, [4])
        assert (await post(journal, "m1")).duplicate, "its id is still known"

    async def test_a_customer_has_the_conversations_that_were_ever_said_to_be_theirs(
        self, journal: Journal
    ) -> None:
        await tell(journal, CHAT, customer="visitor")
        await tell(journal, CHAT, customer="c1")
        await tell(journal, OTHER, customer="c1")
        await tell(journal, THEIRS, customer="c1")
        assert await journal.conversations("acme", "c1") == (CHAT, OTHER)
        assert await journal.conversations("acme", "visitor") == (CHAT,)
        await journal.erase(CHAT, NOW)
        assert await journal.conversations("acme", "c1") == (OTHER,)
        assert await journal.conversations("acme", "visitor") == ()

    async def test_the_last_agent_who_was_named_answers(self, journal: Journal) -> None:
        await tell(journal, CHAT, agent="ada")
        await tell(journal, CHAT, agent="bob")
        await tell(journal, CHAT, customer="c1")
        await tell(journal, THEIRS, agent="ada")
        await tell(journal, OTHER, customer="c1")
        assert set(await journal.assignments()) == {
            Assignment(key=CHAT, agent="bob"),
            Assignment(key=THEIRS, agent="ada"),
        }
        assert await journal.tenants() == ("acme", "globex")

    async def test_J13_idle_are_those_without_an_event_since_but_for_the_held(
        self, journal: Journal
    ) -> None:
        for key, now in ((CHAT, NOW), (OTHER, NOW + 5), (THIRD, NOW + 9), (THEIRS, NOW)):
            await journal.append(key, "m1", b"h", message("m1"), now)
        assert await journal.idle("acme", NOW, 9) == ()
        assert await journal.idle("acme", NOW + 9, 9) == (CHAT, OTHER)
        assert await journal.idle("acme", NOW + 9, 1) == (CHAT,)
        await journal.mark(Mark(tenant="acme", sort="held", id=CHAT.conversation, at=NOW))
        assert await journal.idle("acme", NOW + 9, 9) == (OTHER,)
        assert await journal.idle("globex", NOW + 9, 9) == (THEIRS,)
        await journal.unmark("acme", "held", CHAT.conversation)
        await journal.append(CHAT, "m2", b"h", message("m2"), NOW + 20)
        assert await journal.idle("acme", NOW + 10, 9) == (OTHER, THIRD)

    async def test_a_mark_holds_until_its_end_or_until_it_is_taken_back(
        self, journal: Journal
    ) -> None:
        first = Mark(tenant="acme", sort="revoked", id="ada", at=NOW)
        second = replace(first, at=NOW + 1, data="all", until=NOW + 5)
        await journal.mark(first)
        await journal.mark(second)
        await journal.mark(replace(first, tenant="globex"))
        assert set(await journal.marks("revoked", NOW)) == {second, replace(first, tenant="globex")}
        assert await journal.marks("held", NOW) == ()
        assert len(await journal.marks("revoked", NOW + 6)) == 1
        assert await journal.unmark("globex", "revoked", "ada")
        assert not await journal.unmark("globex", "revoked", "ada")
        await journal.forget(NOW + 6)
        assert await journal.marks("revoked", NOW) == ()

    async def test_the_words_of_a_customer_who_opted_out_are_never_written(
        self, journal: Journal
    ) -> None:
        heard: list[Entry] = []
        journal.follow(lambda key, epoch, entries: heard.extend(entries))
        await post(journal, "m1", body="before")
        await tell(journal, customer="c1", opted_out=True)
        await post(journal, "m2", body="after")
        assert await said(journal) == ["before", ""]
        assert [e.event.text for e in heard if isinstance(e.event, MessagePosted)][-1] == ""
        await tell(journal, OTHER, customer="c1", memories=(memory(CHAT),))
        (given,) = await stream(journal, OTHER)
        assert isinstance(given.event, ContextGiven)
        assert (given.event.opted_out, given.event.memories) == (True, ())
        await post(journal, "m1", OTHER, body="later")
        assert await said(journal, OTHER) == [""]
        await tell(journal, THEIRS, customer="c1")
        await post(journal, "m1", THEIRS, body="another tenant's")
        assert await said(journal, THEIRS) == ["another tenant's"]
        await tell(journal, OTHER, opted_out=False)
        await post(journal, "m2", OTHER, body="read me")
        assert await said(journal, OTHER) == ["", "read me"]
        await tell(journal, THIRD, customer="c1")
        await post(journal, "m1", THIRD, body="and me")
        assert await said(journal, THIRD) == ["and me"]

    async def test_what_a_customer_who_opted_out_is_called_is_not_written_down(
        self, journal: Journal
    ) -> None:
        await tell(journal, customer="mary", opted_out=True)
        (mark,) = await journal.marks("opted-out", NOW)
        assert "mary" not in mark.id
        assert await journal.marked("acme", "opted-out", "mary")
        assert await journal.unmark("acme", "opted-out", "mary")
        assert not await journal.marked("acme", "opted-out", "mary")
