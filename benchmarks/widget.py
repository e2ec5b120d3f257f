"""What the widget costs an agent's page: a frame to paint, its script, a long day's growth.

    python -m benchmarks.widget [--quick] [--json FILE] [--write]

A real Chromium, the built widget, and a real socket on this machine. The peer is the least that a
page can do with a frame: the same words into the `textContent` of one element, on the same page,
over the same socket, in turns with the cards.
"""

import argparse
import gzip
import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from assist.resources import widget_dir
from benchmarks.chart import bars
from benchmarks.clock import percentile
from benchmarks.feed import fed
from benchmarks.report import PAGE, Section, Value, machine, plain, show, write
from benchmarks.tab import Paint, Weight, day, first_paints, paints

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
T = TypeVar("T")
AIM_MS = 50
AIM_MB = 20
WARM = 500
"""Messages after which all that is loaded is loaded."""
LOADED = {
    "a card (panel)": ("index.js", "locales/en.js"),
    "the same, in French": ("index.js", "locales/fr.js"),
    "loaded after it: menu, inserting, mirror of drafts": ("later.js",),
    "for a bar or a badge": ("form.js",),
    "for words of a file": ("words.js",),
    "the client alone": ("client.js",),
}
"""What is loaded for what, all of it under /widget/."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--quick", action="store_true", help="a few of each: that it runs")
    parser.add_argument("--json", type=Path, help="write the figures there as well")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name} in docs/ as well")
    chosen = parser.parse_args(arguments)
    sections = measured(chosen.quick)
    facts = machine(["playwright", "websockets"])
    show(facts, sections)
    if chosen.json:
        chosen.json.write_text(json.dumps(plain(facts, sections), indent=2) + "\n")
    if chosen.write:
        command = "python -m benchmarks.widget" + " --quick" * chosen.quick + " --write"
        chart = {"paint": bars("From a frame to a painted card", "ms", _bars(sections["paint"]))}
        write("widget", f".venv/bin/{command}", facts, sections, chart)


def measured(quick: bool) -> dict[str, Section]:
    """Return all figures."""
    cards, pages = (10, 2) if quick else (200, 20)
    weigh_at = (WARM, 2 * WARM) if quick else (WARM, *range(12_500, 50_001, 12_500))
    with sync_playwright() as playwright, fed() as feed:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        painted = _fresh(browser, lambda context: paints(context, feed, cards))
        first = _fresh(browser, lambda context: first_paints(context, feed, pages))
        grown = _fresh(browser, lambda context: list(day(context, feed, weigh_at)))
        browser.close()
    return {"paint": _paint(painted, first), "size": size(), "day": _day(grown)}


def _fresh(browser: Browser, run: Callable[[BrowserContext], list[T]]) -> list[T]:
    context = browser.new_context(viewport={"width": 900, "height": 700})
    try:
        return run(context)
    finally:
        context.close()


def _paint(painted: Sequence[Paint], first: Sequence[Paint]) -> Section:
    groups = {
        "bare textContent": [each for each in painted if each.what == "bare"],
        "a card": [each for each in painted if each.what == "card"],
        "the first card of a page": first,
    }
    return Section(
        title="From a frame to a painted card",
        note=(
            "Milliseconds from the frame's `message` event. `drawn`: the handler is done, the DOM "
            "is as the frame says. `painted`: the first task after the next frame's rendering; the "
            "screen's beat of 16.7 ms is part of it, for the bare write as well. "
            f"Aim: {AIM_MS} ms to paint, the first card of a page included."
        ),
        rows=[{"what": name, **_figures(found)} for name, found in groups.items()],
    )


def _figures(found: Sequence[Paint]) -> dict[str, Value]:
    drawn = [each.drawn for each in found]
    painted = [each.painted for each in found]
    return {
        "count": len(found),
        "drawn p50": round(percentile(drawn, 50), 1),
        "drawn p99": round(percentile(drawn, 99), 1),
        "painted p50": round(percentile(painted, 50), 1),
        "painted p99": round(percentile(painted, 99), 1),
        "worst": round(max(painted), 1),
    }


def _bars(paint: Section) -> list[tuple[str, float]]:
    return [
        (f"{row['what']}, {cut}", float(row[f"painted {cut}"]))
        for row in paint.rows
        for cut in ("p50", "p99")
    ]


def size() -> Section:
    """Return what a page loads, in bytes."""
    rows: list[dict[str, Value]] = []
    for what, names in LOADED.items():
        files = [(widget_dir() / name).read_bytes() for name in names]
        rows.append(
            {
                "what": what,
                "bytes": sum(len(each) for each in files),
                "gzip": sum(len(gzip.compress(each)) for each in files),
            }
        )
    return Section(
        title="Script",
        note="Bytes, as they are and compressed. Aim: 20,000 compressed before a first card.",
        rows=rows,
    )


def _day(weights: Sequence[Weight]) -> Section:
    first = weights[0]
    return Section(
        title="A tab that is open all day",
        note=(
            "Chats of the demo, five open at once, one after the other, through one widget; cards "
            "inserted, put aside, muted. Measured after garbage collection; `growth` is against "
            f"the first row. Aim: under {AIM_MB} MB over 50,000 messages."
        ),
        rows=[
            {
                "messages": each.messages,
                "heap MB": round(each.heap_mb, 2),
                "growth MB": round(each.heap_mb - first.heap_mb, 2),
                "DOM nodes": each.nodes,
                "listeners": each.listeners,
            }
            for each in weights
        ],
    )


if __name__ == "__main__":
    main()
