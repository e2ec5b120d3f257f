"""The rules that Warmline ships: each file is right, and all its examples come out as stated."""

import re
from pathlib import Path

import pytest

from assist.evaluation.examples import Examples
from assist.playbooks import docs, schema
from assist.playbooks.check import check
from assist.playbooks.conditions import STATES
from assist.playbooks.load import load
from assist.playbooks.model import Diagnostic, Playbooks
from assist.playbooks.topics import FIELDS
from assist.reading.reader import Reader
from assist.resources import rules_dir
from assist.told import KEYS, MEMORY
from assist.vocabulary import ACTS, CUES, FINDINGS, KINDS, LANGUAGES, NEEDS, TONES, Language

ROOT = Path(__file__).parents[1]
FILES = sorted(path.relative_to(rules_dir()).as_posix() for path in rules_dir().glob("*/*.toml"))
README = (ROOT / "rules" / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def playbooks() -> Playbooks:
    return load(rules_dir(), experimental=True)


@pytest.fixture(scope="module")
def findings(playbooks: Playbooks) -> tuple[Diagnostic, ...]:
    return (*playbooks.diagnostics, *check(playbooks))


@pytest.fixture(scope="module")
def reader(playbooks: Playbooks) -> Reader:
    return Reader(playbooks)


@pytest.fixture(scope="module")
def examples(playbooks: Playbooks) -> Examples:
    return Examples(playbooks)


def test_there_are_rules_in_every_language() -> None:
    assert {path.partition("/")[0] for path in FILES} == set(LANGUAGES)


@pytest.mark.parametrize("path", [*FILES, "promises.toml", "tones.toml", "waits.toml"])
def test_a_rule_file_is_whole(path: str, findings: tuple[Diagnostic, ...]) -> None:
    assert [str(finding) for finding in findings if finding.path == path] == []


@pytest.mark.parametrize("path", FILES)
def test_the_examples_of_a_rule_file_come_out_as_stated(
    path: str, playbooks: Playbooks, examples: Examples
) -> None:
    books = [book for book in playbooks.playbooks if book.path == path]
    failures = [failure for book in books for failure in examples.run(book)]
    assert [f"{f.where}: “{f.example}” {f.what}" for f in failures] == []


@pytest.mark.parametrize(
    ("language", "text", "stretch"),
    [
        ("en", "still no parcel, three weeks!", "three weeks"),
        ("en", "three weeks now and nothing", "three weeks"),
        ("en", "my parcel still isn't here, two weeks", "two weeks"),
        ("fr", "toujours pas de colis, trois semaines !", "trois semaines"),
        ("fr", "ça fait 3 semaines", "3 semaines"),
        ("fr", "trois semaines et rien", "trois semaines"),
    ],
)
def test_a_wait_told_by_its_bare_time_is_shown_with_its_number(
    language: Language, text: str, stretch: str, reader: Reader
) -> None:
    waits = {one.cue: one for one in reader.read(text, language=language).cues}["long-wait"]
    assert stretch in " ".join(span.text for span in waits.evidence)
    assert waits.value in ("P2W", "P3W")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "delivery takes three weeks?"),
        ("en", "I am on holiday for three weeks"),
        ("en", "it was three weeks ago that I bought it"),
        ("en", "still no date, three weeks before the wedding"),
        ("fr", "livraison en trois semaines ?"),
        ("fr", "je pars trois semaines"),
        ("fr", "ça fait 3 mois d'abonnement"),
        ("fr", "pas de réponse avant 3 semaines, c'est normal ?"),
    ],
)
def test_a_time_that_is_no_complaint_is_no_wait(
    language: Language, text: str, reader: Reader
) -> None:
    assert "long-wait" not in [one.cue for one in reader.read(text, language=language).cues]


def test_no_finding_is_about_the_set_as_a_whole(findings: tuple[Diagnostic, ...]) -> None:
    known = {*FILES, "promises.toml", "tones.toml", "waits.toml"}
    assert [str(finding) for finding in findings if finding.path not in known] == []


def test_every_word_of_the_vocabulary_has_a_rule(playbooks: Playbooks) -> None:
    found_by_code = {"shouting"}
    for language in LANGUAGES:
        books = playbooks.of(language)
        signs = {s.label for book in books for s in (*book.cues, *book.tones, *book.acts)}
        assert signs | found_by_code >= {*CUES, *TONES, *ACTS}
        assert {rule.kind for book in books for rule in book.suggestions} == set(KINDS)
        assert {rule.id for book in books for rule in book.findings} == set(FINDINGS)


def test_the_generated_files_are_fresh() -> None:
    for path, text in {
        ROOT / "rules" / "schema.json": schema.render(),
        ROOT / "docs" / "playbooks.md": docs.render(load(rules_dir())),
    }.items():
        is_fresh = path.read_text(encoding="utf-8") == text
        assert is_fresh, f"{path.name} is stale; run `warmline generate`"


def test_the_examples_of_the_readme_are_rules_that_work(tmp_path: Path) -> None:
    topics = re.findall(r"```toml\n(title.*?)```", README, re.DOTALL)
    (tones,) = re.findall(r"```toml\n(\[\[inference.*?)```", README, re.DOTALL)
    assert len(topics) == 4
    (tmp_path / "tones.toml").write_text(tones, encoding="utf-8")
    for language, topic in (("en", "problem"), ("fr", "problème")):
        (tmp_path / language).mkdir()
        (tmp_path / language / "zz.toml").write_text(_problem(topic), encoding="utf-8")
    for number, topic in enumerate(topics):
        (tmp_path / "en" / f"topic-{number}.toml").write_text(topic, encoding="utf-8")
    loaded = load(tmp_path)
    assert loaded.diagnostics == ()
    assert len(loaded.inferences) == 1
    run = Examples(loaded)
    failures = [failure for book in loaded.of("en") for failure in run.run(book)]
    assert failures == []


def _problem(word: str) -> str:
    """Return a topic that hears a parcel which did not come, as the last example needs."""
    return f"""
title = "Problem"
about = "x"
[[cue]]
id = "problem"
about = "x"
patterns = ["my parcel never arrived", "mon {word}"]
match = []
no_match = []
"""


@pytest.mark.parametrize("word", [*TONES, *CUES, *ACTS, *NEEDS, *KINDS, *FINDINGS])
def test_the_readme_names_every_word_that_a_rule_may_use(word: str) -> None:
    assert f"`{word}`" in README


@pytest.mark.parametrize(("subject", "states"), STATES.items())
def test_the_readme_names_every_state_of_a_condition(subject: str, states: tuple[str, ...]) -> None:
    (line,) = [line for line in README.splitlines() if line.startswith(f"| `{subject} is ")]
    for state in states:
        assert f"`{state}`" in line or f"`{subject} is {state}`" in line


@pytest.mark.parametrize("field", FIELDS)
def test_the_readme_names_every_field_of_a_text(field: str) -> None:
    assert f"`{field}`" in README


@pytest.mark.parametrize("key", [*KEYS, MEMORY])
def test_the_readme_names_all_that_an_example_may_say_of_the_platform(key: str) -> None:
    assert f"{key}=" in README
