import pytest

from tests.drafts.chats import found, names

FOOD = "c: Can I bring my own food on board?"


def test_a_draft_about_something_else_passes_the_question_over() -> None:
    (one,) = found("Your booking for Friday is confirmed and check-in opens on Thursday.", FOOD)
    assert one.finding == "ignores-question"
    assert one.about == "Can I bring my own food on board?"


@pytest.mark.parametrize(
    "draft",
    [
        "Yes, in your hand luggage.",
        "In sealed boxes, with pleasure.",
        "I'll ask the crew and write to you by noon.",
        "Which flight are you on?",
        "One moment please, I'm checking.",
        "Food is welcome in the cabin.",
    ],
)
def test_an_answer_need_not_say_the_words_of_the_question(draft: str) -> None:
    assert names(draft, FOOD) == []


def test_the_second_half_of_a_question_counts() -> None:
    asked = "c: How do I export my notes, and will my team still see them if I close my account?"
    draft = "Open Settings and choose Export as a PDF file. It arrives in your inbox at once."
    assert names(draft, asked) == ["ignores-question"]


def test_who_asks_for_a_fee_wants_to_hear_of_money() -> None:
    asked = "c: Is the 10 pound activation fee charged for the second line as well?"
    assert names("Great idea. I've sent the form for her line to your email.", asked) == [
        "ignores-question"
    ]
    assert names("The second line is free of charge.", asked) == []
