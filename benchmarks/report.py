"""Sections of figures -> tables on a terminal, JSON, and a page's part between its markers."""

import platform
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from benchmarks.chart import save

PAGE: Final = Path(__file__).parents[1] / "docs" / "performance.md"
Value = str | int | float
_WIDEST = 120
"""Columns that the widest table takes; a narrower terminal would cut its figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A table with what must be known to read it; each row has the same names in one order."""

    title: str
    note: str
    rows: Sequence[Mapping[str, Value]]


def percentiles(what: str, seconds: Sequence[float]) -> dict[str, Value]:
    """Return one line of a table of times, in milliseconds."""
    cuts = statistics.quantiles(seconds, n=1000, method="inclusive")
    return {
        "what": what,
        "count": len(seconds),
        "p50 ms": round(cuts[499] * 1000, 1),
        "p99 ms": round(cuts[989] * 1000, 1),
        "p99.9 ms": round(cuts[998] * 1000, 1),
        "worst ms": round(max(seconds) * 1000, 1),
    }


def machine(packages: Sequence[str]) -> dict[str, str]:
    """Return what the figures were measured on."""
    return {
        "day": datetime.now(UTC).date().isoformat(),
        "machine": f"{_processor()}, {platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "packages": ", ".join(f"{name} {version(name)}" for name in packages),
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{len(names)} x {names[0]}" if names else platform.processor()


def shown(value: Value) -> str:
    """Return a figure as a person reads it."""
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.1f}" if isinstance(value, float) and value >= 100 else str(value)


def show(facts: Mapping[str, str], sections: Mapping[str, Section]) -> None:
    """Print everything on the terminal."""
    console = Console(highlight=False, width=max(_WIDEST, Console().width))
    for name, fact in facts.items():
        console.print(f"{name}: {escape(fact)}")
    for section in sections.values():
        table = Table(title=section.title, title_justify="left", box=SIMPLE_HEAD)
        for at, name in enumerate(section.rows[0]):
            table.add_column(name, justify="right" if at else "left")
        for row in section.rows:
            table.add_row(*(escape(shown(value)) for value in row.values()))
        console.print("", table, escape(section.note))


def plain(facts: Mapping[str, str], sections: Mapping[str, Section]) -> dict[str, object]:
    """Return everything as JSON holds it."""
    return {**facts, "sections": {name: asdict(section) for name, section in sections.items()}}


def write(
    part: str,
    command: str,
    facts: Mapping[str, str],
    sections: Mapping[str, Section],
    charts: Mapping[str, str],
) -> None:
    """Write a part of docs/performance.md, and the charts of its sections beside it."""
    images = {name: save(f"{part}-{name}", svg) for name, svg in charts.items()}
    text = markdown(command, facts, sections, images)
    PAGE.write_text(between(PAGE.read_text(), part, text))


def markdown(
    command: str,
    facts: Mapping[str, str],
    sections: Mapping[str, Section],
    images: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Return everything as part of a page; `images` come before the tables of their sections."""
    lines = ["```sh", command, "```", ""]
    lines += [f"- {name}: {fact}" for name, fact in facts.items()]
    for key, section in sections.items():
        names = list(section.rows[0])
        lines += ["", f"### {section.title}", "", section.note, ""]
        lines += [images[key], ""] if key in images else []
        lines.append("| " + " | ".join(names) + " |")
        lines.append("|---" + "|---:" * (len(names) - 1) + "|")
        lines += [
            "| " + " | ".join(shown(value).replace("|", "\\|") for value in row.values()) + " |"
            for row in section.rows
        ]
    return "\n".join(lines)


def between(page: str, name: str, part: str) -> str:
    """Return `page` with `part` between the markers of `name`.

    Raises:
        ValueError: the page lacks them.
    """
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    head, found, rest = page.partition(begin)
    _, closed, tail = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"the page: no part to write; put {begin} and {end} where it belongs")
    return f"{head}{begin}\n\n{part}\n\n{end}{tail}"
