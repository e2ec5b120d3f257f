"""A rule's wordings and a conversation -> the words of the card."""

import dataclasses

import pytest
from msgspec.structs import replace

from assist.conversation.said import hashed
from assist.conversation.state import Context, Conversation
from assist.judgement.wording import fields, wording
from assist.ledger import Deadline, Frame, Promise, Question
from assist.playbooks.model import SuggestionRule
from tests.judgement.conftest import chat, rule

NOW = 100.0


def words(of: SuggestionRule, there: Conversation) -> str | None:
    return wording(of, there, NOW, "en")


def field(name: str, **known: object) -> str | None:
    return fields(replace(chat(), **known), NOW, "en").get(name)


def deadline(said: str) -> tuple[Deadline, ...]:
    return (Deadline(words=said, message_id="m1", at=1, due=None),)


def question(said: str, asked: int = 1) -> Question:
    return Question(question_id=f"q{asked}", words=said, message_id="m1", at=1, asked=asked)


def promise(said: str) -> tuple[Promise, ...]:
    return (Promise(promise_id="p1", words=said, message_id="a1", at=1, due=900),)


def frame(name: str | None) -> Frame:
    return Frame(name=name, words="can I be Odin?", message_id="m1", at=1)


def test_a_wording_with_a_field_is_passed_over_while_the_chat_does_not_know_it() -> None:
    named = rule("r", "empathy", text=("sorry, {customer.name}", "sorry"))
    assert words(named, chat()) == "r sorry"
    assert words(named, replace(chat(), customer_name="Ada")) == "r sorry, Ada"


def test_a_card_without_a_wording_that_is_right_is_no_card() -> None:
    needs_both = rule("r", "update", text=("order {order} by {deadline}",))
    assert words(needs_both, replace(chat(), context=Context(order="1234"))) is None


def test_words_that_name_the_thing_come_first() -> None:
    plain = rule("r", "update", text=("here", "about {item}", "about {item}, order {order}"))
    there = replace(chat(), context=Context(order="1234", item="lamp"))
    assert words(plain, there) == "r about lamp, order 1234"
    assert words(plain, replace(there, context=Context(item="lamp"))) == "r about lamp"
    assert words(plain, chat()) == "r here"


def test_a_name_alone_is_no_thing() -> None:
    named = rule("r", "empathy", text=("sorry", "sorry, {customer.name}"))
    assert words(named, replace(chat(), customer_name="Ada")) == "r sorry"


def test_no_phrase_comes_twice_in_a_chat() -> None:
    said = rule("r", "empathy", text=("one", "two"))
    seen = replace(chat(), phrases=hashed("r one"))
    assert words(said, seen) == "r two"
    assert words(said, replace(chat(), phrases=hashed("r one") + hashed("r two"))) is None


def test_chats_do_not_all_begin_with_the_same_words() -> None:
    said = rule("r", "empathy", text=("one", "two"))
    assert words(said, chat()) == "r one"
    assert words(said, replace(chat(), offered=1)) == "r two"


def test_who_says_tu_is_answered_so_where_there_are_words_for_it() -> None:
    formal = rule("r", "empathy", text=("je vous comprends",))
    both = dataclasses.replace(formal, informal=("je te comprends",))
    there = replace(chat(), informal=True)
    assert words(both, there) == "je te comprends"
    assert words(both, chat()) == "r je vous comprends"
    assert words(formal, there) == "r je vous comprends"


def test_k06_a_name_is_text_and_never_a_format() -> None:
    named = rule("r", "empathy", text=("sorry, {customer.name}",))
    hostile = replace(chat(), customer_name="{0.__class__}{customer.name}")
    assert words(named, hostile) == "r sorry, {0.__class__}{customer.name}"


def test_what_nobody_said_has_no_field() -> None:
    assert fields(Conversation.new(), NOW, "en") == {}


