"""Order numbers and items are named as the customer typed them, and nothing else is."""

import pytest

from assist.reading.mentions import MOST, Mentions, orders
from assist.reading.text import Text, Tokenizer
from assist.vocabulary import Language

TOKENIZERS: dict[Language, Tokenizer] = {"en": Tokenizer("en"), "fr": Tokenizer("fr")}
MENTIONS = {language: Mentions(tokenizer) for language, tokenizer in TOKENIZERS.items()}


def text(typed: str, language: Language = "en") -> Text:
    return TOKENIZERS[language].text(typed)


def items(typed: str, language: Language = "en") -> list[str]:
    return [one.span.text for one in MENTIONS[language].items(text(typed, language))]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("my order 12345 is late", "12345"),
        ("order number: AB-1234", "AB-1234"),
        ("my order number is 12345", "12345"),
        ("the order (12345)", "12345"),
        ("order no. 553-2098", "553-2098"),
        ("order id 55-66-77", "55-66-77"),
        ("any update on #88123?", "88123"),
        ("booking QX7Y2Z", "QX7Y2Z"),
        ("my booking reference is ABC123", "ABC123"),
        ("case 20871, there is a fourth one", "20871"),
        ("ref. X123", "X123"),
        ("commande n° 4421", "4421"),
        ("Commande n°4421-B", "4421-B"),
        ("ma commande numéro 9981 svp", "9981"),
        ("j'ai appelé ce matin, dossier 1234", "1234"),
        ("réservation n° QX7Y2Z", "QX7Y2Z"),
    ],
)
def test_an_order_is_named_by_its_number(typed: str, number: str) -> None:
    (found,) = orders(text(typed))
    assert (found.what, found.span.text) == ("order", number)
    assert typed[found.span.start : found.span.end] == number


@pytest.mark.parametrize(
    "typed",
    [
        "call me on 0612345678 about the order",
        "order 0612345678",
        "order 4111111111111111",
        "order number 4111 1111 1111 1111",
        "order 2023-05-12",
        "my order was 12/05/2024",
        "order 14:30",
        "I live in 75011",
        "order 1500 euros of wood",
        "an order of 2500€",
        "I want to order 5000 bricks",
        "je commande 2000 cartes",
        "order 10kg",
        "order 12th May",
        "tracking reference 778122",
        "crime ref 4420",
        "you are #1",
        "order iphone15",
    ],
)
def test_other_numbers_are_no_orders(typed: str) -> None:
    assert orders(text(typed)) == ()


@pytest.mark.parametrize(
    ("typed", "item"),
    [
        ("my washing machine leaks", "washing machine"),
        ("the blue dress arrived torn", "blue dress"),
        ("there is a problem with the sofa", "sofa"),
        ("my bloody router is dead", "router"),
        ("my trousers don't fit", "trousers"),
        ("charged twice on my bill", "bill"),
        ("the bags never came", "bags"),
    ],
)
def test_an_item_is_its_bare_noun_with_its_colour(typed: str, item: str) -> None:
    assert items(typed) == [item]


@pytest.mark.parametrize(
    ("typed", "item"),
    [
        ("ma machine à laver fuit", "machine à laver"),
        ("ma robe bleue est trop petite", "robe bleue"),
        ("le lave-vaisselle est en panne", "lave-vaisselle"),
        ("l'ordinateur portable ne marche pas", "ordinateur portable"),
        ("j'ai un souci avec la télé", "télé"),
        ("notre nouvelle poussette", "nouvelle poussette"),
    ],
)
def test_a_french_item_reads_after_votre(typed: str, item: str) -> None:
    assert items(typed, "fr") == [item]


@pytest.mark.parametrize(
    "typed",
    [
        "my phone number",
        "I paid on my phone",
        "my wife's phone",
        "we dried by the boiler",
        "a sofa",
    ],
)
def test_what_the_chat_is_not_about_is_no_item(typed: str) -> None:
    assert items(typed) == []


@pytest.mark.parametrize(
    "typed", ["mes clés", "le vol de ma carte de fidélité", "depuis mon téléphone", "sous le tapis"]
)
def test_french_plurals_and_means_are_no_items(typed: str) -> None:
    assert items(typed, "fr") == []


def test_each_thing_is_named_once_orders_first() -> None:
    found = MENTIONS["en"].find(text("my sofa, my SOFA and my lamp: order 12345, order 12345"))
    assert [one.span.text for one in found] == ["12345", "sofa", "lamp"]


def test_only_so_many_are_named() -> None:
    many = " ".join(f"order {number}" for number in range(10_000, 10_100))
    assert len(MENTIONS["en"].find(text(many))) == MOST


@pytest.mark.parametrize(
    "typed", ["order " * 10_000 + "1", "order" + " " * 20_000 + "1", "#" * 9000]
)
def test_hostile_texts_name_nothing(typed: str) -> None:
    assert MENTIONS["en"].find(text(typed)) == ()
