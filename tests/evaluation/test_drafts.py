import json
from pathlib import Path
from typing import Any

import pytest

from assist.errors import InputError
from assist.evaluation.drafts import (
    Checked,
    DraftCase,
    checked,
    draft_scores,
    overlap,
    read_draft_cases,
)
from assist.findings import DraftFinding, Span
from assist.transcript import Chat
from assist.vocabulary import Finding, Language

ROOT = Path(__file__).parents[2]


def case(draft: str, *expected: Finding, language: Language = "en", **evidence: str) -> DraftCase:
    chat = Chat(id="c1", language=language, turns=(), until=None, draft=draft)
    words = {finding: evidence[finding] for finding in expected if finding in evidence}
    return DraftCase(where="a, line 1", chat=chat, expected=frozenset(expected), evidence=words)


def told(finding: Finding, *spans: tuple[int, int], draft: str = "") -> DraftFinding:
    evidence = tuple(Span(start=start, end=end, text=draft[start:end]) for start, end in spans)
    return DraftFinding(finding=finding, advice="", evidence=evidence)


def found(one: DraftCase, *findings: DraftFinding) -> Checked:
    return Checked(case=one, told=findings)


def write(path: Path, *plain: object) -> Path:
    path.write_text("".join(f"{json.dumps(one)}\n" for one in plain))
    return path


def plain(**fields: object) -> dict[str, Any]:
    turns = [{"speaker": "customer", "text": "when does it come?"}]
    return {
        "id": "en-1",
        "language": "en",
        "turns": turns,
        "draft": "You should have asked.",
        "findings": ["blame"],
        "evidence": {"blame": "You should have"},
        **fields,
    }


def test_a_case_is_a_chat_with_its_draft_and_what_is_wrong_with_it(tmp_path: Path) -> None:
    good = plain(id=None, draft="On Monday.", findings=[], evidence=None)
    first, second = read_draft_cases(write(tmp_path / "a.jsonl", plain(), good))
    assert (first.chat.id, second.chat.id) == ("en-1", "2")
    assert first.draft == "You should have asked."
    assert first.expected == {"blame"}
    assert first.evidence == {"blame": "You should have"}
    assert second.expected == frozenset()
    assert second.where.endswith("a.jsonl, line 2")


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ({"draft": None}, "no draft; write the unsent text"),
        ({"findings": None}, "`findings` is no list; write .* or \\[\\] for a good draft"),
        ({"findings": ["rude"]}, "`findings`: rude: not known; write one of ignores-question"),
        ({"findings": []}, "`evidence` is not of its findings"),
        ({"evidence": ["You"]}, "`evidence` is not of its findings"),
        ({"evidence": {"blame": "elsewhere"}}, "`evidence` of blame: not in the draft"),
        ({"turns": 1}, "not a conversation"),
    ],
)
def test_a_wrong_case_is_named_with_what_would_be_right(
    tmp_path: Path, wrong: dict[str, object], right: str
) -> None:
    path = write(tmp_path / "a.jsonl", plain(), plain(**wrong))
    with pytest.raises(InputError, match=f"line 2: {right}"):
        list(read_draft_cases(path))


def test_a_file_that_is_no_json_lines_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"\xff")
    (tmp_path / "b.jsonl").write_text("customer: hi\n")
    with pytest.raises(InputError, match="not UTF-8"):
        list(read_draft_cases(tmp_path / "a.jsonl"))
    with pytest.raises(InputError, match="line 1: not JSON"):
        list(read_draft_cases(tmp_path / "b.jsonl"))


def test_each_case_is_checked_as_its_chat_stands() -> None:
    one = case("Calm down.")
    (result,) = checked([one], lambda chat: [told("curt"), told("curt")])
    assert result == found(one, told("curt"), told("curt"))


def test_what_was_found_missed_and_needless_is_counted_by_language_and_finding() -> None:
    faulty = case("Soon.", "curt", "vague-deadline")
    french = case("Calmez-vous.", "blame", language="fr")
    good = case("On Monday.")
    scores = draft_scores(
        [
            found(faulty, told("curt"), told("jargon")),
            found(french),
            found(good),
            found(good, told("curt"), told("curt")),
        ]
    )
    by_name = {one.name: one for one in scores}
    assert list(by_name) == ["all", "en", "fr", "blame", "vague-deadline", "curt", "jargon"]
    every, curt = by_name["all"], by_name["curt"]
    assert (every.good, every.quiet, every.needless) == (2, 1, 2)
    assert (every.faulty, every.beside, every.expected, every.found) == (2, 1, 3, 1)
    assert (by_name["fr"].expected, by_name["fr"].found, by_name["fr"].good) == (1, 0, 0)
    assert (curt.expected, curt.found, curt.needless, curt.beside) == (1, 1, 2, 0)
    assert (by_name["jargon"].expected, by_name["jargon"].beside) == (0, 1)
    assert draft_scores([]) == ()


def test_the_words_told_are_compared_with_those_expected() -> None:
    draft = "soon, as soon as it is"
    assert overlap("soon", [Span(start=9, end=13, text="soon")], draft) == 1.0
    assert overlap("soon", [Span(start=6, end=13, text="as soon")], draft) == pytest.approx(8 / 11)
    assert overlap("it is", [Span(start=0, end=4, text="soon")], draft) == 0.0
    assert overlap("soon", [], draft) == 0.0


def test_words_count_only_where_the_finding_was_found() -> None:
    one = case("Calm down, soon.", "curt", "blame", curt="Calm down", blame="soon")
    (every, *_) = draft_scores([found(one, told("curt", (0, 4), (5, 9)))])
    assert every.compared == 1
    assert every.overlap == pytest.approx(16 / 17)


@pytest.mark.parametrize("folder", ["corpus/drafts", "tests/drafts"])
def test_the_sets_are_whole_and_half_good(folder: str) -> None:
    cases = list(read_draft_cases(ROOT / folder / "cases.jsonl"))
    assert len(cases) == 200
    assert sum(not one.expected for one in cases) == 100
    for language in ("en", "fr"):
        assert sum(one.chat.language == language for one in cases) == 100
