"""Functions that remember words for speed -> the same, remembering none.

What an erased conversation said would otherwise stay in memory until something pushes it out.
"""

from collections.abc import Callable
from typing import Final

from assist.conversation import days, matter, questions, times
from assist.reading import reader

WITH_WORDS: Final[tuple[Callable[[], None], ...]] = (
    matter.words_of.cache_clear,
    matter.matter.cache_clear,
    questions.asked_for.cache_clear,
    times._may_name.cache_clear,
    times._unit.cache_clear,
    times._number.cache_clear,
    days.weekday.cache_clear,
)
"""What forgets the texts, or the single words, that a function was called with."""


def forget_words() -> None:
    """Let no function remember what any message said."""
    for forget in WITH_WORDS:
        forget()
    reader.forget()
