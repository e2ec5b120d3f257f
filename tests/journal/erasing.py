"""What every engine must do when a conversation is erased: nothing of it is left, or comes back."""

from dataclasses import replace

from msgspec import structs

from assist.events import ContextGiven, MessagePosted, MessageRead, MessageRevised
from assist.findings import CueRead, Reading, Span
from assist.journal.contract import Journal
from assist.journal.records import Key
from tests.journal.conformance import (
    CHAT,
    NOW,
    OTHER,
    expired,
    loaded,
    memory,
    post,
    recalled,
    remember,
    step,
    stream,
)
from tests.journal.keeping import HOUR, THIRD, deliver, delivery, tell


class ErasingContract:
    async def test_D06_who_returns_to_an_erased_conversation_is_told(
        self, journal: Journal
    ) -> None:
        epoch = (await post(journal, "m1")).epoch
        await journal.erase(CHAT, NOW)
        page = await journal.read(CHAT, epoch, 1, 10)
        assert page is not None
        assert (page.reason, page.entries, page.epoch) == ("erased", (), "")
        assert await journal.read(CHAT, "another", 1, 10) is None
        anew = (await post(journal, "m2")).epoch
        page = await journal.read(CHAT, epoch, 1, 10)
        assert page is not None
        assert (page.reason, page.entries, page.epoch) == ("erased", (), anew)
        await journal.forget(NOW + 24 * HOUR + 1)
        page = await journal.read(CHAT, epoch, 1, 10)
        assert page is not None
        assert page.reason == "epoch"

    async def test_J12_a_message_sent_again_brings_nothing_back(self, journal: Journal) -> None:
        first = await deliver(journal, "m1", delivery())
        await tell(journal, customer="c1")
        await journal.erase(CHAT, NOW)
        for again in (
            await deliver(journal, "m1", delivery()),
            await post(journal, "m1"),
            await tell(journal, customer="c1", now=NOW + 95 * HOUR),
        ):
            assert (again.epoch, again.duplicate) == (first.epoch, True)
        assert await journal.load(CHAT) is None
        assert await journal.conversations("acme", "c1") == ()

    async def test_J12_a_step_begun_before_the_erasure_is_refused_after_it(
        self, journal: Journal
    ) -> None:
        begun = replace(step(0, 1, expired("s1")), epoch=(await post(journal, "m1")).epoch)
        await journal.erase(CHAT, NOW)
        assert await journal.commit(begun) is None
        await post(journal, "m2")
        assert await journal.commit(begun) is None
        assert len(await stream(journal)) == 1

    async def test_J11_what_an_erased_conversation_left_to_others_goes_as_well(
        self, journal: Journal
    ) -> None:
        await remember(journal, CHAT, memory(CHAT))
        await tell(journal, OTHER, customer="c1", memories=(memory(CHAT),))
        (issue,), (promise,) = memory(OTHER).issues, memory(OTHER).promises
        own = (structs.replace(issue, issue_id="i2", words="its own"),)
        passed_on = structs.replace(
            memory(OTHER),
            issues=(structs.replace(issue, brought=True), *own),
            promises=(structs.replace(promise, brought=True),),
        )
        await remember(journal, OTHER, passed_on, recalled=(CHAT.conversation,))
        elsewhere = Key(tenant="acme", conversation="chat-0")
        await remember(journal, elsewhere, memory(elsewhere))
        brought = (passed_on, memory(elsewhere))
        await tell(journal, THIRD, customer="c1", memories=brought)
        await post(journal, "m1", THIRD, body="my own words")
        before = await loaded(journal, THIRD)
        done = replace(step(0, before.top, expired("s1"), key=THIRD), customer="c1")
        assert await journal.commit(replace(done, memory=memory(THIRD))) is not None
        await journal.erase(CHAT, NOW)
        given, posted = [entry.event for entry in await stream(journal, THIRD)]
        assert isinstance(given, ContextGiven)
        assert given.memories == (
            structs.replace(memory(OTHER), issues=own, promises=(), frame=None),
            memory(elsewhere),
        )
        assert isinstance(posted, MessagePosted)
        assert posted.text == "my own words"
        new = Key(tenant="acme", conversation="chat-4")
        assert await recalled(journal, new) == [elsewhere.conversation]
        await tell(journal, new, customer="c1", memories=brought)
        (late,) = await stream(journal, new)
        assert isinstance(late.event, ContextGiven)
        assert late.event.memories == (memory(elsewhere),), "recalled before, told after"
        after = await loaded(journal, THIRD)
        assert (after.state, after.top, after.checkpoint) == (b"", 3, 2)
        assert after.revision > before.revision + 1, "a step that began before is refused"
        page = await journal.read(THIRD, after.epoch, 0, 10)
        assert page is not None
        assert page.reason == "trimmed"

    async def test_J14_of_a_message_that_was_taken_back_no_words_stay_in_its_events(
        self, journal: Journal
    ) -> None:
        for name in ("m1", "m11"):
            await post(journal, name, body=f"the words of {name}")
        await edit(journal, "m1", "other words")
        read = (words_of("m1"), words_of("m11"))
        assert await journal.commit(step(0, 3, *read)) is not None
        await edit(journal, "m1", None)
        assert await journal.commit(replace(step(1, 6), taken_back=("m1", "m2"))) is not None
        first, second, edited, own, others, gone = [one.event for one in await stream(journal)]
        assert isinstance(first, MessagePosted)
        assert (first.message_id, first.text) == ("m1", "")
        assert isinstance(edited, MessageRevised)
        assert isinstance(gone, MessageRevised)
        assert (edited.text, gone.text) == ("", None)
        assert own == structs.replace(read[0], reading=structs.replace(read[0].reading, cues=()))
        assert isinstance(second, MessagePosted)
        assert (second.text, others) == ("the words of m11", read[1])

    async def test_the_past_is_what_was_said_and_how_it_was_read(self, journal: Journal) -> None:
        epoch = (await post(journal, "m1")).epoch
        assert await journal.commit(step(0, 1, words_of("m1"), expired("s1"))) is not None
        await edit(journal, "m1", None)
        page = await journal.past(CHAT, epoch, 0, 2)
        assert page is not None
        assert [one.offset for one in page.entries] == [1, 2]
        assert page.more
        page = await journal.past(CHAT, epoch, 2, 2)
        assert page is not None
        assert [one.offset for one in page.entries] == [4]
        assert not page.more


async def edit(journal: Journal, message_id: str, text: str | None) -> None:
    revision_id = f"{message_id} {text}"
    event = MessageRevised(revision_id=revision_id, message_id=message_id, text=text, at=NOW)
    await journal.append(CHAT, revision_id, revision_id.encode(), event, NOW)


def words_of(message_id: str) -> MessageRead:
    """Return a reading that quotes its message."""
    span = Span(start=0, end=9, text="the words")
    reading = Reading(
        language="en",
        unsure=False,
        tones=(),
        scores={"anger": 0.5},
        valence=-0.5,
        intensity=0.5,
        cues=(CueRead(cue="problem", evidence=(span,)),),
    )
    return MessageRead(message_id=message_id, speaker="customer", at=NOW, reading=reading)
