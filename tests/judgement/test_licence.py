"""When an agent may joke."""

import pytest
from msgspec.structs import replace

from assist.conversation.state import Conversation, Offered, Rung
from assist.judgement.licence import refusal
from assist.ledger import Frame
from assist.vocabulary import Cue, Need, Status, Tone
from tests.judgement.conftest import chat

ODIN = Frame(name="Odin", words="can I be Odin", message_id="m1", at=1.0)


def playing(
    *now: Cue | Tone, before: tuple[Cue | Tone, ...] = (), needs: tuple[Rung, ...] = ()
) -> Conversation:
    """Return a chat with an open frame, in the customer's second turn."""
    labels = now or ("shared-reference",)
    return replace(chat(*labels, before=before, needs=needs), frame=ODIN)


def felt(intensity: float, valence: float | None) -> Conversation:
    there = playing()
    return replace(there, turn=replace(there.turn, intensity=intensity, valence=valence))


def joked(there: Conversation, turn: int) -> Conversation:
    """Return the chat whose agents last joked in the customer's turn `turn`."""
    return replace(there, given=(("humour-given", 1),), last_given=(("humour-given", turn),))


def test_the_customer_plays_first() -> None:
    assert refusal(playing("shared-reference")) is None
    assert refusal(playing("playfulness")) is None
    assert refusal(playing("gratitude")) == "the customer is not playing"


def test_a_laugh_without_a_frame_is_no_invitation() -> None:
    assert refusal(chat("playfulness")) == "the customer is not playing"


@pytest.mark.parametrize(
    "harm", ["vulnerability", "safety", "abuse", "legal-threat", "fraud-worry"]
)
def test_never_near_harm_also_when_it_is_long_said(harm: Cue) -> None:
    assert refusal(playing("shared-reference", harm)) == "no jokes near harm"
    assert refusal(playing(before=(harm,))) == "no jokes near harm"


@pytest.mark.parametrize(
    "spoilt",
    ["anger", "frustration", "anxiety", "sarcasm", "broken-promise", "long-wait", "public-threat"],
)
def test_revoked_at_once_when_things_turn(spoilt: Cue | Tone) -> None:
    assert refusal(playing("playfulness", spoilt)) == "the customer is not at ease"
    assert refusal(playing("playfulness", before=(spoilt,))) is None


def test_intensity_is_low_unless_it_is_joy() -> None:
    assert refusal(felt(0.75, -0.2)) is None
    assert refusal(felt(0.9, 0.9)) is None
    assert refusal(felt(0.9, -0.2)) == "the customer is not at ease"
    assert refusal(felt(0.9, None)) == "the customer is not at ease"


@pytest.mark.parametrize("need", ["solution", "speed", "clarity", "courtesy", "emotion"])
def test_no_need_fails_even_where_somebody_has_spoken_to_it(need: Need) -> None:
    failing = Rung(need=need, status="failing", spoken=True)
    assert refusal(playing(needs=(failing,))) == f"{need} is failing"


@pytest.mark.parametrize("need", ["solution", "speed", "courtesy"])
def test_what_is_open_is_taken_on_first(need: Need) -> None:
    waiting = Rung(need=need, status="open")
    assert refusal(playing(needs=(waiting,))) == f"{need} is open"
    assert refusal(playing(needs=(replace(waiting, spoken=True),))) is None


def test_a_playful_question_is_a_game_and_no_open_need() -> None:
    assert refusal(playing(needs=(Rung(need="clarity", status="open"),))) is None


def test_a_joke_that_was_returned_may_be_played_on() -> None:
    assert refusal(joked(playing("playfulness"), turn=1)) is None


def test_a_joke_that_was_not_returned_ends_the_game() -> None:
    assert refusal(joked(playing("gratitude"), turn=1)) == "the customer is not playing"
    later = joked(playing("playfulness"), turn=0)
    assert refusal(later) == "the last joke was not returned"


def test_a_new_reference_opens_the_game_again() -> None:
    assert refusal(joked(playing("shared-reference"), turn=0)) is None


def test_one_play_for_each_play_of_the_customer() -> None:
    answered = replace(playing(), answer=frozenset({"humour-given"}))
    assert refusal(answered) == "one play for each of theirs"


@pytest.mark.parametrize(
    ("status", "turn", "refused"),
    [
        ("accepted", 2, True),
        ("edited", 2, True),
        ("dismissed", 2, False),
        ("displayed", 2, False),
        ("accepted", 1, False),
    ],
)
def test_a_card_that_was_taken_is_a_play(status: Status, turn: int, *, refused: bool) -> None:
    offer = Offered(suggestion_id="s1", rule="r", kind="humour", turn=turn, status=status)
    assert (refusal(replace(playing(), offers=(offer,))) is not None) is refused


def test_other_cards_are_no_play() -> None:
    offer = Offered(suggestion_id="s1", rule="r", kind="empathy", turn=2, status="accepted")
    assert refusal(replace(playing(), offers=(offer,))) is None
