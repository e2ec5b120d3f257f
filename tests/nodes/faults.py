"""What happens to a cluster under load -> when it happened, once it is mended again.

What each leaves to be judged is in `Load`: who was dark, what was read late, what is wrong.
"""

import asyncio
import os
import random
import signal
import time
from collections.abc import Awaitable, Callable, Iterator

from tests.faults.proxy import Proxy
from tests.nodes.cluster import Cluster
from tests.nodes.load import Load
from tests.soak.server import Node

FROZEN = 5.0
"""Seconds: longer than a node keeps what it has taken."""
CUT = 4.5
DOWN = 0.3
"""Seconds between the end of Redis and its next start."""

Fault = Callable[[Cluster, Load, Node], Awaitable[float]]


async def killed(cluster: Cluster, going: Load, node: Node) -> float:
    """Kill a node that has much to read, and start it again."""
    await going.burst(node)
    began = time.monotonic()
    await node.end(signal.SIGKILL)
    await asyncio.sleep(3)
    await cluster.restart(node)
    return began


async def frozen(cluster: Cluster, going: Load, node: Node) -> float:
    """Stop a node that has much to read, until others have its work, and let it go on."""
    await going.burst(node)
    began = time.monotonic()
    os.kill(node.pid, signal.SIGSTOP)
    try:
        await asyncio.sleep(FROZEN)
    finally:
        os.kill(node.pid, signal.SIGCONT)
    await cluster.balancer.sees(node.port, ready=True)
    return began


async def restarted(cluster: Cluster, going: Load, node: Node) -> float:
    """End a node in good order, and start it again."""
    began = time.monotonic()
    await node.end(signal.SIGTERM)
    assert node.code == 0, node.log.read_text()[-2000:]
    await cluster.restart(node)
    return began


async def scaled(cluster: Cluster, going: Load, node: Node) -> float:
    """Have two nodes more, then three fewer, then as many as before."""
    came = await cluster.add(2)
    await going.heard(40)
    began = time.monotonic()
    for one in (node, *came):
        await one.end(signal.SIGTERM)
        assert one.code == 0, one.log.read_text()[-2000:]
    for one in came:
        cluster.nodes.remove(one)
    await cluster.restart(node)
    return began


async def redis_killed(cluster: Cluster, going: Load, node: Node) -> float:
    """Kill Redis, and start it again on what it has on its disk."""
    began = time.monotonic()
    await asyncio.to_thread(cluster.redis.kill)
    await asyncio.sleep(DOWN)
    await asyncio.to_thread(cluster.redis.start)
    return began


async def reset(cluster: Cluster, going: Load, node: Node) -> float:
    """Reset every connection of every client, some times."""
    began = time.monotonic()
    for _ in range(4):
        cluster.balancer.cut()
        await asyncio.sleep(0.5)
    return began


def cut_off(proxy: Proxy, alone: Node) -> Fault:
    """Return a fault: one node gets no answer from Redis for a while, whichever was meant."""

    async def happens(cluster: Cluster, going: Load, node: Node) -> float:
        began = time.monotonic()
        proxy.silent = True
        await asyncio.sleep(CUT)
        # What was on its way comes late, as from a network that only stood still.
        proxy.silent = False
        await cluster.balancer.sees(alone.port, ready=True)
        return began

    return happens


NAMED: dict[str, Fault] = {
    "a node killed (-9)": killed,
    "a node frozen for 5 s": frozen,
    "a node restarted": restarted,
    "3, then 5, then 2 nodes": scaled,
    "Redis killed (-9)": redis_killed,
    "all connections reset": reset,
}
OFF = "a node cut off from Redis"


def lottery(chance: random.Random, names: list[str]) -> Iterator[str]:
    """Yield faults: all in a random order, then all again in another one."""
    while True:
        yield from chance.sample(names, len(names))
