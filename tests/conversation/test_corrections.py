"""An agent's word on how a message feels -> the conversation as if it had been read so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from assist.conversation.corrections import after_correction
from assist.conversation.state import Conversation
from assist.events import ReadingCorrected
from assist.vocabulary import CUES, TONES, Cue, Tone
from tests.conversation.test_fold import ANSWER, said

Told = Tone | str | None


def corrected(chat: Conversation, tone: Told, message_id: str = "m1") -> Conversation:
    event = ReadingCorrected(
        correction_id="k",
        message_id=message_id,
        tone=tone,  # type: ignore[arg-type]
        at=9,
    )
    return after_correction(chat, event)


def angry(*cues: Cue) -> Conversation:
    return said(
        Conversation.new(),
        "customer",
        1,
        "lost for good",
        tones=("anger",),
        cues=cues,
        valence=-0.6,
        intensity=0.9,
    )


def test_the_feeling_is_the_one_that_the_agent_names_and_the_facts_stay() -> None:
    chat = corrected(angry("problem"), "playfulness")
    assert chat.turn.labels == {"playfulness", "problem"}
    assert chat.rung("emotion").status == "met"
    assert chat.rung("solution") == angry("problem").rung("solution")
    assert chat.issues == angry("problem").issues
    assert [moment.feeling > 0 for moment in chat.moments] == [True]
    assert chat.frame is not None
    assert chat.frame.words == "lost"
    assert (chat.turn.valence or 0) > 0
    assert chat.turn.intensity <= 0.5


def test_neutral_leaves_no_feeling_and_no_moment_to_remember() -> None:
    chat = corrected(angry(), "neutral")
    assert chat.turn.labels == frozenset()
    assert chat.rung("emotion").status == "met"
    assert {moment.what for moment in chat.moments} <= {"end"}
    assert chat.frame is None


def test_a_plain_message_that_hurts_opens_the_need_to_be_heard() -> None:
    chat = corrected(said(Conversation.new(), "customer", 1, "fine then"), "disappointment")
    assert chat.turn.labels == {"disappointment"}
    assert chat.rung("emotion").status == "open"
    assert chat.moments[-1].feeling < 0


@pytest.mark.parametrize(
    ("tone", "left"),
    [
        ("playfulness", {"playfulness", "safety"}),
        ("delight", {"delight", "safety", "public-threat"}),
        ("anger", {"anger", "safety", "public-threat", "abuse"}),
    ],
)
def test_what_was_said_in_jest_goes_with_the_feeling_and_danger_never_does(
    tone: Tone, left: set[str]
) -> None:
    chat = corrected(angry("abuse", "public-threat", "safety"), tone)
    assert chat.turn.labels == left


def test_another_message_of_the_turn_keeps_its_own_feeling() -> None:
    chat = said(angry(), "customer", 2, "now please", tones=("anger",))
    after = corrected(chat, "neutral", "m1")
    assert [(one.label, one.message_id) for one in after.turn.heard] == [("anger", "m2")]
    assert after.rung("emotion").status == "open"


def test_a_correction_is_taken_back_until_somebody_speaks() -> None:
    chat = angry("problem", "abuse")
    assert corrected(corrected(chat, "playfulness"), None) == chat
    twice = corrected(corrected(chat, "playfulness"), "neutral")
    assert twice == corrected(chat, "neutral")
    answered = said(corrected(chat, "playfulness"), "agent", 3, ANSWER)
    assert corrected(answered, None) == answered


def test_of_an_earlier_turn_the_moments_alone_are_corrected() -> None:
    chat = said(said(angry(), "agent", 2, ANSWER), "customer", 3, "ok then")
    after = corrected(chat, "neutral")
    assert [moment.message_id for moment in after.moments if moment.what == "peak"] == []
    assert after.turn == chat.turn
    assert after.needs == chat.needs


def test_an_unknown_message_changes_nothing() -> None:
    chat = angry()
    assert replace(corrected(chat, "delight", "m99"), as_read=None) == chat


@given(
    tones=st.sets(st.sampled_from(TONES), max_size=2),
    cues=st.sets(st.sampled_from(CUES), max_size=4),
    told=st.sampled_from([*TONES, "neutral"]),
)
def test_whatever_was_read_a_correction_can_be_taken_back(
    tones: set[Tone], cues: set[Cue], told: Told
) -> None:
    chat = said(Conversation.new(), "customer", 1, tones=tuple(tones), cues=tuple(cues))
    after = corrected(chat, told)
    assert {one.label for one in after.turn.heard} & set(TONES) <= {told}
    assert corrected(after, None) == chat
