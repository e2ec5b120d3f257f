"""A command or a script's run -> its bytes, and the answer that its caller waits for."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from redis.exceptions import ResponseError

from assist.journal.records import Unavailable
from assist.journal.redis import errors
from assist.journal.redis.layout import Argument, Reply, pack

Answer = TypeVar("Answer")
Finish = Callable[[Reply], Answer]
"""Makes the answer of a reply, or raises what the caller shall see; calls go in their order."""


@dataclass(slots=True, eq=False)
class Call:
    """One call: `args` are packed, `count` of them; `script` is None for a plain command.

    `optional`: it may be refused, and nothing is wrong then; `finish` gets the error.
    `since`: when it was made, in seconds of the steady clock. `sent`: it may have been written.
    """

    script: str | None
    count: int
    args: bytes
    finish: Finish[Any]
    future: asyncio.Future[Any]
    since: float
    optional: bool = False
    sent: bool = False

    def has_moved(self, reply: Reply) -> bool:
        """Return whether the server could not answer, and another connection may."""
        return errors.has_moved(reply, of_a_script=self.script is not None)

    def take(self, reply: Reply) -> str | None:
        """Answer the caller; return why, where the server refused."""
        if isinstance(reply, ResponseError) and not self.optional:
            why = errors.why(reply)
            self.refuse(why)
            return why
        try:
            answer = self.finish(reply)
        except Exception as refusal:
            if not self.future.done():
                self.future.set_exception(refusal)
        else:
            if not self.future.done():
                self.future.set_result(answer)
        return None

    def refuse(self, why: str) -> None:
        """Have the caller try again later."""
        if not self.future.done():
            self.future.set_exception(Unavailable(why))


def packed(args: tuple[Argument, ...]) -> bytes:
    """Return arguments as they are sent, without the line that counts them."""
    _, _, data = pack(*args).partition(b"\n")
    return data
