"""Cards in plain texts: what decides where the digits alone do not."""

import pytest

from assist.privacy import mask, schemes


def cards(text: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in mask(text).hits if hit.sort == "card"]


@pytest.mark.parametrize(
    ("digits", "right"), [("4111111111111111", True), ("4111111111111112", False), ("0", True)]
)
def test_the_check_digit(digits: str, right: bool) -> None:
    assert schemes.luhn(digits) is right


@pytest.mark.parametrize(
    ("digits", "begun"),
    [("4111", True), ("37828224631000", True), ("378282246310005", False), ("1234", False)],
)
def test_a_number_that_may_go_on_as_a_card(digits: str, begun: bool) -> None:
    assert schemes.begun(digits) is begun


@pytest.mark.parametrize(
    "text",
    [
        "4111.1111.1111.1111",
        "4111, 1111, 1111, 1111",
        "(4111) (1111) (1111) (1111)",
        "4111:1111:1111:1111",
        "41111111 11111111",
        "4111 1111 11111 111",
        "622126 1234567890129",
    ],
)
def test_groups_that_people_write(text: str) -> None:
    assert len(cards(f"it is {text}")) == 1


@pytest.mark.parametrize("text", ["numero4111111111111111", "4111111111111111merci"])
def test_a_card_glued_to_a_word(text: str) -> None:
    assert cards(text) == ["4111111111111111"]


def test_a_card_between_other_numbers() -> None:
    assert cards("10 4111 1111 1111 1111 45") == ["4111 1111 1111 1111"]
    assert cards("4111111111111111,4242424242424242") == ["4111111111111111", "4242424242424242"]


def test_a_bullet_in_front_is_none_of_the_mask() -> None:
    assert cards("• 4111 1111 1111 1111") == ["4111 1111 1111 1111"]
    assert cards("•• 4111 1111 1111 1111") == ["4111 1111 1111 1111"]


def test_rare_numbers_need_a_word_for_a_card() -> None:
    rare = "676000000007"
    assert schemes.luhn(rare)
    assert cards(f"it is {rare}") == []
    assert cards(f"ma carte est {rare}") == [rare]


@pytest.mark.parametrize("text", ["1Z4111111111111111", "4111111111111111a", "4111111111111111-a1"])
def test_a_part_of_an_id_is_no_card(text: str) -> None:
    assert cards(text) == []
    assert cards(f"card {text}") == ["4111111111111111"]
