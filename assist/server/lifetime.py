"""When a socket's token expires -> a reminder in time, and the end when no other one came."""

import asyncio
from collections.abc import Callable
from typing import Final

from assist.server.auth import Grant

_DUE: Final = 0.8
"""The part of the time left after which a new token is asked for."""


class Lifetime:
    """The two timers of the token that holds.

    Args:
        clock: seconds since the epoch.
        grace: seconds for which a socket outlives its token.
        due: is called with the milliseconds left, when a new token should come.
        over: is called once the grace is over too.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        grace: float,
        *,
        due: Callable[[int], None],
        over: Callable[[], None],
    ) -> None:
        self._clock = clock
        self._grace = grace
        self._due = due
        self._over = over
        self._expires_at = 0.0
        self._timers: tuple[asyncio.TimerHandle, ...] = ()

    @property
    def left_ms(self) -> int:
        """Milliseconds until the token expires; 0 once it has."""
        return max(0, round((self._expires_at - self._clock()) * 1000))

    @property
    def ended(self) -> bool:
        """Whether the grace is over: timers come late where the machine has slept."""
        return self._clock() > self._expires_at + self._grace

    def begin(self, grant: Grant) -> None:
        """Count the time of a token, in the place of the one before."""
        self.stop()
        self._expires_at = grant.expires_at
        left = self._expires_at - self._clock()
        loop = asyncio.get_running_loop()
        self._timers = (
            loop.call_later(max(0.0, left * _DUE), self._remind),
            loop.call_later(max(0.0, left + self._grace), self._over),
        )

    def stop(self) -> None:
        """Count no longer."""
        for timer in self._timers:
            timer.cancel()
        self._timers = ()

    def _remind(self) -> None:
        self._due(self.left_ms)
