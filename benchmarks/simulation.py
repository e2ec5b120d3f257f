"""What was measured -> docs/sizing.md and docs/scaling.md: how far it goes, and what breaks first.

    python -m benchmarks.simulation [--write] [--quick]

Inputs are those of benchmarks/costs.toml alone. What needs no queue is plain arithmetic
(benchmarks/plan.py); how long messages wait, and what a node's death does, is simulated
(benchmarks/cell.py), the same each time.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks import plan
from benchmarks.cell import Cell, Outcome, Setting
from benchmarks.chart import Line, lines, save
from benchmarks.inputs import FILE, Costs, load
from benchmarks.plan_report import arithmetic, growth, sizing
from benchmarks.report import Section, Value, between, markdown, show

DOCS: Final = Path(__file__).parents[1] / "docs"
COMMAND: Final = ".venv/bin/python -m benchmarks.simulation --write"
BUSY: Final = (0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
DEATHS: Final = ((2, 0.3), (2, 0.6), (3, 0.4), (3, 0.6), (6, 0.5), (10, 0.3))
"""Nodes, and how busy each is before one of them dies."""
ACCEPTED: Final = (100.0, 200.0, 500.0, 1000.0)
DIES: Final = 3.0
WELL: Final = 0.1
"""Seconds: below it, at the 99th percentile, messages are read as fast as before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Seconds that are simulated."""

    still: float = 20.0
    death: float = 15.0


QUICK: Final = Span(still=3.0, death=6.0)


def simulated(costs: Costs, span: Span) -> tuple[dict[str, Section], dict[str, str]]:
    """Return the tables of docs/scaling.md that need queues, and their charts."""
    waits = [_waits(costs, busy, span) for busy in BUSY]
    queues = {
        "busy": Section(
            title="How long a message waits",
            note="A cell of four nodes, simulated; milliseconds. `read` is until the widget has "
            "what was read in it.",
            rows=waits,
        ),
        "death": Section(
            title="When a node dies",
            note="One of the nodes is gone at once, with all its widgets; simulated. `slowest` is "
            "the longest that a message waited until it was read, of those due in the second "
            "before the death and in the two after it; `well` is after how many seconds 99 of a "
            f"hundred are read within {WELL * 1000:g} ms again. `dark` is how long its widgets "
            "had no socket.",
            rows=[_death(costs, nodes, busy, span) for nodes, busy in DEATHS],
        ),
    }
    queues["accept"] = Section(
        title="How fast its widgets may come back",
        note="The same for three nodes, by `accept_rate`: whoever is let in faster is in the dark "
        "for less long, and messages wait meanwhile.",
        rows=[_accepted(costs, rate, span) for rate in ACCEPTED],
    )
    drawn = [
        Line(name, [(float(row["busy %"]), float(row[name])) for row in waits])
        for name in ("acknowledged p50", "acknowledged p99", "read p50", "read p99")
    ]
    chart = lines(
        "How long a message waits, by how busy the nodes are",
        "percent of each node's core", "milliseconds", drawn, log_x=False, log_y=True,
    )  # fmt: skip
    return queues, {"busy": chart}


def _waits(costs: Costs, busy: float, span: Span) -> dict[str, Value]:
    setting = Setting(nodes=4, rate=4 * _rate(costs, busy), seconds=span.still)
    outcome = Cell(costs, setting).run()
    row: dict[str, Value] = {
        "busy %": round(busy * 100),
        "messages /s": round(setting.rate),
        "Redis busy %": _redis_busy(costs, setting),
    }
    for step in ("acknowledged", "read"):
        lags = outcome.lags(step, 1.0, span.still)
        for cut in (50, 99):
            row[f"{step} p{cut}"] = round(_percentile(lags, cut) * 1000, 1)
    return row


def _accepted(costs: Costs, accept_rate: float, span: Span) -> dict[str, Value]:
    setting = replace(_dying(costs, 3, 0.4, span), accept_rate=accept_rate)
    return {"accept_rate": round(accept_rate), **_outlived(costs, setting)}


def _death(costs: Costs, nodes: int, busy: float, span: Span) -> dict[str, Value]:
    setting = _dying(costs, nodes, busy, span)
    return {"nodes": nodes, "busy %": round(busy * 100), **_outlived(costs, setting)}


def _dying(costs: Costs, nodes: int, busy: float, span: Span) -> Setting:
    rate = _rate(costs, busy)
    sockets = round(rate * plan.GAP)
    return Setting(nodes=nodes, rate=nodes * rate, seconds=span.death, dies=DIES, sockets=sockets)


def _outlived(costs: Costs, setting: Setting) -> dict[str, Value]:
    outcome = Cell(costs, setting).run()
    return {
        "Redis busy %": _redis_busy(costs, setting),
        "widgets a node": setting.sockets,
        "p99 before ms": round(_percentile(outcome.lags("read", 1.0, DIES - 1), 99) * 1000),
        "slowest s": round(max(outcome.lags("read", DIES - 1, DIES + 2)), 1),
        "well s": _well(outcome, setting.seconds),
        "dark p50 s": round(_percentile(outcome.dark, 50), 1),
        "dark p99 s": round(_percentile(outcome.dark, 99), 1),
        "longest s": round(max(outcome.dark), 1),
    }


def _well(outcome: Outcome, end: float) -> Value:
    """Return how many seconds after the death all is as before; "never" within the time."""
    bad = [
        second
        for second in range(int(DIES), int(end))
        if _percentile(outcome.lags("read", second, second + 1), 99) > WELL
    ]
    last = max(bad, default=int(DIES) - 1) + 1
    return "never" if last >= int(end) else last - int(DIES)


def _redis_busy(costs: Costs, setting: Setting) -> Value:
    return round(setting.rate * costs.redis_cpu_us / 1e4)


def _rate(costs: Costs, busy: float) -> float:
    return busy * 1e6 / costs.node_cpu_us


def _percentile(values: Sequence[float], cut: float) -> float:
    return float(np.percentile(values, cut)) if len(values) else 0.0


def facts(costs: Costs) -> Mapping[str, str]:
    """Return what the figures rest on."""
    found = {"inputs": f"benchmarks/{FILE.name}, of {costs.day}", "machine": costs.machine}
    if costs.guessed:
        found["placeholders, not measured"] = ", ".join(costs.guessed)
    return found


def put(page: str, part: str, text: str) -> None:
    """Write a part of a page."""
    path = DOCS / page
    path.write_text(between(path.read_text(), part, text))


def main(arguments: Sequence[str] | None = None) -> None:
    """Count, simulate, and show what came out."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="write docs/sizing.md and scaling.md")
    parser.add_argument("--quick", action="store_true", help="only show that all of it runs")
    options = parser.parse_args(arguments)
    costs = load()
    known = facts(costs)
    sizes, counts = sizing(costs), arithmetic(costs)
    queues, charts = simulated(costs, QUICK if options.quick else Span())
    show(known, {**sizes, **counts, **queues})
    if options.write:
        images = {name: save(f"scaling-{name}", svg) for name, svg in charts.items()}
        put("sizing.md", "sizes", markdown(COMMAND, known, sizes))
        steps = {"steps": save("scaling-steps", growth(costs))}
        put("scaling.md", "plan", markdown(COMMAND, known, counts, steps))
        put("scaling.md", "queues", markdown(COMMAND, known, queues, images))


if __name__ == "__main__":
    main()
