from tests.drafts.chats import mended, names, session

SAID = "Vouchers are valid for 24 months and may be used for any flight on our site."
TURNS = ("c: can i get the voucher as cash", f"a: {SAID}", "c: and the taxes that i paid?")


def test_a_sentence_that_was_said_is_found_and_cut() -> None:
    draft = f"The taxes come back as money, €61.20. {SAID}"
    assert names(draft, *TURNS) == ["repeated-phrase"]
    assert mended(draft, *TURNS) == "The taxes come back as money, €61.20."


def test_nearly_the_same_words_are_found() -> None:
    near = SAID.replace("any flight on our site", "all hotels")
    assert names(f"The taxes come back, €61.20. {near}", *TURNS) == ["repeated-phrase"]


def test_a_few_common_words_are_no_repetition() -> None:
    assert names("The taxes come back, €61.20, for any flight on time.", *TURNS) == []


def test_who_asks_to_hear_it_again_may() -> None:
    turns = (*TURNS[:2], "c: sorry, could you repeat that please?")
    assert names(f"Of course. {SAID}", *turns) == []


def test_nothing_of_what_was_said_can_be_read_in_the_state() -> None:
    said = session(*TURNS).conversation.said
    assert said.rows and said.words
    assert all(isinstance(one, int) for one in (*said.rows, *said.words))
