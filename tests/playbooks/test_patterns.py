from pathlib import Path

import pytest

from tests.playbooks.rulefiles import (
    GOOD,
    HEAD,
    loaded,
    said,
)

PATTERNS = {
    "[{ POS = 'VERB' }]": "token 1: `POS` does nothing without a trained model; use LOWER",
    "[{ DEP = 'nsubj' }]": "token 1: `DEP` does nothing without a trained model",
    "[{ LEMMA = 'be' }]": "token 1: `LEMMA` does nothing without a trained model",
    "[{ ENT_TYPE = 'DATE' }]": "token 1: `ENT_TYPE` does nothing without a trained model",
    "[{ NORM = 'a' }]": "token 1: `NORM` is refused; LOWER is folded as messages are",
    "[{ TEXT = 'a' }]": "token 1: `TEXT` is refused; messages are in lower case",
    "[{ REGEX = '(a+)+$' }]": "token 1: `REGEX` is refused; only phrases and token tables",
    "[{ LOWER = { REGEX = '(a+)+$' } }]": "token 1, `LOWER`: `REGEX` is refused; only phrases",
    "[{ LOWER = { FUZZY = 'a' } }]": "token 1, `LOWER`: `FUZZY` is refused",
    "[{ LOWER = { IN = [] } }]": "token 1, `LOWER`, `IN`: expected a list in [brackets] of length",
    "[{ LOWER = 3 }]": "token 1, `LOWER`: expected text in quotes or a table in {braces}, got",
    "[{ lower = 'a' }]": "token 1: unknown key `lower`; use one of LOWER, LIKE_NUM",
    "[{ LOWER = 'a', LIKE_NUM = 'yes' }]": "token 1, `LIKE_NUM`: expected true or false",
    "[{ LOWER = 'a' }, { OP = '*' }]": "token 2, `OP`: write one of ? ! {2} {0,3} {,3}; * and +",
    "[{ LOWER = 'a', OP = '+' }]": "token 1, `OP`: write one of",
    "[{ LOWER = 'a' }, { OP = '{2,}' }]": "token 2, `OP`: write one of",
    "[{ LOWER = 'a' }, { OP = '{0,100}' }]": "token 2, `OP`: write one of",
    "[{ LOWER = 'a' }, { OP = '{3,1}' }]": "`OP` {3,1} can never hold; put the smaller number",
    "[{ LOWER = 'a' }, { OP = '{0}' }]": "`OP` {0} can never hold",
    "[{ LOWER = 'a' }, { OP = '{0,13}' }]": "more than 12 tokens may be missing",
    "[{ LOWER = 'a' }, " + "{ OP = '?' }, { IS_ALPHA = true, OP = '?' }, " * 5 + "]": "512 ways",
    "[{ LOWER = 'a' }, { OP = '{49}' }]": "it can span more than 48 tokens; say less often",
    "[{ LOWER = 'a', OP = '?' }, { IS_ALPHA = true }]": "no word must occur, so it would match",
    "[{ LOWER = 'a', OP = '!' }]": "no word must occur",
    "[{ LOWER = { NOT_IN = ['a'] } }]": "no word must occur",
    "[{}]": "no word must occur",
    "[]": "expected a list in [brackets] of length >= 1",
    "[" + "{ LOWER = 'a' }, " * 17 + "]": "expected a list in [brackets] of length <= 16",
    "''": "expected text in quotes of length >= 1",
    "'   '": "the phrase is empty; write the words",
    "3": "expected text in quotes or a list in [brackets], got a whole number",
}


@pytest.mark.parametrize(("pattern", "what"), PATTERNS.items())
def test_a_pattern_that_cannot_work_is_refused_with_its_place(
    tmp_path: Path, pattern: str, what: str
) -> None:
    cue = f'[[cue]]\nid = "praise"\nabout = "x"\npatterns = ["well done", {pattern}]'
    playbooks = loaded(tmp_path, {"en/thanks.toml": HEAD + cue})
    (line,) = said(playbooks)
    assert line.startswith('en/thanks.toml: cue "praise": `patterns` 2')
    assert what in line


def test_a_thousand_repetitions_are_refused(tmp_path: Path) -> None:
    stars = "[{ LOWER = 'a' }, " + "{ OP = '*' }, " * 1000 + "]"
    cue = f'[[cue]]\nid = "praise"\nabout = "x"\npatterns = [{stars}]'
    playbooks = loaded(tmp_path, {**GOOD, "en/thanks.toml": HEAD + cue})
    (line,) = said(playbooks)
    assert line.startswith('en/thanks.toml: cue "praise": `patterns` 1')
    assert [cue.label for book in playbooks.of("en") for cue in book.cues] == ["churn-risk"]


@pytest.mark.parametrize(
    "op", ["?", "!", "{2}", "{0,3}", "{1,4}", "{,3}"], ids=["?", "!", "2", "0-3", "1-4", "-3"]
)
def test_every_way_to_say_how_often_is_accepted(tmp_path: Path, op: str) -> None:
    cue = f'[[cue]]\nid = "praise"\nabout = "x"\npatterns = [[{{LOWER="a"}}, {{OP="{op}"}}]]'
    playbooks = loaded(tmp_path, {"en/thanks.toml": HEAD + cue})
    assert said(playbooks) == []
    assert playbooks.playbooks[0].cues[0].patterns == (({"LOWER": "a"}, {"OP": op}),)


@pytest.mark.parametrize(
    "table",
    [
        "{ LOWER = { IN = ['b', 'c'] } }",
        "{ LOWER = { NOT_IN = ['b'] } }",
        "{ LIKE_NUM = true }",
        "{ IS_DIGIT = true }",
        "{ IS_ALPHA = false }",
        "{ IS_PUNCT = true, OP = '!' }",
        "{ LENGTH = 3 }",
        "{ LENGTH = { '>=' = 3, '<' = 9 } }",
    ],
)
def test_every_token_key_of_the_format_is_accepted(tmp_path: Path, table: str) -> None:
    cue = f'[[cue]]\nid = "praise"\nabout = "x"\npatterns = [[{{ LOWER = "a" }}, {table}]]'
    playbooks = loaded(tmp_path, {"en/thanks.toml": HEAD + cue})
    assert said(playbooks) == []
    assert len(playbooks.playbooks[0].cues) == 1


@pytest.mark.parametrize(
    ("first", "second", "accepted"),
    [("true", None, True), ("false", None, False), (None, "true", False), ("true", "false", False)],
)
def test_the_start_of_a_sentence_is_asked_for_in_the_first_table_alone(
    tmp_path: Path, first: str | None, second: str | None, accepted: bool
) -> None:
    tables = [
        f'{{ LOWER = "{word}"{f", IS_SENT_START = {asked}" if asked else ""} }}'
        for word, asked in (("a", first), ("b", second))
    ]
    cue = f'[[cue]]\nid = "praise"\nabout = "x"\npatterns = [[{", ".join(tables)}]]'
    said_of_it = said(loaded(tmp_path, {"en/thanks.toml": HEAD + cue}))
    assert (said_of_it == []) is accepted
    assert accepted or "`IS_SENT_START` is `true`" in said_of_it[0]
