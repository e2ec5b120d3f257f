"""A server as it stands -> the numbers that are read off when `/metrics` is asked for."""

from collections.abc import Iterable, Iterator
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from assist.journal.disk import free
from assist.server.addresses import parse_address, peer_address, within
from assist.server.siblings import Gathered, pages

if TYPE_CHECKING:
    from assist.server.service import Service

Family = CounterMetricFamily | GaugeMetricFamily | InfoMetricFamily

STANDING: Final = (
    "warmline_connections",
    "warmline_backlog",
    "warmline_waiting_conversations",
    "warmline_events_left_out_total",
    "warmline_revisions_dropped_total",
    "warmline_draining",
    "warmline_commits_refused_total",
    "warmline_journal_failed",
    "warmline_journal_trouble",
    "warmline_journal_lost_total",
    "warmline_disk_free_bytes",
    "warmline_rules_info",
    "warmline_rules_off",
    "warmline_build_info",
)
"""The names of what `Standing` shows."""

_BEHIND_A_PROXY: Final = ("x-forwarded-for", "forwarded", "x-real-ip", "via")


class Standing(Collector):
    """What a server holds now."""

    def __init__(self, service: "Service") -> None:
        self._service = service

    def describe(self) -> Iterable[Family]:
        """Return nothing: to name its numbers beforehand would be to count them."""
        return ()

    def collect(self) -> Iterator[Family]:
        """Yield the numbers."""
        service, tenant = self._service, self._service.telemetry.metrics.tenant
        sockets = GaugeMetricFamily(
            "warmline_connections", "Sockets that are open.", labels=("tenant", "role")
        )
        for (name, role), count in service.connections.counted(tenant).items():
            sockets.add_metric((name, role), count)
        yield sockets
        waiting = GaugeMetricFamily(
            "warmline_backlog", "Events that are durable and not answered.", labels=("tenant",)
        )
        for name, count in service.fairness.counted(tenant).items():
            waiting.add_metric((name,), count)
        yield waiting
        yield GaugeMetricFamily(
            "warmline_waiting_conversations",
            "Conversations that wait for their turn.",
            service.processor.waiting,
        )
        yield CounterMetricFamily(
            "warmline_events_left_out",
            "Events that could not be answered, time after time.",
            service.processor.left_out,
        )
        yield CounterMetricFamily(
            "warmline_revisions_dropped",
            "Edits and deletions of messages that never came.",
            service.processor.dropped,
        )
        yield CounterMetricFamily(
            "warmline_commits_refused",
            "Steps that were dropped, since another node had gone on with the conversation.",
            service.processor.conflicts,
        )
        yield GaugeMetricFamily(
            "warmline_journal_trouble",
            "Whether a shared journal cannot be written now.",
            float(service.outage.troubled),
        )
        yield CounterMetricFamily(
            "warmline_journal_lost",
            "How often a shared journal had lost what was acknowledged.",
            service.journal.lost,
        )
        yield GaugeMetricFamily("warmline_draining", "Whether it is about to stop.",
                                float(service.draining))  # fmt: skip
        yield GaugeMetricFamily(
            "warmline_journal_failed",
            "Whether nothing more can be written.",
            float(service.journal.failed is not None),
        )
        yield GaugeMetricFamily("warmline_disk_free_bytes", "Room beside the journal.",
                                free(service.settings.data))  # fmt: skip
        yield from _rules(service)


def _rules(service: "Service") -> Iterator[Family]:
    books = service.rules.playbooks
    yield InfoMetricFamily("warmline_rules", "The rules in force.", {"version": books.version})
    yield GaugeMetricFamily(
        "warmline_rules_off", "Rules that are wrong, and off.", len(books.diagnostics)
    )
    yield InfoMetricFamily("warmline_build", "This program.", {"version": version("warmline")})


async def show_metrics(request: Request) -> Response:
    """Answer `GET /metrics` for those who may read it, for all processes of the machine."""
    service: Service = request.app.state.service
    # A socket file has no address: only who may read the data folder comes that way.
    sibling = request.client is None
    if not sibling and not _may_read(request, service):
        return PlainTextResponse("not for this address; see metrics_from\n", 403)
    registry = service.telemetry.metrics.registry
    if service.worker is not None and not sibling:
        own = generate_latest(registry).decode()
        registry = CollectorRegistry()
        registry.register(Gathered(await pages(service.settings.data, service.worker, own)))
    encode, kind = choose_encoder(request.headers.get("accept", ""))
    return Response(encode(registry), headers={"content-type": kind})


def _may_read(request: Request, service: "Service") -> bool:
    """Whether the request came straight from a reader's address, or through a proxy of ours.

    Any other proxy would lend its own address to whoever asks.
    """
    settings = service.settings
    client = request.client.host if request.client else ""
    through = any(name in request.headers for name in _BEHIND_A_PROXY)
    if through and not within(client, settings.trusted_proxies):
        return False
    address = parse_address(peer_address(request.scope, settings.trusted_proxies))
    return address is not None and within(address, settings.metrics_from)
