"""The customer's words for a time that matters to them -> the deadlines, and when each comes."""

from assist.conversation import deadlines
from assist.conversation.state import HeardLabel
from assist.ledger import Deadline

HOUR = 3600.0


def heard(words: str, value: str | None = None) -> HeardLabel:
    return HeardLabel(label="deadline", words=words, message_id="m1", value=value)


def after(
    known: tuple[Deadline, ...], *labels: HeardLabel, at: float = 0.0
) -> tuple[Deadline, ...]:
    return deadlines.after_customer(
        known, labels, message_id="m1", at=at, language="en", timezone=None
    )


def test_a_named_time_counts_down() -> None:
    (deadline,) = after((), heard("I need it in 2 hours"))
    assert (deadline.words, deadline.due) == ("I need it in 2 hours", 2 * HOUR)
    assert deadlines.next_moment((deadline,), 0.0, near=60) == 108 * 60
    (near,) = deadlines.after_time((deadline,), 108 * 60, near=60)
    assert near.status == "near"
    assert deadlines.next_moment((near,), 108 * 60, near=60) == 2 * HOUR
    (past,) = deadlines.after_time((near,), 2 * HOUR, near=60)
    assert past.status == "past"
    assert deadlines.next_moment((past,), 2 * HOUR, near=60) is None


def test_near_is_at_least_as_asked_and_at_most_half_the_way() -> None:
    (hours,) = after((), heard("in 2 hours"))
    assert deadlines.next_moment((hours,), 0.0, near=1800) == 2 * HOUR - 1800
    assert deadlines.next_moment((hours,), 0.0, near=9 * HOUR) == HOUR
    (weeks,) = after((), heard("in 4 weeks"))
    assert deadlines.next_moment((weeks,), 0.0, near=60) == (28 - 1) * 24 * HOUR


def test_the_value_speaks_where_the_words_do_not() -> None:
    (deadline,) = after((), heard("need it fast", "PT30M"))
    assert deadline.due == 1800


def test_the_words_after_those_of_the_cue_belong_to_the_time() -> None:
    text = "Please, I need it in 2 hours and a half. It broke 3 days ago"
    (deadline,) = deadlines.after_customer(
        (),
        (heard("I need it"),),
        message_id="m1",
        at=0.0,
        language="en",
        timezone=None,
        text=text,
    )
    assert (deadline.words, deadline.due) == ("I need it", 2 * HOUR)
    (wedding,) = deadlines.after_customer(
        (),
        (heard("before the wedding"),),
        message_id="m1",
        at=0.0,
        language="en",
        timezone=None,
        text="before the wedding, in 3 days",
    )
    assert wedding.due is None


def test_an_event_without_a_time_is_a_deadline_that_never_comes_near() -> None:
    known = after((), heard("before the wedding", "before the wedding"))
    assert known[0].due is None
    assert deadlines.after_time(known, 1e6, near=60) == known
    assert deadlines.next_moment(known, 0.0, near=60) is None


def test_told_again_it_is_one_deadline() -> None:
    known = after((), heard("in 2 hours"))
    assert after(known, heard("in 2 hours"), at=30.0) == known
    assert len(after(known, heard("in 5 hours"))) == 2
    event = after((), heard("before the wedding"))
    assert after(event, heard("Before the wedding"), at=900.0) == event


def test_resolved_in_time_is_met_and_past_stays_past() -> None:
    known = after((), heard("in 1 hour"), heard("in 5 hours"))
    known = deadlines.after_time(known, 2 * HOUR, near=60)
    assert [d.status for d in deadlines.after_resolved(known)] == ["past", "met"]


def test_the_soonest_matters_first() -> None:
    known = after((), heard("before the wedding"), heard("in 5 hours"), heard("in 2 hours"))
    pending = deadlines.pending(known)
    assert pending is not None
    assert pending.due == 2 * HOUR
    assert deadlines.pending(()) is None


def test_other_labels_name_no_deadline_and_few_are_kept() -> None:
    assert after((), HeardLabel(label="problem", words="in 2 hours", message_id="m1")) == ()
    many = after((), *(heard(f"in {hours} hours") for hours in range(1, 9)))
    assert [d.due for d in many] == [hours * HOUR for hours in range(4, 9)]
