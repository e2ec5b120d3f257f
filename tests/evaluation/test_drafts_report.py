import json
from pathlib import Path

import pytest

from assist.errors import ConfigError
from assist.evaluation.drafts import Checked, DraftCase, DraftScore
from assist.evaluation.drafts_report import (
    DraftFigures,
    DraftSet,
    DraftSystem,
    count_interval,
    failure_lines,
    from_json,
    page,
    share_interval,
    tables,
    to_json,
)
from assist.findings import DraftFinding, Span
from assist.transcript import Chat
from assist.vocabulary import Finding

DOCS = Path(__file__).parents[2] / "docs"


def score(name: str, **counts: int) -> DraftScore:
    drafts = {"good": 100, "quiet": 98, "needless": 2, "faulty": 100, "beside": 4}
    findings = {"expected": 110, "found": 99, "compared": 2}
    return DraftScore(name=name, overlap=1.5, **(drafts | findings | counts))


def system(name: str, *scores: DraftScore) -> DraftSystem:
    return DraftSystem(
        name=name,
        about="findings",
        version=None,
        languages=("en", "fr"),
        findings=("blame", "jargon"),
        scores=scores,
    )


def figures(*scores: DraftScore) -> DraftFigures:
    ours = system("warmline", *scores)
    sets = (DraftSet(split="held-out", systems=(ours, system("presidio"))),)
    return DraftFigures(rules="abc", sets=sets)


def rounded(interval: tuple[float, float]) -> tuple[float, float]:
    low, high = interval
    return round(low, 3), round(high, 3)


def test_the_tables_say_what_was_found_and_how_sure_that_is() -> None:
    blame = score("blame", expected=8, found=7, needless=1, beside=2)
    text = tables(figures(score("all"), score("fr"), blame))
    assert "### Held out: only measured" in text
    assert (
        "| `warmline` | 200 | 100 | 90.0 % (83.0 to 94.3) of 110 | 2.0 (0.5 to 7.3) | "
        "98.0 % (93.0 to 99.4) of 100 | 4.0 | 0.75 |" in text
    )
    assert "| `warmline`, French |" in text
    assert "| `blame` | 8 | 7 of 8 (3) |" in text
    assert "| `jargon` | 0 | 0 of 0 (0) |" in text
    assert "| `curt` | 0 | – |" in text
    assert "findings; not installed, so not measured" in text


def test_what_cannot_be_counted_is_a_dash() -> None:
    empty = score("all", good=0, faulty=0, expected=0, found=0, compared=0)
    assert "| `warmline` | 0 | 0 | – | – | – | – | – |" in tables(figures(empty))


def test_intervals_hold_for_none_and_for_all() -> None:
    assert share_interval(0, 0) == (0.0, 1.0)
    assert rounded(share_interval(0, 100)) == (0.0, 0.037)
    assert rounded(share_interval(100, 100)) == (0.963, 1.0)
    assert rounded(count_interval(0)) == (0.0, 3.841)
    assert rounded(count_interval(10)) == (5.432, 18.409)


def test_aims_that_are_missed_are_named() -> None:
    assert figures(score("all")).unmet == ()
    assert figures(score("all", found=98, needless=3)).unmet == (
        "held-out: 89.1% of the faults found; aim 90%",
        "held-out: 3.0 needless findings per 100 good drafts; aim 2",
    )
    assert figures().unmet == ()


def test_figures_survive_json() -> None:
    one = figures(score("all"))
    assert from_json(json.loads(json.dumps(to_json(one)))) == one


def test_a_failure_is_told_with_its_words_and_the_draft() -> None:
    chat = Chat(id="c", language="en", turns=(), until=None, draft="Calm\ndown, soon.")
    words: dict[Finding, str] = {"curt": "Calm\ndown"}
    case = DraftCase(
        where="a, line 3", chat=chat, expected=frozenset({"curt", "blame"}), evidence=words
    )
    soon = DraftFinding(
        finding="vague-deadline", advice="", evidence=(Span(start=11, end=15, text="soon"),)
    )
    right = Checked(
        case=case,
        told=(DraftFinding(finding="curt", advice=""), DraftFinding(finding="blame", advice="")),
    )
    assert list(failure_lines([Checked(case=case, told=(soon,)), right])) == [
        "- a, line 3: missed blame, missed curt “Calm down”, needless vague-deadline “soon”\n"
        "  Calm down, soon."
    ]


def test_the_page_needs_its_marks() -> None:
    with pytest.raises(ConfigError, match=r"docs/quality.md: no part to write"):
        page("# Q\n", figures())


def test_the_page_is_made_of_the_figures_beside_it() -> None:
    found = from_json(json.loads((DOCS / "drafts.json").read_text(encoding="utf-8")))
    text = (DOCS / "quality.md").read_text(encoding="utf-8")
    assert page(text, found) == text, "run `warmline evaluate drafts --write`"