def test_the_platforms_words_are_filled_in_as_they_are() -> None:
    context = Context(agent_name="Ana", order="A-17", item="blue lamp")
    known = fields(replace(chat(), context=context, customer_name="Ada"), NOW, "en")
    assert known["{customer.name}"] == "Ada"
    assert known["{agent.name}"] == "Ana"
    assert known["{order}"] == "A-17"
    assert known["{item}"] == "blue lamp"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("I need it by Friday!", "by Friday"),
        ("il me le faut avant vendredi.", "avant vendredi"),
        ("before my wedding", "before my wedding"),
        ("as soon as you can", None),
    ],
)
def test_a_deadline_is_shown_by_its_time(said: str, shown: str | None) -> None:
    assert field("{deadline}", deadlines=deadline(said)) == shown


def test_a_deadline_that_is_over_is_not_named() -> None:
    (over,) = deadline("by Friday")
    assert field("{deadline}", deadlines=(replace(over, status="past"),)) is None


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("A specialist will call you by 5pm tomorrow", "by 5pm tomorrow"),
        ("à notre service, je vous réponds ici dans 5 minutes", "dans 5 minutes"),
        ("demain à 17h pour confirmer", "demain à 17h"),
        ("within 3 to 5 working days, as I said", "within 3 to 5 working days"),
        ("sous 3 à 5 jours ouvrés", "sous 3 à 5 jours ouvrés"),
        ("by friday … by friday", "by friday"),
        ("in the branch", None),
        ("in " * 40, None),
    ],
)
def test_nothing_but_the_time_of_a_promise_is_quoted(said: str, shown: str | None) -> None:
    assert field("{promise}", promises=promise(said)) == shown


@pytest.mark.parametrize(
    ("said", "shown"),
    [("by 5pm tomorrow", None), ("dans 2 jours", None), ("by Friday", "by Friday")],
)
def test_a_day_later_tomorrow_is_another_day(said: str, shown: str | None) -> None:
    there = replace(chat(), promises=promise(said))
    assert fields(there, 13 * 3600.0, "en").get("{promise}") == shown


def test_a_promise_is_shown_by_its_time_until_it_is_kept() -> None:
    assert field("{promise}", promises=promise("I'll call you in 10 minutes")) == "in 10 minutes"
    (kept,) = promise("I'll call you in 10 minutes")
    assert field("{promise}", promises=(replace(kept, status="kept"),)) is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Odin", "Odin"), ("the printer", None), (None, None), ("I Am Just A Long Line", None)],
)
def test_a_joke_is_named_where_it_has_a_name(name: str | None, shown: str | None) -> None:
    assert field("{frame}", frame=frame(name)) == shown


def test_a_question_is_quoted_without_its_greeting_and_the_urgent_one_first() -> None:
    said = question("Hi, and where is my parcel?")
    assert field("{question}", questions=(said,)) == "where is my parcel"
    again = question("Bonjour, où est mon colis ?", asked=2)
    assert field("{question}", questions=(said, again)) == "où est mon colis"


def test_only_what_opens_a_question_is_left_out_of_its_quote() -> None:
    asked = question("ah et le logo, la couleur et le bord, c'est bien le bleu ?")
    shown = "le logo, la couleur et le bord, c'est bien le bleu"
    assert field("{question}", questions=(asked,)) == shown


def test_a_question_that_is_too_long_to_quote_is_not() -> None:
    assert field("{question}", questions=(question("where " * 40 + "?"),)) is None


@pytest.mark.parametrize(
    ("since", "en", "fr"),
    [
        (30, None, None),
        (60, "1 minute", "1 minute"),
        (300, "5 minutes", "5 minutes"),
        (3600, "1 hour", "1 heure"),
        (3 * 3600, "3 hours", "3 heures"),
        (2 * 86400, "2 days", "2 jours"),
    ],
)
def test_a_wait_is_told_in_the_chats_language(since: float, en: str | None, fr: str | None) -> None:
    there = replace(chat(), customer_waits_since=NOW - since)
    assert fields(there, NOW, "en").get("{wait}") == en
    assert fields(there, NOW, "fr").get("{wait}") == fr
