"""Settings -> everything that the routes share: journal, sessions, followers, tokens."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from assist.config import Settings
from assist.journal.contract import Entry, Journal, Key
from assist.journal.sqlite import SqliteJournal
from assist.resources import rules_dir
from assist.server.auth import Tokens, load_key
from assist.server.connections import Connections
from assist.server.hub import Hub
from assist.server.ingest import Ingest
from assist.server.origins import Origins
from assist.server.processor import Processor
from assist.server.reload import Rules, Source, Watcher, tell_off


@dataclass(slots=True, kw_only=True)
class Service:
    """One running sidecar. `draining`: it takes nothing new and is about to stop."""

    settings: Settings
    journal: Journal
    tokens: Tokens
    origins: Origins
    hub: Hub
    connections: Connections
    ingest: Ingest
    processor: Processor
    watcher: Watcher
    clock: Callable[[], float]
    draining: bool = field(default=False)

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
        tokens = Tokens(load_key(settings.data, settings.key_file))
        # What can be refused comes first: the rules take a second or more.
        journal = await SqliteJournal.open(settings.data / "journal.db")
        try:
            source = Source(
                folder=settings.rules or rules_dir(),
                overlays=settings.overlays,
                store=settings.data / "rules",
            )
            seen = source.seen()
            rules = source.first(clock())
        except BaseException:
            await journal.close()
            raise
        tell_off(rules.playbooks)
        processor = Processor(journal, rules.reader, rules.playbooks, clock)
        service = cls(
            settings=settings,
            journal=journal,
            tokens=tokens,
            origins=Origins(settings.origins, settings.port),
            hub=Hub(),
            connections=Connections(settings.limits),
            ingest=Ingest(journal, clock),
            processor=processor,
            watcher=Watcher(source, seen, rules, processor.use, clock),
            clock=clock,
        )
        journal.follow(service.written)
        service.processor.start()
        service.watcher.start()
        return service

    def written(self, key: Key, epoch: str, entries: tuple[Entry, ...]) -> None:
        """Show new events to their followers, and have new inbound ones answered."""
        self.hub.publish(key, epoch, entries)
        if any(entry.inbound for entry in entries):
            self.processor.wake(key)

    async def drain(self) -> None:
        """Send every socket away and take nothing new."""
        self.draining = True
        await self.connections.drain()

    async def close(self) -> None:
        """Finish what was accepted and let go of the journal."""
        await self.watcher.stop()
        await self.processor.stop()
        await self.journal.close()
