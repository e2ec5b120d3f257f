"""Token patterns -> where they match, found around their rarest words only."""

import pytest

from assist.reading.alphabet import spelt
from assist.reading.patterns import Found, TokenPatterns, folded_pattern, times
from assist.reading.text import Tokenizer

ENGLISH = Tokenizer("en")


def find(text: str, *tables: dict[str, object]) -> list[Found]:
    patterns = TokenPatterns([(7, folded_pattern(tables, ENGLISH))], ENGLISH)
    return sorted(patterns.find(ENGLISH.text(text)), key=lambda found: found.first)


@pytest.mark.parametrize(
    ("op", "least", "most"),
    [(None, 1, 1), ("?", 0, 1), ("!", 1, 1), ("{2}", 2, 2), ("{1,3}", 1, 3)],
)
def test_how_often_a_table_matches(op: str | None, least: int, most: int) -> None:
    assert times({"OP": op} if op else {}) == (least, most)


def test_words_are_folded_as_messages_are() -> None:
    (table,) = folded_pattern(({"LOWER": {"IN": ["Café", "pls"]}},), ENGLISH)
    assert spelt(table) == {"cafe", "please"}


def test_a_gap_is_crossed_and_its_words_are_the_value() -> None:
    (found,) = find(
        "can i please be Captain Nemo now",
        {"LOWER": "be"},
        {"IS_ALPHA": True, "OP": "{1,2}"},
        {"LOWER": "now"},
    )
    assert (found.number, found.first, found.last, found.value) == (7, 3, 7, "Captain Nemo")


def test_a_number_is_the_value_where_nothing_else_is_free() -> None:
    (found,) = find(
        "for the third time today",
        {"LIKE_NUM": True, "LOWER": {"NOT_IN": ["first"]}},
        {"LOWER": "time"},
    )
    assert found.value == "third"
    assert (
        find(
            "for the first time today",
            {"LIKE_NUM": True, "LOWER": {"NOT_IN": ["first"]}},
            {"LOWER": "time"},
        )
        == []
    )


def test_what_must_not_follow_is_missing_at_the_end_as_well() -> None:
    weeks: tuple[dict[str, object], ...] = (
        {"LIKE_NUM": True},
        {"LOWER": "weeks"},
        {"LOWER": {"IN": ["ago", "left"]}, "OP": "!"},
    )
    assert [(one.first, one.last) for one in find("no bag, three weeks", *weeks)] == [(3, 5)]
    assert [(one.first, one.last) for one in find("three weeks now", *weeks)] == [(0, 2)]
    assert find("three weeks ago", *weeks) == []


def test_every_place_of_a_long_text_is_found() -> None:
    text = (
        "still no bag . "
        + "we wait here . " * 200
        + "still no bag . "
        + "so long . " * 9
        + "no bag"
    )
    found = find(text, {"LOWER": "still"}, {"LOWER": "no"}, {"LOWER": {"IN": ["bag", "bus"]}})
    assert [match.first for match in found] == [0, 804]


def test_patterns_are_compiled_one_by_one_before_a_text_asks() -> None:
    tokenizer = Tokenizer("en")
    tables = folded_pattern(({"LOWER": "still"}, {"IS_ALPHA": True}), tokenizer)
    patterns = TokenPatterns([(number, tables) for number in range(3)], tokenizer)
    steps = patterns.warm()
    assert [one.ready for one in patterns._patterns] == [None] * 3
    next(steps)
    assert [one.ready is not None for one in patterns._patterns] == [True, False, False]
    assert len([*steps]) == 2
    assert all(one.ready for one in patterns._patterns)


def test_words_are_forgotten_when_they_are_many_and_change_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("assist.reading.patterns._REMEMBERED", 10)
    tables = folded_pattern(({"LOWER": "still"}, {"IS_ALPHA": True, "LENGTH": 4}), ENGLISH)
    patterns = TokenPatterns([(1, tables)], ENGLISH)
    for letter in "abcdefghijklmnopqrstuvwxyz":
        text = ENGLISH.text(f"zy{letter} still wx{letter}q wx{letter}")
        assert [(one.first, one.last) for one in patterns.find(text)] == [(1, 3)]
    assert 1 < len(patterns._letters) <= 11
    patterns.forget()
    assert [*patterns._letters] == ["still"]
    assert [*patterns.find(ENGLISH.text(""))] == []


def test_a_row_of_the_same_table_is_one_gap() -> None:
    tokenizer = Tokenizer("en")
    gap: list[dict[str, object]] = [{"OP": "?"} for _ in range(12)]
    tables = folded_pattern(({"LOWER": "still"}, *gap, {"LOWER": "waiting"}), tokenizer)
    patterns = TokenPatterns([(1, tables)], tokenizer)
    (found,) = patterns.find(tokenizer.text("still and still I am waiting"))
    assert (found.first, found.last) == (0, 6)
    assert patterns._patterns[0].expression.count("{0,12}") == 1


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("refunded, all of it", [0]),
        ("Hi! refunded. Anything else?", [2]),
        ("done... refunded?! refunded", [2, 5]),
        ("it was refunded", []),
        ("cancelled, refunded", []),
    ],
)
def test_a_pattern_may_ask_for_the_start_of_a_sentence(text: str, places: list[int]) -> None:
    opening = {"LOWER": "refunded", "IS_SENT_START": True}
    assert [found.first for found in find(text, opening)] == places


def test_what_opens_a_sentence_may_be_missing() -> None:
    tables: tuple[dict[str, object], ...] = (
        {"LOWER": {"IN": ["ok", "right"]}, "OP": "?", "IS_SENT_START": True},
        {"LOWER": "refunded"},
    )
    assert [(found.first, found.last) for found in find("ok refunded", *tables)] == [(0, 2)]
    assert [(found.first, found.last) for found in find("refunded now", *tables)] == [(0, 1)]
    assert find("you are refunded, right", *tables) == []
