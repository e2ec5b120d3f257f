import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from assist.config.tenants import Tenant
from assist.events import ContextGiven, MessagePosted, MessageRevised
from assist.journal.erasing import KEEP_MEMORIES
from assist.journal.records import Appended, IdConflict, Key
from assist.journal.sqlite import SqliteJournal
from assist.privacy import Hit, Sort
from assist.server.ingest import LONGEST_DELAY, FieldError, Ingest, believed, digest
from assist.vocabulary import Speaker
from assist.wire.frames import Known
from tests.journal.conformance import CHAT, OTHER, memory, remember, stream

NOW = 1_700_000_000.0


@pytest.mark.parametrize(
    ("at", "filed"),
    [
        (None, NOW),
        (NOW, NOW),
        (NOW - LONGEST_DELAY, NOW - LONGEST_DELAY),
        (NOW - LONGEST_DELAY - 1, NOW),
        (NOW + 0.001, NOW),
        (0.0, NOW),
        (NOW + 600, NOW),
    ],
)
def test_C18_a_time_is_believed_when_it_lies_a_little_behind_ours(
    at: float | None, filed: float
) -> None:
    assert believed(at, NOW) == filed


def test_C17_a_late_message_is_believed_however_long_ago_it_was_but_not_in_the_future() -> None:
    assert believed(NOW - 1e6, NOW, late=True) == NOW - 1e6
    assert believed(NOW + 1, NOW, late=True) == NOW
    assert believed(None, NOW, late=True) == NOW


def test_C09_bodies_that_differ_have_different_digests() -> None:
    bodies = [
        ("customer", "hello", None, None, None),
        ("agent", "hello", None, None, None),
        ("customer", "hello ", None, None, None),
        ("customer", "hello", 0.0, None, None),
        ("customer", "hello", None, "hello", None),
        ("customer", "hello", None, None, "en"),
        ("customer", "", None, "hello", None),
    ]
    assert len({digest(*body) for body in bodies}) == len(bodies)
    assert digest(*bodies[0]) == digest(*bodies[0])
    assert len(digest(*bodies[0])) == 16


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[SqliteJournal]:
    journal = await SqliteJournal.open(tmp_path / "journal.db")
    yield journal
    await journal.close()


async def given(journal: SqliteJournal) -> list[ContextGiven]:
    events = [entry.event for entry in await stream(journal, OTHER)]
    return [event for event in events if isinstance(event, ContextGiven)]


async def test_every_field_that_a_platform_knows_is_kept(journal: SqliteJournal) -> None:
    known = {
        "context_id": "k1",
        "customer": "c1",
        "agent": "a7",
        "agent_name": "Ben",
        "channel": "email",
        "journey": "delivery",
        "timezone": "Europe/Paris",
        "order": "1234",
        "item": "washing machine",
        "team": "returns",
    }
    await Ingest(journal, lambda: NOW).tell(OTHER, Known(at=NOW - 5, **known))  # type: ignore[arg-type]
    assert await given(journal) == [ContextGiven(at=NOW - 5, **known)]  # type: ignore[arg-type]


@pytest.mark.parametrize(("after", "comes"), [(KEEP_MEMORIES, True), (KEEP_MEMORIES + 1, False)])
async def test_a_past_comes_along_for_30_days(
    journal: SqliteJournal, after: float, comes: bool
) -> None:
    await remember(journal, CHAT, memory(CHAT, NOW))
    await Ingest(journal, lambda: NOW + after).tell(OTHER, Known(context_id="k1", customer="c1"))
    (event,) = await given(journal)
    assert event.memories == ((memory(CHAT, NOW),) if comes else ())


async def test_without_a_customer_nothing_comes_along(journal: SqliteJournal) -> None:
    await remember(journal, CHAT, memory(CHAT, NOW))
    await Ingest(journal, lambda: NOW).tell(OTHER, Known(context_id="k1", channel="email"))
    (event,) = await given(journal)
    assert event.memories == ()


async def test_C08_the_same_context_again_is_the_same_whatever_is_recalled_by_then(
    journal: SqliteJournal,
) -> None:
    ingest, known = Ingest(journal, lambda: NOW), Known(context_id="k1", customer="c1")
    first = await ingest.tell(OTHER, known)
    await remember(journal, CHAT, memory(CHAT, NOW))
    again = await Ingest(journal, lambda: NOW + 60).tell(OTHER, known)
    assert (first.offset, again.offset, again.duplicate) == (1, 1, True)
    with pytest.raises(IdConflict):
        await ingest.tell(OTHER, Known(context_id="k1", customer="c1", at=NOW))
    assert len(await given(journal)) == 1


@pytest.mark.parametrize("zone", ["Mars/Olympus", "europe/paris", "", "../UTC", "/etc/passwd"])
async def test_a_time_zone_that_does_not_exist_is_refused(
    journal: SqliteJournal, zone: str
) -> None:
    with pytest.raises(FieldError, match=r"^\$\.timezone$"):
        await Ingest(journal, lambda: NOW).tell(OTHER, Known(context_id="k1", timezone=zone))
    assert await given(journal) == []


