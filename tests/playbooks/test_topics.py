import math
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist.playbooks.check import signs_of
from assist.playbooks.model import Given, Heard, Is, Playbook, Waits
from assist.playbooks.topics import read_inferences, read_topic
from tests.playbooks.rulefiles import (
    ACT,
    CUE,
    GOOD,
    HEAD,
    SUGGESTION,
    TONE,
    TOPIC,
    loaded,
    said,
)


def test_a_topic_is_read_with_all_that_it_holds(tmp_path: Path) -> None:
    playbooks = loaded(tmp_path, GOOD)
    assert said(playbooks) == []
    assert [book.path for book in playbooks.playbooks] == ["en/leaving.toml", "fr/leaving.toml"]
    book = playbooks.of("en")[0]
    assert (book.topic, book.language, book.title) == ("leaving", "en", "Leaving")
    assert (book.status, book.policy, book.references) == ("stable", None, ())
    (cue,), (tone,), (act,) = book.cues, book.tones, book.acts
    assert (cue.label, tone.label, act.label) == ("churn-risk", "anxiety", "apology-given")
    assert cue.patterns == (
        "close my account",
        (
            {"LOWER": {"IN": ["cancel", "end"]}},
            {"LOWER": "my", "OP": "?"},
            {"LOWER": "plan"},
        ),
    )
    assert (tone.weight, cue.weight, cue.negatable, cue.personal) == (0.8, 0.7, True, False)
    (rule,) = book.suggestions
    assert (rule.id, rule.kind, rule.priority) == ("acknowledge-leaving", "empathy", 5)
    assert rule.requires == (Heard(label="churn-risk"),)
    assert rule.excludes == (Given(act="apology-given"), Heard(label="anxiety"))
    assert [example.offered for example in rule.examples] == [True, False]
    (inference,) = playbooks.inferences
    assert (inference.tone, inference.score) == ("disappointment", 0.6)


def test_optional_keys_are_read(tmp_path: Path) -> None:
    topic = (
        'title = "T"\nabout = "A."\npolicy = "Retention 2.1"\nreferences = ["a book"]\n'
        + CUE.replace(
            "patterns", 'negatable = false\npersonal = true\nalso = ["problem"]\npatterns'
        )
        + SUGGESTION.replace(
            "requires", 'priority = 9\nany = ["promise is due"]\nrequires'
        ).replace('"anxiety"', '"agent waits 5m"')
    )
    book = loaded(tmp_path, {"en/leaving.toml": topic}).playbooks[0]
    assert (book.policy, book.references) == ("Retention 2.1", ("a book",))
    assert (book.cues[0].negatable, book.cues[0].personal) == (False, True)
    assert book.cues[0].also == {"problem"}
    rule = book.suggestions[0]
    assert (rule.priority, rule.any) == (9, (Is(subject="promise", state="due"),))
    assert rule.excludes[1] == Waits(who="agent", length=300)


BROKEN = {
    "an unknown label": (
        CUE.replace("churn-risk", "churn-riks"),
        'cue "churn-riks": `id`: `churn-riks` is not known here; did you mean `churn-risk`?',
    ),
    "a tone where a cue belongs": (
        CUE.replace("churn-risk", "anger"),
        'cue "anger": `id`: `anger` is not known here; ',
    ),
    "no id": (CUE.replace('id = "churn-risk"\n', ""), "cue 1: `id` is missing; write it"),
    "no patterns": (
        CUE.replace("patterns", "pattern"),
        'cue "churn-risk": unknown key `pattern`; did you mean `patterns`?',
    ),
    "empty patterns": (
        '[[cue]]\nid = "praise"\nabout = "x"\npatterns = []',
        'cue "praise": `patterns`: expected a list in [brackets] of length >= 1',
    ),
    "a number for a text": (
        CUE.replace('"Asks to end a plan."', "3"),
        'cue "churn-risk": `about`: expected text in quotes, got a whole number',
    ),
    "a text for a list": (
        SUGGESTION.replace('["churn-risk"]', '"churn-risk"'),
        'suggestion "acknowledge-leaving": `requires`: expected a list in [brackets], '
        "got text in quotes",
    ),
    "an unknown condition": (
        SUGGESTION.replace('["churn-risk"]', '["churn-risk allways"]'),
        'suggestion "acknowledge-leaving": `requires`: `churn-risk allways` is no condition; ',
    ),
    "no condition": (
        SUGGESTION.replace('["churn-risk"]', "[]"),
        'suggestion "acknowledge-leaving": it would always hold; write `requires` or `any`',
    ),
    "an unknown kind": (
        SUGGESTION.replace('"empathy"', '"empathie"'),
        'suggestion "acknowledge-leaving": `kind`: `empathie` is not known here; '
        "did you mean `empathy`?",
    ),
    "a priority out of bounds": (
        SUGGESTION.replace("requires", "priority = 10\nrequires"),
        'suggestion "acknowledge-leaving": `priority`: expected a whole number <= 9',
    ),
    "an id with blanks": (
        SUGGESTION.replace("acknowledge-leaving", "Acknowledge leaving"),
        'suggestion "Acknowledge leaving": `id`: write small letters, digits and single hyphens',
    ),
    "a weight out of bounds": (
        TONE.replace("0.8", "1.2"),
        'tone "anxiety": `weight`: expected a number <= 1.0',
    ),
    "a weight of a cue": (
        CUE.replace("patterns", "weight = 0.5\npatterns"),
        'cue "churn-risk": unknown key `weight`; use one of ',
    ),
    "an unknown word in also": (
        CUE.replace("patterns", 'also = ["problems"]\npatterns'),
        'cue "churn-risk": `also` 1: `problems` is not known here; did you mean `problem`?',
    ),
    "an unknown key of an example": (
        SUGGESTION.replace("offered = true", "offer = true"),
        'suggestion "acknowledge-leaving": `example` 1: unknown key `offer`; '
        "did you mean `offered`?",
    ),
    "a single table for a list of them": (
        CUE.replace("[[cue]]", "[cue]"),
        "cue: write [[cue]] in two pairs of brackets, once for each",
    ),
    "a list of texts for a list of tables": ('cue = ["anger"]', "cue 1: expected a table"),
    "an unknown table": (
        CUE.replace("[[cue]]", "[[cues]]"),
        "unknown key `cues`; did you mean `cue`?",
    ),
}


