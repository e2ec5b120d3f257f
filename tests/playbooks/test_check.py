from pathlib import Path

import pytest

from assist.playbooks.check import check, own_rules
from assist.playbooks.load import load
from tests.playbooks.rulefiles import (
    ACT,
    CUE,
    FRENCH,
    GOOD,
    SUGGESTION,
    TONES,
    TOPIC,
    loaded,
    write,
)


def found(folder: Path, files: dict[str, str]) -> list[str]:
    playbooks = loaded(folder, files)
    assert playbooks.diagnostics == ()
    return [str(diagnostic) for diagnostic in check(playbooks)]


def with_english(old: str, new: str) -> dict[str, str]:
    assert old in TOPIC
    return {**GOOD, "en/leaving.toml": TOPIC.replace(old, new)}


def test_a_whole_set_lacks_nothing(tmp_path: Path) -> None:
    assert found(tmp_path, GOOD) == []


CASES = {
    "one match example": (
        'match = ["close my account pls", "Hi, I\'d like to cancel my plan."]',
        'match = ["close my account pls"]',
        'cue "churn-risk": fewer than two `match` examples; add messages that must show it',
    ),
    "no no_match example": (
        'no_match = ["Can you cancel the delivery?"]',
        "",
        'cue "churn-risk": no `no_match` example; add a message that looks like it and is not',
    ),
    "an example twice": (
        'no_match = ["Can you cancel the delivery?"]',
        'no_match = ["close my account pls"]',
        'cue "churn-risk": the example “close my account pls” stands there twice; keep one',
    ),
    "no offered example": (
        "offered = true",
        "offered = false",
        'suggestion "acknowledge-leaving": no example with `offered = true`; '
        "add a chat at whose end it is on offer",
    ),
    "no silent example": (
        "offered = false",
        "offered = true",
        'suggestion "acknowledge-leaving": no example with `offered = false`; '
        "add a chat in which it stays silent",
    ),
    "one text without the name": (
        '"Of course."',
        '"Of course, {customer.name}."',
        'suggestion "acknowledge-leaving": fewer than two texts do without the customer\'s '
        "name; add one without it",
    ),
    "no text that needs no field": (
        '"I can help with that now.", "Of course."',
        '"I can help with {order} now.", "Of course, about {item}."',
        'suggestion "acknowledge-leaving": every `text` has a field; add one that is right where '
        "nothing is known",
    ),
    "no informal text that needs no field": (
        'kind = "empathy"',
        'kind = "empathy"\ninformal = ["Sure, {customer.name}."]',
        'suggestion "acknowledge-leaving": every `informal` has a field; add one that is right '
        "where nothing is known",
    ),
    "an informal text that is a formal one": (
        'kind = "empathy"',
        'kind = "empathy"\ninformal = ["of course."]',
        'suggestion "acknowledge-leaving": the text “of course.” stands twice; reword it',
    ),
    "a rule that can never be offered": (
        'requires = ["churn-risk"]',
        'requires = ["churn-risk", "solution is met", "solution is open"]',
        'suggestion "acknowledge-leaving": it can never be offered: `solution is met` and '
        "`solution is open` never hold together; keep one",
    ),
    "a text twice": (
        '"Of course."',
        '"I can  help with that now."',
        'suggestion "acknowledge-leaving": the text “I can  help with that now.” stands twice; '
        "reword it",
    ),
    "another kind than in English": (
        '"empathy"',
        '"ownership"',
        'suggestion "acknowledge-leaving": `kind` differs from en/leaving.toml; make them agree',
    ),
    "another condition than in English": (
        '["apology-given", "anxiety"]',
        '["apology-given"]',
        'suggestion "acknowledge-leaving": `excludes` differs from en/leaving.toml; '
        "make them agree",
    ),
    "another priority than in English": (
        'kind = "empathy"',
        'kind = "empathy"\npriority = 7',
        'suggestion "acknowledge-leaving": `priority` differs from en/leaving.toml; '
        "make them agree",
    ),
    "a condition that nothing can meet": (
        'excludes = ["apology-given", "anxiety"]',
        'excludes = ["apology-given", "anxiety"]\nany = ["loyalty ever"]',
        'suggestion "acknowledge-leaving": `loyalty ever` never holds: no sign in en shows '
        "`loyalty`; write one, or drop the condition",
    ),
    "an act that nothing shows": (
        'excludes = ["apology-given", "anxiety"]',
        'excludes = ["apology-given", "anxiety"]\nany = ["acted"]',
        'suggestion "acknowledge-leaving": `acted` never holds: no sign in en shows `acted`; '
        "write one, or drop the condition",
    ),
}


@pytest.mark.parametrize(("old", "new", "what"), CASES.values(), ids=CASES)
def test_what_is_missing_is_told(tmp_path: Path, old: str, new: str, what: str) -> None:
    where = "fr" if "differs" in what else "en"
    assert f"{where}/leaving.toml: {what}" in found(tmp_path, with_english(old, new))


