import asyncio
from dataclasses import dataclass

import pytest

from assist.config import Limits
from assist.server.heartbeat import until_gone

QUICK = Limits(ping_least=0.01, ping_most=0.02, pong=0.04)


@dataclass
class Line:
    """A socket whose peer answers when it is asked, or not."""

    answers: bool
    heard_at: float = 0.0
    asked: int = 0

    def ask(self) -> None:
        self.asked += 1
        if self.answers:
            self.heard_at = asyncio.get_running_loop().time()


async def test_D17_a_peer_that_does_not_answer_is_gone() -> None:
    line = Line(answers=False)
    async with asyncio.timeout(10):
        await until_gone(line, QUICK, line.ask, lambda: False)
    assert line.asked == 1


@pytest.mark.parametrize(("answers", "held"), [(True, False), (False, True)])
async def test_D15_a_peer_that_answers_or_cannot_be_heard_stays(answers: bool, held: bool) -> None:
    line = Line(answers=answers)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):
            await until_gone(line, QUICK, line.ask, lambda: held)
    assert line.asked > 1
