"""What Redis's clock says now and then, and a steady clock here -> the time all nodes share."""

from collections.abc import Callable
from typing import Final

FRESH: Final = 10.0
"""Seconds after which to ask again."""
SLOW: Final = 0.2
"""Seconds for an answer after which it is too old to set a clock by."""
_PACE: Final = 0.5
"""How fast a clock that was ahead runs until it is right: it never stands, and never goes back."""


class Clock:
    """Seconds since the epoch, as the nodes of one Redis agree upon them."""

    def __init__(self, steady: Callable[[], float]) -> None:
        self.steady = steady
        self._offset: float | None = None
        self._ahead = 0.0
        self._set_at = 0.0

    @property
    def stale(self) -> bool:
        """Whether it should be set again."""
        return self._offset is None or self.steady() - self._set_at > FRESH

    def set(self, begun: float, ended: float, told: float) -> None:
        """Take what Redis told between two moments of the steady clock: it was in their middle.

        An answer that was long on its way is left out, but for the first.
        """
        if self._offset is not None and ended - begun > SLOW:
            return
        offset = told - (begun + ended) / 2
        now = self.now() if self._offset is not None else 0.0
        self._offset = offset
        self._set_at = self.steady()
        self._ahead = max(0.0, now - (self._set_at + offset))

    def now(self) -> float:
        """Return the time."""
        steady = self.steady()
        ahead = max(0.0, self._ahead - (1 - _PACE) * (steady - self._set_at))
        return steady + (self._offset or 0.0) + ahead
