from pathlib import Path

import pytest

from assist.journal.redis.clock import FRESH, Clock
from assist.journal.redis.engine import RedisJournal
from tests.journal.conformance import CHAT, post, step
from tests.journal.redis.nodes import die
from tests.journal.redis.servers import RedisServer


class Steady:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_time_is_that_of_the_middle_of_the_question() -> None:
    steady = Steady()
    clock = Clock(steady)
    steady.now = 102.0
    clock.set(100.0, 102.0, 1_700_000_000.0)
    assert clock.now() == pytest.approx(1_700_000_001.0)
    steady.now += 5
    assert clock.now() == pytest.approx(1_700_000_006.0)


def test_a_clock_is_stale_until_it_is_set_and_after_a_while() -> None:
    steady = Steady()
    clock = Clock(steady)
    assert clock.stale
    clock.set(100.0, 100.0, 1_700_000_000.0)
    assert not clock.stale
    steady.now += FRESH + 1
    assert clock.stale


def test_a_clock_that_was_ahead_goes_slower_and_never_back() -> None:
    steady = Steady()
    clock = Clock(steady)
    clock.set(100.0, 100.0, 1000.0)
    steady.now = 110.0
    clock.set(110.0, 110.0, 1000.0)
    times = []
    for _ in range(40):
        times.append(clock.now())
        steady.now += 1
    assert times == sorted(times)
    assert len(set(times)) == 40
    assert times[0] == pytest.approx(1010.0)
    assert times[-1] == pytest.approx(1039.0), "after twice the time it is right"


def test_an_answer_that_was_long_on_its_way_sets_no_clock_but_at_first() -> None:
    steady = Steady()
    clock = Clock(steady)
    clock.set(99.0, 100.0, 1000.0)
    assert clock.now() == pytest.approx(1000.5)
    clock.set(99.5, 100.0, 5000.0)
    assert clock.now() == pytest.approx(1000.5)
    clock.set(99.9, 100.0, 5000.0)
    assert clock.now() == pytest.approx(5000.05)


def test_a_clock_that_was_behind_is_right_at_once() -> None:
    steady = Steady()
    clock = Clock(steady)
    clock.set(100.0, 100.0, 1000.0)
    clock.set(100.0, 100.0, 1600.0)
    assert clock.now() == pytest.approx(1600.0)


async def test_G22_nodes_whose_clocks_differ_by_minutes_agree(
    server: RedisServer, tmp_path: Path
) -> None:
    early, late = [
        await RedisJournal.open(server.url, key=tmp_path / "key", clock=clock)
        for clock in (shifted(-300.0), shifted(300.0))
    ]
    with server.client as client:
        seconds, _ = client.time()
    assert abs(early.clock() - late.clock()) < 0.5
    assert abs(early.clock() - seconds) < 1.5
    await post(early, "m1")
    assert await late.work(late.clock(), 10) == (), "a lease is measured by one clock"
    await early.commit(step(0, 1, wake_at=early.clock() + 60))
    assert await late.work(late.clock(), 10) == ()
    await post(late, "m2")
    await die(late)
    assert await early.work(early.clock(), 10) == ()
    assert await early.load(CHAT) is not None
    await early.close()


def shifted(by: float) -> "Shifted":
    return Shifted(by)


class Shifted:
    def __init__(self, by: float) -> None:
        self._by = by

    def __call__(self) -> float:
        from time import monotonic

        return monotonic() + self._by