CARD = "4111 1111 1111 1111"
MASKED = "4111 11•• •••• 1111"


async def said(journal: SqliteJournal, key: Key = CHAT) -> list[str]:
    events = [entry.event for entry in await stream(journal, key)]
    return [event.text for event in events if isinstance(event, MessagePosted)]


async def post(
    ingest: Ingest, id: str, text: str, key: Key = CHAT, speaker: Speaker = "customer"
) -> Appended:
    return await ingest.post(
        key, message_id=id, speaker=speaker, text=text, at=None, name=None, language=None
    )


@pytest.mark.parametrize("speaker", ["customer", "agent"])
async def test_J01_a_card_is_masked_before_it_is_written_whoever_says_it(
    journal: SqliteJournal, speaker: Speaker
) -> None:
    await post(Ingest(journal, lambda: NOW), "m1", f"it is {CARD}", speaker=speaker)
    assert await said(journal) == [f"it is {MASKED}"]


async def test_J01_names_and_words_of_the_context_are_masked_and_ids_are_not(
    journal: SqliteJournal,
) -> None:
    ingest = Ingest(journal, lambda: NOW)
    known = Known(context_id="k1", agent_name=CARD, item=f"gift from {CARD}", order=CARD)
    await ingest.tell(OTHER, known)
    await ingest.post(
        OTHER, message_id="m1", speaker="customer", text="", at=None, name=CARD, language=None
    )
    context, message = [entry.event for entry in await stream(journal, OTHER)]
    assert isinstance(context, ContextGiven)
    assert (context.agent_name, context.item) == (MASKED, f"gift from {MASKED}")
    assert context.order == CARD, "a long order number must be found again"
    assert isinstance(message, MessagePosted)
    assert message.name == MASKED


async def test_J06_a_tenant_says_what_is_masked_besides(journal: SqliteJournal) -> None:
    def tenant(name: str) -> Tenant:
        sorts: frozenset[Sort] = frozenset({"email"}) if name == "acme" else frozenset()
        return Tenant(name=name, mask=sorts)

    theirs = Key(tenant="globex", conversation=CHAT.conversation)
    ingest = Ingest(journal, lambda: NOW, tenant)
    for key in (CHAT, theirs):
        await post(ingest, "m1", f"eve@example.org pays with {CARD}", key)
    assert await said(journal) == [f"•••@•••••••.••• pays with {MASKED}"]
    assert await said(journal, theirs) == [f"eve@example.org pays with {MASKED}"]


async def test_J01_a_card_over_two_messages_is_masked_in_the_light_of_the_first(
    journal: SqliteJournal,
) -> None:
    ingest = Ingest(journal, lambda: NOW)
    await post(ingest, "a1", "what is the number of your card?", speaker="agent")
    await post(ingest, "m1", "4111 1111 11")
    await post(ingest, "n1", "4111 1111 11", OTHER)
    await post(ingest, "m2", "11 1111")
    assert await said(journal) == [
        "what is the number of your card?", "4111 11•• ••", "•• 1111",
    ]  # fmt: skip


@pytest.mark.parametrize("turns", [(0, 1), (1, 0), (0, 1, 0, 1), (1, 1, 0, 1)])
@pytest.mark.parametrize(
    "texts",
    [
        ("what is the number of your card?", "4111 1111 11", "11 1111"),
        ("hello", "my card is 4111 1111 11", "11 1111"),
        ("hello", "4111 1111", "1111 1111"),
        ("your card please", "4111", "1111 1111 1111"),
        ("which card?", "4111 1111", "1111", "1111"),
    ],
)
async def test_J01_a_card_over_messages_that_come_to_different_nodes_is_not_to_be_read(
    journal: SqliteJournal, texts: tuple[str, ...], turns: tuple[int, ...]
) -> None:
    nodes = [Ingest(journal, lambda: NOW) for _ in range(2)]
    for number, text in enumerate(texts):
        speaker: Speaker = "agent" if number == 0 else "customer"
        node = nodes[turns[number % len(turns)]]
        await post(node, f"m{number}", text, speaker=speaker)
    shown = "".join(filter(str.isdigit, "".join(await said(journal))))
    assert len(shown) <= 10, "the first six and the last four digits of a card, and no more"


async def test_messages_that_come_together_rest_in_their_order_also_after_another_node_s(
    journal: SqliteJournal,
) -> None:
    one, two = (Ingest(journal, lambda: NOW) for _ in range(2))
    await post(one, "m0", "hello")
    await post(two, "x0", "hello")
    await asyncio.gather(*(post(one, f"m{n}", f"text {n}") for n in range(1, 30)))
    await post(two, "x1", "bye")
    assert await said(journal) == ["hello", "hello", *(f"text {n}" for n in range(1, 30)), "bye"]


async def test_late_messages_follow_late_ones_on_every_node(journal: SqliteJournal) -> None:
    one, two = (Ingest(journal, lambda: NOW) for _ in range(2))
    await post(one, "m1", "hello")
    for number, node in enumerate((one, two, two, one)):
        await node.post(
            CHAT, message_id=f"l{number}", speaker="customer", text=f"late {number}",
            at=NOW - 60 + number, name=None, language=None, late=True,
        )  # fmt: skip
    await post(two, "m2", "bye")
    assert await said(journal) == ["hello", *(f"late {n}" for n in range(4)), "bye"]


