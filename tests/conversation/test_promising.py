"""An agent's message, and what it does -> the times that it promises, in its own words."""

import pytest

from assist.conversation.promising import HOLDING, New, promised
from assist.findings import ActRead, Span
from assist.vocabulary import Act, Language


def read(text: str, act: Act, words: str, language: Language = "en") -> tuple[New, ...]:
    """What `words` of the text promise, said at the start of a replay."""
    start = text.index(words)
    span = Span(start=start, end=start + len(words), text=words)
    return promised(text, (ActRead(act=act, evidence=(span,)),), 0.0, language, None)


@pytest.mark.parametrize(
    ("text", "words", "quote", "due"),
    [
        ("I'll get back to you in 10 minutes.", "get back to you", None, 600),
        ("In 10 minutes, I'll call you back.", "call you back", None, 600),
        ("Sorry about that. I'll call you back in an hour!", "call you back", None, 3600),
        ("You waited 20 minutes, so I'll call you in five minutes", "call you", "so I'll", 300),
        ("We'll keep you posted by email", "keep you posted", None, None),
        ("I will let you know.", "let you know", None, None),
    ],
)
def test_a_return_is_promised_with_its_time_or_without(
    text: str, words: str, quote: str | None, due: float | None
) -> None:
    ((said, when),) = read(text, "follow-up-given", words)
    assert when == due
    assert said in text
    assert quote is None or said.startswith(quote)


@pytest.mark.parametrize(
    ("text", "words", "due"),
    [
        ("Je reviens vers vous dans la demi-heure.", "Je reviens vers vous", 1800),
        ("Je vérifie, je vous rappelle d'ici 10 minutes", "je vous rappelle", 600),
        ("Nous vous recontacterons sous 48h.", "recontacterons", 172_800),
        ("Je vous tiens au courant", "Je vous tiens", None),
    ],
)
def test_a_french_return_is_promised(text: str, words: str, due: float | None) -> None:
    ((said, when),) = read(text, "follow-up-given", words, "fr")
    assert when == due
    assert said in text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("One moment please", "en"),
        ("Just a sec", "en"),
        ("Bear with me while I check", "en"),
        ("Could you wait a minute?", "en"),
        ("Un instant svp.", "fr"),
        ("merci de patienter", "fr"),
        ("Pouvez-vous patienter une minute ?", "fr"),
    ],
)
def test_a_holding_line_promises_about_two_minutes(text: str, language: Language) -> None:
    ((_, due),) = read(text, "update-given", text, language)
    assert due == HOLDING


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("As promised, I'm back with news", "follow-up-given"),
        ("Just wanted to let you know that it shipped", "follow-up-given"),
        ("Would you like me to call you back in 10 minutes?", "follow-up-given"),
        ("If it is not there in 2 days, contact us", "update-given"),
        ("You have been waiting for 20 minutes", "update-given"),
        ("Please return it within 14 days", "update-given"),
        ("Your order is on its way", "update-given"),
        ("I'm looking into it now", "ownership-given"),
        ("Sorry about the 2 days it took", "apology-given"),
        ("About 15 minutes in the branch", "update-given"),
        ("It takes 5 minutes to fill in", "update-given"),
        ("It's 5 min by taxi", "update-given"),
        ("The shop closes in 20 minutes", "update-given"),
        ("Please try again in 10 minutes", "update-given"),
        ("Please restart the router and wait 5 minutes", "update-given"),
        ("Please let us know within 21 days", "follow-up-given"),
        ("The quote stays valid for 30 days", "update-given"),
        ("Up to 2 hours before departure", "update-given"),
    ],
)
def test_what_is_no_promise(text: str, act: Act) -> None:
    assert read(text, act, text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Comme promis, je reviens vers vous",
        "Le transporteur m'a rappelé",
        "J'ai eu un retour",
        "Je vous rappelle que le délai est de 14 jours",
        "Voulez-vous que je vous rappelle ?",
    ],
)
def test_what_is_no_french_promise(text: str) -> None:
    assert read(text, "follow-up-given", text, "fr") == ()


@pytest.mark.parametrize(
    "text",
    [
        "Débranchez-la 10 minutes puis rebranchez",
        "Le prochain bus passe dans 10 minutes",
        "Jusqu'à 24h avant le départ",
    ],
)
def test_what_the_customer_does_or_a_bus_is_no_french_promise(text: str) -> None:
    assert read(text, "update-given", text, "fr") == ()


@pytest.mark.parametrize(
    ("text", "language", "seconds"),
    [
        ("Next update in 15 min", "en", 900),
        ("Your rider arrives in 10 minutes", "en", 600),
        ("Just 5 minutes", "en", 300),
        ("About 10 minutes", "en", 600),
        ("Environ 10 minutes", "fr", 600),
        ("We'll close your complaint within 5 days", "en", 5 * 86400),
        ("Donnez-moi 5 minutes", "fr", 300),
        ("Comptez 3 jours", "fr", 3 * 86400),
    ],
)
def test_what_we_do_by_then_is_one(text: str, language: Language, seconds: int) -> None:
    assert read(text, "update-given", text, language) == ((text, seconds),)


def test_a_named_time_says_more_than_a_holding_line_and_counts_once() -> None:
    text = "One moment. I'll get back to you in 10 minutes"
    first = ActRead(act="update-given", evidence=(Span(start=0, end=10, text=text[:10]),))
    rest = Span(start=12, end=len(text), text=text[12:])
    follow_up = ActRead(act="follow-up-given", evidence=(rest,))
    acts = (first, follow_up, ActRead(act="ownership-given", evidence=(rest,)))
    assert promised(text, acts, 0.0, "en", None) == (("I'll get back to you in 10 minutes", 600),)


def test_the_value_names_the_time_where_the_sentence_does_not() -> None:
    act = ActRead(act="update-given", evidence=(), value="PT10M")
    assert promised("Still on it", (act,), 0.0, "en", None) == (("Still on it", 600),)
