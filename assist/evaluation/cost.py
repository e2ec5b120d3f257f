"""A session and a clock -> what reading costs in it, and what all else that it does costs."""

from collections.abc import Callable
from dataclasses import dataclass

from assist.conversation.state import Conversation
from assist.events import Inbound, Output, TimePassed
from assist.findings import Reading
from assist.playbooks.model import Playbooks
from assist.reading.reader import Reader
from assist.session import Session
from assist.vocabulary import Language, Speaker

Clock = Callable[[], float]
"""Tells the seconds of CPU time that the process has used."""


@dataclass(slots=True, kw_only=True)
class Spent:
    """Seconds so far: of readings, and of sessions as a whole."""

    reading: float = 0.0
    sessions: float = 0.0

    @property
    def judgement(self) -> float:
        """Seconds of all that follows a reading: the fold, the rules, the wake-ups."""
        return self.sessions - self.reading


class TimedReader(Reader):
    """Reads as another reader does, and adds up what that takes."""

    def __init__(self, reader: Reader, clock: Clock, spent: Spent) -> None:
        self._reader, self._clock, self._spent = reader, clock, spent

    def read(
        self, text: str, *, speaker: Speaker = "customer", language: Language | None = None
    ) -> Reading:
        """Return what `text` says."""
        began = self._clock()
        reading = self._reader.read(text, speaker=speaker, language=language)
        self._spent.reading += self._clock() - began
        return reading


class TimedSession(Session):
    """A session of a chat that begins now; it adds up what it takes."""

    def __init__(
        self, reader: TimedReader, playbooks: Playbooks, clock: Clock, spent: Spent
    ) -> None:
        super().__init__(reader, playbooks, Conversation.new())
        self._clock, self._spent = clock, spent

    @property
    def wake_at(self) -> float | None:
        """The time at which the session wants a `TimePassed`."""
        began = self._clock()
        at = super().wake_at
        self._spent.sessions += self._clock() - began
        return at

    def receive(self, event: Inbound | TimePassed, now: float) -> tuple[Output, ...]:
        """Return what follows from `event` at `now`."""
        began = self._clock()
        outputs = super().receive(event, now)
        self._spent.sessions += self._clock() - began
        return outputs
