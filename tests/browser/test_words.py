"""The widget's words: each reason that a card may give has some, in both languages."""

import re

import pytest

from assist.playbooks.conditions import STATES
from assist.resources import widget_dir

WAITS = {"customer waits", "agent waits"}
SILENT = {"channel"}
"""Subjects that are never a reason on a card: a channel may be any word."""


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_condition_that_a_card_may_give_as_its_reason_has_words(language: str) -> None:
    wanted = {
        f"{subject} is {state}"
        for subject, states in STATES.items()
        for state in states
        if subject not in SILENT
    }
    assert _conditions(language) == wanted | WAITS


def _conditions(language: str) -> set[str]:
    """Return the labels in the table `conditions` of a language's words."""
    source = (widget_dir() / "locales" / f"{language}.js").read_text(encoding="utf-8")
    table = re.search(r"^  conditions: \{\n(.*?)\n  \}", source, re.DOTALL | re.MULTILINE)
    assert table is not None
    return set(re.findall(r"^    '([^']+)': '[^']+'", table[1], re.MULTILINE))
