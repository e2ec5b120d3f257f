"""A rule's wordings and a conversation -> the words of the card."""

from dataclasses import replace

from assist.judgement.wording import wording
from tests.judgement.conftest import chat, rule


def test_a_wording_with_a_name_is_passed_over_while_nobody_is_named() -> None:
    named = rule("r", "empathy", text=("sorry, {customer.name}", "sorry"))
    assert wording(named, chat()) == "r sorry"
    assert wording(named, replace(chat(), customer_name="Ada")) == "r sorry, Ada"


def test_no_phrase_comes_twice_in_a_chat() -> None:
    said = rule("r", "empathy", text=("one", "two"))
    seen = replace(chat(), phrases=frozenset({"r one"}))
    assert wording(said, seen) == "r two"
    assert wording(said, replace(chat(), phrases=frozenset({"r one", "r two"}))) is None


def test_chats_do_not_all_begin_with_the_same_words() -> None:
    said = rule("r", "empathy", text=("one", "two"))
    assert wording(said, chat()) == "r one"
    assert wording(said, replace(chat(), offered=1)) == "r two"


def test_k06_a_name_is_text_and_never_a_format() -> None:
    named = rule("r", "empathy", text=("sorry, {customer.name}",))
    hostile = replace(chat(), customer_name="{0.__class__}{customer.name}")
    assert wording(named, hostile) == "r sorry, {0.__class__}{customer.name}"
