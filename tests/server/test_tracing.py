import asyncio
import gzip
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from assist.errors import ConfigError
from assist.journal.records import Key
from assist.server.tracing import Tracing, tracing_to
from tests.server.harness import serving, settle
from tests.server.sidecar import free_port

KEY = Key(tenant="acme", conversation="chat-of-ana")
OTHER = Key(tenant="acme", conversation="chat-of-ben")


def traced() -> tuple[Tracing, InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    return Tracing(exporter, at_once=True), exporter


def test_without_an_address_nothing_is_traced() -> None:
    tracing = tracing_to(None)
    with tracing.span("ingest", KEY):
        pass
    tracing.close()


def test_a_span_says_what_was_done_and_no_id() -> None:
    tracing, exporter = traced()
    with tracing.span("ingest", KEY, transport="http", events=2):
        pass
    (span,) = exporter.get_finished_spans()
    assert span.name == "ingest"
    assert span.attributes is not None
    assert dict(span.attributes) | {"warmline.conversation": ""} == {
        "warmline.transport": "http",
        "warmline.events": 2,
        "warmline.conversation": "",
    }
    assert "ana" not in span.to_json()
    assert "acme" not in span.to_json()


def test_spans_of_one_conversation_are_found_together() -> None:
    tracing, exporter = traced()
    for key in (KEY, OTHER, KEY):
        with tracing.span("fold", key):
            pass
    hashes = [dict(span.attributes or {})["warmline.conversation"]
              for span in exporter.get_finished_spans()]  # fmt: skip
    assert hashes[0] == hashes[2] != hashes[1]


def test_the_hash_is_another_one_after_a_restart() -> None:
    found = set()
    for _ in range(2):
        tracing, exporter = traced()
        with tracing.span("fold", KEY):
            pass
        found.add(dict(exporter.get_finished_spans()[0].attributes or {})["warmline.conversation"])
    assert len(found) == 2


def test_of_an_error_the_kind_is_told_and_not_the_words() -> None:
    tracing, exporter = traced()
    with pytest.raises(ValueError, match="furious"), tracing.span("fold", KEY):
        raise ValueError("I am furious")
    (span,) = exporter.get_finished_spans()
    assert dict(span.attributes or {})["error.type"] == "ValueError"
    assert "furious" not in span.to_json()


def test_without_the_extra_it_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(ConfigError, match=r"pip install 'warmline\[otel\]'"):
        tracing_to("http://127.0.0.1:4318/v1/traces")


def test_the_extra_is_the_one_that_the_package_has() -> None:
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text()
    assert "\notel = [" in text


async def test_a_server_sends_what_it_does_and_nothing_that_was_said(tmp_path: Path) -> None:
    heard: list[bytes] = []
    async with collector(heard) as address, serving(tmp_path, otlp=address) as running:
        async with running.peer("platform", subject="subject-x") as platform:
            await platform.post("I am FURIOUS about my parcel", "message-x", "conversation-x")
            await settle(running, "conversation-x")
        # The last spans go out at the stop.
        await running.stop()
        await asyncio.to_thread(running.service.telemetry.tracing.close)
    sent = b"".join(heard)
    assert {name for name in (b"ingest", b"fold", b"push") if name in sent} == {
        b"ingest", b"fold", b"push",
    }  # fmt: skip
    for word in (b"FURIOUS", b"message-x", b"conversation-x", b"subject-x", b"acme"):
        assert word not in sent


async def test_a_collector_that_is_gone_disturbs_nobody(tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{free_port()}/v1/traces"
    async with serving(tmp_path, otlp=address) as running, running.peer("platform") as platform:
        assert (await platform.post("hello", "m1"))["t"] == "ack"


@asynccontextmanager
async def collector(heard: list[bytes]) -> AsyncIterator[str]:
    """Take in whatever is sent to an address, as a collector of traces does."""

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["content-length"]))
            packed = self.headers.get("content-encoding") == "gzip"
            heard.append(gzip.decompress(content) if packed else content)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/traces"
    finally:
        await asyncio.to_thread(server.shutdown)
        thread.join()
        server.server_close()
