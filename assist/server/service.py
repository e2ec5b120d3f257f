"""Settings -> everything that the routes share: journal, sessions, followers, tokens."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from assist.config import Settings
from assist.journal.contract import Entry, Journal, Key
from assist.journal.sqlite import SqliteJournal
from assist.resources import rules_dir
from assist.server.assignments import Assignments
from assist.server.auth import Tokens, load_key
from assist.server.connections import Connections
from assist.server.fairness import Fairness
from assist.server.hub import Hub
from assist.server.ingest import Ingest
from assist.server.lag import Lag
from assist.server.metrics import Metrics
from assist.server.origins import Origins
from assist.server.processor import Processor
from assist.server.reload import Rules, Source, Watcher, tell_off
from assist.server.remembered import forget_words
from assist.server.retention import Retention
from assist.server.revocations import Revocations
from assist.server.scrape import Standing
from assist.server.telemetry import Telemetry
from assist.server.tracing import tracing_to
from assist.webhooks import check as check_webhooks


@dataclass(slots=True, kw_only=True)
class Service:
    """One running sidecar. `draining`: it takes nothing new and is about to stop."""

    settings: Settings
    journal: Journal
    tokens: Tokens
    revocations: Revocations
    assignments: Assignments
    origins: Origins
    hub: Hub
    connections: Connections
    ingest: Ingest
    processor: Processor
    fairness: Fairness
    watcher: Watcher
    retention: Retention
    telemetry: Telemetry
    lag: Lag
    clock: Callable[[], float]
    draining: bool = field(default=False)
    _forgetting: list[Callable[[Key], None]] = field(default_factory=list)

    @property
    def rules(self) -> Rules:
        """The set in force."""
        return self.watcher.rules

    @classmethod
    async def open(cls, settings: Settings, *, clock: Callable[[], float] = time.time) -> "Service":
        """Load the rules, open the journal and take up what it holds unfinished.

        Raises:
            ConfigError: a folder, a file or a setting is wrong.
        """
        check_webhooks(settings)
        key = load_key(settings.data, settings.key_file)
        # What can be refused comes first: the rules take a second or more.
        journal = await SqliteJournal.open(settings.data / "journal.db")
        try:
            revocations, assignments = Revocations(journal, settings), Assignments()
            await revocations.load(clock())
            await assignments.load(journal)
            source = _source(settings)
            seen = source.seen()
            rules = source.first(clock())
        except BaseException:
            await journal.close()
            raise
        telemetry = Telemetry(Metrics(settings.tenants), tracing_to(settings.otlp))
        fairness = Fairness(settings.limits)
        processor = _processor(settings, journal, rules, fairness, telemetry, clock)
        service = cls(
            settings=settings,
            journal=journal,
            tokens=Tokens(key, settings, revoked=revocations.covers),
            revocations=revocations,
            assignments=assignments,
            origins=Origins(settings.origins, settings.port, settings.tenants.values()),
            hub=Hub(),
            connections=Connections(settings.limits),
            ingest=Ingest(journal, clock, settings.tenant, telemetry.metrics.hid),
            processor=processor,
            fairness=fairness,
            watcher=Watcher(
                source,
                seen,
                rules,
                lambda reader, books: processor.use(telemetry.timed(reader), books),
                clock,
            ),
            retention=Retention(journal, settings.tenant, lambda key: service.erased(key), clock),
            telemetry=telemetry,
            lag=Lag(telemetry.metrics.lag.observe),
            clock=clock,
        )
        tell_off(rules.playbooks)
        service._start()
        return service

    def _start(self) -> None:
        """Listen to the journal, and begin all that goes on by itself."""
        metrics = self.telemetry.metrics
        metrics.registry.register(Standing(self))
        for listener in (self.assignments.written, self.written, metrics.written):
            self.journal.follow(listener)
        self.journal.measure(metrics.committed)
        for part in (self.processor, self.watcher, self.lag, self.retention):
            part.start()

    def written(self, key: Key, epoch: str, entries: tuple[Entry, ...]) -> None:
        """Show new events to their followers, and have new inbound ones answered."""
        with self.telemetry.push(key, len(entries)):
            self.hub.publish(key, epoch, entries)
        if count := sum(entry.inbound for entry in entries):
            self.fairness.took(key, count)
            self.processor.wake(key)

    def erased(self, key: Key) -> None:
        """Forget a conversation that the journal has erased, and tell who follows it."""
        self.processor.forget(key)
        self.fairness.forget(key)
        self.ingest.forget(key)
        forget_words()
        self.hub.erased(key)
        self.assignments.forget(key)
        for forget in self._forgetting:
            forget(key)

    def on_erased(self, forget: Callable[[Key], None]) -> None:
        """Have `forget` told of each conversation that is erased."""
        self._forgetting.append(forget)

    async def drain(self) -> None:
        """Send every socket away and take nothing new."""
        self.draining = True
        await self.connections.drain()

    async def close(self) -> None:
        """Finish what was accepted and let go of the journal."""
        self.lag.stop()
        await self.watcher.stop()
        await self.retention.stop()
        await self.processor.stop()
        await self.journal.close()
        await asyncio.to_thread(self.telemetry.tracing.close)


def _source(settings: Settings) -> Source:
    return Source(
        folder=settings.rules or rules_dir(),
        overlays=settings.overlays,
        store=settings.data / "rules",
    )


def _processor(
    settings: Settings,
    journal: Journal,
    rules: Rules,
    fairness: Fairness,
    telemetry: Telemetry,
    clock: Callable[[], float],
) -> Processor:
    return Processor(
        journal,
        telemetry.timed(rules.reader),
        rules.playbooks,
        clock,
        keeps=lambda tenant: settings.tenant(tenant).store == "all",
        answered=fairness.answered,
        telemetry=telemetry,
    )
