import pytest

from tests.drafts.chats import names

PROBLEM = "c: my calendar stopped syncing with my phone on monday, it does not work"


@pytest.mark.parametrize(
    "draft",
    [
        "That's strange indeed: normally it syncs within a minute of each change.",
        "I understand how annoying that is. Thank you for letting us know.",
    ],
)
def test_a_remark_leaves_an_open_problem_lying(draft: str) -> None:
    assert names(draft, PROBLEM) == ["no-next-step"]


@pytest.mark.parametrize(
    "draft",
    [
        "Please sign out and in again.",
        "I've reset the connection just now.",
        "Which phone is it?",
        "One moment, I'm checking.",
        "The engineer comes on Thursday at 10:30.",
    ],
)
def test_a_step_a_question_or_a_time_is_a_next_step(draft: str) -> None:
    assert names(draft, PROBLEM) == []


def test_after_it_works_no_step_is_due() -> None:
    turns = (PROBLEM, "a: Please sign out and in again.", "c: it works now, thanks a million!")
    assert names("Lovely, glad to hear it. Have a good evening!", *turns) == []
