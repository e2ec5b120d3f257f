"""`python -m tests.nodes`: faults at random, or a rolling restart, with a verdict and figures."""

import asyncio
import secrets
import sys
import tempfile
from pathlib import Path

import click
import uvloop
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from assist.server.run import raise_limits
from benchmarks.report import Section, Value, between, machine, markdown, show
from tests.nodes.chaos import WIDGETS, Outcome, chaos
from tests.nodes.cluster import cluster
from tests.nodes.rolling import Rolled, rolling

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
PACKAGES = ("uvicorn", "websockets", "redis", "hiredis")


@click.group()
def main() -> None:
    """Three nodes on one Redis, behind a balancer without stickiness."""


@main.command("chaos")
@click.option("--minutes", default=5.0, show_default=True, help="How long.")
@click.option("--widgets", default=WIDGETS, show_default=True, help="Widgets that follow.")
@click.option("--seed", type=int, help="Of an earlier run; left out, a new one.")
@click.option("--write", is_flag=True, help="Write the figures into docs/reliability.md.")
def chaos_(minutes: float, widgets: int, seed: int | None, write: bool) -> None:
    """Let one fault after the other happen, at random, and judge what each left."""
    seed = secrets.randbelow(1_000_000) if seed is None else seed
    click.echo(f"seed {seed}", err=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar, _folder() as folder:
        task = bar.add_task("starting", total=minutes * 60)
        outcome = asyncio.run(
            chaos(
                Path(folder),
                minutes * 60,
                seed,
                widgets=widgets,
                told=lambda at, fault: bar.update(task, completed=at, description=fault),
            )
        )
    options = f"--minutes {minutes:g} --widgets {widgets} --seed {seed}"
    _end("chaos", f"chaos {options}", _chaos(outcome, widgets), outcome.wrong, write)


@main.command("rolling")
@click.option("--widgets", default=3000, show_default=True, help="Widgets that follow.")
@click.option("--seed", type=int, help="Of an earlier run; left out, a new one.")
@click.option("--write", is_flag=True, help="Write the figures into docs/reliability.md.")
def rolling_(widgets: int, seed: int | None, write: bool) -> None:
    """Restart all nodes one after the other, in good order."""
    seed = secrets.randbelow(1_000_000) if seed is None else seed
    click.echo(f"seed {seed}", err=True)

    async def run(folder: Path) -> Rolled:
        async with cluster(folder) as three:
            return await rolling(three, "rolling", widgets=widgets, seed=seed, told=_restarted)

    with _folder() as folder:
        raise_limits()
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            rolled = runner.run(run(Path(folder)))
    command = f"rolling --widgets {widgets} --seed {seed}"
    _end("rolling", command, _rolled(rolled, widgets), [*rolled.wrong, *rolled.anew], write)


def _restarted(number: int) -> None:
    click.echo(f"node {number} is back", err=True)


def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="warmline-nodes-")


def _end(name: str, command: str, section: Section, wrong: list[str], write: bool) -> None:
    """Print everything, write it where that was asked for, and end with 1 if a promise broke."""
    facts = machine(PACKAGES)
    show(facts, {name: section})
    for line in wrong[:50]:
        click.echo(f"WRONG {line}", err=True)
    if write:
        part = markdown(f".venv/bin/python -m tests.nodes {command}", facts, {name: section})
        PAGE.write_text(between(PAGE.read_text(), name, part))
    sys.exit(1 if wrong else 0)


def _chaos(outcome: Outcome, widgets: int) -> Section:
    rows: list[dict[str, Value]] = [
        {
            "fault": name,
            "times": one.times,
            "messages acknowledged": one.acknowledged,
            "sent again": one.again,
            "take-over, s": round(one.takeover, 2),
            "dark, s": round(one.dark, 2),
            "behind, s": round(one.lag, 2),
        }
        for name, one in sorted(outcome.by_fault.items())
    ]
    note = (
        f"Three nodes on one Redis behind a balancer, 9 producers, {widgets} widgets, 24 chats, one"
        f" fault after the other for {outcome.seconds / 60:.1f} minutes, each under a load of its"
        " own. Each time is the longest of all: from the fault until a conversation that it held"
        " up goes on; a widget without a connection; from an acknowledgement until a widget has"
        f" applied the message. Lost, doubled or out of order: {len(outcome.wrong)}."
    )
    return Section(title="Many nodes: faults at random", note=note, rows=rows)


def _rolled(rolled: Rolled, widgets: int) -> Section:
    dark = rolled.dark or (0.0,)
    rows = {
        "widgets": widgets,
        "seconds for three nodes": round(rolled.seconds, 1),
        "times that widgets came back": rolled.back,
        "longest time without a connection, s": round(rolled.darkest, 2),
        "half of them are back within, s": round(dark[len(dark) // 2], 2),
        "most connections of one node within a second": rolled.busiest,
        "messages acknowledged meanwhile": rolled.acknowledged,
        "longest from an acknowledgement to the reading, s": round(rolled.latest, 2),
        "lost, doubled or out of order": len(rolled.wrong),
    }
    note = "Three nodes, each ended by SIGTERM and started again once the one before is back."
    return Section(
        title="Many nodes: a rolling restart",
        note=note,
        rows=[{"what": what, "figure": figure} for what, figure in rows.items()],
    )


if __name__ == "__main__":
    main()
