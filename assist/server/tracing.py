"""What the server does -> OpenTelemetry spans, where `otlp` says so; they hold no content.

A conversation is told apart by a hash with a key that ends with the process: the spans of one
conversation can be found together, and its id cannot be found from them.
"""

import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from hashlib import blake2b
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

from assist.errors import ConfigError
from assist.journal.records import Key

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter

_PATIENCE: Final = 5
"""Seconds for the collector to take what is left at the stop."""
_NOTHING: Final = nullcontext()


class Tracing:
    """Spans for one exporter; without one nothing happens, at no cost."""

    def __init__(self, exporter: "SpanExporter | None" = None, *, at_once: bool = False) -> None:
        self._secret = secrets.token_bytes(16)
        self._provider: Any = None
        self._tracer: Any = None
        if exporter is None:
            return
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor

        known = {"service.name": "warmline", "service.version": version("warmline")}
        self._provider = TracerProvider(resource=Resource.create(known))
        processor = SimpleSpanProcessor if at_once else BatchSpanProcessor
        self._provider.add_span_processor(processor(exporter))
        self._tracer = self._provider.get_tracer("warmline")

    def span(self, name: str, key: Key, **attributes: str | int) -> AbstractContextManager[None]:
        """Return what is to be entered while `name` is done in a conversation.

        Args:
            attributes: of a few values each, and never an id or a word of anybody.
        """
        return self._span(name, key, attributes) if self._tracer else _NOTHING

    def close(self) -> None:
        """Send what is left; waits for it."""
        if self._provider is not None:
            self._provider.shutdown()

    @contextmanager
    def _span(self, name: str, key: Key, attributes: dict[str, str | int]) -> Iterator[None]:
        known = {f"warmline.{word}": value for word, value in attributes.items()}
        known["warmline.conversation"] = self._hash(key)
        # An error's words may quote a customer: its kind is all that is told.
        with self._tracer.start_as_current_span(
            name, attributes=known, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield
            except Exception as error:
                span.set_attribute("error.type", type(error).__name__)
                raise

    def _hash(self, key: Key) -> str:
        whole = f"{len(key.tenant)} {key.tenant} {key.conversation}".encode("utf-8", "replace")
        return blake2b(whole, key=self._secret, digest_size=8).hexdigest()


def tracing_to(address: str | None) -> Tracing:
    """Return the tracing that sends to a collector, or to nobody.

    Raises:
        ConfigError: the extra for it is not installed.
    """
    if address is None:
        return Tracing()
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    except ImportError:
        raise ConfigError(
            "[server] otlp: traces need an extra; run `pip install 'warmline[otel]'`"
        ) from None
    return Tracing(OTLPSpanExporter(endpoint=address, timeout=_PATIENCE))
