from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from assist.events import ContextGiven
from assist.journal.contract import IdConflict
from assist.journal.sqlite import SqliteJournal
from assist.server.ingest import LONGEST_DELAY, REMEMBERED, FieldError, Ingest, believed, digest
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


@pytest.mark.parametrize(("after", "comes"), [(REMEMBERED, True), (REMEMBERED + 1, False)])
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
