"""A text as typed -> folded, place by place."""

from assist.reading.folding import fold


def test_plain_ascii_needs_no_map() -> None:
    assert fold("Hello There") == ("hello there", None)


def test_marks_are_dropped_and_runs_are_cut() -> None:
    folded, places = fold("e" + "\u0301" * 5000 + "!" * 5000)
    assert folded == "e!!!"
    assert places is not None
    assert places[0] == 0
