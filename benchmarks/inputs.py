"""benchmarks/costs.toml -> what a message, a widget and a chat cost, as they were measured.

`benchmarks/costs.py` writes it; `benchmarks/plan.py` and `benchmarks/cell.py` count with it.
"""

import tomllib
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_name("costs.toml")

WHAT: Final = {
    "node_cpu_us": "CPU of a node for a message, all included, µs",
    "connect_us": "CPU of a node for a widget that comes and follows a chat, µs",
    "base_mb": "memory of a node that has nothing to do, MB",
    "worker_mb": "memory of each further process of `--workers`, MB",
    "widget_kb": "memory of a node for an idle widget, KB",
    "chat_kb": "memory of a node for a live chat, KB",
    "start_s": "start of a node, s",
    "redis_cpu_us": "CPU of Redis for a message, when it is busy: append, commit, publish, µs",
    "redis_beat_us": "CPU of Redis for a second of a node that has nothing to do, µs",
    "redis_message_bytes": "memory of Redis for a message, all included, bytes",
    "redis_id_bytes": "of that, for its id, which is kept for 96 h, bytes",
    "redis_disk_bytes": "append-only file, for a message, bytes",
    "redis_in_bytes": "network into Redis for a message, bytes",
    "redis_out_bytes": "network out of Redis for a message, bytes",
    "sync_ms": "a sync of the disk, p50, ms",
}
"""Each cost in words, with its unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What was measured, in the units of `WHAT`.

    Args:
        day, machine: when and where.
        guessed: names of those that were not measured: they are placeholders.
    """

    node_cpu_us: float
    connect_us: float
    base_mb: float
    worker_mb: float
    widget_kb: float
    chat_kb: float
    start_s: float
    redis_cpu_us: float
    redis_beat_us: float
    redis_message_bytes: float
    redis_id_bytes: float
    redis_disk_bytes: float
    redis_in_bytes: float
    redis_out_bytes: float
    sync_ms: float
    day: str = ""
    machine: str = ""
    guessed: tuple[str, ...] = field(default=())


def load(path: Path = FILE) -> Costs:
    """Return what the file says.

    Raises:
        ValueError: a cost is missing, unknown or not above 0; says which.
    """
    plain = tomllib.loads(path.read_text())
    names = {one.name for one in fields(Costs)}
    if wrong := sorted(names ^ plain.keys()):
        raise ValueError(f"{path.name}: {wrong}: have each of {sorted(names)} once")
    for name in WHAT:
        if not isinstance(plain[name], (int, float)) or plain[name] <= 0:
            raise ValueError(f"{path.name}: {name}: write a number above 0")
    return Costs(**{**plain, "guessed": tuple(plain["guessed"])})


def text(costs: Costs) -> str:
    """Return the file's content."""
    plain = asdict(costs)
    lines = [
        "# What docs/sizing.md and docs/scaling.md are computed from. Measured by",
        "#     .venv/bin/python -m benchmarks.costs --write",
        "# and then the pages are written by",
        "#     .venv/bin/python -m benchmarks.simulation --write",
        "",
        f'day = "{costs.day}"',
        f'machine = "{costs.machine}"',
        "# Not measured yet: placeholders.",
        "guessed = [" + ", ".join(f'"{name}"' for name in costs.guessed) + "]",
        "",
    ]
    for name, what in WHAT.items():
        lines += [f"# {what}", f"{name} = {plain[name]:g}"]
    return "\n".join(lines) + "\n"
