"""All nodes restarted one after the other, under load -> how dark widgets were, who came when."""

import asyncio
import signal
import time
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.nodes.cluster import Cluster
from tests.nodes.load import load

BUSY = 1.0
"""Seconds over which connections are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rolled:
    """What a rolling restart came to; `wrong` is empty when every promise was kept.

    `busiest`: the most connections that one node got within a second. `back`: how often widgets
    had to come back. Times in seconds.
    """

    wrong: tuple[str, ...] | list[str]
    anew: list[str]
    darkest: float
    dark: tuple[float, ...]
    busiest: int
    back: int
    acknowledged: int
    latest: float
    waits: tuple[float, ...]
    seconds: float


async def rolling(
    cluster: Cluster,
    name: str,
    *,
    widgets: int,
    seed: int = 1,
    told: Callable[[int], None] = lambda node: None,
) -> Rolled:
    """Restart every node of a cluster in good order, each once the one before is back."""
    # Each message goes to some 20 widgets: there is less to say where there are more of them.
    chats, pause = max(24, widgets // 10), max(0.05, widgets / 5000)
    async with load(
        cluster, name, seed=seed, chats=chats, widgets=widgets, each=2, pause=pause
    ) as going:
        began = time.monotonic()
        for number, node in enumerate(tuple(cluster.nodes), 1):
            await node.end(signal.SIGTERM)
            assert node.code == 0, node.log.read_text()[-2000:]
            await cluster.restart(node)
            told(number)
        await asyncio.sleep(2.0)
        seconds = time.monotonic() - began
        wrong = await going.wrong()
        dark = sorted(s for one in going.widgets for at, s in one.dark if at >= began)
        return Rolled(
            wrong=wrong,
            anew=going.anew,
            darkest=going.darkest(began),
            dark=tuple(dark),
            busiest=max(_busiest(one.sockets, began) for one in cluster.balancer.backends),
            back=len(dark),
            acknowledged=len(going.ledger.acked),
            latest=max(going.waits(began), default=0.0),
            waits=tuple(sorted(going.waits(began))),
            seconds=seconds,
        )


def _busiest(times: Sequence[float], since: float) -> int:
    """Return the most of these times that lie within a second."""
    late = [at for at in times if at >= since]
    return max((bisect_right(late, at + BUSY) - n for n, at in enumerate(late)), default=0)
