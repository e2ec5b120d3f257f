"""The widget's words: each reason that a card may give has some, in both languages."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from assist.playbooks.conditions import STATES
from tests.browser.host import Host
from tests.browser.pages import THIRD_TIME
from tests.browser.server import DemoServer

LOCALES = Path(__file__).resolve().parents[2] / "widget" / "src" / "locales"
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


GERMAN = {
    "listening": "Hört zu",
    "insert": "Einfügen",
    "tones": {"frustration": "Genervt"},
    "left": {"min": "in Kürze"},
    "isnert": "?",
}


def test_another_language_comes_from_a_file_and_english_where_it_says_nothing(
    server: DemoServer, context: BrowserContext, complaints: list[str]
) -> None:
    context.route("**/de.json", lambda route: route.fulfill(body=json.dumps(GERMAN)))
    host = Host(context, server, "<agent-assist>", words="/de.json", lang="de")
    expect(host.widget.locator(".notice")).to_have_text("Hört zu")
    expect(host.widget.locator(".panel")).to_have_attribute("lang", "de")
    host.say(THIRD_TIME)
    expect(host.widget.locator(".tone .name")).to_have_text("Genervt")
    expect(host.card.locator(".insert")).to_contain_text("Einfügen")
    expect(host.card.locator(".dismiss")).to_contain_text("Not this")
    assert ["left.min lacks {n}" in said for said in complaints] == [False, True]
    assert "isnert is no key of ours" in complaints[0]
    complaints.clear()


@pytest.mark.parametrize("body", ["{", "[]", None])
def test_a_file_that_cannot_be_read_leaves_english_and_says_why(
    server: DemoServer, context: BrowserContext, complaints: list[str], body: str | None
) -> None:
    if body is not None:
        context.route("**/de.json", lambda route: route.fulfill(body=body))
    host = Host(context, server, "<agent-assist>", words="/de.json", lang="de")
    expect(host.widget.locator(".notice")).to_have_text("Listening")
    expect(host.widget.locator(".panel")).to_have_attribute("lang", "en" if body != "[]" else "de")
    said = [words for words in complaints if words.startswith("agent-assist: ")]
    assert len(said) == 1
    assert 'words="/de.json"' in said[0]
    complaints.clear()


def _conditions(language: str) -> set[str]:
    """Return the labels in the table `conditions` of a language's words."""
    source = (LOCALES / f"{language}.js").read_text(encoding="utf-8")
    table = re.search(r"^  conditions: \{\n(.*?)\n  \}", source, re.DOTALL | re.MULTILINE)
    assert table is not None
    return set(re.findall(r"^    '([^']+)': '[^']+'", table[1], re.MULTILINE))
