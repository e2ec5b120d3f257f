"""Cards over several messages, whatever is said."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from assist.privacy import SORTS, Carry, Masked, Masker
from assist.privacy.plain import plain
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


CARRIES = st.builds(
    Carry,
    digits=st.sampled_from(("", "411111", "51051051051051")),
    open=st.booleans(),
    hidden=st.integers(min_value=0, max_value=4),
    card=st.integers(min_value=0, max_value=4),
    given=st.integers(min_value=0, max_value=3),
)


@settings(max_examples=600, deadline=None)
@given(TEXTS, CARRIES, CARRIES)
def test_a_turn_is_what_either_side_makes_of_a_message(
    text: str, mine: Carry, other: Carry
) -> None:
    masker = Masker(sorts=frozenset(SORTS), locales=("fr-FR", "en-GB"))
    assert masker.turn(text, mine, other) == (
        *masker.mask(text, mine),
        masker.asked(text, other),
    )


HARMLESS = st.one_of(
    st.text(max_size=60), st.sampled_from(("la part d'Élodie", "a scarf", "••••", "•• / ••", "İ"))
).filter(lambda text: not any(one.isdigit() for one in plain(text)))


@settings(max_examples=600, deadline=None)
@given(HARMLESS, CARRIES, CARRIES)
def test_what_holds_no_digit_is_masked_as_by_all_stages(
    text: str, mine: Carry, other: Carry
) -> None:
    # An @ has every stage look, and is nothing to hide where addresses stay.
    masked, after, others = Masker().turn(f"{text} @", mine, other)
    assert masked.text == f"{text} @"
    assert Masker().turn(text, mine, other) == (Masked(text=text), after, others)


def test_a_long_message_asks_at_its_end() -> None:
    masker, end = Masker(), "." * 1990
    for text, asks in ((f"your card {end}", True), (f"your card {end}......", False)):
        *_, other = masker.turn(text, Carry(), Carry())
        assert other == masker.asked(text) == (Carry(card=4) if asks else Carry()), len(text)


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
