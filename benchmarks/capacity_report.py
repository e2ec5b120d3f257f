"""What is kept for each widget and chat, and starts -> tables and charts."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.chart import bars
from benchmarks.report import Section, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """KB for each of `count`."""

    what: str
    count: int
    server: float
    peer: str
    beside: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Seconds until it was ready, each start; CPU seconds and MB of the last one."""

    what: str
    seconds: Sequence[float]
    cpu: float
    megabytes: float


def sections(kept: Sequence[Kept], found: Sequence[Start]) -> dict[str, Section]:
    """Return the tables."""
    echo = statistics.median(found[-1].seconds)
    return {
        "memory": Section(
            title="Memory of each",
            note="KB, the mean of so many at the same time. Aims: 40 for a widget, 8 for a chat.",
            rows=[
                {
                    "what": one.what,
                    "count": one.count,
                    "KB": round(one.server, 1),
                    "beside it": one.peer,
                    "its KB": round(one.beside, 1),
                    "ratio": round(one.server / one.beside, 2) if one.beside else "",
                }
                for one in kept
            ],
        ),
        "start": Section(
            title="Start",
            note="From the command to the line that says it is ready, with an empty journal.",
            rows=[_start(one, echo) for one in found],
        ),
    }


def _start(one: Start, echo: float) -> dict[str, Value]:
    middle = statistics.median(one.seconds)
    return {
        "what": one.what,
        "starts": len(one.seconds),
        "p50 s": round(middle, 2),
        "worst s": round(max(one.seconds), 2),
        "CPU s": round(one.cpu, 2),
        "memory MB": round(one.megabytes, 1),
        "ratio": round(middle / echo, 2),
    }


def charts(kept: Sequence[Kept], found: Sequence[Start]) -> dict[str, str]:
    """Return a chart of each table."""
    each = [pair for one in kept for pair in ((one.what, one.server), (one.peer, one.beside))]
    return {
        "memory": bars("Memory of each", "KB", each),
        "start": bars(
            "Time to start", "s", [(one.what, statistics.median(one.seconds)) for one in found]
        ),
    }
