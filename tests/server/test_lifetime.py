import asyncio
import time

from assist.server.auth import Grant
from assist.server.lifetime import Lifetime


def grant(expires_at: float) -> Grant:
    return Grant(
        tenant="acme", role="agent", subject="ana", conversations=None, expires_at=expires_at
    )


class Heard:
    """What a lifetime said, and when the end came."""

    def __init__(self) -> None:
        self.due: list[int] = []
        self.over = asyncio.Event()

    def lifetime(self, grace: float = 0.0) -> Lifetime:
        return Lifetime(time.time, grace, due=self.due.append, over=self.over.set)


async def test_A12_a_new_token_is_asked_for_when_a_fifth_of_the_life_is_left() -> None:
    heard = Heard()
    lifetime = heard.lifetime()
    lifetime.begin(grant(time.time() + 0.5))
    assert 0 < lifetime.left_ms <= 500
    async with asyncio.timeout(30):
        await heard.over.wait()
    (left,) = heard.due
    assert 0 <= left <= 110
    assert lifetime.left_ms == 0
    assert lifetime.ended


async def test_another_token_begins_anew() -> None:
    heard = Heard()
    lifetime = heard.lifetime()
    lifetime.begin(grant(time.time() + 0.1))
    lifetime.begin(grant(time.time() + 600))
    await asyncio.sleep(0.2)
    assert not heard.over.is_set()
    assert heard.due == []
    assert not lifetime.ended
    lifetime.stop()


async def test_a_token_in_its_leeway_is_asked_for_at_once_and_has_its_grace() -> None:
    heard = Heard()
    lifetime = heard.lifetime(grace=20)
    lifetime.begin(grant(time.time() - 10))
    await asyncio.sleep(0.05)
    assert heard.due == [0]
    assert not heard.over.is_set()
    assert not lifetime.ended
    lifetime.stop()
