"""Rule files that changed, or a version that was pinned -> the set in force, swapped as a whole.

The folder is looked at every two seconds. A change is taken up once it has been still from one
look to the next: a set that is half copied is left alone.
"""

import asyncio
import contextlib
import gc
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assist.conversation.days import get_ready
from assist.drafts.tables import tables
from assist.errors import ConfigError
from assist.playbooks.load import load
from assist.playbooks.model import Playbooks
from assist.playbooks.versions import folder_of, keep, overlays_beside, pinned, rule_files
from assist.reading.reader import Reader
from assist.reading.reuse import reader_of
from assist.vocabulary import LANGUAGES

EVERY: Final = 2.0
"""Seconds between two looks at the files."""
_PAUSE: Final = 0.02
_STEPS: Final = 3
"""Of the warming that take a millisecond together, and the seconds between such."""

Seen = tuple[tuple[str, int, int, int], ...]
"""What a look saw: each file's name, size, time and number on the disk."""

log = logging.getLogger("warmline.rules")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What reads and what judges: they go together."""

    playbooks: Playbooks
    reader: Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The rules to start with, and what their files looked like before."""

    source: "Source"
    seen: Seen
    rules: Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where rules come from: their folder, the teams' overlays, the store of versions.

    `overlays` is None for the folder of that name beside the rules, if there is one.
    """

    folder: Path
    overlays: Path | None
    store: Path

    def seen(self) -> Seen:
        """Return what the files look like now; never raises."""
        try:
            if (version := pinned(self.store)) is not None:
                return ((version, 0, 0, 0),)
            found = rule_files(self.folder, self._overlays())
            looks = ((name, path.stat()) for name, path in found)
            return tuple((name, one.st_size, one.st_mtime_ns, one.st_ino) for name, one in looks)
        except (ConfigError, OSError) as error:
            return ((str(error), 0, 0, 0),)

    def load(self) -> Playbooks:
        """Return the version that is pinned, else what the folder says.

        Raises:
            ConfigError: the pinned version is not there as it was kept.
        """
        if (version := pinned(self.store)) is None:
            return self.load_folder()
        folder = folder_of(self.store, version)
        playbooks = load(folder, overlays=overlays_beside(folder))
        if playbooks.version != version:
            what = f"files of {version} were changed; pin another, or run `warmline rules follow`"
            raise ConfigError(f"{folder}: {what}")
        return playbooks

    def load_folder(self) -> Playbooks:
        """Return what the folder says, whatever is pinned."""
        return load(self.folder, overlays=self._overlays())

    def start(self, now: float) -> Start:
        """Return what to start with; where the pinned set is gone, the folder's own."""
        seen = self.seen()
        return Start(source=self, seen=seen, rules=self._first(now))

    def _first(self, now: float) -> Rules:
        try:
            playbooks = self.load()
        except ConfigError as error:
            log.error("%s; the rules in %s hold until then", error, self.folder)
            playbooks = self.load_folder()
        self.keep(playbooks, now)
        get_ready()
        return Rules(playbooks=playbooks, reader=Reader(playbooks))

    def next(self, rules: Rules, now: float) -> Rules:
        """Return the set that holds after `rules`; `rules` itself where nothing is new.

        Raises:
            ConfigError: there is none that can be used.
        """
        playbooks = self.load()
        if not any(book.suggestions for book in playbooks.playbooks):
            raise ConfigError(f"{self.folder}: no rule here can be used; `warmline check` says why")
        self.keep(playbooks, now)
        if playbooks.version == rules.playbooks.version:
            return rules
        reader = reader_of(playbooks, rules.reader, rules.playbooks)
        return Rules(playbooks=playbooks, reader=reader)

    def keep(self, playbooks: Playbooks, now: float) -> None:
        """Keep the files of a set of the folder; a full disk stops no rule."""
        try:
            if pinned(self.store) is None:
                overlays = self._overlays()
                keep(self.store, self.folder, playbooks.version, now, overlays=overlays)
        except ConfigError as error:
            log.warning("rules %s are not kept for a rollback: %s", playbooks.version, error)

    def _overlays(self) -> Path | None:
        return self.overlays or overlays_beside(self.folder)


class Watcher:
    """Looks at the files and puts new sets into force.

    Args:
        start: the set that holds.
        use: puts a set into force; called on the event loop, between two events of any chat.
    """

    def __init__(
        self,
        start: Start,
        use: Callable[[Reader, Playbooks], None],
        clock: Callable[[], float],
        *,
        every: float = EVERY,
    ) -> None:
        self.rules = start.rules
        self._source = start.source
        self._seen = start.seen
        self._use = use
        self._clock = clock
        self._every = every
        self._asked = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._warming: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look."""
        self._task = asyncio.create_task(self._watch())
        self._warm()

    async def stop(self) -> None:
        """Look no more."""
        running = [task for task in (self._task, self._warming) if task is not None]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def look(self) -> None:
        """Load the rules now, still or not."""
        self._asked.set()

    async def _watch(self) -> None:
        last = self._seen
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._every):
                    await self._asked.wait()
            asked = self._asked.is_set()
            self._asked.clear()
            seen = await asyncio.to_thread(self._source.seen)
            still, last = seen == last, seen
            if asked or (still and seen != self._seen):
                self._seen = seen
                await self._reload()

    async def _reload(self) -> None:
        before = self.rules
        held = before.playbooks.version
        try:
            # Compiling signs takes seconds: in a thread, while chats go on with the old set.
            rules = await asyncio.to_thread(self._source.next, before, self._clock())
        except ConfigError as error:
            log.error("rules %s stay in force: %s", held, error)
            return
        except Exception:
            log.exception("rules %s stay in force: the new ones could not be loaded", held)
            return
        if rules is before:
            log.info("rules %s stay in force: nothing changed in them", held)
            return
        self.rules = rules
        self._use(rules.reader, rules.playbooks)
        self._warm()
        # As at the start: what is loaded now stays.
        gc.freeze()
        log.info("rules %s are in force, %s were", rules.playbooks.version, held)
        tell_off(rules.playbooks)

    def _warm(self) -> None:
        """Make the rules in force ready in small steps, between the events of the chats."""
        if self._warming is not None:
            self._warming.cancel()
        self._warming = asyncio.create_task(_warmed(self.rules))


async def _warmed(rules: Rules) -> None:
    for step, _ in enumerate(_warm_steps(rules)):
        if step % _STEPS == 0:
            await asyncio.sleep(_PAUSE)
    # As at the start: what is ready now stays.
    gc.freeze()


def _warm_steps(rules: Rules) -> Iterator[None]:
    for language in LANGUAGES:
        yield
        yield from tables(rules.playbooks, language, rules.reader).warm()
    yield from rules.reader.warm()


def tell_off(playbooks: Playbooks) -> None:
    """Log how many rules of a set are off, if any."""
    if count := len(playbooks.diagnostics):
        what = "rules %s: %d findings, what they name is off; `warmline check` lists them"
        log.warning(what, playbooks.version, count)
