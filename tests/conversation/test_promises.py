"""What an agent's message does, and when -> the promises made, kept, broken and falling due."""

from hypothesis import given
from hypothesis import strategies as st

from assist.conversation import promises
from assist.conversation.promises import MOST_KEPT
from assist.findings import ActRead, Span
from assist.ledger import Memory, Promise
from assist.vocabulary import Act

Promises = tuple[Promise, ...]


def said(
    known: Promises, text: str, *acts: Act, at: float = 0.0, substantive: bool = False
) -> Promises:
    """The promises after an agent's message whose words all show these acts."""
    whole = (Span(start=0, end=len(text), text=text),)
    return promises.after_agent(
        known,
        text,
        tuple(ActRead(act=act, evidence=whole) for act in acts),
        message_id=f"m{at:.0f}",
        at=at,
        language="en",
        timezone=None,
        substantive=substantive,
    )


def holds(known: Promises, *, at: float = 0.0) -> Promises:
    return said(known, "One moment please", "update-given", at=at)


def minutes(count: int, known: Promises = (), *, at: float = 0.0) -> Promises:
    return said(known, f"Give me {count} minutes", "update-given", at=at)


def answers(known: Promises, at: float) -> Promises:
    return said(known, "Your refund is on its way, here is the number.", at=at, substantive=True)


def statuses(known: Promises) -> list[str]:
    return [promise.status for promise in known]


def test_a_time_that_is_named_is_a_promise_in_the_agents_words() -> None:
    (promise,) = minutes(10)
    assert promise == Promise(
        promise_id="p1", words="Give me 10 minutes", message_id="m0", at=0.0, due=600.0
    )


def test_a_return_without_a_time_is_a_promise_without_due() -> None:
    (promise,) = said((), "I'll call you back.", "follow-up-given")
    assert (promise.words, promise.due) == ("I'll call you back", None)
    again = said((promise,), "I'll let you know.", "follow-up-given", at=60)
    assert again == (promise,)


def test_a_holding_line_promises_nothing() -> None:
    assert holds(()) == ()
    assert minutes(2) == ()


def test_an_answer_in_time_keeps_a_promise() -> None:
    assert statuses(answers(minutes(10), 580)) == ["kept"]
    assert statuses(answers(minutes(10), 600 + 120)) == ["kept"]


def test_an_answer_that_comes_too_late_breaks_it() -> None:
    assert statuses(answers(minutes(10), 600 + 121)) == ["broken"]
    assert statuses(answers(minutes(3), 180 + 37)) == ["broken"]


def test_a_holding_line_alone_keeps_nothing() -> None:
    known = promises.after_time(minutes(10), 700, near=60)
    assert statuses(holds(known, at=700)) == ["due"]
    assert holds(minutes(10), at=60) == minutes(10)


def test_a_new_time_takes_the_place_of_the_old_one() -> None:
    (promise,) = minutes(5, minutes(10), at=550)
    assert (promise.due, promise.status) == (850, "open")
    known = said(minutes(10), "Still on it, 5 more minutes", "update-given", at=590)
    assert [p.due for p in known] == [890]
    assert statuses(minutes(5, minutes(10), at=900)) == ["broken", "open"]


def test_winding_up_the_chat_is_not_the_return_that_was_promised() -> None:
    known = said((), "I'll call you back by tomorrow", "follow-up-given", substantive=True)
    assert answers(known, 60) == known
    assert statuses(answers(known, 80_000)) == ["kept"]
    asked = said(
        minutes(10), "Anything else I can do?", "confirmation-given", at=60, substantive=True
    )
    assert statuses(asked) == ["open"]


def test_a_short_wait_does_not_call_off_a_promise_for_tomorrow() -> None:
    known = said((), "I'll call you tomorrow", "follow-up-given")
    assert [p.due for p in minutes(5, known, at=60)] == [86400, 360]
    moved = said(known, "I'll call you the day after tomorrow instead", "follow-up-given", at=60)
    assert [p.due for p in moved] == [60 + 2 * 86400]


def test_time_brings_a_promise_near_and_due() -> None:
    known = minutes(10)
    assert promises.next_moment(known, 0, near=60) == 540
    assert statuses(promises.after_time(known, 539, near=60)) == ["open"]
    near = promises.after_time(known, 540, near=60)
    assert statuses(near) == ["near"]
    assert promises.next_moment(near, 540, near=60) == 600
    due = promises.after_time(near, 600, near=60)
    assert statuses(due) == ["due"]
    assert promises.next_moment(due, 600, near=60) is None


def test_near_is_never_before_half_of_the_length() -> None:
    assert promises.next_moment(minutes(8), 0, near=300) == 240


def test_a_promise_of_a_few_minutes_never_comes_near() -> None:
    brief = minutes(4)
    assert promises.next_moment(brief, 0, near=300) == 240
    assert statuses(promises.after_time(brief, 200, near=300)) == ["open"]
    assert statuses(promises.after_time(brief, 240, near=300)) == ["due"]


def test_what_is_due_matters_first_then_what_is_near_then_the_soonest() -> None:
    known = said((), "I'll call you tomorrow", "follow-up-given")
    known = said(known, "I'll let you know", "follow-up-given", at=1)
    known = minutes(10, known, at=2)
    pending = promises.pending(known)
    assert pending is not None
    assert pending.due == 602
    due = promises.after_time(known, 90_000, near=60)
    first = promises.pending(due)
    assert first is not None
    assert (first.status, first.due) == ("due", 602)
    assert promises.pending(answers(minutes(10), 60)) is None


def test_what_is_left_comes_back_in_the_next_conversation() -> None:
    open_one, kept = minutes(10)[0], answers(minutes(10), 60)[0]
    first = Memory(conversation="c1", at=700, promises=(open_one, kept))
    second = Memory(conversation="c2", at=700, promises=(open_one,))
    back = promises.brought((first, second))
    assert [(p.promise_id, p.brought) for p in back] == [("c1:p1", True), ("c2:p1", True)]
    third = Memory(conversation="c3", at=900, promises=back)
    assert promises.brought((first, third)) == back
    assert promises.brought(()) == ()


def test_few_promises_are_kept_and_settled_ones_leave_first() -> None:
    known: Promises = ()
    for at in range(0, 40_000, 2000):
        known = answers(minutes(10, known, at=at), at + 60)
    known = said(known, "I'll call you tomorrow", "follow-up-given", at=50_000)
    assert len(known) == MOST_KEPT
    assert known[-1].status == "open"
    assert len({p.promise_id for p in known}) == MOST_KEPT


TEXTS = ["One moment", "Give me 5 minutes", "5 more minutes please", "I'll call you tomorrow"]
TEXTS += ["I'll call you back", "Your parcel is at the depot, it needs a new label.", ""]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(TEXTS),
            st.lists(st.sampled_from(["update-given", "follow-up-given", "acted"]), max_size=3),
            st.integers(0, 5000),
            st.booleans(),
        ),
        max_size=15,
    )
)
def test_any_course_of_messages_keeps_sound_books(
    course: list[tuple[str, list[Act], int, bool]],
) -> None:
    known: Promises = ()
    now = 0.0
    for text, acts, later, substantive in course:
        now += later
        settled = [p for p in known if p.status in ("kept", "broken")]
        known = promises.after_time(known, now, near=60)
        known = said(known, text, *acts, at=now, substantive=substantive)
        assert len({p.promise_id for p in known}) == len(known) <= MOST_KEPT
        assert all(p.due is None or p.due > p.at for p in known)
        assert all(p in known for p in settled) or len(known) == MOST_KEPT
