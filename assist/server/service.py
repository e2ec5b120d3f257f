"""Settings -> everything that the routes share: journal, sessions, followers, tokens."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from assist.config import Settings
from assist.journal.contract import Journal
from assist.journal.engines import open_journal
from assist.journal.nodes import Gone, News
from assist.journal.records import Assignment, Entry, Key, Mark, Unavailable
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
from assist.server.outage import Outage
from assist.server.processor import Processor
from assist.server.reload import Rules, Source, Start, Watcher, tell_off
from assist.server.remembered import forget_words
from assist.server.retention import Retention
from assist.server.revocations import Revocations
from assist.server.scrape import Standing
from assist.server.telemetry import Telemetry
from assist.server.tracing import tracing_to
from assist.server.workers import Worker
from assist.webhooks import check as check_webhooks
from assist.wire.codes import ENGINE_UNAVAILABLE, RESTARTING, Close

log = logging.getLogger("warmline.server")


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
    outage: Outage
    clock: Callable[[], float]
    worker: Worker | None = None
    draining: bool = field(default=False)
    _reloading: asyncio.Task[None] | None = None
    _forgetting: list[Callable[[Key], None]] = field(default_factory=list)

    @property
    def closed(self) -> Close | None:
        """Why no socket is let in now; None while they are."""
        if self.draining:
            return RESTARTING
        return ENGINE_UNAVAILABLE if self.outage.cut_off else None

    @property
    def rules(self) -> Rules:
        """The set in force."""
        return self.watcher.rules

    @classmethod
    async def open(
        cls,
        settings: Settings,
        *,
        clock: Callable[[], float] | None = None,
        start: Start | None = None,
        worker: Worker | None = None,
    ) -> "Service":
        """Load the rules, open the journal and take up what it holds unfinished.

        Args:
            settings: what the operator chose.
            clock: seconds since the epoch; None: the journal's, which all its nodes agree upon.
            start: the rules, where they are loaded already.
            worker: which of several processes this is, if there are several.

        Raises:
            ConfigError: a folder, a file or a setting is wrong.
        """
        check_webhooks(settings)
        key = load_key(settings.data, settings.key_file)
        # What can be refused comes first: the rules take a second or more.
        journal = await open_journal(settings)
        clock = clock or journal.clock
        try:
            revocations, assignments = Revocations(journal, settings), Assignments()
            await revocations.load(clock())
            await assignments.load(journal)
            start = start or rules_of(settings).start(clock())
        except BaseException:
            await journal.close()
            raise
        rules = start.rules
        telemetry = Telemetry(Metrics(settings.tenants), tracing_to(settings.otlp))
        fairness = Fairness(settings.limits, lambda: journal.backlogs)
        processor = _processor(settings, journal, rules, telemetry, clock)
        connections = Connections(settings.limits)
        service = cls(
            settings=settings,
            journal=journal,
            tokens=Tokens(key, settings, revoked=revocations.covers),
            revocations=revocations,
            assignments=assignments,
            origins=Origins(settings.origins, settings.port, settings.tenants.values()),
            hub=Hub(),
            connections=connections,
            ingest=Ingest(journal, clock, settings.tenant, telemetry.metrics.hid, processor.ahead),
            processor=processor,
            fairness=fairness,
            watcher=Watcher(
                start,
                lambda reader, books: processor.use(telemetry.timed(reader), books),
                clock,
            ),
            retention=Retention(journal, settings.tenant, lambda key: service.erased(key), clock),
            telemetry=telemetry,
            lag=Lag(telemetry.metrics.lag.observe),
            outage=Outage(journal, connections, time.monotonic),
            clock=clock,
            worker=worker,
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
        self.journal.hear(self.heard, self.missed)
        self.journal.measure(metrics.committed)
        for part in (self.processor, self.watcher, self.lag, self.retention, self.outage):
            part.start()

    def written(self, key: Key, epoch: str, entries: tuple[Entry, ...]) -> None:
        """Show new events to their followers."""
        with self.telemetry.push(key, len(entries)):
            self.hub.publish(key, epoch, entries)

    def heard(self, news: News) -> None:
        """Take up what another node wrote that concerns every one."""
        match news:
            case Mark(sort="revoked"):
                self.revocations.told(news)
            case Assignment():
                self.assignments.told(news)
            case Gone():
                self.erased(news.key)

    def missed(self) -> None:
        """Look for what other nodes may have written while they could not be heard."""
        self.hub.missed()
        self._reloading = asyncio.create_task(self._reload())

    async def _reload(self) -> None:
        try:
            await self.revocations.load(self.clock())
            await self.assignments.load(self.journal)
        except Unavailable as reason:
            log.warning("what other nodes wrote is not known: %s", reason)

    def erased(self, key: Key) -> None:
        """Forget a conversation that the journal has erased, and tell who follows it."""
        self.processor.forget(key)
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
        await self.outage.stop()
        await self.watcher.stop()
        await self.retention.stop()
        await self.processor.stop()
        await self.journal.close()
        await asyncio.to_thread(self.telemetry.tracing.close)


def rules_of(settings: Settings) -> Source:
    """Return where the rules come from."""
    return Source(
        folder=settings.rules or rules_dir(),
        overlays=settings.overlays,
        store=settings.data / "rules",
    )


def _processor(
    settings: Settings,
    journal: Journal,
    rules: Rules,
    telemetry: Telemetry,
    clock: Callable[[], float],
) -> Processor:
    return Processor(
        journal,
        telemetry.timed(rules.reader),
        rules.playbooks,
        clock,
        keeps=lambda tenant: settings.tenant(tenant).store == "all",
        telemetry=telemetry,
    )
