import asyncio
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from assist.config import Tenant
from assist.events import (
    Output,
    Suggestion,
    SuggestionDecided,
    SuggestionExpired,
    SuggestionOffered,
    SuggestionWithdrawn,
)
from assist.journal.records import Entry, IdConflict, Key, Unavailable
from assist.server.metrics import Metrics
from assist.server.scrape import STANDING
from assist.wire.codes import CLOSES, REFUSALS
from tests.server.harness import Closed, Running, limits, message, serving, settle

KEY = Key(tenant="acme", conversation="chat-1")
ACME = {"acme": Tenant(name="acme")}
OPERATIONS = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()

Shown = dict[tuple[str, frozenset[tuple[str, str]]], float]


async def asked(running: Running, **headers: str) -> httpx.Response:
    async with running.http() as http:
        return await http.get("/metrics", headers=headers)


async def shown(running: Running) -> Shown:
    """Return every number that `/metrics` shows."""
    text = (await asked(running)).text
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def of(numbers: Shown, name: str, **labels: str) -> float:
    """Return the sum of a metric over the labels that are not given."""
    return sum(
        value
        for (known, found), value in numbers.items()
        if known == name and set(labels.items()) <= found
    )


async def test_messages_are_counted_by_transport_and_outcome(tmp_path: Path) -> None:
    async with serving(tmp_path, tenants=ACME) as running, running.peer("platform") as platform:
        await platform.post("still no parcel", "m1")
        await platform.post("still no parcel", "m1")
        await platform.post("something else", "m1")
        async with running.http() as http:
            bearer = {"authorization": f"Bearer {running.token('platform')}"}
            body = {**message("hello", "m2"), "conversation": "chat-1"}
            del body["c"]
            answer = await http.post("/v1/messages", json=body, headers=bearer)
            assert answer.status_code == 202, answer.text
        await settle(running, "chat-1")
        numbers = await shown(running)
    for transport, outcome, count in (
        ("socket", "acknowledged", 1),
        ("socket", "duplicate", 1),
        ("socket", "conflict", 1),
        ("http", "acknowledged", 1),
    ):
        labels = {"tenant": "acme", "transport": transport, "outcome": outcome}
        assert of(numbers, "warmline_messages_total", **labels) == count, (transport, outcome)
    name = "warmline_acknowledgement_seconds_count"
    assert (of(numbers, name, transport="socket"), of(numbers, name, transport="http")) == (2, 1)


async def test_sockets_frames_and_closes_are_counted(tmp_path: Path) -> None:
    async with serving(tmp_path, limits=limits(bad_frames=1), tenants=ACME) as running:
        async with running.peer() as widget, running.peer("platform"):
            numbers = await shown(running)
            assert of(numbers, "warmline_connections", tenant="acme", role="agent") == 1
            assert of(numbers, "warmline_connections", tenant="acme", role="platform") == 1
            before = of(numbers, "warmline_frames_total", direction="in")
            await widget.ask("subscribe", c="chat-1")
            await widget.ask("message.post", **message("hello", "m1"))
            await widget.send_raw("{")
            with pytest.raises(Closed) as closed:
                while True:
                    await widget.receive()
            assert closed.value.code == 4000
            numbers = await shown(running)
        assert of(numbers, "warmline_frames_total", direction="in") == before + 3
        assert of(numbers, "warmline_frames_total", direction="out") >= 4
        assert of(numbers, "warmline_closes_total", code="4000") == 1
        assert of(numbers, "warmline_refusals_total", reason="forbidden") == 1
        assert of(numbers, "warmline_refusals_total", reason="bad_request") == 1


async def test_reading_judging_and_writing_are_measured(tmp_path: Path) -> None:
    async with serving(tmp_path) as running, running.peer("platform") as platform:
        for number in range(3):
            await platform.post("still no parcel", f"m{number}")
        await settle(running, "chat-1")
        numbers = await shown(running)
    assert of(numbers, "warmline_reading_seconds_count") == 3
    assert of(numbers, "warmline_judgement_seconds_count") >= 3
    assert of(numbers, "warmline_reading_seconds_sum") > 0
    assert of(numbers, "warmline_journal_commit_seconds_count") > 0
    assert of(numbers, "warmline_journal_commit_steps_sum") >= 4
    assert of(numbers, "warmline_backlog") == 0
    assert of(numbers, "warmline_rules_info") == 1


async def test_what_was_masked_is_counted_by_sort(tmp_path: Path) -> None:
    async with serving(tmp_path) as running, running.peer("platform") as platform:
        await platform.post("my card is 4111 1111 1111 1111", "m1")
        numbers = await shown(running)
    assert of(numbers, "warmline_masked_total", sort="card") == 1


async def test_http_answers_are_counted_by_route_and_never_by_what_was_asked(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path) as running:
        async with running.http() as http:
            for path in ("/v1/hooks/acme/secret-name", "/no/such/SECRET", "/widget/none.js"):
                await http.post(path)
            await http.get("/live")
        numbers = await shown(running)
    routes = {dict(labels)["route"] for name, labels in numbers if "responses" in name}
    assert {"/v1/hooks/{tenant}/{endpoint}", "/widget", "/live", "other"} <= routes
    assert "ecret" not in str(numbers).lower().replace("secret_seconds", "")


