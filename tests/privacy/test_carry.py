"""Cards over several messages, whatever is said."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from assist.privacy import Carry, Masker
from tests.privacy.test_mask import TEXTS


@settings(max_examples=300, deadline=None)
@given(st.lists(TEXTS, max_size=4))
def test_any_messages_keep_their_length_and_the_carry_stays_small(texts: list[str]) -> None:
    carry: Carry | None = None
    for text in texts:
        masked, carry = Masker().mask(text, carry)
        assert len(masked.text) == len(text)
        assert len(carry.digits) <= 18


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(min_value=1, max_value=15), min_size=1, max_size=3, unique=True))
def test_however_a_card_that_was_asked_for_is_cut_four_digits_never_show(cuts: list[int]) -> None:
    digits, masker = "5105105105105100", Masker()
    carry = masker.asked("Your card number, please?")
    places = [0, *sorted(cuts), len(digits)]
    shown = ""
    for start, end in pairwise(places):
        masked, carry = masker.mask(digits[start:end], carry)
        shown += masked.text
    assert shown.count("•") >= 4


def test_a_word_between_ends_the_number() -> None:
    _, carry = Masker().mask("4111 1111")
    _, carry = Masker().mask("sorry, wrong chat", carry)
    assert Masker().mask("1111 1111", carry)[0].text == "1111 1111"


def test_the_word_for_a_card_fades() -> None:
    masker, carry = Masker(), Carry()
    for text in ("my card does not work", "hello?", "are you there", "well"):
        _, carry = masker.mask(text, carry)
    assert masker.mask("4111 1111", carry)[0].text == "4111 1111"


def test_a_carry_shows_no_digits() -> None:
    _, carry = Masker().mask("4111 1111")
    assert carry.digits == "41111111"
    assert "4111" not in repr(carry)
