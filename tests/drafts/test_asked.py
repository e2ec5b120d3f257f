import pytest

from tests.drafts.chats import names


@pytest.mark.parametrize(
    ("asked", "draft"),
    [
        ("Which of your sofas is it? And is it in stock?", "It's the Oslo, in stock in grey."),
        ("Where is my parcel?", "Your parcel reaches you tomorrow before noon."),
        ("Can I change the name on the ticket?", "Up to 24 hours before departure, for £15."),
        ("How long do you keep my data?", "Five years, as the law asks."),
        ("Do you have this dress in green?", "The green was last year's, it comes in blue now."),
        ("Is it possible to pay in parts?", "Choose Klarna at the checkout, it splits the sum."),
    ],
)
def test_an_answer_comes_in_many_words(asked: str, draft: str) -> None:
    assert names(draft, f"c: {asked}") == []


@pytest.mark.parametrize(
    ("asked", "draft"),
    [
        (
            "Can I bring my dog into the holiday flat?",
            "The flat sleeps four, has a sea view and is five minutes from the beach.",
        ),
        ("When do you close on Sunday? And is there parking?", "We close at 6 pm on Sundays."),
        (
            "What happens to my points if I switch to the other card?",
            "The Gold card has a yearly fee of €60 and comes with travel insurance.",
        ),
    ],
)
def test_a_word_about_the_thing_alone_is_no_answer(asked: str, draft: str) -> None:
    assert names(draft, f"c: {asked}") == ["ignores-question"]


def test_a_vague_time_is_told_once() -> None:
    assert names("An answer follows shortly.", "c: When do I get my answer?") == ["vague-deadline"]
