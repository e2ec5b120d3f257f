import pytest

from assist.consoles.mapping.model import ALWAYS, NEVER, Check, Path, Value
from assist.consoles.mapping.words import path_of, value_of, when_of


def test_a_path_is_names_places_and_all_items() -> None:
    assert path_of("a.b-c.0.-1.*.d") == Path(("a", "b-c", 0, -1, "*", "d"))
    assert path_of("$.a") == Path(("a",), whole=True)
    assert path_of("$") == Path((), whole=True)
    assert path_of(r"a\.b.c") == Path(("a.b", "c"))


def test_a_condition_is_rows_of_tests() -> None:
    assert when_of(True) == ALWAYS
    assert when_of(False) == NEVER
    one = Check(path=Path(("a",)), among=frozenset({"1"}))
    two = Check(path=Path(("b", "c")), among=frozenset({"x", "true"}))
    assert when_of({"a": 1, "b.c": ["x", True]}) == ((one, two),)
    assert when_of({"a": "1", "b": {"c": ["x", True]}}) == ((one, two),)
    assert when_of([{"a": 1}, {"b.c": ["x", True]}]) == ((one,), (two,))
    assert when_of({"a": {"there": False}}) == ((Check(path=Path(("a",)), there=False),),)
    negated = Check(path=Path(("a",)), among=frozenset({"n"}), negated=True)
    assert when_of({"a": {"not": "n"}}) == ((negated,),)


def test_a_value_is_where_it_is_from() -> None:
    path = Path(("a",))
    assert value_of("a") == value_of(["a"]) == value_of({"path": "a"}) == Value(first=(path,))
    assert value_of({"join": ["a"], "with": "/"}) == Value(join=(path,), glue="/")
    assert value_of({"const": "email"}) == Value(const="email")
    words = value_of({"path": "a", "words": {"x": "y"}, "unit": "ms"})
    assert words == Value(first=(path,), words={"x": "y"}, unit="ms")


@pytest.mark.parametrize(
    "plain", [7, "", ".", "a..b", "a.", "x" * 201, ".".join("a" * 17), "a\n", None, ["a"]]
)
def test_what_is_no_path_is_refused(plain: object) -> None:
    with pytest.raises(ValueError, match="write"):
        path_of(plain)


@pytest.mark.parametrize(
    "plain",
    [
        *(7, "a", [], {}, [7], {"a": []}, {"a": [1, None]}, {"a": {"there": 1}}),
        *({"a": {"not": []}}, {"a": {"not": 1, "there": True}}, {"a..b": 1}, [{}] * 51),
    ],
)
def test_what_is_no_condition_is_refused(plain: object) -> None:
    with pytest.raises(ValueError, match="write"):
        when_of(plain)


@pytest.mark.parametrize(
    ("plain", "wrong"),
    [
        (7, "write a path"),
        ([], "write a path"),
        ([7], "write a path"),
        ({}, "one of path, join and const"),
        ({"path": "a", "const": "b"}, "one of path, join and const"),
        ({"const": "b", "with": "-"}, "a const stands alone"),
        ({"pth": "a"}, "pth is unknown; did you mean path?"),
        ({"path": "a", "unit": "min"}, "unit: unknown"),
        ({"path": "a", "unit": []}, "unit: unknown"),
        ({"path": "a", "words": {"a": 1}}, "words a: write a text"),
        ({"path": "a", "words": {}}, "words: write a table"),
        ({"const": 7}, "const: write a text"),
    ],
)
def test_what_is_no_value_is_refused(plain: object, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        value_of(plain)
