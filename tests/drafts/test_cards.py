import pytest

from assist.drafts.cards import numbers
from tests.drafts.chats import mended, names

CARDS = [
    "4111 1111 1111 1111",
    "4111-1111-1111-1111",
    "5555555555554444",
    "2223003122003222",
    "378282246310005",
    "3782 822463 10005",
    "6011 1111 1111 1117",
    "3056 930902 5904",
    "3530111333300000",
    "4222222222222",
    "6304000000000000",
]
OTHERS = [
    "4111 1111 1111 1112",
    "2024 0611 0087 3315",
    "1718193600000",
    "1700000000001",
    "356938035643809",
    "732 829 320 00074",
    "FR76 3000 6000 0112 3456 7890 189",
    "+33 6 12 34 56 78",
    "41111111111111110000000",
    "12.34.56.78.90.12",
    "•••• 1111",
]


@pytest.mark.parametrize("number", CARDS)
def test_a_whole_card_number_is_found(number: str) -> None:
    assert [span.text for span in numbers(f"It is {number}, thanks.")] == [number]


@pytest.mark.parametrize("number", OTHERS)
def test_other_numbers_are_no_cards(number: str) -> None:
    assert list(numbers(f"It is {number}, thanks.")) == []


def test_the_edit_leaves_the_last_four_digits_and_mends() -> None:
    after = mended("You paid with 4111 1111 1111 1111 on 2 May.")
    assert after == "You paid with •••• 1111 on 2 May."
    assert names(after) == []


def test_the_name_of_another_number_right_before_it_excuses_it() -> None:
    assert names("Your order number 4111111111111111 is here.") == []
    assert names("For order 12: we noted the card 4111111111111111.") == ["card-number"]


def test_a_card_number_is_found_in_every_language() -> None:
    assert names("Ihre Karte 4111 1111 1111 1111 wurde soeben belastet, vielen Dank.") == [
        "card-number"
    ]
