from itertools import count

from assist.evaluation.cost import Spent, TimedReader, TimedSession
from assist.events import MessagePosted
from assist.playbooks.model import Playbooks
from assist.reading.reader import Reader


def test_reading_and_judgement_are_timed_apart() -> None:
    ticks, spent = count(), Spent()

    def clock() -> float:
        return float(next(ticks))

    playbooks = Playbooks(version="", playbooks=(), inferences=())
    reader = Reader(playbooks)
    session = TimedSession(TimedReader(reader, clock, spent), playbooks, clock, spent)
    posted = MessagePosted(message_id="m1", speaker="customer", text="hello there", at=0.0)
    (read, *_) = session.receive(posted, 0.0)
    assert read.reading == reader.read("hello there")  # type: ignore[union-attr]
    assert (spent.reading, spent.judgement) == (1, 2), "the clock is asked four times in all"
    assert session.wake_at is None or session.wake_at > 0
    assert spent.sessions >= 4
