"""What a short reply says, if anything."""

import pytest

from assist.conversation.replies import (
    Reply,
    has_us_wait,
    is_greeting,
    is_nod,
    is_substantive,
    reply_of,
    to_who_asked,
)
from assist.vocabulary import Act, Cue, Tone
from tests.conversation.test_fold import read


@pytest.mark.parametrize(
    "text",
    [
        *("Hello!", "Hi, how can I help you today?", "Good morning, welcome!"),
        *("ok", "You're very welcome, my pleasure.", "Of course!"),
        *("Bonjour !", "Bonjour, comment puis-je vous aider ?", "Merci beaucoup.", "Très bien."),
    ],
)
def test_a_pleasantry_says_nothing_yet(text: str) -> None:
    assert not is_substantive(text, read(text))


@pytest.mark.parametrize(
    "text",
    [
        "Hi! It is at the depot.",
        "Thanks, the refund left on Monday.",
        "Bonjour, il part demain matin.",
    ],
)
def test_a_greeting_before_an_answer_does_not_hide_it(text: str) -> None:
    assert is_substantive(text, read(text))


@pytest.mark.parametrize(
    ("text", "acts", "says"),
    [
        ("Sorry about that, one moment.", ("apology-given",), False),
        ("Looking into it now.", ("ownership-given", "update-given"), False),
        ("Done, refunded.", ("acted",), True),
        ("Sorry, it was sent to the old address on Monday.", ("apology-given",), True),
    ],
)
def test_kind_and_holding_words_alone_are_no_answer(
    text: str, acts: tuple[Act, ...], *, says: bool
) -> None:
    assert is_substantive(text, read(text, acts=acts)) is says


@pytest.mark.parametrize(
    ("text", "labels", "nod"),
    [
        ("ok", (), True),
        ("d'accord merci", ("gratitude",), True),
        ("ok, but where is it now", (), False),
        ("no", ("anger",), False),
        ("still nothing", ("problem",), False),
        ("ah good to know, cheers", (), True),
        ("ah d'accord je comprends mieux, merci", ("gratitude",), True),
        ("ok thanks, i'll wait then", (), False),
        ("merci mais toujours rien de neuf", (), False),
        ("thank you for all of this and now my next question", (), False),
    ],
)
def test_a_nod_is_short_and_calm(text: str, labels: tuple[Cue | Tone, ...], *, nod: bool) -> None:
    assert is_nod(text, frozenset(labels)) is nod


def test_to_offer_help_does_nothing_whatever_was_read_in_it() -> None:
    text = "HELLO! How can I help you today?"
    assert reply_of(text, read(text, acts=("ownership-given",))) == Reply()
    assert is_greeting(text)


@pytest.mark.parametrize(
    ("text", "acts", "question", "informs"),
    [
        ("It left the depot on Monday, in the evening.", (), False, True),
        ("It left the depot on Monday; is that fine?", (), True, False),
        ("I will ask the depot and call you back tonight.", ("follow-up-given",), False, False),
        ("Sorry about that, one moment.", ("apology-given",), False, False),
    ],
)
def test_a_reply_informs_that_asks_nothing_and_does_not_go_and_look(
    text: str, acts: tuple[Act, ...], *, question: bool, informs: bool
) -> None:
    reply = reply_of(text, read(text, acts=acts, question=question))
    assert reply.informs is informs
    assert reply.acts == frozenset(acts)


@pytest.mark.parametrize(
    ("text", "acts", "asked", "answers"),
    [
        ("10 to 4", (), "what time do you close on sunday", True),
        ("£129", (), "how much is it", True),
        ("Unfortunately not.", (), "do you have a pool", True),
        ("3,90 €", (), "c'est combien les frais de port ?", True),
        ("We close at 4pm.", ("update-given",), "when do you close", True),
        ("Yes", (), "do you sell stamps?", True),
        ("Yes", (), "can you restart it please?", False),
        ("Oui !", (), "vous pouvez le relancer ?", False),
        ("Yes, no problem", (), "could you restart it?", False),
        ("One moment", ("update-given",), "how much is it", False),
        ("5 min", (), "can you check my order?", False),
        ("Haha", (), "am i the only one?", False),
        ("Noted", (), "can you change it to blue?", False),
        ("Sure", (), "how much is it", False),
        ("Which one?", (), "how much is it", False),
    ],
)
def test_a_brief_reply_is_an_answer_to_who_asked(
    text: str, acts: tuple[Act, ...], asked: str, *, answers: bool
) -> None:
    reply = reply_of(text, read(text, acts=acts, question=text.endswith("?")))
    told = to_who_asked(reply, [asked])
    assert (told.substantive, told.informs) == (answers, answers)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Il sera livré mardi.", True),
        ("It will be there by Friday.", True),
        ("It is still being checked.", False),
        ("Two minutes please", False),
    ],
)
def test_a_time_is_news_where_nobody_is_asked_for_patience(text: str, *, says: bool) -> None:
    assert is_substantive(text, read(text, acts=("update-given",))) is says


@pytest.mark.parametrize(
    "text",
    [
        *("2 sec", "hold on please", "ok let me check my emails", "brb", "wait a minute"),
        *("attendez je demande a mon patron", "une seconde", "je regarde", "je vais vérifier"),
    ],
)
def test_a_customer_may_have_us_wait(text: str) -> None:
    assert has_us_wait(text)


@pytest.mark.parametrize(
    "text",
    [
        *("wait what", "i waited for 2 hours", "still waiting", "let me know", "any news"),
        *(
            "je cherche une robe en taille 40",
            "j'attends toujours",
            "il y a une minute de retard ou",
        ),
        "let me check one thing with you: I was told that the fee would go and it did not go",
    ],
)
def test_who_waits_has_nobody_wait(text: str) -> None:
    assert not has_us_wait(text)
