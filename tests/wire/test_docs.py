"""docs/wire.md against the code: nothing is missing, nothing invented."""

import re
from pathlib import Path
from typing import get_args

import pytest
from msgspec import inspect

from assist import events, findings, ledger, vocabulary
from assist.config import Limits
from assist.wire import words
from assist.wire.codes import CLOSES, REFUSALS
from assist.wire.docs import with_tables
from assist.wire.frames import CLIENT_FRAMES, SERVER_FRAMES
from assist.wire.requests import ContextRequest, MessageRequest, RevisionRequest
from assist.wire.subprotocols import SUBPROTOCOLS

DOCS = Path(__file__).parents[2] / "docs"
WIRE = (DOCS / "wire.md").read_text()

FRAMES: dict[str, type] = {**CLIENT_FRAMES, **SERVER_FRAMES}
EVENTS = {name: kind for name, kind in events.TYPES.items() if name != "time.passed"}
NAMES = set(events.TYPES.values())
OF_DRAFTS = (findings.DraftFinding, findings.Edit)
"""What stands inside the answer to a draft."""
PARTS = tuple(
    kind
    for module in (events, findings, ledger)
    for kind in vars(module).values()
    if inspect.is_struct_type(kind)
    and kind.__module__ == module.__name__
    and kind not in {*NAMES, *OF_DRAFTS}
)
"""What stands inside an event."""
TABLES = {
    "message.read": (findings.Reading,),
    "suggestion.offered": (events.Suggestion,),
    "ledger.changed": (ledger.Ledger,),
}
"""Values whose fields stand in a table of their event, and no others."""
POSTS = {
    "/v1/messages": MessageRequest,
    "/v1/revisions": RevisionRequest,
    "/v1/context": ContextRequest,
}
STATUSES = (
    vocabulary.ISSUE_STATUSES,
    get_args(vocabulary.PromiseStatus),
    get_args(vocabulary.DeadlineStatus),
    vocabulary.JOURNEYS,
)


def chapter(title: str) -> str:
    """Return what stands below a heading of the second level."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", WIRE, re.M | re.S)
    assert found, title
    return found[1]


def section(name: str, within: str) -> str:
    found = re.search(rf"^#### `{re.escape(name)}`\n(.*?)(?=^##|\Z)", within, re.M | re.S)
    assert found, name
    return found[1]


def first_column(text: str) -> list[str]:
    return re.findall(r"^\| `([^`]+)`\??(?:, `[^`]+`\??)* \|", text, re.M)


def of(kind: type) -> tuple[inspect.Field, ...]:
    found = inspect.type_info(kind)
    assert isinstance(found, inspect.DataclassType | inspect.StructType)
    return found.fields


def names(kind: type) -> set[str]:
    return {field.name for field in of(kind)}


@pytest.mark.parametrize("name", FRAMES)
def test_every_field_of_a_frame_is_documented_and_no_other(name: str) -> None:
    assert set(first_column(section(name, chapter("Frames")))) == names(FRAMES[name])


@pytest.mark.parametrize("name", FRAMES)
def test_an_optional_field_is_marked(name: str) -> None:
    text = section(name, chapter("Frames"))
    marked = set(re.findall(r"^\| `([^`]+)`\? \|", text, re.M))
    required = {field.name for field in of(FRAMES[name]) if field.required}
    assert marked == names(FRAMES[name]) - required


def test_no_other_frame_is_documented() -> None:
    assert set(re.findall(r"^#### `([^`]+)`", chapter("Frames"), re.M)) == set(FRAMES)


@pytest.mark.parametrize("name", EVENTS)
def test_every_field_of_an_event_is_documented(name: str) -> None:
    text = section(name, chapter("Events"))
    assert names(EVENTS[name]) <= set(re.findall(r"`([a-z_]+)`", text))


def test_every_event_is_documented_and_no_other() -> None:
    assert set(re.findall(r"^#### `([^`]+)`", chapter("Events"), re.M)) == set(EVENTS)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_an_event_holds_every_field_and_no_other(name: str) -> None:
    rows = re.findall(r"^\| (`[^|]+) \|", section(name, chapter("Events")), re.M)
    documented = {field for row in rows for field in re.findall(r"`([a-z_]+)`", row)}
    assert documented == {field for kind in TABLES[name] for field in names(kind)}


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_field_inside_an_event_is_documented(part: type) -> None:
    assert names(part) <= set(re.findall(r"`([a-z_]+)`", chapter("Events")))


@pytest.mark.parametrize("part", OF_DRAFTS, ids=lambda part: part.__name__)
def test_every_field_of_a_draft_finding_is_documented(part: type) -> None:
    text = section("draft", chapter("Frames"))
    assert names(part) <= set(re.findall(r"`([a-z_]+)`", text))


def test_every_finding_of_a_draft_is_documented_and_no_other() -> None:
    listed = re.search(r"^Findings: (.*?)\.$", section("draft", chapter("Frames")), re.M | re.S)
    assert listed
    assert tuple(re.findall(r"`([^`]+)`", listed[1])) == vocabulary.FINDINGS


def test_every_close_code_is_documented_and_no_other() -> None:
    table = chapter("Codes").partition("### Error codes")[0]
    documented = re.findall(r"^\| (\d+) \| `([a-z_]+)` \|", table, re.M)
    assert sorted(documented) == sorted((str(close.code), close.key) for close in CLOSES)


def test_every_error_code_is_documented_and_no_other() -> None:
    table = chapter("Codes").partition("### Error codes")[2]
    documented = re.findall(r"^\| (\d+) \| `([a-z_]+)` \| (yes)? ?\|", table, re.M)
    assert sorted(documented) == sorted(
        (str(refusal.code), refusal.key, "yes" if refusal.temporary else "") for refusal in REFUSALS
    )


def test_every_subprotocol_is_documented() -> None:
    assert [name for name in first_column(chapter("Connect")) if "." in name] == list(SUBPROTOCOLS)


@pytest.mark.parametrize("path", POSTS)
def test_every_field_of_a_request_is_documented_and_no_other(path: str) -> None:
    text = chapter(f"`POST {path}`")
    found = re.search(r"^`conversation`, .*?(?=\n\n)", text, re.M | re.S)
    assert found
    assert set(re.findall(r"`([a-z_]+)`", found[0])) == names(POSTS[path])


@pytest.mark.parametrize("words", STATUSES, ids=lambda words: words[0])
def test_every_status_and_stage_is_documented(words: tuple[str, ...]) -> None:
    assert set(words) <= set(re.findall(r"`([a-z]+)`", WIRE))


def test_the_generated_tables_are_fresh() -> None:
    assert with_tables(WIRE) == WIRE


def test_what_is_said_of_a_field_is_said_of_one_that_there_is() -> None:
    assert words.FIELDS.keys() <= FRAMES.keys()
    for name, notes in words.FIELDS.items():
        assert notes.keys() <= names(FRAMES[name]), name


def test_a_mark_that_names_nothing_is_an_error() -> None:
    with pytest.raises(KeyError):
        with_tables("<!-- frame hullo -->\n<!-- end -->")


def test_every_limit_of_a_peer_has_its_value() -> None:
    table = chapter("Limits")
    limits = Limits()
    for value in (limits.fragments, limits.subscriptions, limits.in_flight, limits.queue_frames):
        assert re.search(rf"\b{value}\b", table)