def test_cards_are_counted_by_kind_and_fate() -> None:
    metrics = Metrics()
    events: tuple[Output | SuggestionDecided, ...] = (
        SuggestionOffered(suggestion=card("one")),
        SuggestionDecided(decision_id="d", suggestion_id="one", decision="displayed", at=1.0),
        SuggestionDecided(decision_id="e", suggestion_id="one", decision="accepted", at=1.0),
        SuggestionOffered(suggestion=card("two")),
        SuggestionExpired(suggestion_id="two", at=1.0),
        SuggestionWithdrawn(suggestion_id="from-before", at=1.0, reason="it no longer fits"),
    )
    entries = (Entry(offset=n, event=event, inbound=False) for n, event in enumerate(events))
    metrics.written(KEY, "epoch", tuple(entries))
    found = {
        (sample.labels["kind"], sample.labels["fate"]): sample.value
        for family in metrics.cards.collect()
        for sample in family.samples
        if sample.name.endswith("_total")
    }
    assert found == {
        ("apology", "offered"): 2,
        ("apology", "displayed"): 1,
        ("apology", "accepted"): 1,
        ("apology", "expired"): 1,
        ("unknown", "withdrawn"): 1,
    }


def card(id: str) -> Suggestion:
    return Suggestion(
        suggestion_id=id, rule="late", kind="apology", need="courtesy", language="en",
        title="Say sorry", about="a delay", text="I am sorry.", because=(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("settings", "headers", "status"),
    [
        ({}, {}, 200),
        ({"metrics_from": ("10.0.0.0/8",)}, {}, 403),
        ({"metrics_from": ()}, {}, 403),
        ({"metrics_from": ("127.0.0.0/8",)}, {}, 200),
        # A proxy on this machine that nobody named: its own address says nothing.
        ({}, {"x-forwarded-for": "203.0.113.9"}, 403),
        ({}, {"x-forwarded-for": "127.0.0.1"}, 403),
        ({}, {"forwarded": "for=127.0.0.1"}, 403),
        ({}, {"via": "1.1 proxy"}, 403),
        ({"trusted_proxies": ("127.0.0.1",)}, {"x-forwarded-for": "203.0.113.9"}, 403),
        ({"trusted_proxies": ("127.0.0.1",), "metrics_from": ("203.0.113.9",)},
         {"x-forwarded-for": "203.0.113.9"}, 200),
        ({"trusted_proxies": ("127.0.0.1",), "metrics_from": ("203.0.113.9",)},
         {"x-forwarded-for": "203.0.113.9, 198.51.100.1"}, 403),
        ({"trusted_proxies": ("127.0.0.1",)}, {"x-forwarded-for": "nobody"}, 200),
    ],
)  # fmt: skip
async def test_the_numbers_are_for_named_addresses_alone(
    settings: dict[str, Any], headers: dict[str, str], status: int, tmp_path: Path
) -> None:
    async with serving(tmp_path, **settings) as running:
        answer = await asked(running, **headers)
    assert answer.status_code == status
    assert ("warmline_" in answer.text) == (status == 200)


async def test_the_format_is_the_one_that_was_asked_for(tmp_path: Path) -> None:
    async with serving(tmp_path) as running:
        plain = await asked(running)
        modern = await asked(running, accept="application/openmetrics-text; version=1.0.0")
    assert plain.headers["content-type"].startswith("text/plain")
    assert modern.headers["content-type"].startswith("application/openmetrics-text")
    assert modern.text.endswith("# EOF\n")


@pytest.mark.parametrize(
    ("error", "outcome"),
    [(IdConflict(), "conflict"), (Unavailable(), "unavailable"), (ValueError(), "wrong")],
)
async def test_what_was_not_taken_is_counted_by_its_reason(
    error: Exception, outcome: str, tmp_path: Path
) -> None:
    async def fail() -> None:
        raise error

    async with serving(tmp_path) as running:
        telemetry = running.service.telemetry
        with pytest.raises(type(error)):
            await telemetry.acknowledged("hook", KEY, fail())  # type: ignore[arg-type]
        numbers = await shown(running)
    assert of(numbers, "warmline_messages_total", transport="hook", outcome=outcome) == 1


async def test_the_loop_is_watched(tmp_path: Path) -> None:
    async with serving(tmp_path) as running:
        await asyncio.sleep(0.6)
        numbers = await shown(running)
    assert of(numbers, "warmline_loop_lag_seconds_count") >= 1


async def test_every_metric_is_documented_with_its_labels(tmp_path: Path) -> None:
    rows = re.findall(r"^\| `(warmline_\w+)` \| (.*?) \|", OPERATIONS, re.M)
    documented = {name: re.findall(r"`(\w+)`", labels) for name, labels in rows}
    metrics = Metrics()
    known = {
        f"{one._name}{'_total' if one._type == 'counter' else ''}": list(one._labelnames)
        for one in (*vars(metrics).values(), *vars(metrics.streams).values())
        if hasattr(one, "_labelnames")
    }
    async with serving(tmp_path, tenants=ACME) as running, running.peer():
        numbers = await shown(running)
    for name in STANDING:
        assert of(numbers, name) >= 0
        labels = next((dict(found) for known, found in numbers if known == name), {})
        known[name] = list(labels) or documented.get(name, [])
    assert set(documented) == set(known)
    assert {name: sorted(labels) for name, labels in documented.items()} == {
        name: sorted(labels) for name, labels in known.items()
    }


def test_labels_of_codes_are_as_few_as_the_codes() -> None:
    assert len({close.code for close in CLOSES}) < 50
    assert len({refusal.key for refusal in REFUSALS}) < 50
