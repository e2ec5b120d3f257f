"""Short texts that come again -> their readings."""

import pytest

from assist.findings import Reading
from assist.reading.again import LONGEST, MOST, Again, Asked
from assist.reading.reader import Reader, forget
from assist.reading.vader import _ITEMS


@pytest.fixture(scope="module")
def reading(reader: Reader) -> Reading:
    return reader.read("I am furious", language="en")


def asked(text: str) -> Asked:
    return text, "customer", "en"


def test_a_text_is_kept_from_its_second_time_on(reading: Reading) -> None:
    again = Again()
    again.keep(asked("hi"), reading)
    assert again.get(asked("hi")) is None
    again.keep(asked("hi"), reading)
    assert again.get(asked("hi")) is reading


def test_another_speaker_or_language_is_another_text(reading: Reading) -> None:
    again = Again()
    for _ in range(2):
        again.keep(("merci", "customer", "fr"), reading)
    assert again.get(("merci", "customer", "fr")) is reading
    assert again.get(("merci", "agent", "fr")) is None
    assert again.get(("merci", "customer", None)) is None


@pytest.mark.parametrize("text", ["my card is 4111", "call me on ٣٤٥", "x" * (LONGEST + 1)])
def test_numbers_and_long_texts_are_never_kept(text: str, reading: Reading) -> None:
    again = Again()
    for _ in range(3):
        again.keep(asked(text), reading)
    assert again.get(asked(text)) is None


def test_only_so_many_are_kept(monkeypatch: pytest.MonkeyPatch, reading: Reading) -> None:
    monkeypatch.setattr("assist.reading.again._MET", 10)
    again = Again()
    for letter in range(2 * MOST):
        for _ in range(2):
            again.keep(asked(chr(0x4E00 + letter)), reading)
    assert 0 < len(again._readings) <= MOST
    assert 0 < len(again._met) <= 10


def test_what_is_forgotten_is_met_for_the_first_time_again(reading: Reading) -> None:
    again = Again()
    for _ in range(2):
        again.keep(asked("hi"), reading)
    again.forget()
    assert again.get(asked("hi")) is None
    again.keep(asked("hi"), reading)
    assert again.get(asked("hi")) is None


def test_a_reader_gives_the_reading_from_the_time_before(reader: Reader) -> None:
    first, second, third = (reader.read("fed up, furious", language="en") for _ in range(3))
    assert first == second == third
    assert third is second
    assert reader.read("fed up, furious", language="fr") is not second


def test_a_reader_forgets_what_was_read(reader: Reader) -> None:
    for _ in range(3):
        reader.read("my Zyxxa😡 is furious", language="en")
    forget()
    assert reader._again._readings == {}
    assert _ITEMS == {}
    for rules in reader._rules.values():
        assert rules.tokenizer._pieces == {}
        letters = rules.customer._patterns._letters
        assert letters == letters._known
    assert list(reader._languages._heard.values()) == [{}, {}]
