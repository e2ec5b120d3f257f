"""The times of a peer's frames -> whether the next one comes too soon (a token bucket)."""


class Pace:
    """Allows `rate` frames a second on average, and `burst` at once."""

    __slots__ = ("_at", "_burst", "_left", "_rate")

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._left = burst
        self._at = 0.0

    def wait(self, now: float) -> float:
        """Count a frame; return 0, or the seconds after which one would be allowed."""
        left = self._left + (now - self._at) * self._rate
        self._left = left if left < self._burst else self._burst
        self._at = now
        if self._left >= 1:
            self._left -= 1
            return 0.0
        return (1 - self._left) / self._rate
