import json
from pathlib import Path

import pytest

from assist.errors import ConfigError, FrameError
from assist.evaluation.expectations import Expected
from assist.evaluation.judgement import VERDICTS, Card, Outcome, Played, Score, Verdict
from assist.evaluation.judgement_report import (
    Cost,
    Figures,
    card_lines,
    from_json,
    page,
    tables,
    to_json,
    unmet_lines,
)
from assist.events import Reason, Suggestion

DOCS = Path(__file__).parents[2] / "docs"


def score(name: str, *, satisfied: int = 9, forbidden: int = 0, cards: int = 2) -> Score:
    counts: dict[Verdict, int] = dict.fromkeys(VERDICTS, 0)
    counts |= {"satisfied": satisfied, "missed": 1, "forbidden": forbidden}
    return Score(
        name=name,
        chats=4,
        messages=80,
        verdicts=counts,
        wanted=2,
        given=1,
        needless=4,
        cards={"update": cards},
    )


def figures(*scores: Score) -> Figures:
    return Figures(
        rules="abc",
        scores=scores,
        dialogues=(score("multidogo"),),
        costs=(Cost(name="all", messages=100, reading=0.02, judgement=0.01),),
    )


def suggestion() -> Suggestion:
    return Suggestion(
        suggestion_id="s1",
        rule="fill-silence",
        kind="update",
        need="speed",
        language="en",
        title="Say so",
        about="Waiting",
        text="I'm still\non it.",
        because=(Reason(label="problem", words="broken"), Reason(label="customer waits")),
        at=20.0,
    )


def test_the_tables_hold_expectations_kinds_and_cost() -> None:
    text = tables(figures(score("all"), score("routine")))
    assert (
        "| all conversations | 4 | 80 | 10 | 9 | 1 | 0 | 0 | 90.0 % of 10 | 50.0 % of 2 |" in text
    )
    assert "| 5.0 | 2.5 |" in text
    assert "| `update` | 2.50 | 2.50 | 2.50 |" in text
    assert "| all conversations | 200 µs | 100 µs | 0.50 |" in text
    assert "Rules: `abc`" in text


def test_public_sets_alone_have_no_expectations() -> None:
    text = tables(figures())
    assert "MultiDoGO" in text
    assert "satisfied" not in text


def test_what_was_not_measured_is_no_number() -> None:
    nothing = Cost(name="all", messages=1, reading=0.0, judgement=0.0)
    assert nothing.ratio is None
    found = Figures(rules="abc", scores=(), dialogues=(), costs=(nothing,))
    assert "| 0 µs | 0 µs | – |" in tables(found)


def test_figures_come_back_from_json() -> None:
    found = figures(score("all"))
    assert from_json(json.loads(json.dumps(to_json(found)))) == found
    with pytest.raises(FrameError):
        from_json({})


def test_the_aims_that_are_missed_are_told() -> None:
    assert figures(score("all"), score("routine")).unmet == ()
    bad = score("all", satisfied=7, forbidden=2)
    assert figures(bad, score("routine", cards=3)).unmet == (
        "2 forbidden shown; aim 0",
        "70.0% of the expectations met; aim 90%",
        "3.8 cards per 100 customer messages of routine chats; aim 3",
    )


def test_what_was_not_met_is_told_with_what_was_shown() -> None:
    wanted = Expected(where="a.txt, line 2", turn=0, welcome=frozenset({"silence"}))
    never = Expected(where="a.txt, line 4", turn=1, never=frozenset({"humour"}))
    card = suggestion()
    outcomes = (
        Outcome(expected=wanted, verdict="unwelcome", showing=(card,), needless=(card,)),
        Outcome(expected=never, verdict="missed", showing=(), needless=()),
        Outcome(expected=never, verdict="satisfied", showing=(), needless=(card,)),
        Outcome(expected=wanted, verdict="satisfied", showing=(), needless=()),
    )
    played = Played(chat="a", language="en", routine=False, messages=1, cards=(), outcomes=outcomes)
    first, second, third = unmet_lines([played])
    assert first == (
        "- a.txt, line 2: unwelcome; expects silence\n  update, fill-silence: I'm still on it."
    )
    assert second == "- a.txt, line 4: missed; expects anything | never humour\n  silence"
    assert third.startswith("- a.txt, line 4: needless; expects anything")


def test_a_card_is_told_with_what_led_to_it() -> None:
    (line,) = card_lines([Card(chat="c1", words="it is\nbroken", suggestion=suggestion())])
    assert line.splitlines() == [
        "- c1, 20 s: “it is broken”",
        "  update, fill-silence: I'm still on it.",
        "  because problem “broken”, customer waits",
    ]


def test_the_page_needs_its_marks() -> None:
    with pytest.raises(ConfigError, match=r"docs/quality.md: no part to write"):
        page("# Q\n", figures())


def test_the_page_is_made_of_the_figures_beside_it() -> None:
    found = from_json(json.loads((DOCS / "judgement.json").read_text(encoding="utf-8")))
    text = (DOCS / "quality.md").read_text(encoding="utf-8")
    assert page(text, found) == text, "run `warmline evaluate judgement --data DATA --write`"
