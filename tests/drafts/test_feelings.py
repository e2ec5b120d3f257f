from tests.drafts.chats import found, names

FURY = "c: this is the third wrong dinner, i am absolutely furious, what a shameful service"


def test_a_strong_feeling_wants_a_word() -> None:
    (one,) = found("The replacement leaves the kitchen at 7:10 pm.", FURY)
    assert one.finding == "ignores-feeling"
    assert one.evidence == ()
    assert "furious" in one.about


def test_a_word_is_enough() -> None:
    assert names("That must be maddening. The replacement leaves at 7:10 pm.", FURY) == []
    assert names("I understand. The replacement leaves at 7:10 pm.", FURY) == []


def test_what_was_spoken_to_need_not_be_again() -> None:
    turns = (FURY, "a: I'm so sorry, I understand your anger.", "c: and?")
    assert names("The replacement leaves the kitchen at 7:10 pm.", *turns) == []


def test_a_line_that_looks_into_it_may_come_first() -> None:
    assert names("One moment please, I'm checking this right now.", FURY) == []


def test_a_loss_wants_a_word_however_calm() -> None:
    turn = "c: my husband died last week and i have to cancel his mobile"
    draft = "To cancel a contract, upload the certificate here. It ends within two days."
    assert names(draft, turn) == ["ignores-feeling"]
