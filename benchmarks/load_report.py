"""What a load found -> tables and charts."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.chart import Line, lines
from benchmarks.report import Section, Value
from benchmarks.slices import GAP, Slice, milliseconds
from benchmarks.tally import STEPS


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Server and echo at each rate; what was tried for the highest of each; bare syncs, seconds.

    `cores` is how many the servers had; 0: what they could get.
    """

    cores: int
    pairs: Sequence[tuple[Slice, Slice]]
    tried: Sequence[Slice]
    echoed: Sequence[Slice]
    syncs: Sequence[float]


def sections(found: Found) -> dict[str, Section]:
    """Return the tables."""
    return {
        "cpu": Section(
            title="CPU of a message",
            note=f"{_cores(found.cores)} Microseconds of the server's CPU for a message; `busy` "
            "and `generator` are parts of a core. Chats say something every "
            f"{GAP:g} s: {round(found.pairs[-1][0].rate * GAP):,} of them at the last rate. "
            "Aim: 10 times the echo or less, then 6.",
            rows=[_cost(*pair) for pair in found.pairs],
        ),
        "latency": Section(
            title="From the moment when a message is due",
            note="Milliseconds. `acknowledged` is the platform's answer, after the sync of the "
            "disk; the others are the widget's frames. `p50 ratio` and `p99 ratio` are to the "
            "echo's at the same rate. `late`: by how much the generator was, which is within the "
            "others. Aim: a p50 of the acknowledgement of 3 times the echo's at 1,000 a second.",
            rows=[row for pair in found.pairs for row in _latencies(*pair)] + [_syncs(found)],
        ),
        "highest": Section(
            title="The highest rate",
            note="Sustained: p99 of the acknowledgement below 50 ms; 98 % are acknowledged, and "
            "read, when the time is over. What fails is tried once more. The echo's rows tell "
            "what the generator can do. Aim: 1,500 a second, then 3,000.",
            rows=[
                *(_tried("server", slice) for slice in found.tried),
                *(_tried("echo", slice) for slice in found.echoed),
            ],
        ),
    }


def _cores(count: int) -> str:
    if not count:
        return "Nobody has a core of its own, since the machine has one alone: look at no ratio."
    had = "one core" if count == 1 else f"{count} cores"
    return (
        f"What serves has {had}, for a journal in a file as well; the echo takes turns with it on "
        "the first. The generator has another."
    )


def _cost(server: Slice, echo: Slice) -> dict[str, Value]:
    return {
        "asked /s": round(server.rate),
        "reached /s": round(server.done / server.seconds),
        "server µs": round(server.micros, 1),
        "echo µs": round(echo.micros, 1),
        "ratio": round(server.micros / echo.micros, 2),
        **({"journal µs": round(server.journal / server.done * 1e6, 1)} if server.journal else {}),
        "server busy %": round(server.cpu / server.seconds * 100, 1),
        "generator %": round(server.own / server.seconds * 100, 1),
    }


def _latencies(server: Slice, echo: Slice) -> list[dict[str, Value]]:
    rate, base = round(server.rate), "acknowledged"
    rows: list[dict[str, Value]] = [_row(rate, "echo", echo.lags[base])]
    for name in STEPS:
        if len(server.lags[name]):
            row = _row(rate, name, server.lags[name])
            row["p50 ratio"] = round(server.cut(name, 50) / echo.cut(base, 50), 1)
            row["p99 ratio"] = round(server.cut(name, 99) / echo.cut(base, 99), 1)
            rows.append(row)
    return [*rows, _row(rate, "late", server.late)]


def _row(rate: int, what: str, seconds: Sequence[float]) -> dict[str, Value]:
    row: dict[str, Value] = {"rate": rate, "what": what, "count": len(seconds)}
    for cut in (50, 99, 99.9):
        row[f"p{cut:g}"] = round(milliseconds(seconds, cut), 2)
    return {**row, "p50 ratio": "", "p99 ratio": ""}


def _syncs(found: Found) -> dict[str, Value]:
    return _row(0, "a bare sync", found.syncs) | {"rate": ""}


def _tried(what: str, slice: Slice) -> dict[str, Value]:
    given_up = not slice.seconds
    return {
        "what": what,
        "asked /s": round(slice.rate),
        "reached /s": "given up" if given_up else round(slice.done / slice.seconds),
        "read /s": "" if given_up or what == "echo" else round(slice.read / slice.seconds),
        "p99 ms": "" if given_up else round(slice.cut("acknowledged", 99), 1),
        "busy %": "" if given_up else round(slice.cpu / slice.seconds * 100, 1),
        "generator %": "" if given_up else round(slice.own / slice.seconds * 100, 1),
    }


def charts(found: Found) -> dict[str, str]:
    """Return a chart for each table that has one."""
    pairs = found.pairs
    cost = [
        Line("the server", [(server.rate, server.micros) for server, _ in pairs]),
        Line("a bare echo", [(echo.rate, echo.micros) for _, echo in pairs]),
    ]
    waits = [
        Line(f"{name}, p{cut:g}", [(server.rate, server.cut(name, cut)) for server, _ in pairs])
        for name in ("acknowledged", "message.read")
        for cut in (50, 99, 99.9)
    ]
    echoes = [
        Line(f"echo, p{cut:g}", [(echo.rate, echo.cut("acknowledged", cut)) for _, echo in pairs])
        for cut in (50, 99)
    ]
    rate = "messages a second"
    return {
        "cpu": lines("CPU of a message", rate, "microseconds", cost, log_y=True),
        "latency": lines(
            "Time from when a message is due", rate, "milliseconds", waits + echoes, log_y=True
        ),
    }
