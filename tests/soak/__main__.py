"""`python -m tests.soak`: kills, or minutes of load, with a bar, a verdict and figures."""

import asyncio
import secrets
import sys
import tempfile
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from benchmarks.report import Section, between, machine, markdown, show
from tests.soak.endure import Endured, endure
from tests.soak.kills import Outcome, kills
from tests.soak.producers import Ledger

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
PACKAGES = ("uvicorn", "websockets", "msgpack")


@click.group()
def main() -> None:
    """Load the real command for a long time, and kill it."""


@main.command("kill")
@click.option("--count", default=200, show_default=True, help="Kills.")
@click.option("--seconds", type=float, help="End after so many seconds, whatever the count.")
@click.option("--seed", type=int, help="Of an earlier run; left out, a new one.")
@click.option("--cold-every", default=20, show_default=True, help="Every n-th start is a cold one.")
@click.option("--write", is_flag=True, help="Write the figures into docs/reliability.md.")
def kill(count: int, seconds: float | None, seed: int | None, cold_every: int, write: bool) -> None:
    """Kill the server at random moments under load, and look what it lost."""
    seed = secrets.randbelow(1_000_000) if seed is None else seed
    click.echo(f"seed {seed}", err=True)
    columns = (
        TextColumn("killing"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[acked]:,} acknowledged"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar, _folder() as folder:
        task = bar.add_task("", total=count, acked=0)

        def told(done: int, ledger: Ledger) -> None:
            bar.update(task, completed=done, acked=len(ledger.acked))

        outcome = asyncio.run(
            kills(Path(folder), count, seed, cold_every=cold_every, seconds=seconds, told=told)
        )
    options = f"--count {outcome.kills} --cold-every {cold_every} --seed {seed}"
    command = f".venv/bin/python -m tests.soak kill {options}"
    _end("kills", command, _killed(outcome), outcome.wrong, write)


@main.command("endure")
@click.option("--minutes", default=10.0, show_default=True, help="How long.")
@click.option("--widgets", default=50, show_default=True, help="Widgets that follow, and drop out.")
@click.option("--seed", type=int, help="Of an earlier run; left out, a new one.")
@click.option("--write", is_flag=True, help="Write the figures into docs/reliability.md.")
def endure_(minutes: float, widgets: int, seed: int | None, write: bool) -> None:
    """Load the server for minutes, and look at its memory and descriptors."""
    seed = secrets.randbelow(1_000_000) if seed is None else seed
    click.echo(f"seed {seed}", err=True)
    columns = (TextColumn("loading"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar, _folder() as folder:
        task = bar.add_task("", total=minutes * 60)
        outcome = asyncio.run(
            endure(
                Path(folder),
                minutes * 60,
                seed,
                widgets=widgets,
                told=lambda seconds: bar.update(task, completed=seconds),
            )
        )
    options = f"--minutes {minutes:g} --widgets {widgets} --seed {seed}"
    command = f".venv/bin/python -m tests.soak endure {options}"
    _end("soak", command, _endured(outcome), outcome.wrong, write)


def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="warmline-soak-")


def _end(name: str, command: str, section: Section, wrong: tuple[str, ...], write: bool) -> None:
    """Print everything, write it where that was asked for, and end with 1 if a promise broke."""
    facts = machine(PACKAGES)
    show(facts, {name: section})
    for line in wrong[:50]:
        click.echo(f"WRONG {line}", err=True)
    if write:
        part = markdown(command, facts, {name: section})
        PAGE.write_text(between(PAGE.read_text(), name, part))
    sys.exit(1 if wrong else 0)


def _killed(outcome: Outcome) -> Section:
    rows = {
        "kills": outcome.kills,
        "messages acknowledged": outcome.acknowledged,
        "sent again": outcome.resent,
        "acknowledged and lost, doubled or moved": len(outcome.wrong),
        "events applied by widgets": outcome.applied,
        "widgets' connections": outcome.connections,
        "longest opening of the journal, s": round(max(outcome.recoveries, default=0.0), 3),
        "longest warm start, s": round(max(outcome.warm), 2),
        "median warm start, s": round(_median(outcome.warm), 2),
        "longest cold start, s": round(max(outcome.cold, default=0.0), 2),
        "median cold start, s": round(_median(outcome.cold or (0.0,)), 2),
        "minutes": round(outcome.seconds / 60, 1),
    }
    note = (
        "16 producers, 3 widgets, 24 chats. A warm start is a fork of a process that has imported"
        " the command: what is left is the journal's recovery, the rules and the port. A cold one"
        " is the command as it is typed."
    )
    return _section("Kills", note, rows)


def _endured(outcome: Endured) -> Section:
    note = "Every widget drops out after 5 seconds or so; the server is restarted half way."
    return _section("Soak", note, outcome.figures)


def _section(title: str, note: str, figures: dict[str, int | float]) -> Section:
    rows = [{"what": what, "figure": figure} for what, figure in figures.items()]
    return Section(title=title, note=note, rows=rows)


def _median(values: tuple[float, ...]) -> float:
    return sorted(values)[len(values) // 2]


if __name__ == "__main__":
    main()
