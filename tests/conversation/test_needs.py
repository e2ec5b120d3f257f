"""Messages -> the ladder of needs."""

import pytest

from assist.conversation import needs
from assist.conversation.needs import first_unmet
from assist.conversation.state import Conversation
from assist.vocabulary import CUES, Cue, Need, NeedStatus
from tests.conversation.test_fold import ANSWER, said


def status(chat: Conversation, need: Need) -> NeedStatus:
    return chat.rung(need).status


def test_all_is_met_at_first() -> None:
    assert {rung.status for rung in Conversation.new().needs} == {"met"}


def test_a_problem_opens_the_solution_and_writing_again_fails_it() -> None:
    chat = said(Conversation.new(), "customer", 1, cues=("problem",))
    assert status(chat, "solution") == "open"
    chat = said(chat, "customer", 2, cues=("repeat-contact",))
    assert status(chat, "solution") == "failing"
    assert chat.rung("solution").because == "repeat-contact: abc"


def test_a_rung_does_not_get_better_by_a_milder_message() -> None:
    chat = said(Conversation.new(), "customer", 1, cues=("repeat-contact",))
    chat = said(chat, "customer", 2, cues=("problem",))
    assert status(chat, "solution") == "failing"


def test_taking_it_on_speaks_to_the_solution_and_acting_meets_it() -> None:
    chat = said(Conversation.new(), "customer", 1, cues=("repeat-contact",))
    unmet = first_unmet(chat.needs)
    assert unmet is not None
    assert unmet.need == "solution"
    chat = said(chat, "agent", 2, ANSWER, acts=("ownership-given",))
    assert first_unmet(chat.needs) is None
    assert status(chat, "solution") == "failing"
    chat = said(chat, "agent", 3, ANSWER, acts=("acted",))
    assert status(chat, "solution") == "met"


def test_warm_words_do_not_speak_to_the_solution_and_information_does() -> None:
    chat = said(Conversation.new(), "customer", 1, cues=("repeat-contact",))
    warm = said(chat, "agent", 2, ANSWER, acts=("empathy-given",))
    assert first_unmet(warm.needs) is not None
    informed = said(chat, "agent", 2, ANSWER)
    assert first_unmet(informed.needs) is None


def test_a_problem_that_comes_back_after_it_was_acted_on_fails() -> None:
    chat = said(Conversation.new(), "customer", 1, cues=("problem",))
    chat = said(chat, "agent", 2, ANSWER, acts=("acted",))
    chat = said(chat, "customer", 3, cues=("problem",))
    assert status(chat, "solution") == "failing"


def test_a_question_opens_clarity_and_an_answer_meets_it() -> None:
    chat = said(Conversation.new(), "customer", 1, question=True)
    assert status(chat, "clarity") == "open"
    chat = said(chat, "agent", 2, ANSWER)
    assert status(chat, "clarity") == "met"


def test_confusion_twice_fails_clarity() -> None:
    chat = said(Conversation.new(), "customer", 1, tones=("confusion",))
    chat = said(chat, "agent", 2, ANSWER)
    chat = said(chat, "customer", 3, tones=("confusion",))
    assert status(chat, "clarity") == "failing"


def test_a_feeling_that_was_passed_over_fails_emotion() -> None:
    chat = said(Conversation.new(), "customer", 1, tones=("anxiety",))
    assert status(chat, "emotion") == "open"
    ignored = said(chat, "agent", 2, ANSWER, acts=("clarification-given",))
    assert status(said(ignored, "customer", 3, tones=("anxiety",)), "emotion") == "failing"
    heard = said(chat, "agent", 2, ANSWER, acts=("reassurance-given",))
    assert status(said(heard, "customer", 3, tones=("anxiety",)), "emotion") == "open"


def test_resolved_meets_everything() -> None:
    chat = said(Conversation.new(), "customer", 1, cues=("repeat-contact", "long-wait"))
    chat = said(chat, "customer", 2, cues=("resolved",))
    assert {rung.status for rung in chat.needs} == {"met"}


@pytest.mark.parametrize("cue", CUES)
def test_what_is_passed_over_at_once_would_move_no_rung(
    cue: Cue, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = said(Conversation.new(), "customer", 1, cues=("deadline",))
    quick = said(began, "customer", 2, cues=(cue,)).needs
    monkeypatch.setattr(needs, "_MOVING", frozenset(CUES))
    assert said(began, "customer", 2, cues=(cue,)).needs == quick


def test_a_message_that_shows_no_need_leaves_the_ladder_itself() -> None:
    began = said(Conversation.new(), "customer", 1, cues=("problem",))
    assert said(began, "customer", 2, cues=("praise",)).needs is began.needs
    assert said(began, "customer", 2).needs is began.needs
