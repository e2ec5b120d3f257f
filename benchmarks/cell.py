"""Measured costs, nodes, a rate and a moment of death -> what a cell's queues make of them.

A discrete-event simulation: nodes serve one thing after the other, each with a time of its own;
Redis takes all that waits at once, then syncs its disk. Who comes back after a death is paced by
the server's own code, and comes back as the widget does.
"""

import heapq
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from math import exp, log, sqrt
from random import Random
from typing import Final

from assist.config import Limits
from assist.journal.redis.leases import BEAT
from assist.server.connections import Connections
from benchmarks.inputs import Costs

LEASE: Final = 2.0
"""Seconds for which a dead node's conversations stay its own (assist/journal/redis/scripts)."""
VARIES: Final = 1.0
"""The standard deviation of a message's cost, in means: texts are short and long."""
PARTS: Final = (0.25, 0.65, 0.10)
"""Of a node's cost for a message: to take it, to read and judge it, to push what came of it."""
RETRY: Final = 1.0
"""Seconds after which a platform sends again what was not acknowledged."""
TRIP: Final = 0.0003
"""Seconds to Redis and back in one data centre, without its own work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What is simulated; seconds, and messages a second of the whole cell.

    `dies`: when one of the nodes does; None: none. `sockets`: widgets on each node. `accept_rate`:
    how many sockets a second a node takes.
    """

    nodes: int
    rate: float
    seconds: float
    dies: float | None = None
    sockets: int = 0
    accept_rate: float = Limits().accept_rate
    seed: int = 0


@dataclass(slots=True, kw_only=True)
class Message:
    """One message: when it was due, acknowledged and read."""

    due: float
    acknowledged: float | None = None
    read: float | None = None


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What happened. `dark`: seconds without a socket, of each widget of the dead node."""

    messages: list[Message] = field(default_factory=list)
    dark: "array[float]" = field(default_factory=lambda: array("d"))

    def lags(self, step: str, begin: float, end: float) -> list[float]:
        """Return the seconds until a step, of messages that were due in a span."""
        return [
            at - one.due
            for one in self.messages
            if begin <= one.due < end and (at := getattr(one, step)) is not None
        ]


class Node:
    """One process on one core: first come, first served."""

    def __init__(self, accept_rate: float) -> None:
        self.alive = True
        self.sockets = Connections(Limits(accept_rate=accept_rate), room=1_000_000)
        self._free = 0.0

    def serve(self, now: float, seconds: float) -> float:
        """Return when something that comes now is done; calls come in the order of time."""
        self._free = max(now, self._free) + seconds
        return self._free


class Cell:
    """Nodes on one Redis; `run` makes it live."""

    def __init__(self, costs: Costs, setting: Setting) -> None:
        self._costs = costs
        self._setting = setting
        self._chance = Random(setting.seed)
        self._nodes = [Node(setting.accept_rate) for _ in range(setting.nodes)]
        self._events: list[tuple[float, int, Callable[[float], None]]] = []
        self._order = count()
        self._redis: list[tuple[float, Callable[[float], None]]] = []
        self._redis_works = False
        self._outcome = Outcome()

    def run(self) -> Outcome:
        """Return what happened, once nothing more does."""
        self._at(self._chance.expovariate(self._setting.rate), self._arrive)
        if self._setting.dies is not None:
            self._at(self._setting.dies, self._die)
        while self._events:
            now, _, happens = heapq.heappop(self._events)
            happens(now)
        return self._outcome

    def _at(self, when: float, happens: Callable[[float], None]) -> None:
        heapq.heappush(self._events, (when, next(self._order), happens))

    def _arrive(self, now: float) -> None:
        message = Message(due=now)
        self._outcome.messages.append(message)
        self._take(message, now)
        after = now + self._chance.expovariate(self._setting.rate)
        if after < self._setting.seconds:
            self._at(after, self._arrive)

    def _take(self, message: Message, now: float) -> None:
        """A node takes a message and has Redis write it."""
        node, costs = self._any(), self._message_costs()

        def written(then: float) -> None:
            if not node.alive:
                self._at(max(then, message.due) + RETRY, lambda at: self._take(message, at))
                return
            message.acknowledged = then
            self._read(message, node, costs, then)

        done = node.serve(now, costs[0])
        self._at(done, lambda at: self._ask_redis(at, written))

    def _read(self, message: Message, node: Node, costs: tuple[float, ...], now: float) -> None:
        """The same node reads it; should it die, another one does once its lease is over."""

        def committed(then: float) -> None:
            if not node.alive:
                self._take_over(message, then)
                return
            self._at(self._any().serve(then, costs[2]), pushed)

        def pushed(then: float) -> None:
            message.read = then

        def folded(then: float) -> None:
            if not node.alive:
                self._take_over(message, then)
                return
            self._ask_redis(then, committed)

        self._at(node.serve(now, costs[1]), folded)

    def _take_over(self, message: Message, now: float) -> None:
        died = self._setting.dies or 0.0
        # It was renewed at its last beat; the others look at each of theirs.
        due = died + LEASE - self._chance.random() * BEAT + self._chance.random() * BEAT
        costs = self._message_costs()
        self._at(max(now, due), lambda at: self._read(message, self._any(), costs, at))

    def _ask_redis(self, now: float, answer: Callable[[float], None]) -> None:
        self._redis.append((self._costs.redis_cpu_us / 2e6, answer))
        if not self._redis_works:
            self._work_of_redis(now)

    def _work_of_redis(self, now: float) -> None:
        """Redis does all that waits and syncs once for it."""
        taken, self._redis = self._redis, []
        self._redis_works = bool(taken)
        if not taken:
            return
        done = now + sum(seconds for seconds, _ in taken) + self._costs.sync_ms / 1000
        for _, answer in taken:
            self._at(done + TRIP, answer)
        self._at(done, self._work_of_redis)

    def _die(self, now: float) -> None:
        self._nodes[0].alive = False
        for _ in range(self._setting.sockets):
            self._come_back(now, 0, 0.0)

    def _come_back(self, now: float, attempt: int, asked: float) -> None:
        """A widget waits as widget/src/retry.js says, then tries any node."""
        window = max(min(30.0, 2.0**attempt), asked)
        at = now + self._chance.random() * window
        self._at(at, lambda then: self._connect(then, attempt + 1))

    def _connect(self, now: float, attempt: int) -> None:
        node, socket = self._any(), _Socket()
        if away := node.sockets.arrive(socket, now):
            self._come_back(now, attempt, away / 1000)
            return
        node.sockets.release(socket)
        done = node.serve(now, self._costs.connect_us / 1e6)
        self._outcome.dark.append(done - (self._setting.dies or 0.0))

    def _any(self) -> Node:
        return self._chance.choice([node for node in self._nodes if node.alive])

    def _message_costs(self) -> tuple[float, ...]:
        # The logarithm of a cost is normal; its mean is the one measured.
        spread = log(1 + VARIES**2)
        whole = exp(self._chance.gauss(-spread / 2, sqrt(spread))) * self._costs.node_cpu_us / 1e6
        return tuple(part * whole for part in PARTS)


class _Socket:
    """What comes back; nothing is said to it here."""

    def say(self, frame: object) -> None:
        """Hear nothing."""

    def end(self, close: object, *, retry_ms: int | None = None) -> None:
        """End nothing."""
