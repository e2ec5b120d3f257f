import pytest

from assist.consoles.mapping.paths import Place, word
from assist.consoles.mapping.words import path_of, value_of, when_of

BODY = {
    "id": 7,
    "parts": [{"text": "one"}, {"text": None}, {"text": "two"}, 3],
    "a.b": "dotted",
    "list": [[1, 2], [3]],
    "5": "five",
    "empty": "",
    "none": None,
    "no": False,
}
PLACE = Place({"id": 8}, BODY)
WHOLE = Place(BODY, BODY)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("id", [7]),
        ("parts.0.text", ["one"]),
        ("parts.-2.text", ["two"]),
        ("parts.*.text", ["one", "two"]),
        ("list.*.*", [1, 2, 3]),
        (r"a\.b", ["dotted"]),
        ("5", ["five"]),
        ("parts.9.text", []),
        ("parts.text", []),
        ("id.x", []),
        ("none", []),
        ("no", [False]),
    ],
)
def test_a_path_leads_to_what_stands_there(path: str, found: list[object]) -> None:
    assert list(WHOLE.all(path_of(path))) == found


def test_from_an_item_a_path_can_lead_back_to_the_whole_body() -> None:
    assert list(PLACE.all(path_of("id"))) == [8]
    assert list(PLACE.all(path_of("$.id"))) == [7]
    assert list(PLACE.within({"id": 9}).all(path_of("$.id"))) == [7]
    assert list(PLACE.within({"id": 9}).all(path_of("id"))) == [9]


def test_the_whole_body_is_searched_once_for_all_items() -> None:
    place = Place(None, {"list": list(range(100))})
    path = path_of("$.list.*")
    assert place.within(1).all(path) is place.within(2).all(path)


@pytest.mark.parametrize(
    ("when", "holds"),
    [
        ({"id": 7}, True),
        ({"id": "7"}, True),
        ({"id": [6, 8]}, False),
        ({"id": {"not": 7}}, False),
        ({"id": {"not": [6, 8]}}, True),
        ({"nothing": {"not": 7}}, True),
        ({"empty": {"there": True}}, False),
        ({"none": {"there": False}}, True),
        ({"no": {"there": True}}, True),
        ({"no": False}, True),
        ({"id": 7, "no": True}, False),
        ([{"no": True}, {"id": 7}], True),
        ({"parts.*.text": "two"}, True),
    ],
)
def test_a_condition_holds_or_not(when: object, holds: bool) -> None:
    assert WHOLE.holds(when_of(when)) is holds


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("id", "7"),
        ("parts.*.text", "one\ntwo"),
        (["none", "empty", "a\\.b"], "dotted"),
        ({"join": ["id", "none", "5"], "with": "/"}, "7/five"),
        ({"join": ["none"]}, None),
        ({"const": "x"}, "x"),
        ({"path": "id", "words": {"7": "seven"}}, "seven"),
        ({"path": "id", "words": {"8": "eight"}}, None),
        ("parts", None),
    ],
)
def test_a_value_is_made_of_what_stands_there(value: object, text: str | None) -> None:
    assert WHOLE.text(value_of(value)) == text


@pytest.mark.parametrize(
    ("time", "unit", "at"),
    [
        (1_700_000_000, None, 1.7e9),
        (1_700_000_000_500, None, 1_700_000_000.5),
        ("1700000000.25", None, 1_700_000_000.25),
        ("2023-11-14T22:13:20Z", None, 1.7e9),
        (1_700_000_000_500_000, "us", 1_700_000_000.5),
        ("1700000000500", "ms", 1_700_000_000.5),
        (120, "s", 120.0),
        ("soon", None, None),
        ("soon", "s", None),
        ("nan", "s", None),
        (-1, "s", None),
        (1e30, "s", None),
        (9e14, "s", None),
    ],
)
def test_a_time_is_seconds_whatever_its_unit(
    time: object, unit: str | None, at: float | None
) -> None:
    value = value_of({"path": "t"} | ({"unit": unit} if unit else {}))
    assert Place({"t": time}, {}).time(value) == at


def test_only_texts_numbers_and_yes_or_no_are_words() -> None:
    given = ["a", 1, 1.0, 1.5, True, False, 2**64, None, [], {}]
    assert [word(one) for one in given] == [
        *("a", "1", "1", "1.5", "true", "false", None, None, None, None)
    ]
