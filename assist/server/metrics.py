"""What happens in the server -> numbers for Prometheus, of nobody in particular.

A label has few values, all known beforehand: a tenant is named where the file names it, and is
`other` where not; no id of a person, a conversation or a message is ever one.
"""

from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)

from assist.events import (
    Suggestion,
    SuggestionDecided,
    SuggestionExpired,
    SuggestionOffered,
    SuggestionWithdrawn,
)
from assist.journal.records import Entry, Key
from assist.privacy.values import Hit
from assist.server.streams.metrics import StreamMetrics

# A second series beside each, for what nobody asks.
disable_created_metrics()  # type: ignore[no-untyped-call]

_FAST: Final = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0)
_WAITS: Final = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_STEPS: Final = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
_CARDS_KEPT: Final = 10_000
"""Cards on offer whose kind is remembered until their fate is known."""


class Metrics:
    """The numbers of one server, in a registry of their own.

    Args:
        tenants: those that may be named in a label.
    """

    def __init__(self, tenants: Iterable[str] = ()) -> None:
        self.registry = registry = CollectorRegistry(auto_describe=True)
        self._tenants = frozenset(tenants)
        self._kinds: OrderedDict[tuple[Key, str], str] = OrderedDict()
        self.messages = Counter(
            "warmline_messages",
            "Messages, contexts and words of agents that came in, by what became of them.",
            ("tenant", "transport", "outcome"),
            registry=registry,
        )
        self.acknowledgement = Histogram(
            "warmline_acknowledgement_seconds",
            "From a message's arrival until it is durable.",
            ("transport",),
            buckets=_WAITS,
            registry=registry,
        )
        self.frames = Counter(
            "warmline_frames", "Frames of sockets.", ("direction",), registry=registry
        )
        self.closes = Counter(
            "warmline_closes",
            "Sockets that the server ended, by the code of docs/wire.md.",
            ("code",),
            registry=registry,
        )
        self.refusals = Counter(
            "warmline_refusals",
            "Requests on sockets that were refused, by the key of docs/wire.md.",
            ("reason",),
            registry=registry,
        )
        self.webhooks_refused = Counter(
            "warmline_webhooks_refused",
            "Webhooks that were not believed, by why.",
            ("tenant", "reason"),
            registry=registry,
        )
        self.responses = Counter(
            "warmline_responses",
            "Answers to HTTP requests, by route.",
            ("route", "status"),
            registry=registry,
        )
        self.reading = Histogram(
            "warmline_reading_seconds",
            "To read one text: its tones and cues.",
            buckets=_FAST,
            registry=registry,
        )
        self.judgement = Histogram(
            "warmline_judgement_seconds",
            "To answer one event beside the reading: the conversation, the judgement.",
            buckets=_FAST,
            registry=registry,
        )
        self.cards = Counter(
            "warmline_cards", "Cards, by kind and fate.", ("kind", "fate"), registry=registry
        )
        self.masked = Counter(
            "warmline_masked", "Personal data that was masked, by sort.", ("sort",),
            registry=registry,
        )  # fmt: skip
        self.commit_steps = Histogram(
            "warmline_journal_commit_steps",
            "Changes that share one sync of the disk.",
            buckets=_STEPS,
            registry=registry,
        )
        self.commit = Histogram(
            "warmline_journal_commit_seconds",
            "To make one such group durable.",
            buckets=_WAITS,
            registry=registry,
        )
        self.lag = Histogram(
            "warmline_loop_lag_seconds",
            "By how much the event loop was late.",
            buckets=_WAITS,
            registry=registry,
        )
        self.streams = StreamMetrics(registry)
        ProcessCollector(registry=registry)
        GCCollector(registry=registry)

    def tenant(self, name: str) -> str:
        """Return a tenant's label."""
        return name if name in self._tenants else "other"

    def committed(self, steps: int, seconds: float) -> None:
        """Count a group of changes that became durable together; called in any thread."""
        self.commit_steps.observe(steps)
        self.commit.observe(seconds)

    def hid(self, hits: Iterable[Hit]) -> None:
        """Count what was masked."""
        for hit in hits:
            self.masked.labels(hit.sort).inc()

    def written(self, key: Key, epoch: str, entries: tuple[Entry, ...]) -> None:
        """Count what happens to cards; a listener of the journal."""
        for entry in entries:
            match entry.event:
                case SuggestionOffered(suggestion=card):
                    self._offered(key, card)
                case SuggestionDecided(suggestion_id=id, decision=fate):
                    # `displayed` again takes a decision back: the card may still end otherwise.
                    self._count(key, id, fate)
                case SuggestionExpired(suggestion_id=id):
                    self._count(key, id, "expired")
                case SuggestionWithdrawn(suggestion_id=id):
                    self._count(key, id, "withdrawn")

    def _offered(self, key: Key, card: Suggestion) -> None:
        self._kinds[key, card.suggestion_id] = card.kind
        if len(self._kinds) > _CARDS_KEPT:
            self._kinds.popitem(last=False)
        self.cards.labels(card.kind, "offered").inc()

    def _count(self, key: Key, id: str, fate: str) -> None:
        # Offered before the last restart: its kind is not looked up for a number's sake.
        self.cards.labels(self._kinds.get((key, id), "unknown"), fate).inc()