@pytest.mark.parametrize(("table", "what"), BROKEN.values(), ids=BROKEN)
def test_a_broken_rule_is_off_and_the_rest_of_its_file_runs(
    tmp_path: Path, table: str, what: str
) -> None:
    playbooks = loaded(tmp_path, {"en/leaving.toml": HEAD + "\n" + table + ACT})
    (line,) = said(playbooks)
    assert line.startswith(f"en/leaving.toml: {what}")
    (book,) = playbooks.playbooks
    assert len(book.acts) == 1 or "[cue]" in table
    assert not (book.cues or book.tones or book.suggestions)


@pytest.mark.parametrize(
    "text",
    [
        "Hello {0.__class__}",
        "Hello {customer.name.__class__}",
        "Hello {customer}",
        "Hello {{customer.name}}",
        "Hello {customer.name!r}",
        "Hello {{ 7 * 7 }}",
        "Hello {% if x %}",
        "Hello {customer.name",
        "Hello }",
    ],
)
def test_a_text_may_hold_known_fields_and_no_other_braces(tmp_path: Path, text: str) -> None:
    rule = SUGGESTION.replace("Of course.", text)
    playbooks = loaded(tmp_path, {"en/leaving.toml": HEAD + CUE + rule})
    (line,) = said(playbooks)
    assert ": `text` 3: the only thing in braces may be {customer.name} or " in line
    assert not playbooks.playbooks[0].suggestions
    assert playbooks.playbooks[0].cues


@pytest.mark.parametrize("text", [r"one\u0000", r"one\ntwo", r"pay \u202Eetoun", r"\u001B[31m"])
def test_a_text_holds_nothing_that_could_hide_or_drive(tmp_path: Path, text: str) -> None:
    rule = SUGGESTION.replace("Of course.", text)
    (line,) = said(loaded(tmp_path, {"en/leaving.toml": HEAD + CUE + rule}))
    assert line.endswith(": `text` 3: write it on one line, without control characters")


def test_a_text_may_hold_emoji_of_several_parts(tmp_path: Path) -> None:
    rule = SUGGESTION.replace("Of course.", "Félicitations 👩‍👩‍👧 ❤️")
    assert said(loaded(tmp_path, {"en/leaving.toml": HEAD + CUE + rule})) == []


def test_a_wrong_head_is_told_and_the_rules_run(tmp_path: Path) -> None:
    topic = TOPIC.replace('title = "Leaving"', "title = 7")
    playbooks = loaded(tmp_path, {"en/long-wait.toml": topic})
    assert said(playbooks) == [
        "en/long-wait.toml: `title`: expected text in quotes, got a whole number"
    ]
    assert playbooks.playbooks[0].title == "Long wait"
    assert playbooks.playbooks[0].suggestions


def test_a_label_may_have_several_tables_and_each_is_told_apart(tmp_path: Path) -> None:
    broken = CUE.replace("about", "abuot")
    playbooks = loaded(tmp_path, {"en/leaving.toml": HEAD + CUE + CUE + broken})
    assert len(playbooks.playbooks[0].cues) == 2
    assert said(playbooks)[0].startswith('en/leaving.toml: cue "churn-risk" 3: unknown key')


