"""An address -> the two lines of this node to its Redis, and what all calls on them share.

Reads have a line of their own: they need not wait until replicas have what is being written.
"""

import asyncio
import secrets
from collections.abc import Callable
from itertools import count
from typing import Any, Final

from assist.journal.redis.address import Address
from assist.journal.redis.clock import Clock
from assist.journal.redis.line import Line
from assist.journal.redis.terms import Terms
from assist.journal.secret import Secret

_CALL: Final = 3
"""Bytes of a call's name that are this process's, and as many that count: an id keeps them."""


class Server:
    """The Redis as this node has it.

    Args:
        address: where it is.
        secret: names what must not be told.
        prefix: with which all keys begin, in braces.
        node: this node's id.
        replicas: how many must have what is written before it is acknowledged.
        steady: a clock in seconds that is never set.
        doubtful: is called when something that is watched may have been missed.
    """

    def __init__(
        self,
        address: Address,
        secret: Secret,
        *,
        prefix: str,
        node: str,
        replicas: int,
        steady: Callable[[], float],
        doubtful: Callable[[], None],
    ) -> None:
        self.address = address
        self.secret = secret
        self.node = node
        self.prefix = f"{{{prefix}}}:"
        self.clock = Clock(steady)
        self.terms = Terms(f"{self.prefix}meta", node, secret.name("journal"), changed=doubtful)
        self._replicas = replicas
        self._doubtful = doubtful
        self._mine = secrets.token_bytes(_CALL)
        self._count = count()
        self.writes: Line
        self.reads: Line

    def begin(self) -> None:
        """Let calls pass."""
        connect, terms = self.address.connect, self.terms
        self.writes = Line(connect, terms, replicas=self._replicas, doubtful=self._doubtful)
        self.reads = Line(connect, terms)

    def key(self, kind: str, name: str = "") -> str:
        """Return the whole name of a key."""
        return f"{self.prefix}{kind}{name}"

    def call(self) -> bytes:
        """Return a name for a call, so that its second run is known for one."""
        number: int = next(self._count) % (1 << 8 * _CALL)
        return self._mine + number.to_bytes(_CALL)

    @property
    def trouble(self) -> str | None:
        """Why calls are not answered now; None while all is well."""
        return self.writes.trouble or self.reads.trouble

    async def set_clock(self) -> None:
        """Take Redis's time."""
        begun = self.clock.steady()

        def told(reply: list[bytes]) -> None:
            self.clock.set(begun, self.clock.steady(), _seconds(reply))

        await self.reads.ask("TIME", finish=told)

    async def close(self) -> None:
        """Finish what was handed in, then let go."""
        await asyncio.gather(self.writes.close(), self.reads.close())
        await self.address.close()


def _seconds(reply: list[Any]) -> float:
    return int(reply[0]) + int(reply[1]) / 1e6
