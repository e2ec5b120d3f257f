"""`warmline restore FILE`: a backup -> the journal of a data folder; the old one is kept aside."""

from pathlib import Path

import click

from assist.cli.progress import Progress
from assist.errors import ConfigError


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--data",
    default="data",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The data folder of the server; made if it is not there.",
)
def restore(file: Path, data: Path) -> None:
    """Put the backup FILE in the place of the journal; stop the server first.

    The backup is checked before anything changes. The old journal is kept in a folder beside the
    new one. Every conversation goes on under a new epoch: what was written after the backup is
    gone, so who follows a conversation is told to begin anew.

    Customers' data that was erased after the backup is back: erase it again.
    """
    from assist.journal import backup
    from assist.journal.epochs import random_epoch
    from assist.journal.lock import FileLock, lock_of
    from assist.journal.past import is_journal

    if not is_journal(file):
        raise ConfigError(f"{file}: no backup of a journal; `warmline backup` makes them")
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    journal = data / "journal.db"
    lock = FileLock.take(lock_of(journal))
    try:
        with Progress(2 * file.stat().st_size, "restoring", silent=True) as progress:
            backup.verify(file, progress.advance)
            aside = backup.restored(file, journal, random_epoch, progress.advance)
    finally:
        lock.release()
    click.echo(f"{journal}: restored from {file}; every conversation has a new epoch")
    if aside is not None:
        click.echo(f"The old journal is in {aside}; remove it when you are sure.")
