"""How messages feel, and which of them a customer will remember."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.conversation.moments import HIGH, LOW, PEAK, after_customer, deciding, feeling, mood
from assist.findings import ToneRead
from assist.ledger import Moment
from assist.vocabulary import TONES, Tone


def read(tone: Tone, score: float = 0.8) -> ToneRead:
    return ToneRead(tone=tone, score=score)


def course(*feelings: float, after: tuple[Moment, ...] = ()) -> tuple[Moment, ...]:
    """Return the moments of messages m1, m2, ... that feel so, each after the agent's a1, a2."""
    moments = after
    for number, felt in enumerate(feelings, start=1):
        moments = after_customer(
            moments,
            message_id=f"m{number}",
            at=number * 10.0,
            feeling=felt,
            tone=None,
            words=f"words {number}",
            cause=f"a{number - 1}" if number > 1 else None,
        )
    return moments


def named(moments: tuple[Moment, ...]) -> list[tuple[str, str, float]]:
    return [(moment.what, moment.message_id, round(moment.feeling, 3)) for moment in moments]


def test_a_fact_without_a_feeling_is_never_low_however_bad() -> None:
    assert LOW < feeling(-1.0, 0.0, ()) < 0
    assert feeling(-0.4, 0.0, ()) == 0
    assert feeling(None, 0.9, ()) == 0


@pytest.mark.parametrize("tone", ["anger", "frustration", "disappointment", "anxiety"])
def test_a_bad_tone_is_bad_whatever_the_valence(tone: Tone) -> None:
    plain = feeling(None, 0.6, (read(tone),))
    assert plain < LOW
    assert feeling(0.9, 0.6, (read(tone),)) == plain
    assert feeling(-0.9, 0.6, (read(tone),)) < plain


@pytest.mark.parametrize("tone", ["gratitude", "delight", "playfulness"])
def test_a_good_tone_is_good(tone: Tone) -> None:
    assert feeling(0.5, 0.6, (read(tone),)) > HIGH


def test_confusion_and_remorse_are_a_shade_and_no_low() -> None:
    assert LOW < feeling(-0.2, 0.7, (read("confusion", 1.0),)) < 0
    assert LOW < feeling(-0.3, 0.5, (read("remorse"),)) < 0


def test_a_complaint_told_as_a_joke_feels_bad() -> None:
    joke = (read("playfulness", 0.9), read("frustration", 0.6))
    assert deciding(joke) == read("frustration", 0.6)
    assert feeling(-0.1, 0.7, joke) < 0


def test_a_joke_that_may_be_a_complaint_shows_no_good_feeling() -> None:
    assert feeling(0.4, 0.7, (read("playfulness"),)) > HIGH
    assert feeling(0.2, 0.7, (read("playfulness"),)) == 0
    assert LOW < feeling(-0.8, 0.7, (read("playfulness"),)) < 0


def test_thanks_that_name_a_worry_feel_good() -> None:
    assert feeling(0.8, 0.8, (read("gratitude", 1.0), read("anxiety", 0.6))) > PEAK


def test_no_tone_decides_where_there_is_none() -> None:
    assert deciding(()) is None


@given(
    st.none() | st.floats(-1, 1),
    st.floats(0, 1),
    st.lists(st.builds(read, st.sampled_from(TONES), st.floats(0, 1))),
)
def test_a_feeling_stays_between_minus_one_and_one(
    valence: float | None, intensity: float, tones: list[ToneRead]
) -> None:
    assert -1 <= feeling(valence, intensity, tuple(tones)) <= 1


def test_a_chat_without_feelings_has_an_end_alone() -> None:
    assert named(course(0, 0)) == [("end", "m2", 0)]


def test_the_end_is_the_latest_message_that_showed_a_feeling_and_fades() -> None:
    assert named(course(0, 0.2, 0)) == [("end", "m2", 0.1)]
    assert course(0, 0.2, 0)[-1].words == "words 2"


def test_the_worst_and_the_best_message_are_peaks() -> None:
    moments = course(-0.5, -0.8, -0.6, 0.5, 0.9)
    peaks = [moment for moment in moments if moment.what == "peak"]
    assert named(tuple(peaks)) == [("peak", "m2", -0.8), ("peak", "m5", 0.9)]
    assert [peak.cause for peak in peaks] == ["a1", "a4"]


def test_a_good_moment_is_a_moment_too() -> None:
    assert named(course(0.7)) == [("peak", "m1", 0.7), ("end", "m1", 0.7)]
    assert course(0.7)[0].cause is None


def test_the_first_of_two_equal_peaks_is_remembered() -> None:
    assert named(course(-0.6, -0.6))[0] == ("peak", "m1", -0.6)


def test_weak_feelings_are_no_peak() -> None:
    assert named(course(-0.39)) == [("end", "m1", -0.39)]


def test_the_message_at_which_a_bad_feeling_became_good_is_the_turn() -> None:
    moments = course(-0.7, -0.2, 0.1, 0.3)
    turn = next(moment for moment in moments if moment.what == "turn")
    assert (turn.message_id, turn.cause, turn.words) == ("m3", "a2", "words 3")


def test_the_message_at_which_a_good_feeling_became_bad_is_the_turn() -> None:
    assert ("turn", "m3", -0.5) in named(course(0.7, -0.2, -0.5))


def test_a_bad_fact_does_not_turn_a_good_feeling() -> None:
    assert "turn" not in {moment.what for moment in course(0.7, feeling(-0.9, 0.0, ()))}


def test_there_is_one_turn_the_latest() -> None:
    moments = course(-0.7, 0.6, -0.4, 0.1)
    assert [m.message_id for m in moments if m.what == "turn"] == ["m4"]


def test_messages_that_show_nothing_turn_nothing() -> None:
    assert "turn" not in {moment.what for moment in course(-0.7, 0, 0, 0, 0, 0)}


def test_long_quiet_does_not_hide_a_turn() -> None:
    assert ("turn", "m7", 0.5) in named(course(-0.7, 0, 0, 0, 0, 0, 0.5))


@pytest.mark.parametrize(
    ("feelings", "expected"),
    [
        ((), None),
        ((0,), None),
        ((-0.7,), "low"),
        ((0.6, -0.4), "low"),
        ((0.6, -0.2), "falling"),
        ((0.6, 0.2), None),
        ((-0.2,), None),
        ((-0.7, -0.2), None),
        ((-0.7, 0.3), "turned"),
        ((-0.7, 0.1), None),
        ((-0.3, 0.3), None),
        ((0.6,), None),
    ],
)
def test_mood(feelings: tuple[float, ...], expected: str | None) -> None:
    assert mood(course(*feelings)) == expected


def test_moods_pass_when_nothing_more_is_shown() -> None:
    assert mood(course(-0.7, 0)) == "low"
    assert mood(course(-0.7, 0, 0)) is None
    assert mood(course(-0.7, 0.6, 0)) == "turned"
    assert mood(course(-0.7, 0.6, 0, 0)) is None
    assert mood(course(0.6, -0.15, 0)) is None


@given(st.lists(st.floats(-1, 1).map(lambda felt: round(felt, 2)), min_size=1))
def test_moments_are_few_and_in_order(feelings: list[float]) -> None:
    moments = course(*feelings)
    kinds = [moment.what for moment in moments]
    assert kinds.count("end") == 1
    assert kinds[-1] == "end"
    assert kinds.count("turn") <= 1
    peaks = [moment.feeling for moment in moments if moment.what == "peak"]
    assert len(peaks) <= 2
    assert len({peak > 0 for peak in peaks}) == len(peaks)
    assert [m.at for m in moments] == sorted(m.at for m in moments)
