import time
from itertools import pairwise
from random import Random

import pytest

from benchmarks.pacing import moments, paced


def test_moments_are_as_many_as_the_rate_says_and_some_are_close() -> None:
    found = moments(1000.0, 20.0, Random(1))
    assert found == sorted(found)
    assert found[0] > 0 and found[-1] < 20.0
    assert 19_000 < len(found) < 21_000
    gaps = [after - before for before, after in pairwise(found)]
    assert sum(gap < 0.0005 for gap in gaps) == pytest.approx(0.3935 * len(gaps), rel=0.05)


async def test_calls_come_at_their_moments_and_late_ones_at_once() -> None:
    began = time.monotonic()
    due = [began - 1.0, began - 0.5, began + 0.02, began + 0.03]
    called: list[tuple[float, float]] = []
    await paced(due, lambda moment: called.append((moment, time.monotonic())))
    assert [moment for moment, _ in called] == due
    assert all(at >= moment for moment, at in called)
    await paced([], lambda moment: pytest.fail("nothing was due"))


async def test_what_a_call_raises_ends_it() -> None:
    called: list[float] = []

    def fail(moment: float) -> None:
        called.append(moment)
        raise ValueError("too much")

    with pytest.raises(ValueError, match="too much"):
        await paced([1.0, 2.0], fail)
    assert called == [1.0]
