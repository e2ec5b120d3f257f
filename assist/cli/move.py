"""`warmline move`: the journal in a data folder's file -> the same in a Redis, for many nodes."""

import asyncio
import os
import time
from functools import partial
from pathlib import Path

import click

from assist.cli.progress import Progress
from assist.config.settings import Settings
from assist.errors import ConfigError


@click.command()
@click.option(
    "--config",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file with the settings that the nodes will have; the options here are stronger.",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="The data folder of the server that has run so far.  [default: data]",
)
@click.option(
    "--journal",
    help="The Redis or Valkey that the nodes will share, as redis://host:6379/0.",
)
@click.option(
    "--journal-replicas",
    type=click.IntRange(0, 5),
    help="Copies of the Redis that must have all of it at the end.  [default: 0]",
)
@click.option(
    "--allow-volatile",
    is_flag=True,
    default=None,
    help="Move into a Redis that may lose what was acknowledged.",
)
def move(file: Path | None, **given: object) -> None:
    """Carry the journal from its file into a Redis that many nodes share; stop the server first.

    Every conversation goes on as it was: who follows one, or sends a message again, notices
    nothing. The file is checked before, what is in the Redis is counted after. Until then no node
    is let in there, and what broke off is begun anew by the next run. The old file is kept in a
    folder beside; what is erased later stays in it.

    The Redis must hold no journal of this prefix. The key of the hashes goes along, into
    `journal_key_file`: give all nodes that one.
    """
    from assist.config.sources import choose

    settings = choose(file, environ=os.environ, given=given).settings
    if settings.journal is None:
        raise ConfigError("--journal: say which Redis, as --journal redis://127.0.0.1:6379/0")
    journal = settings.data / "journal.db"
    if not journal.is_file():
        raise ConfigError(
            f"{journal}: no journal there; name the server's folder with --data. If an earlier run"
            " was cut off at its very end, put the files of the newest folder moved-... back"
        )
    _move(settings, settings.journal, journal)


def _move(settings: Settings, url: str, journal: Path) -> None:
    from assist.journal import backup, secret
    from assist.journal.engines import key_file
    from assist.journal.lock import FileLock, lock_of
    from assist.journal.redis.moving import Place, move
    from assist.journal.schema import open_writer

    lock = FileLock.take(lock_of(journal))
    try:
        # A journal of an older version is carried over first.
        open_writer(journal).close()
        key = secret.lend(journal, key_file(settings))
        place = Place(
            url=url,
            prefix=settings.journal_prefix,
            replicas=settings.journal_replicas,
            allow_volatile=settings.allow_volatile,
        )
        with Progress(journal.stat().st_size, "moving", silent=True) as progress:
            put_aside = partial(backup.put_aside, journal, "moved")
            moved = asyncio.run(move(journal, place, key, time.time(), put_aside, progress.advance))
    finally:
        lock.release()
    click.echo(
        f"{settings.journal_place}: {moved.conversations:,} conversations, {moved.events:,} events,"
        f" counted\nGive all nodes this address, and a copy of {key_file(settings)}.\n"
        f"The old journal is in {moved.aside}; what is erased later stays in it: remove it when you"
        " are sure."
    )