async def test_J01_a_message_that_comes_again_is_known_however_it_was_masked(
    journal: SqliteJournal,
) -> None:
    ingest = Ingest(journal, lambda: NOW)
    for id, text in (("m1", "my card is 4111 1111 11"), ("m2", "11 1111")):
        for again in (False, True):
            assert (await post(ingest, id, text)).duplicate == again
    assert (await post(ingest, "m1", "my card is 4111 1111 11")).duplicate
    with pytest.raises(IdConflict):
        await post(ingest, "m1", "my card is 4111 1111 12")
    assert await said(journal) == ["my card is 4111 11•• ••", "•• 1111"]


async def test_J01_what_was_refused_leaves_nothing_for_the_next_message(
    journal: SqliteJournal,
) -> None:
    ingest = Ingest(journal, lambda: NOW)
    await post(ingest, "m1", "my card is 4111 1111 11")
    for id, text in (("m1", "no"), ("m1", "4111 1111")):
        with pytest.raises(IdConflict):
            await post(ingest, id, text)
    await post(ingest, "m2", "11 1111")
    assert (await said(journal))[-1] == "•• 1111"


async def test_J07_no_hash_in_the_journal_can_be_made_of_the_words(
    journal: SqliteJournal, tmp_path: Path
) -> None:
    await post(Ingest(journal, lambda: NOW), "m1", CARD)
    plain = digest("customer", CARD, None, None, None)
    assert contains(tmp_path, b"m1")
    assert not contains(tmp_path, plain)


def contains(folder: Path, data: bytes) -> bool:
    return any(data in path.read_bytes() for path in folder.iterdir())


async def revise(ingest: Ingest, text: str | None, revision_id: str = "r1") -> Appended:
    return await ingest.revise(CHAT, message_id="m1", revision_id=revision_id, text=text, at=None)


async def test_C19_a_revision_rests_once_and_its_id_names_no_other(
    journal: SqliteJournal,
) -> None:
    ingest = Ingest(journal, lambda: NOW)
    first, again = await revise(ingest, "hello"), await revise(ingest, "hello")
    assert (again.offset, again.duplicate) == (first.offset, True)
    for other in ("hello!", "", None):
        with pytest.raises(IdConflict):
            await revise(ingest, other)
    (entry,) = await stream(journal)
    assert entry.event == MessageRevised(revision_id="r1", message_id="m1", text="hello", at=NOW)


async def test_C19_what_is_empty_was_not_taken_back(journal: SqliteJournal) -> None:
    ingest = Ingest(journal, lambda: NOW)
    await revise(ingest, "", "r1")
    await revise(ingest, None, "r2")
    texts = [e.event.text for e in await stream(journal) if isinstance(e.event, MessageRevised)]
    assert texts == ["", None]


async def test_J01_an_edit_is_masked_before_it_is_written(journal: SqliteJournal) -> None:
    hidden: list[Hit] = []
    ingest = Ingest(journal, lambda: NOW, hid=hidden.extend)
    await revise(ingest, "my card is 4111 1111 1111 1111")
    (entry,) = await stream(journal)
    assert isinstance(entry.event, MessageRevised)
    assert entry.event.text == "my card is 4111 11•• •••• 1111"
    assert [hit.sort for hit in hidden] == ["card"]


async def test_J_of_who_opted_out_an_edit_is_kept_without_words(journal: SqliteJournal) -> None:
    ingest = Ingest(journal, lambda: NOW)
    await ingest.tell(CHAT, Known(context_id="k1", opted_out=True))
    await revise(ingest, "SECRET")
    event = (await stream(journal))[-1].event
    assert isinstance(event, MessageRevised)
    assert event.text == ""


async def test_C08_a_message_is_the_same_whether_it_comes_late_or_not(
    journal: SqliteJournal,
) -> None:
    ingest = Ingest(journal, lambda: NOW)
    said = {"message_id": "m1", "text": "hello", "at": NOW - 5, "name": None, "language": None}
    first = await ingest.post(CHAT, speaker="customer", **said)  # type: ignore[arg-type]
    again = await ingest.post(CHAT, speaker="customer", late=True, **said)  # type: ignore[arg-type]
    assert (again.offset, again.duplicate) == (first.offset, True)


async def test_J01_a_history_does_not_come_between_the_two_halves_of_a_card(
    journal: SqliteJournal,
) -> None:
    ingest = Ingest(journal, lambda: NOW)
    said = {"speaker": "customer", "at": NOW - 5, "name": None, "language": None}
    for message_id, text, late in (
        ("m1", "my card is 4111 1111", False),
        ("h1", "my old card was 5555 5555", True),
        ("h2", "5555 4444", True),
        ("m2", "1111 1111", False),
    ):
        await ingest.post(CHAT, message_id=message_id, text=text, late=late, **said)  # type: ignore[arg-type]
    texts = [e.event.text for e in await stream(journal) if isinstance(e.event, MessagePosted)]
    assert all("•" in text for text in texts)
