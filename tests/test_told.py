"""What a platform knows, in words or as JSON -> `ContextGiven`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import fields

from assist.errors import InputError
from assist.events import ContextGiven
from assist.ledger import Memory
from assist.told import CHOICE, KEYS, MEMORY, told_in_json, told_in_words


def words(text: str) -> ContextGiven:
    return told_in_words(text, id="c1", at=5.0, where="chat.txt, line 3")


def plain(value: object) -> ContextGiven:
    return told_in_json(value, id="c1", at=5.0, where="here")


def test_pairs_are_told() -> None:
    assert words("channel=email customer=c42 agent=Ana order=1234") == ContextGiven(
        context_id="c1", at=5.0, channel="email", customer="c42", agent="Ana", order="1234"
    )


@pytest.mark.parametrize("text", ['item="washing machine"', "item='washing machine'"])
def test_values_with_blanks_stand_in_quotes(text: str) -> None:
    assert words(text).item == "washing machine"


def test_nothing_told_is_an_empty_context() -> None:
    assert words("") == plain({}) == ContextGiven(context_id="c1", at=5.0)


def test_words_and_json_say_the_same() -> None:
    assert words('journey=exit timezone=Europe/Paris agent_name="Ana B"') == plain(
        {"journey": "exit", "timezone": "Europe/Paris", "agent_name": "Ana B", "mood": "?"}
    )


def test_a_memory_stands_for_what_was_left_open() -> None:
    (memory,) = words('customer=c42 memory="my fridge still leaks"').memories
    assert isinstance(memory, Memory)
    assert [issue.words for issue in memory.issues] == ["my fridge still leaks"]
    assert memory.promises == ()
    assert plain({"memory": None}).memories == ()


def test_every_field_of_a_context_can_be_told() -> None:
    known = {field.name for field in fields(ContextGiven)}
    assert {*KEYS, CHOICE} == known - {"context_id", "at", "memories"}
    assert MEMORY not in KEYS


def test_a_customer_opts_out_and_in_again() -> None:
    assert words("opted_out=true").opted_out is plain({"opted_out": True}).opted_out is True
    assert words("opted_out=false").opted_out is plain({"opted_out": False}).opted_out is False
    assert words("agent=Ana").opted_out is plain({"opted_out": None}).opted_out is None


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("channel", "write pairs, as channel=email"),
        ("chanel=email", "use one of customer, agent,"),
        ('item="washing machine', "a quote is open"),
        ("timezone=Paris", "write one as Europe/Paris"),
        ("opted_out=yes", "write true or false"),
        ("journey=holiday", "docs/commands.md"),
    ],
)
def test_wrong_words_are_refused_with_their_place_and_what_would_be_right(
    text: str, right: str
) -> None:
    with pytest.raises(InputError) as caught:
        words(text)
    assert str(caught.value).startswith("chat.txt, line 3: ")
    assert right in str(caught.value)


@pytest.mark.parametrize(
    "value",
    [
        [],
        "channel=email",
        3,
        {"channel": 3},
        {"timezone": "Mars/Olympus"},
        {"timezone": 3},
        {"timezone": ["UTC"]},
        {"journey": ["exit"]},
        {"order": "\ud83d"},
        {"memory": "\ud83d"},
    ],
)
def test_wrong_json_is_refused_with_its_place(value: object) -> None:
    with pytest.raises(InputError) as caught:
        plain(value)
    assert str(caught.value).startswith("here: ")


@given(st.text(max_size=60))
def test_any_words_are_read_or_refused(text: str) -> None:
    try:
        assert words(text).context_id == "c1"
    except InputError as error:
        assert str(error).startswith("chat.txt, line 3: ")
