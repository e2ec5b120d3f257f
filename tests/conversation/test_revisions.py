"""What was said, changed afterwards: the conversation is as if it had been so from the start."""

from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from assist.conversation.revisions import MOST_WAITING, WAITS, Revised, revised
from assist.conversation.state import Conversation
from assist.events import (
    ContextGiven,
    Inbound,
    MessagePosted,
    MessageRead,
    MessageRevised,
    ReadingCorrected,
    TimePassed,
)
from assist.findings import Reading
from assist.session import Session
from tests.conversation.test_properties import (
    AGENT,
    CUSTOMER,
    STARTS,
    STEPS,
    Step,
    event_of,
    new,
    quotes,
)


def said(id: str, at: float, text: str = "", *, late: bool = False) -> MessagePosted:
    return MessagePosted(message_id=id, speaker="customer", text=text or id, at=at, late=late)


def edit(id: str, text: str | None, at: float, revision_id: str = "r1") -> MessageRevised:
    return MessageRevised(revision_id=revision_id, message_id=id, text=text, at=at)


def texts(done: Revised) -> list[str]:
    return [one.text for one in done.events if isinstance(one, MessagePosted)]


def test_an_edit_takes_the_place_of_the_words() -> None:
    done = revised([said("m1", 1), said("m2", 2), edit("m1", "other", 3)])
    assert done == Revised(events=(said("m1", 1, "other"), said("m2", 2)))


def test_what_was_taken_back_is_not_there() -> None:
    done = revised([said("m1", 1), said("m2", 2), edit("m1", None, 3)])
    assert done == Revised(events=(said("m2", 2),))


@pytest.mark.parametrize("later", [edit("m1", "back", 9, "r2"), edit("m1", "back", 2, "r2")])
def test_what_was_taken_back_stays_so(later: MessageRevised) -> None:
    assert revised([said("m1", 1), edit("m1", None, 3), later]).events == ()


def test_of_two_edits_the_one_that_was_made_later_holds_whichever_came_first() -> None:
    first, second = edit("m1", "first", 3, "r1"), edit("m1", "second", 4, "r2")
    assert texts(revised([said("m1", 1), first, second])) == ["second"]
    assert texts(revised([said("m1", 1), second, first])) == ["second"]
    again = replace(second, at=first.at)
    assert texts(revised([said("m1", 1), first, again])) == ["second"]


def test_an_edit_of_a_message_that_has_not_come_waits_for_it() -> None:
    early = edit("m1", "other", 5)
    assert revised([early]) == Revised(events=(), waiting=(early,))
    assert revised([early, said("m1", 6)]) == Revised(events=(said("m1", 6, "other"),))
    assert revised([edit("m1", None, 5), said("m1", 6)]).events == ()


def test_an_edit_does_not_wait_for_ever() -> None:
    early = edit("m1", "other", 5)
    in_time, too_late = said("m1", 5 + WAITS - 1), said("m1", 5 + WAITS)
    assert texts(revised([early, in_time])) == ["other"]
    assert texts(revised([early, too_late])) == ["m1"]


def test_of_many_edits_that_wait_the_latest_stay() -> None:
    many = [edit(f"m{number}", "x", 5) for number in range(MOST_WAITING + 5)]
    assert revised(many).waiting == tuple(many[5:])


def test_a_late_message_stands_where_its_time_says() -> None:
    done = revised([said("m3", 30), said("m5", 50), said("m4", 40, late=True)])
    assert texts(done) == ["m3", "m4", "m5"]


def test_a_history_that_comes_after_the_first_message_stands_before_it() -> None:
    history = [said(f"m{number}", number, late=True) for number in range(5)]
    assert texts(revised([said("now", 100), *history])) == ["m0", "m1", "m2", "m3", "m4", "now"]
    assert texts(revised([said("now", 100), *reversed(history)])) == [
        *("m0", "m1", "m2", "m3", "m4", "now")
    ]


def test_late_messages_of_one_second_keep_the_order_in_which_they_came() -> None:
    done = revised([said("m3", 9), said("m1", 5, late=True), said("m2", 5, late=True)])
    assert texts(done) == ["m1", "m2", "m3"]


def test_messages_in_the_order_of_arrival_are_left_in_it_whatever_their_times() -> None:
    events = (said("m1", 10), said("m2", 8), said("m3", 9))
    assert revised(events).events == events


def test_what_was_told_before_anybody_spoke_holds_for_a_history_too_and_at_its_time() -> None:
    told = ContextGiven(context_id="k", at=100, channel="email")
    done = revised([told, said("m1", 5, late=True), said("m0", 4, late=True)])
    assert done.events == (
        replace(told, at=4),
        said("m0", 4, late=True),
        said("m1", 5, late=True),
    )


