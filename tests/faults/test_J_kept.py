"""Group J, what is kept: nothing where a tenant says so, no score of a person, no typing rhythm."""

import dataclasses
import re
import sqlite3
import typing
from pathlib import Path

import pytest
from msgspec.inspect import is_struct_type

from assist.config.tenants import Tenant
from assist.events import TYPES
from assist.journal.schema import open_writer
from assist.playbooks.load import load
from assist.reading.reader import Reader
from assist.server.metrics import Metrics
from assist.wire import frames
from tests.faults.people import call, exported, found, say, settled, stream, tell
from tests.server.harness import RULES, TENANT, serving

AGENT = re.compile(r"agent|operator|advisor|staff|employee|worker", re.IGNORECASE)
SCORE = re.compile(
    r"score|rank|rating|grade|performance|productiv|speed|average|mean|count|total|leaderboard",
    re.IGNORECASE,
)
TYPING = re.compile(
    r"key_?(stroke|press|down|up|time|board)|typing|typed_at|dwell|flight|cadence|rhythm|pause|wpm",
    re.IGNORECASE,
)
SOURCES = sorted(Path("assist").rglob("*.py"))
WIDGET = sorted(Path("widget/src").glob("*.js"))


async def test_where_a_tenant_keeps_nothing_the_agent_is_still_helped(tmp_path: Path) -> None:
    tenants = {TENANT: Tenant(name=TENANT, store="none")}
    async with serving(tmp_path, tenants=tenants) as running, running.peer() as widget:
        await tell(running, "chat", customer="c1")
        await widget.ask("subscribe", c="chat")
        await say(running, "chat", "m1", "my parcel is late, ask Zyxxa")
        shown = await widget.event("message.posted", "chat")
        assert shown["d"]["text"] == "my parcel is late, ask Zyxxa"
        assert (await widget.event("suggestion.offered", "chat"))["d"]["suggestion"]
        await settled(running)
        assert await stream(running, "chat") == []
        (conversation, state, memory) = await exported(running, conversation="chat")
        assert [conversation["about"], state["about"], memory["about"]] == [
            "conversation", "state", "memory",
        ]  # fmt: skip
        assert (await say(running, "chat", "m1", "my parcel is late, ask Zyxxa"))["duplicate"]
        await running.service.retention.look()
        assert found(tmp_path, "Zyxxa") == []
        await say(running, "chat", "m2", "still no parcel, Zyxxa")
        await widget.event("message.read", "chat")
        async with running.peer() as late:
            sub = await late.ask("subscribe", c="chat")
            assert (sub["recovered"], sub["reason"]) == (False, "trimmed")
            snap = await late.receive("snap")
            assert "suggestion.offered" in [event["k"] for event in snap["events"]]
    assert found(tmp_path, "Zyxxa") == []


async def test_J17_a_tenant_that_is_switched_off_is_answered_410_and_can_be_emptied(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path) as running:
        await say(running, "chat", "m1", "my parcel is late, ask Zyxxa")
        await settled(running)
    off = {TENANT: Tenant(name=TENANT, enabled=False, retention_days=0.0)}
    async with serving(tmp_path, tenants=off) as running:
        body = {"conversation": "chat", "message_id": "m2", "speaker": "customer", "text": "hello"}
        answer = await call(running, "POST", "/v1/messages", body, role="platform")
        assert answer.status_code == 410
        await running.service.retention.look()
        assert await running.service.journal.tenants() == ()
        assert found(tmp_path, "Zyxxa") == []


def columns(path: Path) -> dict[str, list[str]]:
    connection = open_writer(path)
    try:
        names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        return {name: _columns(connection, name) for (name,) in names}
    finally:
        connection.close()


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def fields(kind: type) -> set[str]:
    """Return the names of all fields of a value's type, however deep."""
    names: set[str] = set()
    todo, seen = [kind], set()
    while todo:
        one = todo.pop()
        if one in seen:
            continue
        seen.add(one)
        if dataclasses.is_dataclass(one) or is_struct_type(one):
            hints = typing.get_type_hints(one)
            names |= set(hints)
            todo += hints.values()
        todo += typing.get_args(one)
    return names


def test_no_table_counts_or_scores_what_an_agent_does(tmp_path: Path) -> None:
    tables = columns(tmp_path / "journal.db")
    assert [name for name in tables if AGENT.search(name)] == []
    with_agent = {name: own for name, own in tables.items() if any(map(AGENT.search, own))}
    assert set(with_agent) == {"conversation"}, "who answers it now, and no more"
    assert [one for own in tables.values() for one in own if SCORE.search(one)] == []


@pytest.mark.parametrize(
    "kind", [*TYPES.values(), *frames.CLIENT_FRAMES.values(), *frames.SERVER_FRAMES.values()]
)
def test_no_event_and_no_frame_scores_an_agent_or_times_their_keys(kind: type) -> None:
    names = fields(kind)
    assert [name for name in names if TYPING.search(name)] == []
    about_agents = {name for name in names if AGENT.search(name)}
    assert about_agents <= {"agent", "agent_name"}
    assert not (about_agents and {name for name in names if "score" in name} - {"scores", "score"})


def test_how_an_agent_feels_is_never_read() -> None:
    reader = Reader(load(RULES))
    angry = "I am FURIOUS with you, this is disgusting, I hate this!!!"
    assert reader.read(angry, speaker="customer", language="en").valence is not None
    reading = reader.read(angry, speaker="agent", language="en")
    assert (reading.tones, reading.valence, reading.intensity) == ((), None, 0.0)
    assert not any(reading.scores.values())


def test_no_query_groups_by_agent() -> None:
    grouping = re.compile(r"group by[^\"']*agent|partition by[^\"']*agent", re.IGNORECASE)
    assert [path for path in SOURCES if grouping.search(path.read_text())] == []


def test_J16_no_metric_is_labelled_by_a_person_or_a_conversation() -> None:
    metrics = vars(Metrics()).values()
    labels = {label for one in metrics for label in getattr(one, "_labelnames", ())}
    assert "tenant" in labels
    assert not labels & {"agent", "customer", "conversation", "subject", "user", "message_id"}


def test_the_widget_reads_no_typing_rhythm() -> None:
    keyed = re.compile(
        r"(keydown|keyup|keypress|beforeinput)[\s\S]{0,400}?(performance\.now|timeStamp|Date\.now)"
    )
    assert WIDGET
    assert [path for path in WIDGET if keyed.search(path.read_text())] == []
