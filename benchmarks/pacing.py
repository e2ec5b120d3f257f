"""Moments -> calls at these moments, whatever became of the calls before.

The kernel's timer wakes us, exact to some 0.1 ms: the event loop counts whole milliseconds.
"""

import asyncio
import ctypes
import os
import time
from collections.abc import Callable, Sequence
from random import Random
from typing import Final

_LIBC: Final = ctypes.CDLL(None, use_errno=True)
_MONOTONIC: Final = 1
_ABSOLUTE: Final = 1
_BILLION: Final = 1_000_000_000


def moments(rate: float, seconds: float, chance: Random) -> list[float]:
    """Return when things happen that happen `rate` times a second, each for itself.

    As with messages of many people: the gaps are exponential, so that some come at once.
    """
    found, at = list[float](), chance.expovariate(rate)
    while at < seconds:
        found.append(at)
        at += chance.expovariate(rate)
    return found


async def paced(due: Sequence[float], call: Callable[[float], None]) -> None:
    """Call `call(moment)` at each moment of `time.monotonic`, in order; late ones at once.

    Raises:
        Exception: what `call` raised; the moments after it are left out.
    """
    loop = asyncio.get_running_loop()
    timer = _LIBC.timerfd_create(_MONOTONIC, os.O_NONBLOCK | os.O_CLOEXEC)
    if timer < 0:
        raise OSError(ctypes.get_errno(), "no timer of the kernel")
    finished: asyncio.Future[None] = loop.create_future()
    coming = iter([*due, float("inf")])
    moment = next(coming)

    def wake() -> None:
        nonlocal moment
        os.read(timer, 8)
        try:
            while moment <= time.monotonic():
                call(moment)
                moment = next(coming)
        except Exception as error:
            moment = float("inf")
            finished.set_exception(error)
        else:
            if moment == float("inf"):
                finished.set_result(None)
            else:
                _set(timer, moment)

    loop.add_reader(timer, wake)
    try:
        _set(timer, moment if due else 0.0)
        await finished
    finally:
        loop.remove_reader(timer)
        os.close(timer)


def _set(timer: int, moment: float) -> None:
    """Let the timer go off at a moment; at once where it has passed."""
    at = max(1, int(moment * _BILLION))
    value = (ctypes.c_long * 4)(0, 0, at // _BILLION, at % _BILLION)
    _LIBC.timerfd_settime(timer, _ABSOLUTE, value, None)
