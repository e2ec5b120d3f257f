"""`warmline doctor`: a data folder -> what is wrong in it, what that means, what to do."""

import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from assist.cli.folder import Finding, around
from assist.cli.progress import Progress
from assist.errors import ConfigError

if TYPE_CHECKING:
    from assist.journal.check import Damage

_WORDS: Final = {
    "gap": (
        "in {n} events in between are missing",
        "something that was said there is lost; who comes back there cannot be brought up to date",
    ),
    "lost": (
        "in {n} the last events are missing",
        "what was acknowledged there is lost; offsets would be given out twice",
    ),
    "checkpoint": (
        "in {n} other numbers of events are counted than there are",
        "messages there would be answered twice, or never",
    ),
    "event": (
        "in {n} an event cannot be read",
        "whoever reads there is told to come again, for ever",
    ),
    "state": (
        "in {n} the state cannot be read",
        "nothing is lost: it is made again from the events when the chat goes on",
    ),
    "orphan": (
        "events of {n} belong to no conversation",
        "nobody can read them",
    ),
    "id": (
        "ids of {n} point beyond the last event",
        "a message sent again would get a wrong answer",
    ),
    "memory": (
        "what {n} left open cannot be read",
        "the customer's next chat begins without it",
    ),
}
_REPAIR: Final = (
    "stop the server and put back a backup (warmline restore FILE), or keep what can be read:"
    " warmline doctor --repair (each with this --data)"
)


@click.command()
@click.option(
    "--data",
    default="data",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The data folder of the server.",
)
@click.option(
    "--repair",
    is_flag=True,
    help="Save what can be read into a new journal; the old files are kept aside.",
)
def doctor(data: Path, repair: bool) -> None:
    """Look a data folder over: what is wrong, what it means, what to do.

    It changes nothing, and the server may run. It ends with 0 where all is well, with 1 where
    something must be done, with 2 where it cannot look.

    --repair needs the server to be stopped. Conversations that lost events go on under a new
    epoch: who follows them is told to begin anew. States that cannot be read are made again from
    their events.
    """
    from assist.journal.lock import holder, lock_of

    if not data.is_dir():
        raise ConfigError(f"{data}: no such folder; name the server's with --data")
    journal = data / "journal.db"
    if repair:
        _repair(journal)
    user = holder(lock_of(journal))
    click.echo(f"{data}: " + ("nobody uses it" if user is None else f"in use by process {user}"))
    findings = [*around(data), *_journal(journal, click.echo, in_use=user is not None)]
    for finding in findings:
        _show(finding)
    if not any(not finding.harmless for finding in findings):
        click.echo("All is well.")
    else:
        sys.exit(1)


def _show(finding: Finding) -> None:
    mark = "note " if finding.harmless else "WRONG"
    click.echo(f"{mark} {finding.what}")
    click.echo(f"      that means: {finding.means}")
    click.echo(f"      do: {finding.do}")


def _journal(journal: Path, told: Callable[[str], None], *, in_use: bool) -> Iterator[Finding]:
    """Yield what is wrong with the journal itself; `told` hears what is in it."""
    from assist.journal.check import lost_log
    from assist.journal.past import is_journal, open_past

    if not journal.exists() or not journal.stat().st_size:
        yield Finding(
            what="there is no journal yet",
            means="the server makes one at its start",
            do="nothing; but where there was one, put back a backup: warmline restore FILE",
            harmless=True,
        )
    elif not is_journal(journal):
        yield Finding(
            what="journal.db is no SQLite file",
            means="it was overwritten, or its first bytes are gone; nothing in it can be read",
            do="put back a backup: warmline restore FILE",
        )
    elif not in_use and (lost := lost_log(journal)) is not None:
        yield Finding(
            what=lost,
            means="what was acknowledged last is lost, and offsets would be given out twice",
            do=_REPAIR,
        )
    else:
        try:
            with open_past(journal) as connection:
                yield from _content(connection, journal, told)
        except ConfigError as error:
            yield Finding(what=str(error), means="the server does not start with it", do=_REPAIR)


def _content(
    connection: sqlite3.Connection, journal: Path, told: Callable[[str], None]
) -> Iterator[Finding]:
    from assist.journal import check
    from assist.journal.past import size
    from assist.journal.schema import VERSION

    (version,) = connection.execute("SELECT value FROM meta WHERE name = 'version'").fetchone()
    conversations, events = (
        connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in ("conversation", "event")
    )
    length = sum(path.stat().st_size for path in journal.parent.glob(f"{journal.name}*"))
    told(
        f"{journal}: version {version}, {length / 1e6:,.1f} MB,"
        f" {conversations:,} conversations, {events:,} events"
    )
    if int(version) < VERSION:
        yield Finding(
            what=f"the journal is of version {version}; this Warmline writes {VERSION}",
            means="it is carried over at the next start; earlier servers cannot read it then",
            do="back it up before: warmline backup FILE",
            harmless=True,
        )
    if (wrong := check.broken(connection)) is not None:
        yield Finding(
            what=f"the structure of the file is broken: {wrong}",
            means="the disk or something that wrote to the file changed it; parts may be lost",
            do=_REPAIR,
        )
        return
    with Progress(size(connection), "checking", silent=True) as progress:
        found = check.damages(connection, progress.advance)
    yield from map(_damage, found)


def _damage(damage: "Damage") -> Finding:
    what, means = _WORDS[damage.trouble]
    names = [f"{key.tenant}/{key.conversation}" for key in damage.named]
    more = ", ..." if damage.count > len(names) else ""
    count = _counted(damage.count, "conversation")
    return Finding(
        what=f"{what.format(n=count)} ({', '.join(names)}{more})",
        means=means,
        do=_REPAIR if damage.trouble != "state" else "nothing",
        harmless=damage.trouble == "state",
    )


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def _repair(journal: Path) -> None:
    """Put what can be read in the place of the journal."""
    from assist.journal.lock import FileLock, lock_of
    from assist.journal.repair import repaired

    lock = FileLock.take(lock_of(journal))
    try:
        found = list(_journal(journal, lambda _: None, in_use=False))
        needed = any(not finding.harmless for finding in found)
        if not needed:
            click.echo("There is nothing in the journal to repair.")
            return
        with Progress(None, "saving", silent=True) as progress:
            saved, aside = repaired(journal, progress.advance)
    finally:
        lock.release()
    click.echo(
        f"Saved: {_counted(saved.conversations, 'conversation')},"
        f" {_counted(saved.events, 'event')}. Known to be lost: {_counted(saved.lost, 'event')}."
        f" Under a new epoch: {_counted(saved.renewed, 'conversation')}."
        f" The old files are in {aside}."
    )
