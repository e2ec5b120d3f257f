"""The names of the tests here -> the cases that they stand for: as many as were promised."""

import re
from pathlib import Path

LAST = {"A": 23, "B": 22, "C": 23, "D": 19, "E": 11, "F": 14, "H": 12, "I": 14, "J": 17, "K": 12}
"""The number of the last case of each group."""
CASE = re.compile(r"([A-M])(\d\d)")


def cases() -> set[tuple[str, int]]:
    """Return the cases that tests of this folder are named after."""
    found: set[tuple[str, int]] = set()
    for path in Path(__file__).parent.glob("test_*.py"):
        for name in re.findall(r"^(?:async )?def (test_\w+)", path.read_text(), re.MULTILINE):
            found.update((group, int(number)) for group, number in CASE.findall(name))
    return {(group, number) for group, number in found if group in LAST}


def test_at_least_150_cases_have_a_test() -> None:
    assert len(cases()) >= 150


def test_no_test_is_named_after_a_case_that_does_not_exist() -> None:
    assert [case for case in sorted(cases()) if not 1 <= case[1] <= LAST[case[0]]] == []


def test_a_case_without_a_test_is_explained() -> None:
    page = Path(__file__).with_name("README.md").read_text()
    explained = {(group, int(number)) for group, number in CASE.findall(page)}
    every = {(group, number) for group, last in LAST.items() for number in range(1, last + 1)}
    assert every - cases() <= explained