def test_a_topic_in_one_language_only_is_told_once(tmp_path: Path) -> None:
    assert found(tmp_path, {"en/leaving.toml": TOPIC, "tones.toml": TONES}) == [
        "en/leaving.toml: not in fr; write it in fr/leaving.toml too"
    ]


def test_a_sign_in_one_language_only_is_told(tmp_path: Path) -> None:
    praise = CUE.replace("churn-risk", "praise")
    assert found(tmp_path, {**GOOD, "en/leaving.toml": TOPIC + praise}) == [
        'en/leaving.toml: cue "praise": not in fr; write it in fr/leaving.toml too'
    ]


def test_a_suggestion_in_one_language_only_is_told(tmp_path: Path) -> None:
    other = FRENCH.replace("acknowledge-leaving", "entendre-le-depart")
    assert found(tmp_path, {**GOOD, "fr/leaving.toml": other}) == [
        'en/leaving.toml: suggestion "acknowledge-leaving": not in fr; '
        "write it in fr/leaving.toml too",
        'fr/leaving.toml: suggestion "entendre-le-depart": not in en; '
        "write it in en/leaving.toml too",
    ]


def test_a_second_table_of_a_label_needs_no_twin(tmp_path: Path) -> None:
    assert found(tmp_path, {**GOOD, "en/leaving.toml": TOPIC + CUE + ACT}) == []


def test_a_text_of_another_suggestion_is_told(tmp_path: Path) -> None:
    twin = SUGGESTION.replace("acknowledge-leaving", "hear-leaving")
    lines = found(tmp_path, {**GOOD, "en/leaving.toml": TOPIC + twin})
    told = [line for line in lines if "hear-leaving" in line and "stands in" in line]
    assert len(told) == 3
    assert told[0].endswith("stands in “acknowledge-leaving” too; reword it")


def test_cues_that_the_reader_finds_by_itself_need_no_sign(tmp_path: Path) -> None:
    files = {
        "en/leaving.toml": TOPIC.replace('"churn-risk"]', '"churn-risk", "shouting"]'),
        "fr/leaving.toml": FRENCH.replace('"churn-risk"]', '"churn-risk", "shouting"]'),
    }
    assert found(tmp_path, files) == []


def test_tones_that_only_an_inference_shows_need_no_sign(tmp_path: Path) -> None:
    def angry(topic: str) -> str:
        return topic.replace('"anxiety"]', '"anxiety", "disappointment"]')

    files = {"en/leaving.toml": angry(TOPIC), "fr/leaving.toml": angry(FRENCH)}
    assert len(found(tmp_path, files)) == 2
    assert found(tmp_path, {**files, "tones.toml": TONES}) == []


def overlaid(folder: Path, files: dict[str, str]) -> list[str]:
    """Return the findings about the good set with these overlays of a team on it."""
    teams = write(folder / "teams", {f"vip/{name}": text for name, text in files.items()})
    playbooks = load(write(folder / "rules", GOOD), overlays=teams)
    assert playbooks.diagnostics == ()
    return [str(diagnostic) for diagnostic in check(playbooks)]


def test_an_overlay_in_one_language_lacks_nothing(tmp_path: Path) -> None:
    own = SUGGESTION.replace("I can", "We can").replace('"empathy"', '"ownership"')
    assert overlaid(tmp_path, {"en/leaving.toml": own}) == []


def test_what_an_overlay_owes_is_told_at_its_file(tmp_path: Path) -> None:
    own = SUGGESTION.replace("offered = false", "offered = true")
    assert overlaid(tmp_path, {"en/leaving.toml": own}) == [
        'overlays/vip/en/leaving.toml: suggestion "acknowledge-leaving": no example with '
        "`offered = false`; add a chat in which it stays silent"
    ]


def test_a_rule_that_loses_to_an_overlay_is_told_with_the_team(tmp_path: Path) -> None:
    own = SUGGESTION.replace("acknowledge-leaving", "call-first")
    own = own.replace("I can", "We can").replace("Of course.", "Gladly.")
    own = own.replace('kind = "empathy"', 'kind = "empathy"\npriority = 7')
    assert overlaid(tmp_path, {"en/zz.toml": own}) == [
        'en/leaving.toml: suggestion "acknowledge-leaving": it always loses to "call-first" '
        "(overlays/vip/en/zz.toml): that one holds whenever it does and comes first; join the "
        "two, or tell their conditions apart (so it is for the team “vip”)"
    ]


def test_the_rules_of_a_team_are_its_own_alone(tmp_path: Path) -> None:
    own = SUGGESTION.replace("acknowledge-leaving", "call-first")
    teams = write(tmp_path / "teams", {"vip/en/leaving.toml": own, "vip/fr/leaving.toml": ""})
    playbooks = load(write(tmp_path / "rules", GOOD), overlays=teams)
    english, french = own_rules(playbooks.for_team("vip"), playbooks)
    assert [rule.id for rule in english.suggestions] == ["call-first"]
    assert (english.cues, french.suggestions) == ((), ())
