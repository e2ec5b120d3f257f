import asyncio
import logging
import time

import pytest

from assist.server.lag import Lag


async def test_a_loop_that_is_held_up_is_seen(caplog: pytest.LogCaptureFixture) -> None:
    seen: list[float] = []
    lag = Lag(seen.append, every=0.01)
    lag.start()
    await asyncio.sleep(0.05)
    time.sleep(1.1)  # noqa: ASYNC251  # to hold the loop up is the point
    await asyncio.sleep(0.05)
    lag.stop()
    assert max(seen) >= 1.0
    with caplog.at_level(logging.WARNING):
        assert any("held up" in line for line in caplog.messages)


async def test_it_ends_when_it_is_told(caplog: pytest.LogCaptureFixture) -> None:
    seen: list[float] = []
    lag = Lag(seen.append, every=0.001)
    lag.start()
    await asyncio.sleep(0.02)
    lag.stop()
    await asyncio.sleep(0)
    count = len(seen)
    await asyncio.sleep(0.02)
    assert len(seen) == count > 0


def test_one_that_never_began_may_be_told_to_end() -> None:
    Lag(lambda late: None).stop()
