from tests.drafts.chats import mended, names

LONG = "We work with many carriers and each of them has a network of its own. " * 9


def test_capitals_that_stress_are_shouting_and_are_calmed() -> None:
    draft = "You MUST bring the letter. Come to desk 4 and NOT later, and switch it OFF!!!"
    assert names(draft) == ["shouting"]
    calm = "You must bring the letter. Come to desk 4 and not later, and switch it off!"
    assert mended(draft) == calm
    assert names(calm) == []


def test_one_needed_word_acronyms_and_labels_do_not_shout() -> None:
    assert names("PLEASE do not click the link, it is not from us.") == []
    assert names("Your MRI is at 10:20, ENT entrance. Bring your ID.") == []
    assert names("Choose « SORTIE AUDIO », puis « HDMI » dans le menu de la télé.") == []


def test_insiders_words_have_plain_ones() -> None:
    assert mended("Please write the RMA number on it.") == "Please write the return number on it."


def test_acronyms_that_nobody_explained_are_jargon() -> None:
    assert names("The QZT pushes it to the VBX by five.") == ["jargon"]
    asked = "c: does the QZT push it to the VBX?"
    assert names("Yes, the QZT pushes it to the VBX by five.", asked) == []


def test_words_that_the_customer_said_first_are_no_jargon() -> None:
    asked = "c: hi, i need an RMA number for two faulty switches"
    assert names("Here it is: RMA number 40772 covers both switches.", asked) == []


def test_a_negative_with_a_plain_positive_is_turned() -> None:
    draft = "We can't ship the sofa before Monday. Does Tuesday suit you?"
    assert mended(draft) == "We can ship the sofa from Monday. Does Tuesday suit you?"
    assert names("We can't ship it before Monday, but I can reserve it.") == []


def test_a_wall_of_text_is_too_long_and_a_list_of_steps_is_not() -> None:
    asked = "c: do you ship to Malta?"
    assert names(f"Yes. {LONG}", asked) == ["too-long"]
    steps = "\n".join(f"{n}. {LONG[:140]}" for n in range(1, 7))
    assert names(f"Yes, this way:\n{steps}", asked) == []
    assert names(f"Yes. {LONG}", asked, channel="email") == []
