import pytest

from tests.drafts.chats import mended, names

PROBLEM = "c: my parcel never arrived and i am so angry"


@pytest.mark.parametrize(
    "draft",
    [
        "I'm sorry. You should have read the terms, but I can change the date until Friday.",
        "I understand. It went back because you forgot to give us the flat number, so send it now.",
        "That's tough, but it is your own fault. I'll send it again tomorrow.",
    ],
)
def test_a_reproach_is_blame(draft: str) -> None:
    assert "blame" in names(draft, PROBLEM)


@pytest.mark.parametrize(
    "draft",
    [
        "You should have an email from us by now. I'll check the parcel too and write by 5 pm.",
        "It's not your fault at all, I'm sorry. I'll send it again tomorrow.",
        "We should have told you sooner, I'm sorry. I'll send it again tomorrow.",
    ],
)
def test_what_only_sounds_like_a_reproach_is_none(draft: str) -> None:
    assert names(draft, PROBLEM) == []


def test_what_was_forgotten_is_missing() -> None:
    draft = "You forgot to attach the invoice. Could you send it?"
    assert mended(draft) == "The invoice is still missing. Could you send it?"


def test_a_bare_no_is_curt_and_a_short_full_answer_is_not() -> None:
    asked = "c: is it possible to have it delivered to my office?"
    assert names("No.", asked) == ["curt"]
    assert names("Yes, until 8 pm.", "c: are you open tonight?") == []
    assert names("Three months.", "c: how long is it valid?") == []
    assert names("Calm down. It's sorted.", PROBLEM)[0] == "curt"


def test_a_joke_needs_a_licence() -> None:
    joke = "Your bag is on a world tour 😉 It arrives on Monday."
    assert "humour-risk" in names(joke, PROBLEM)
    assert "humour-risk" in names(joke, "c: when does my bag arrive?")
    played = "c: my fridge has declared independence, haha! can i be Odin and smite it?"
    assert "humour-risk" not in names("Granted, mighty Odin 😉 Which fridge is it?", played)


def test_the_joke_alone_is_cut() -> None:
    draft = "It lands at 9. At least it got a holiday, haha. A courier brings it by noon."
    after = mended(draft, "c: hello", "a: Hello!", "c: my suitcase is lost")
    assert after == "It lands at 9. A courier brings it by noon."
