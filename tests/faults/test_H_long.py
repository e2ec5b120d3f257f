"""Texts that are made to be slow to read -> what of them is read, and for how long that takes."""

import gc
import time
from collections.abc import Callable, Iterator

import pytest

from assist.cli.offline import Offline
from assist.events import MessagePosted, MessageRead
from assist.reading.ends import END
from assist.session import Session
from assist.vocabulary import Speaker
from assist.wire.encode import encode
from assist.wire.frames import Pushed
from benchmarks.hostile import SIZE, hostile
from benchmarks.reading import rule_words

NOW = 1_700_000_000.0
ALLOWED = 0.1
"""Seconds of CPU in one step: four times the anchor, for this machine is shared. What is quadratic
takes ten times as long."""
MIDDLE = "and so on and on. " * 4000
SPEAKERS: tuple[Speaker, ...] = ("customer", "agent")
KINDS = tuple(hostile(["word"], 1))


@pytest.fixture(scope="module")
def texts(offline: Offline) -> Iterator[dict[str, str]]:
    for _ in offline.reader.warm():
        pass
    gc.freeze()
    yield hostile(rule_words(offline.playbooks), 7)
    gc.unfreeze()


def chat(offline: Offline) -> Session:
    """Return a chat in which every book is open."""
    session = offline.session()
    said: tuple[tuple[Speaker, str], ...] = (
        ("customer", "where is my parcel? I need it by friday. can I be Odin?"),
        ("agent", "let me check, I'll be back in 5 minutes"),
        ("customer", "hello? order 55123, the third time I write, my washing machine is broken"),
    )
    for number, (speaker, text) in enumerate(said):
        event = MessagePosted(message_id=f"m{number}", speaker=speaker, text=text, at=NOW + number)
        session.receive(event, NOW + number)
    return session


def taken(work: Callable[[], object]) -> float:
    """Return the seconds of CPU for it, the better of two."""

    def once() -> float:
        begun = time.thread_time()
        work()
        return time.thread_time() - begun

    return min(once(), once())


@pytest.mark.parametrize("kind", KINDS)
def test_H09_no_step_of_a_hostile_message_holds_the_loop_for_long(
    offline: Offline, texts: dict[str, str], kind: str
) -> None:
    text = texts[kind]
    assert len(text.encode()) > SIZE - 4
    base = chat(offline).conversation
    for speaker in SPEAKERS:
        event = MessagePosted(message_id="m9", speaker=speaker, text=text, at=NOW + 9)
        session = Session(offline.reader, offline.playbooks, base)
        outputs = session.receive(event, NOW + 9)
        frames = [encode(Pushed(c="c", o=1, k="k", d=one), "json") for one in outputs]
        assert sum(map(len, frames)) < 2 * SIZE

        def receive(event: MessagePosted = event) -> None:
            Session(offline.reader, offline.playbooks, base).receive(event, NOW + 9)

        assert taken(receive) < ALLOWED, speaker
    assert taken(lambda: session.draft(text[: 8 * 1024], NOW + 10)) < ALLOWED


@pytest.mark.parametrize("speaker", SPEAKERS)
def test_H07_of_a_long_message_both_ends_are_read_and_the_places_are_true(
    offline: Offline, speaker: Speaker
) -> None:
    text = f"Order 12345 👍 {MIDDLE}\nThank you. I am furious, where is it? I'll call you at 5 pm."
    session = offline.session()
    event = MessagePosted(message_id="m", speaker=speaker, text=text, at=NOW)
    (read,) = (one for one in session.receive(event, NOW) if isinstance(one, MessageRead))
    reading = read.reading
    assert reading.truncated
    spans = [*reading.asked, *(one.span for one in reading.mentions)]
    spans += [span for tone in reading.tones for span in tone.evidence]
    spans += [span for act in reading.acts for span in act.evidence]
    assert {"12345"} <= {span.text for span in spans}
    assert any(span.start > len(text) - END and "where is it?" in span.text for span in spans)
    assert all(text[span.start : span.end] == span.text for span in spans)


def test_H07_a_promise_at_the_end_of_a_long_message_is_kept_in_its_own_words(
    offline: Offline,
) -> None:
    session = offline.session()
    session.receive(
        MessagePosted(message_id="a", speaker="customer", text="where is it?", at=NOW), NOW
    )
    text = f"{MIDDLE}\nI'll call you back in 30 minutes."
    session.receive(MessagePosted(message_id="b", speaker="agent", text=text, at=NOW + 1), NOW + 1)
    (promise,) = session.conversation.promises
    assert promise.words == "I'll call you back in 30 minutes"
    assert promise.due == NOW + 1 + 1800


def test_H07_the_middle_of_a_long_message_is_not_read(offline: Offline) -> None:
    half = "nothing of note here " * 1500
    reading = offline.reader.read(f"{half} I am absolutely furious! {half}")
    assert reading.truncated
    assert "anger" not in {tone.tone for tone in reading.tones}
