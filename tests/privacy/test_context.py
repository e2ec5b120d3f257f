import pytest

from assist.privacy.context import asks_for_a_card

WORDS = """
card|cards|credit card|debit-card|bankcard|payment cards|mastercard|visa card|carte|cartes
carte bancaire
cartes bancaires|cb|visa|amex|american express|maestro|diners|diners club|discover|jcb|unionpay
union pay|rupay|cvv|cvv2|cvc|cvc2|cryptogramme|tarjeta|karte
"""


@pytest.mark.parametrize("word", WORDS.strip().replace("\n", "|").split("|"))
def test_a_text_with_a_word_for_a_card_speaks_of_one(word: str) -> None:
    assert asks_for_a_card(f"here: {word}, ok")


@pytest.mark.parametrize("text", ["a scarf", "discard it", "the cbd shop", "visage", "unions", ""])
def test_a_word_within_another_is_none(text: str) -> None:
    assert not asks_for_a_card(text)
