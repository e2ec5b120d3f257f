from tests.drafts.chats import mended, names

LATE = "c: my food came cold, this is disappointing"


def test_one_apology_in_its_place_is_right() -> None:
    assert names("I'm sorry the food came cold. I've refunded it just now.", LATE) == []


def test_a_second_apology_for_the_same_is_too_much() -> None:
    turns = (LATE, "a: I'm sorry the food came cold.", "c: ok")
    draft = "Once more, I'm sorry it was cold. A fresh one leaves at 7 pm."
    assert names(draft, *turns) == ["over-apology"]
    assert mended(draft, *turns) == "A fresh one leaves at 7 pm."


def test_two_apologies_in_one_draft_are_too_much() -> None:
    draft = "I'm sorry it was cold. A fresh one leaves at 7 pm. Sorry again for the trouble!"
    assert mended(draft, LATE) == "I'm sorry it was cold. A fresh one leaves at 7 pm."


def test_one_breath_is_one_apology() -> None:
    assert names("Sorry, my apologies for that. A fresh one leaves at 7 pm.", LATE) == []


def test_condolences_are_no_second_apology() -> None:
    turns = (LATE, "a: I'm sorry the food came cold.", "c: and my dad died on friday")
    assert names("I'm so sorry for your loss. Take your time, I'll wait.", *turns) == []
