"""How a connection ended -> when a widget tries again: what widget/src/retry.js does."""

import random
from typing import Literal

Step = Literal["stop", "now", "token", "retry"]

FIRST = 1.0
LONGEST = 30.0
_STOP = {1000, 1002, 1003, 1007, 1009}
_TOKEN = {4001, 4204}


def step_after(code: int) -> Step:
    """Return what a close code asks for."""
    if code in _TOKEN:
        return "token"
    if code in _STOP or 4000 <= code < 4100:
        return "stop"
    return "now" if code == 1001 or 4200 <= code < 4300 else "retry"


def delay_before(step: Step, attempt: int, chance: random.Random, retry: float | None) -> float:
    """Return the seconds until the next try; `attempt`: tries since it last worked, from 0."""
    window = min(LONGEST, FIRST * 2.0**attempt)
    if step == "retry" or attempt > 0:
        return chance.random() * max(window, retry or 0.0)
    return chance.random() * (FIRST if retry is None else retry)