def test_a_correction_stays_behind_the_message_that_it_corrects() -> None:
    corrected = ReadingCorrected(correction_id="c", message_id="m1", tone="anger", at=20)
    done = revised([said("m1", 10), corrected, said("m2", 30), said("late", 15, late=True)])
    assert done.events == (said("m1", 10), said("late", 15, late=True), corrected, said("m2", 30))


def test_a_correction_is_of_the_words_that_it_was_said_of() -> None:
    corrected = ReadingCorrected(correction_id="c", message_id="m1", tone="anger", at=20)
    other = replace(corrected, correction_id="d", message_id="m2")
    before: list[Inbound] = [said("m1", 10), said("m2", 11), corrected, other]
    assert revised([*before, edit("m1", "m1", 30)]).events == tuple(before)
    assert revised([*before, edit("m1", "x", 30)]).events == (
        *(said("m1", 10, "x"), said("m2", 11), other),
    )
    again = replace(corrected, correction_id="e", at=40)
    assert revised([*before, edit("m1", "x", 30), again]).events[-1] == again


# Whatever is said and however it is changed.

CHANGES: Final = st.lists(
    st.tuples(
        st.integers(0, 19), st.sampled_from((*CUSTOMER, *AGENT, None)), st.sampled_from((0, 5, 90))
    ),
    max_size=6,
)
HELD_BACK: Final = st.sets(st.integers(0, 19), max_size=5)


def wake(session: Session, until: float) -> None:
    while (at := session.wake_at) is not None and at < until:
        session.receive(TimePassed(at=at), at)


def without_cards(chat: Conversation) -> Conversation:
    """Return the chat as if no card had ever come."""
    bare = Conversation.new()
    return replace(
        chat,
        last=None,
        on_show=False,
        offers=(),
        offered=0,
        phrases=bare.phrases,
        as_read=chat.as_read and replace(chat.as_read, showing=None, offers=()),
    )


class Live:
    """A chat as it happens: its session, its events, and the readings that were told last."""

    def __init__(self) -> None:
        self.session = new()
        self.past: list[Inbound] = []
        self.readings: dict[str, Reading] = {}

    def happens(self, steps: list[Step], start: float, held: set[int]) -> list[MessagePosted]:
        """Play the steps; return the messages that were held back, late by now."""
        late, at = list[MessagePosted](), start
        for number, each in enumerate(steps):
            at += each.gap
            wake(self.session, at)
            event = event_of(each, number, at, self.session.conversation)
            if isinstance(event, MessagePosted) and number in held:
                late.append(replace(event, late=True))
                continue
            if not isinstance(event, TimePassed):
                self.past.append(event)
            self.read(self.session.receive(event, at))
        return late

    def changes(self, news: list[Inbound], now: float) -> None:
        wake(self.session, now)
        self.read(self.session.revise(self.past, news, self.readings, now))
        self.past += news

    def read(self, outputs: tuple[object, ...]) -> None:
        for output in outputs:
            if isinstance(output, MessageRead):
                self.readings[output.message_id] = output.reading


@settings(max_examples=100, deadline=None)
@given(STEPS, STARTS, HELD_BACK, CHANGES, st.integers(0, 6))
def test_a_chat_that_was_changed_is_as_if_it_had_been_so_from_the_start(
    steps: list[Step],
    start: float,
    held: set[int],
    changes: list[tuple[int, str | None, int]],
    cut: int,
) -> None:
    live = Live()
    late = live.happens(steps, start, held)
    now = live.session.conversation.now + 10
    edits = [
        edit(f"m{number}", text, now + after, f"r{index}")
        for index, (number, text, after) in enumerate(changes)
    ]
    news: list[Inbound] = [*late, *edits]
    for part in (news[:cut], news[cut:]):
        if part:
            now += 100
            live.changes(part, now)
    wake(live.session, now)
    live.session.receive(TimePassed(at=now), now)
    anew, told = new(), revised(live.past).events
    read: dict[str, Reading] = {}
    for event in told:
        wake(anew, event.at)
        for output in anew.receive(event, event.at):
            if isinstance(output, MessageRead):
                read[output.message_id] = output.reading
    wake(anew, live.session.conversation.now)
    anew.receive(TimePassed(at=now), live.session.conversation.now)
    assert without_cards(replace(live.session.conversation, waiting=())) == without_cards(
        anew.conversation
    )
    assert {id: live.readings[id] for id in read} == read
    now_said = {one.message_id: one.text for one in told if isinstance(one, MessagePosted)}
    for card in (live.session.conversation.showing, live.session.conversation.last):
        for reason in card.because if card else ():
            if reason.message_id is not None:
                assert quotes(reason.words, now_said[reason.message_id])
