from assist.drafts.edits import cut
from assist.findings import Span


def cut_out(text: str, words: str) -> str | None:
    start = text.index(words)
    edit = cut(text, Span(start=start, end=start + len(words), text=words))
    return None if edit is None else text[: edit.start] + edit.text + text[edit.end :]


def test_a_blank_goes_with_the_words() -> None:
    assert cut_out("One. Two. Three.", "Two.") == "One. Three."
    assert cut_out("One. Two.", "Two.") == "One."
    assert cut_out("So nice 😉, really.", "😉") == "So nice, really."


def test_nothing_is_cut_where_nothing_would_be_left() -> None:
    assert cut_out("All of it.", "All of it.") is None
