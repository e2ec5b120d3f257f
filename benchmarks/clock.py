"""Calls -> what each costs: CPU nanoseconds and, where the machine counts them, instructions.

Contestants take turns on each text, so that whatever else the machine does falls on all of them.
"""

import ctypes
import gc
import os
import platform
import statistics
import struct
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

Call = Callable[[str], object]

HARDWARE, INSTRUCTIONS = 0, 1
_SYSTEM_CALLS = {"x86_64": 298, "aarch64": 241}
_USER_MODE_ALONE = 1 << 5 | 1 << 6
_CLOSE_ON_EXEC = 8


class Cost(NamedTuple):
    """What one call took; `instructions` are 0 where the machine does not count them."""

    nanoseconds: int
    instructions: int


def counter(kind: int = HARDWARE, event: int = INSTRUCTIONS) -> int | None:
    """Return a descriptor that counts an event of this thread in user mode, None where refused."""
    number = _SYSTEM_CALLS.get(platform.machine())
    if platform.system() != "Linux" or number is None:
        return None
    # struct perf_event_attr in its first version: type, size, config, ..., flags at byte 40.
    asked = struct.pack("IIQQQQQIIQ", kind, 64, event, 0, 0, 0, _USER_MODE_ALONE, 0, 0, 0)
    found = ctypes.CDLL(None, use_errno=True).syscall(number, asked, 0, -1, -1, _CLOSE_ON_EXEC)
    return found if found >= 0 else None


class Clock:
    """Measures calls; what reading the clock costs itself is taken off."""

    def __init__(self) -> None:
        self._counter = counter()
        self._own = Cost(0, 0)
        taken = [self.cost(str, "") for _ in range(1000)]
        self._own = Cost(*(int(statistics.median(values)) for values in zip(*taken, strict=True)))

    @property
    def counts_instructions(self) -> bool:
        """Whether this machine counts them."""
        return self._counter is not None

    def cost(self, call: Call, text: str) -> Cost:
        """Return what `call(text)` costs."""
        instructions = self._counted()
        began = time.process_time_ns()
        call(text)
        taken = time.process_time_ns() - began
        counted = self._counted() - instructions
        return Cost(max(0, taken - self._own[0]), max(0, counted - self._own[1]))

    def paired(
        self, contestants: Sequence[Call], texts: Sequence[str], pause: float = 0.0
    ) -> list[list[Cost]]:
        """Return each contestant's cost of each text; who is first changes with every text.

        Args:
            contestants: what is compared.
            texts: all different.
            pause: seconds to sleep before each call, as a chat does.
        """
        taken: list[list[Cost]] = [[] for _ in contestants]
        for turn, text in enumerate(texts):
            for place in range(len(contestants)):
                who = (turn + place) % len(contestants)
                time.sleep(pause)
                taken[who].append(self.cost(contestants[who], text))
        return taken

    def _counted(self) -> int:
        if self._counter is None:
            return 0
        return int.from_bytes(os.read(self._counter, 8), "little")


@contextmanager
def frozen() -> Iterator[None]:
    """Keep what is loaded out of the garbage collection, as the server does."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def microseconds(costs: Sequence[Cost], percent: int = 50) -> float:
    """Return a percentile of the CPU time."""
    return percentile([cost.nanoseconds / 1000 for cost in costs], percent)


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the smallest value that at least `percent` of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]