def test_an_inference_that_needs_a_whole_chat_is_off(tmp_path: Path) -> None:
    tones = "\n".join(
        f'[[inference]]\ntone = "anger"\nabout = "x"\nscore = 0.6\nrequires = ["{condition}"]'
        for condition in ("problem ever", "apology-given", "valence below -0.5", "sarcasm")
    )
    playbooks = loaded(tmp_path, {"tones.toml": tones})
    assert [rule.requires for rule in playbooks.inferences] != []
    assert len(playbooks.inferences) == 2
    first, second = said(playbooks)
    assert first.startswith('tones.toml: inference "anger": `problem ever` needs a whole chat')
    assert second.startswith('tones.toml: inference "anger" 2: `apology-given` needs a whole chat')


KEYS = st.text(max_size=6) | st.sampled_from(
    [
        *("title", "about", "status", "cue", "tone", "journey", "act", "suggestion", "inference"),
        *("id", "patterns", "match", "also", "weight", "kind", "requires", "any", "text"),
        *("example", "offered", "transcript", "priority", "score", "LOWER", "IN", "OP", "LENGTH"),
    ]
)
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=10)
    | st.just(date(2024, 2, 29))
    | st.sampled_from(["problem", "anger", "acted", "empathy", "{0,3}", "*", math.nan]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@settings(deadline=None)
@given(st.dictionaries(KEYS, PLAIN, max_size=6))
def test_any_tables_make_a_playbook_and_diagnostics(plain: dict[str, Any]) -> None:
    book, found = read_topic("en/any.toml", "en", "any", plain)
    assert isinstance(book, Playbook)
    assert found
    read_inferences("tones.toml", plain)


JOURNEY = """
[[journey]]
id = "exit"
about = "Leaves."
personal = true
patterns = ["cancel my plan"]
match = ["cancel my plan", "please cancel my plan"]
no_match = ["hello"]
also = ["renewal"]
"""


def test_a_stage_of_the_journey_is_a_sign_of_its_own(tmp_path: Path) -> None:
    playbooks = loaded(tmp_path, {"en/leaving.toml": HEAD + JOURNEY + CUE})
    assert said(playbooks) == []
    (book,) = playbooks.playbooks
    (stage,) = book.journeys
    assert (stage.label, stage.personal) == ("exit", True)
    assert stage.also == {"renewal"}
    assert [where for where, _ in signs_of(book)] == ['cue "churn-risk"', 'journey "exit"']


def test_a_stage_that_is_none_is_off(tmp_path: Path) -> None:
    topic = HEAD + JOURNEY.replace('"exit"', '"exits"') + CUE
    playbooks = loaded(tmp_path, {"en/leaving.toml": topic})
    (line,) = said(playbooks)
    assert line.startswith('en/leaving.toml: journey "exits": `id`: `exits` is not known here;')
    assert not playbooks.playbooks[0].journeys


FINDING = """
[[finding]]
id = "vague-deadline"
about = "A time that says nothing."
patterns = ["as soon as possible"]
unless = ["as soon as possible today"]
advice = "Say when."
match = ["We call you as soon as possible.", "You hear from us as soon as possible."]
no_match = ["We call you at 5."]
"""


def test_a_finding_is_read(tmp_path: Path) -> None:
    playbooks = loaded(tmp_path, {"en/draft-times.toml": HEAD + FINDING})
    assert said(playbooks) == []
    (rule,) = playbooks.of("en")[0].findings
    assert (rule.id, rule.advice, rule.negatable) == ("vague-deadline", "Say when.", True)
    assert rule.patterns == ("as soon as possible",)
    assert rule.unless == ("as soon as possible today",)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('id = "vague-deadline"', 'id = "vague"', "vague"),
        ('advice = "Say when."\n', "", "advice"),
        ('patterns = ["as soon as possible"]', 'instead = "by 5"', "`instead` takes the place"),
        ("unless =", 'instead = "by {time}"\nunless =', "the only thing in braces"),
        ("unless =", 'requires = ["furious"]\nunless =', "`requires`"),
        ("unless = [", 'unless = [" ", ', "`unless` 1"),
    ],
)
def test_a_finding_that_is_wrong_is_off_and_told(
    tmp_path: Path, old: str, new: str, what: str
) -> None:
    assert old in FINDING
    playbooks = loaded(tmp_path, {"en/draft-times.toml": HEAD + FINDING.replace(old, new)})
    assert playbooks.of("en")[0].findings == ()
    (line,) = said(playbooks)
    assert line.startswith("en/draft-times.toml: finding") and what in line
