"""`warmline backup FILE`: a data folder's journal -> a checked copy of it, server or not."""

from pathlib import Path

import click

from assist.cli.progress import Progress
from assist.errors import ConfigError


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--data",
    default="data",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The data folder of the server.",
)
@click.option("--replace", is_flag=True, help="Take the place of a FILE that is there.")
def backup(file: Path, data: Path, replace: bool) -> None:
    """Copy the journal to FILE as it stands now, whether the server runs or not.

    The copy is one file for its owner alone. It is checked from end to end and gets its name at
    the end, in one step: what FILE names is whole. It holds what the customers said, and what is
    erased later stays in it: keep it as you keep the journal, and no longer than you may.

    The keys are not in it: keep token.key and journal.db.key of the data folder elsewhere.
    """
    from assist.journal.backup import back_up

    if file.exists() and not replace:
        raise ConfigError(f"{file}: it is there already; choose another name, or --replace")
    journal = data / "journal.db"
    length = journal.stat().st_size if journal.is_file() else None
    with Progress(length, "copying", silent=True) as progress:
        back_up(journal, file, progress.advance)
    click.echo(f"{file}: {file.stat().st_size / 1e6:,.1f} MB, checked")
