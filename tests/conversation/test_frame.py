"""The frame of a joke: who opens it, what it is called, how often the agent played in it."""

import pytest

from assist.conversation.frame import after_agent, after_customer, recalled
from assist.conversation.state import HeardLabel
from assist.ledger import Frame
from assist.vocabulary import Act, Cue, Tone

ODIN = Frame(name="Odin", words="can I be Odin", message_id="m1", at=1.0)


def heard(label: Cue | Tone, words: str, value: str | None = None) -> HeardLabel:
    return HeardLabel(label=label, words=words, message_id="m2", value=value)


def after(frame: Frame | None, *labels: HeardLabel) -> Frame | None:
    return after_customer(frame, labels, message_id="m2", at=2.0)


def test_a_shared_reference_opens_a_frame_with_its_name_and_words() -> None:
    opened = after(
        None, heard("playfulness", "haha"), heard("shared-reference", "I'm Thor", "Thor")
    )
    assert opened == Frame(name="Thor", words="I'm Thor", message_id="m2", at=2.0)


def test_a_frame_may_have_no_name() -> None:
    opened = after(None, heard("shared-reference", "beam me up"))
    assert opened == Frame(name=None, words="beam me up", message_id="m2", at=2.0)


def test_a_laugh_opens_nothing() -> None:
    assert after(None, heard("playfulness", "haha")) is None


def test_a_name_is_kept_without_the_marks_around_it() -> None:
    opened = after(None, heard("shared-reference", "greetings Thor!", " Thor!"))
    assert opened is not None
    assert opened.name == "Thor"
    bare = after(None, heard("shared-reference", "signed: ...", "..."))
    assert bare is not None
    assert bare.name is None


def test_another_name_opens_another_frame() -> None:
    played = Frame(name="Odin", words="can I be Odin", message_id="m1", at=1.0, played=2)
    opened = after(played, heard("shared-reference", "call me Loki", "Loki"))
    assert opened == Frame(name="Loki", words="call me Loki", message_id="m2", at=2.0)


def test_a_name_takes_the_place_of_a_frame_that_has_none() -> None:
    bare = Frame(name=None, words="beam me up", message_id="m1", at=1.0)
    opened = after(bare, heard("shared-reference", "call me Kirk", "Kirk"))
    assert opened is not None
    assert opened.name == "Kirk"


@pytest.mark.parametrize(
    "labels",
    [
        (),
        (heard("anger", "furious"),),
        (heard("shared-reference", "beam me up"),),
        (heard("shared-reference", "odin again", "odin"),),
    ],
)
def test_the_frame_is_remembered_with_its_first_words(labels: tuple[HeardLabel, ...]) -> None:
    assert after(ODIN, *labels) is ODIN


@pytest.mark.parametrize(
    ("text", "played"),
    [
        ("Your parcel leaves today, ODIN.", 1),
        ("Votre colis part aujourd'hui, grand Odin !", 1),
        ("Your parcel leaves today.", 0),
        ("Clodina will call you.", 0),
    ],
)
def test_an_agent_plays_by_saying_the_name(text: str, played: int) -> None:
    after_reply = after_agent(ODIN, frozenset(), text)
    assert after_reply is not None
    assert after_reply.played == played


def test_an_agent_plays_by_joking_each_turn_counts_once() -> None:
    joke: frozenset[Act] = frozenset(["humour-given"])
    once = after_agent(ODIN, joke, "Granted, Odin.")
    twice = after_agent(once, joke, "At your service.")
    assert twice is not None
    assert twice.played == 2


def test_a_frame_without_a_name_is_played_by_joking_alone() -> None:
    bare = Frame(name=None, words="beam me up", message_id="m1", at=1.0)
    assert after_agent(bare, frozenset(), "None left, sorry.") is bare
    played = after_agent(bare, frozenset({"humour-given"}), "Beaming you up.")
    assert played is not None
    assert played.played == 1


def test_an_agent_opens_no_frame() -> None:
    assert after_agent(None, frozenset({"humour-given"}), "haha") is None


def test_a_customer_plays_on_by_saying_the_name() -> None:
    said = recalled(ODIN, "haha ODIN is pleased", message_id="m2")
    assert said == heard("shared-reference", "ODIN", "Odin")


@pytest.mark.parametrize(
    ("frame", "text"),
    [
        (None, "Odin is pleased"),
        (ODIN, "one more thing"),
        (Frame(name=None, words="beam me up", message_id="m1", at=1.0), "beam me"),
        (Frame(name="printer", words="my printer", message_id="m1", at=1.0), "printer is broken"),
    ],
)
def test_other_words_recall_nothing(frame: Frame | None, text: str) -> None:
    assert recalled(frame, text, message_id="m2") is None
