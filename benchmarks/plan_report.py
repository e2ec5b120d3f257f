"""Measured costs -> the tables of docs/sizing.md and docs/scaling.md that need no queue."""

from typing import Final

from assist.config import Limits
from benchmarks import plan
from benchmarks.chart import Line
from benchmarks.chart import lines as drawing
from benchmarks.inputs import FILE, WHAT, Costs
from benchmarks.report import Section, Value

SMALL: Final = (1_000, 5_000, 10_000, 20_000, 50_000)
LARGE: Final = (10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)
DAYS: Final = (1 / 24, 1.0, 7.0, 30.0)
STEPS: Final = (1 / 24, 1.0)


def sizing(costs: Costs) -> dict[str, Section]:
    """Return the tables of docs/sizing.md."""
    return {
        "core": Section(
            title="What one core carries",
            note=f"A node is a process and uses one core, {plan.NODE_BUSY:.0%} of it: the rest is "
            "for bursts, and for what a dead node leaves. Each live chat says something every "
            f"{plan.GAP:g} s and has a widget that follows it. A further process is one of "
            "`--workers` on the same machine. `all back`: until all widgets of a node are back, "
            "if all were sent away.",
            rows=[_core(costs)],
        ),
        "sizes": Section(
            title="How much for how many",
            note="Nodes with one to spare; memory of Redis by how long chats are kept, if a day "
            f"has as many messages as {plan.BUSY_DAY / 3600:g} hours of this load. Set "
            f"`maxmemory` to what is there divided by {plan.FULL:g}. `thread` is the part of "
            f"Redis's one thread that is used: {plan.REDIS_BUSY:.0%} is as far as to go.",
            rows=[_size(costs, chats) for chats in SMALL],
        ),
    }


def _core(costs: Costs) -> dict[str, Value]:
    chats = plan.node_chats(costs)
    return {
        "what": "a node",
        "messages /s": round(chats / plan.GAP),
        "live chats": round(chats),
        "memory MB": round(plan.node_mb(costs)),
        "of that, idle MB": round(costs.base_mb),
        "KB a widget": round(costs.widget_kb, 1),
        "KB a chat": round(costs.chat_kb, 1),
        "a further process MB": round(costs.worker_mb),
        "start s": round(costs.start_s, 1),
        "all back s": round(plan.back_seconds(costs, Limits().accept_rate), 1),
    }


def _size(costs: Costs, chats: int) -> dict[str, Value]:
    row: dict[str, Value] = {"live chats": chats}
    for days in DAYS:
        found = plan.need(costs, chats, days)
        row["messages /s"] = round(found.rate)
        row["nodes"] = found.nodes + 1
        row["thread %"] = round(found.cells["Redis's thread"] * plan.REDIS_BUSY * 100, 1)
        row[f"{_span(days)} GB"] = _round(found.redis_gb)
    return row


def arithmetic(costs: Costs) -> dict[str, Section]:
    """Return the tables of docs/scaling.md that need no queue."""
    return {
        "inputs": Section(
            title="What was measured",
            note=f"benchmarks/{FILE.name}, and nothing else, is what all the rest is counted from.",
            rows=[
                {
                    "what": what,
                    "figure": _round(getattr(costs, name)),
                    "": "placeholder" if name in costs.guessed else "measured",
                }
                for name, what in WHAT.items()
            ],
        ),
        "cell": Section(
            title="The largest cell",
            note="One Redis and its nodes, by how long chats are kept. Redis has at most "
            f"{plan.REDIS_GB:g} GB, uses {plan.REDIS_BUSY:.0%} of its thread and half of a "
            "network of 10 Gbit/s.",
            rows=[_cell(costs, days) for days in DAYS],
        ),
        "steps": Section(
            title="From ten thousand chats to ten million",
            note="`short` is what asks for more than one cell first. Cores: of the nodes, one of "
            "them to spare in each cell, and two for its Redis and the replica. GB: of all the "
            "primaries.",
            rows=[_step(costs, chats, days) for chats in LARGE for days in STEPS],
        ),
    }


def growth(costs: Costs) -> str:
    """Return a chart of the cores by the number of chats."""
    drawn = [
        Line(
            f"kept for {_span(days)}",
            [(chats, _cores(plan.need(costs, chats, days))) for chats in LARGE],
        )
        for days in STEPS
    ]
    return drawing("What it costs", "live chats", "cores", drawn, log_y=True)


def _cell(costs: Costs, days: float) -> dict[str, Value]:
    chats = plan.cell_chats(costs, days)
    found = plan.need(costs, round(chats), days)
    return {
        "kept for": _span(days),
        "chats": round(chats / 100) * 100,
        "messages /s": round(found.rate),
        "nodes": found.nodes,
        "GB": round(found.redis_gb),
        "short of": max(found.cells, key=lambda one: found.cells[one]),
    }


def _step(costs: Costs, chats: int, days: float) -> dict[str, Value]:
    found = plan.need(costs, chats, days)
    return {
        "chats": chats,
        "kept for": _span(days),
        "messages /s": round(found.rate),
        "cells": found.most,
        "nodes": found.nodes + found.most,
        "cores": _cores(found),
        "GB": _round(found.redis_gb),
        "short": found.short,
    }


def _cores(found: plan.Need) -> int:
    # A spare node in each cell, and a core for its Redis and for the replica's.
    return found.nodes + 3 * found.most


def _span(days: float) -> str:
    return f"{days * 24:g} h" if days < 1 else f"{days:g} d"


def _round(value: float) -> Value:
    return round(value) if value >= 100 else round(value, 2 if value < 10 else 1)
