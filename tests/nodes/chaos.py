"""Minutes of faults, one after the other, under load -> what came of each, and a verdict."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.proxy import proxied
from tests.nodes import faults
from tests.nodes.cluster import Cluster, cluster
from tests.nodes.load import load

WIDGETS = 60


@dataclass
class Told:
    """What one kind of fault came to; times in seconds, each the longest."""

    times: int = 0
    acknowledged: int = 0
    again: int = 0
    takeover: float = 0.0
    dark: float = 0.0
    lag: float = 0.0


@dataclass
class Outcome:
    """What a run came to; `wrong` is empty when every promise was kept."""

    seed: int
    seconds: float = 0.0
    by_fault: dict[str, Told] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


async def chaos(
    folder: Path,
    seconds: float,
    seed: int,
    *,
    widgets: int = WIDGETS,
    told: Callable[[float, str], None] = lambda seconds, fault: None,
) -> Outcome:
    """Have one fault after the other happen to three nodes; each has a load of its own."""
    chance, outcome = random.Random(seed), Outcome(seed)
    began = time.monotonic()
    async with cluster(folder, 2) as three, proxied(three.redis.port) as proxy:
        (alone,) = await three.add(journal=f"redis://127.0.0.1:{proxy.port}/0")
        all_faults = faults.NAMED | {faults.OFF: faults.cut_off(proxy, alone)}
        for number, name in enumerate(faults.lottery(chance, list(all_faults))):
            outcome.seconds = time.monotonic() - began
            if outcome.seconds > seconds:
                return outcome
            told(outcome.seconds, name)
            one = outcome.by_fault.setdefault(name, Told())
            wrong = await _round(three, f"r{number}", all_faults[name], chance, widgets, one)
            outcome.wrong += [f"round {number}, {name}: {line}" for line in wrong]
    return outcome


async def _round(
    group: Cluster, name: str, fault: faults.Fault, chance: random.Random, widgets: int, one: Told
) -> list[str]:
    async with load(group, name, seed=chance.randrange(10**6), widgets=widgets) as going:
        for node in group.nodes:
            going.observe(node)
        await going.heard(60)
        at = await fault(group, going, chance.choice(group.nodes))
        await going.heard(60)
        wrong = await going.wrong()
        # Those at one node alone cannot go elsewhere.
        going.widgets = [one for one in going.widgets if one.front is group]
        one.times += 1
        one.acknowledged += len(going.ledger.acked)
        one.again += len(going.ledger.again)
        one.takeover = max(one.takeover, going.takeover(at))
        one.dark = max(one.dark, going.darkest(at))
        one.lag = max(one.lag, *(max(widget.lags, default=0.0) for widget in going.widgets))
        return wrong + [f"begun anew: {why}" for why in going.anew]
