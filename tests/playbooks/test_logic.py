import pytest

from assist.playbooks.conditions import parse
from assist.playbooks.logic import Case, clash, covers, implies, impossible, why_never


def case(holds: str, shut: str = "") -> Case:
    """Return a case from conditions with commas between them."""
    return Case(
        holds=tuple(parse(text) for text in holds.split(", ") if text),
        shut=tuple(parse(text) for text in shut.split(", ") if text),
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("anger", "anger"),
        ("anger", "anger ever"),
        ("anger before", "anger ever"),
        ("apology-given 3x", "apology-given 2x"),
        ("apology-given 2x", "apology-given"),
        ("customer waits 5m", "customer waits 2m"),
        ("customer waits long", "customer waits short"),
        ("valence below -0.5", "valence below -0.2"),
        ("intensity above 0.8", "intensity above 0.5"),
        ("issue is repeated", "issue is open"),
        ("issue is raised", "issue is open"),
        ("question is urgent", "question is open"),
    ],
)
def test_a_condition_brings_a_weaker_one_with_it(one: str, other: str) -> None:
    assert implies(parse(one), parse(other))
    assert (one == other) == implies(parse(other), parse(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("anger", "anger before"),
        ("anger", "frustration ever"),
        ("apology-given", "empathy-given"),
        ("customer waits 5m", "agent waits 2m"),
        ("customer waits long", "customer waits 60s"),
        ("customer waits 5h", "customer waits short"),
        ("valence above 0.5", "valence below 0.9"),
        ("valence below -0.5", "intensity below 0.2"),
        ("issue is resolved", "issue is open"),
        ("promise is near", "promise is open"),
        ("solution is failing", "solution is open"),
    ],
)
def test_what_depends_on_the_chat_is_not_brought_along(one: str, other: str) -> None:
    assert not implies(parse(one), parse(other))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("solution is met", "solution is failing", True),
        ("solution is met", "speed is failing", False),
        ("journey is exit", "journey is renewal", True),
        ("channel is email", "channel is chat", True),
        ("mood is low", "mood is turned", True),
        ("issue is raised", "issue is resolved", False),
        ("chat is closing", "chat is transferred", False),
        ("valence above 0.5", "valence below 0.2", True),
        ("valence above 0.2", "valence below 0.5", False),
        ("valence above 0.5", "intensity below 0.2", False),
        ("customer waits 2m", "agent waits 2m", False),
        ("anger", "delight", False),
    ],
)
def test_what_can_never_hold_together_clashes(one: str, other: str, expected: bool) -> None:
    assert clash(parse(one), parse(other)) is expected
    assert clash(parse(other), parse(one)) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("intensity above 1", True),
        ("intensity below 0", True),
        ("valence below -1", True),
        ("valence below 0", False),
        ("anger", False),
    ],
)
def test_a_bound_may_lie_out_of_reach(condition: str, expected: bool) -> None:
    assert impossible(parse(condition)) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (case("anger ever"), case("anger, abuse"), True),
        (case("anger, abuse"), case("anger"), False),
        (case("anger", "abuse"), case("anger"), False),
        (case("anger", "abuse"), case("anger", "abuse"), True),
        (case("anger", "abuse"), case("anger", "abuse ever"), True),
        (case("anger", "abuse ever"), case("anger", "abuse"), False),
        (case("anger", "solution is met"), case("anger, solution is failing"), True),
    ],
)
def test_a_case_covers_another(one: Case, other: Case, expected: bool) -> None:
    assert covers(one, other) is expected


@pytest.mark.parametrize(
    ("never", "why"),
    [
        (
            case("solution is met, solution is failing"),
            "`solution is met` and `solution is failing` never hold together; keep one",
        ),
        (
            case("customer waits 5m", "customer waits 2m"),
            "where `customer waits 5m` holds, `customer waits 2m` does too, and `excludes` has "
            "it; drop one of them",
        ),
        (case("intensity above 1"), "no value is ever beyond `intensity above 1`"),
        (
            case("anger", "speed is met, speed is open, speed is failing"),
            "`excludes` has every status of `speed`; leave one out",
        ),
    ],
)
def test_why_a_case_never_comes_about_is_said(never: Case, why: str) -> None:
    assert (why_never(never) or "").startswith(why)


def test_a_case_that_may_come_about_needs_no_words() -> None:
    assert why_never(case("anger, solution is met", "anger before, speed is failing")) is None
