"""What happens on streams -> numbers for Prometheus, each by its tenant and its name."""

from dataclasses import dataclass
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge

_BY: Final = ("tenant", "stream")


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamCounts:
    """The numbers of one stream."""

    connected: Gauge
    breaks: Counter
    heard: Counter
    left_out: Counter


class StreamMetrics:
    """The numbers of all streams: both labels are names of the configuration."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._connected = Gauge(
            "warmline_stream_connected",
            "1 while a console is listened to.",
            _BY,
            registry=registry,
        )
        self._breaks = Counter(
            "warmline_stream_breaks",
            "Connections to a console that broke or could not be made.",
            _BY,
            registry=registry,
        )
        self._heard = Counter(
            "warmline_stream_heard",
            "Messages, revisions and contexts that were heard, and taken if they were new.",
            _BY,
            registry=registry,
        )
        self._left_out = Counter(
            "warmline_stream_left_out",
            "What was heard and is not followed, as what is encrypted; the log says why.",
            _BY,
            registry=registry,
        )

    def of(self, tenant: str, stream: str) -> StreamCounts:
        """Return the numbers of one stream."""
        return StreamCounts(
            connected=self._connected.labels(tenant, stream),
            breaks=self._breaks.labels(tenant, stream),
            heard=self._heard.labels(tenant, stream),
            left_out=self._left_out.labels(tenant, stream),
        )
