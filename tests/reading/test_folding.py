"""A text as typed -> folded, place by place."""

from hypothesis import example, given
from hypothesis import strategies as st

from assist.reading.folding import fold, folded


def test_plain_ascii_needs_no_map() -> None:
    assert fold("Hello There") == ("hello there", None)


def test_marks_are_dropped_and_runs_are_cut() -> None:
    plain, places = fold("e" + "\u0301" * 5000 + "!" * 5000)
    assert plain == "e!!!"
    assert places is not None
    assert places[0] == 0


@given(st.text(st.sampled_from("aAAéÉœﬁİß ’…\u0301\u200b") | st.characters(), max_size=20))
@example("aAaA")
@example("ÉÉÉÉé")
def test_without_the_places_it_is_the_same(text: str) -> None:
    assert folded(text) == fold(text)[0]
