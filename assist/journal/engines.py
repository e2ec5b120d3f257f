"""Settings -> the engine of the journal that they name, open."""

from pathlib import Path

from assist.config import Settings
from assist.journal import secret
from assist.journal.contract import Journal
from assist.journal.sqlite import SqliteJournal


async def open_journal(settings: Settings) -> Journal:
    """Open the journal: a file in the data folder, or the Redis at `settings.journal`.

    Raises:
        ConfigError: it cannot be used, and why.
    """
    if settings.journal is None:
        return await SqliteJournal.open(settings.data / "journal.db")
    keep_journal_key(settings)
    # Who keeps the journal in a file need not load the client.
    from assist.journal.redis.engine import RedisJournal

    return await RedisJournal.open(
        settings.journal,
        key=key_file(settings),
        prefix=settings.journal_prefix,
        replicas=settings.journal_replicas,
        allow_volatile=settings.allow_volatile,
    )


def keep_journal_key(settings: Settings) -> None:
    """Make the key of a shared journal where there is none: one process must, before many."""
    if settings.journal is not None:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        secret.at(key_file(settings))


def key_file(settings: Settings) -> Path:
    """Return where the key of a shared journal's hashes is."""
    return settings.journal_key_file or settings.data / "journal.key"
