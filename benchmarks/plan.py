"""Measured costs and a number of chats -> nodes, cells and memory; and what is short first.

Plain arithmetic. A cell is one Redis primary with its replicas, and the nodes that share it; a
tenant lives in one cell.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from benchmarks.inputs import Costs

GAP: Final = 10.0
"""Seconds between two messages of a live chat."""
TURNS: Final = 20
"""Messages of a chat."""
BUSY_DAY: Final = 8 * 3600.0
"""Seconds of full load that a day's messages make up."""
IDS: Final = 4.0
"""Days for which ids are kept, whatever else is."""
NODE_BUSY: Final = 0.6
"""Of a core: what is above is kept for bursts, and for what a dead node leaves."""
REDIS_BUSY: Final = 0.5
"""Of Redis's one thread: it must bear all nodes coming back at once."""
REDIS_GB: Final = 64.0
"""Memory of the largest Redis that is still quickly read back from its file."""
FULL: Final = 0.7
"""Of `maxmemory`: what is above is kept for a busy day."""
REDIS_BITS: Final = 10e9 * 0.5
"""Bits a second in and out of Redis's machine, half of its network."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What so many concurrent chats need, at a retention in days.

    `cells` by what each kind of shortage asks for; `nodes` are processes that use a core each.
    """

    chats: int
    days: float
    rate: float
    nodes: int
    redis_gb: float
    cells: Mapping[str, float]

    @property
    def most(self) -> int:
        """How many cells there must be."""
        return max(1, math.ceil(max(self.cells.values())))

    @property
    def short(self) -> str:
        """What asks for the most of them; "" where one cell has enough of all."""
        name = max(self.cells, key=lambda one: self.cells[one])
        return name if self.cells[name] > 1 else ""


def need(costs: Costs, chats: int, days: float) -> Need:
    """Return what so many chats need."""
    rate = chats / GAP
    nodes = math.ceil(rate * costs.node_cpu_us / 1e6 / NODE_BUSY)
    gigabytes = rate * kept_bytes(costs, days) / 1e9
    busy = rate * costs.redis_cpu_us / 1e6 + nodes * costs.redis_beat_us / 1e6
    wire = rate * max(costs.redis_in_bytes, costs.redis_out_bytes) * 8
    return Need(
        chats=chats,
        days=days,
        rate=rate,
        nodes=nodes,
        redis_gb=gigabytes,
        cells={
            "Redis's thread": busy / REDIS_BUSY,
            "Redis's memory": gigabytes / (REDIS_GB * FULL),
            "Redis's network": wire / REDIS_BITS,
        },
    )


def kept_bytes(costs: Costs, days: float) -> float:
    """Return what one message a second adds up to in Redis, if chats are kept so long."""
    words = costs.redis_message_bytes - costs.redis_id_bytes
    return words * loaded(days) + costs.redis_id_bytes * loaded(max(days, IDS))


def loaded(days: float) -> float:
    """Return the most seconds of full load in so many days."""
    return BUSY_DAY * days if days >= 1 else min(days * 86_400.0, BUSY_DAY)


def node_chats(costs: Costs) -> float:
    """Return how many chats a node carries, by its CPU."""
    return NODE_BUSY * 1e6 / costs.node_cpu_us * GAP


def node_mb(costs: Costs) -> float:
    """Return the memory of a node that carries as many, each with a widget that looks on."""
    each = costs.widget_kb + costs.chat_kb
    return costs.base_mb + node_chats(costs) * each / 1000


def back_seconds(costs: Costs, accept_rate: float) -> float:
    """Return how long a node's widgets take to come back, all at once, while messages go on."""
    chats = node_chats(costs)
    return max(chats / accept_rate, chats * costs.connect_us / 1e6 / (1 - NODE_BUSY))


def cell_chats(costs: Costs, days: float) -> float:
    """Return how many chats the largest cell carries."""
    some = need(costs, 1_000_000, days)
    return 1_000_000 / max(some.cells.values())
