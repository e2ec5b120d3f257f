"""`warmline rules`: the versions that a server keeps -> a list, and which of them holds."""

from datetime import UTC, datetime
from pathlib import Path

import click

from assist.cli.lines import write_json
from assist.errors import ConfigError

_DATA = click.option(
    "--data",
    default="data",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The data folder of the server.",
)


@click.group()
def rules() -> None:
    """List the versions of the rules that were in force, and go back to one.

    A server keeps a copy of each set that it puts into force, the latest twenty. Each card names
    the version that it came from; the files lie in `rules/<version>` of the data folder.
    """


@rules.command("list")
@_DATA
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object a version.")
def list_(data: Path, as_json: bool) -> None:
    """List the versions, newest last, and since when each held."""
    from assist.playbooks.versions import in_force, pinned, versions

    store = data / "rules"
    holds, pin = in_force(store), pinned(store)
    kept = versions(store)
    for one in kept:
        if as_json:
            write_json(
                {
                    "version": one.version,
                    "since": one.since,
                    "in_force": one.version == holds,
                    "pinned": one.version == pin,
                }
            )
        else:
            mark = ("  pinned" if pin else "  in force") if one.version == holds else ""
            click.echo(f"{one.version}  {_clock(one.since)}{mark}")
    if not kept:
        click.echo(
            f"{store}: nothing yet; `warmline serve` keeps what it puts into force", err=True
        )


@rules.command()
@click.argument("version", required=False)
@_DATA
def rollback(version: str | None, data: Path) -> None:
    """Go back to VERSION, or to the one before the one in force.

    A running server takes it up within seconds, and it holds, whatever the folder of the rules
    says and after a new start too, until `warmline rules follow`.
    """
    from assist.playbooks.versions import folder_of, pin

    store = data / "rules"
    chosen = _before(store) if version is None else version
    pin(store, chosen)
    click.echo(f"{chosen} is pinned ({folder_of(store, chosen)}); `warmline rules follow` ends it.")


@rules.command()
@_DATA
def follow(data: Path) -> None:
    """Let the files in the folder of the rules hold again."""
    from assist.playbooks.versions import pin

    if not data.is_dir():
        raise ConfigError(f"{data}: no such folder; name the server's with --data")
    pin(data / "rules", None)
    click.echo("Nothing is pinned; the folder of the rules holds.")


def _before(store: Path) -> str:
    """Return the version before the one in force."""
    from assist.playbooks.versions import in_force, versions

    names = [one.version for one in versions(store)]
    holds = in_force(store)
    place = names.index(holds) if holds in names else 0
    if place == 0:
        raise ConfigError(f"{store}: no version before the one in force; see `warmline rules list`")
    return names[place - 1]


def _clock(since: float) -> str:
    return datetime.fromtimestamp(since, UTC).astimezone().isoformat(" ", "seconds")
