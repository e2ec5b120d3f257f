import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assist.cli import evaluate_reading as module
from assist.cli import main
from assist.evaluation.peers import PEERS
from assist.evaluation.sets import SETS
from assist.labelled.turns import place
from tests.evaluation.publicdata import corpus, public_data


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Small public data, a small corpus, and a checkout to write to."""
    own = corpus(tmp_path / "corpus")
    (own / "turns").mkdir()
    (own / "turns" / "en.tsv").write_text(f"{place('my card please')}\ttest\t- / -\n")
    checkout = tmp_path / "checkout"
    (checkout / "docs").mkdir(parents=True)
    monkeypatch.setattr(module, "corpus_dir", lambda: own)
    monkeypatch.setattr(module, "rules_dir", lambda: checkout / "rules")
    monkeypatch.setattr("assist.cli.figures.rules_dir", lambda: checkout / "rules")
    return public_data(tmp_path / "data", monkeypatch)


def run(folder: Path, *args: str) -> Result:
    return CliRunner().invoke(main, ["evaluate", "reading", str(folder), *args])


def test_tables_of_the_sets_and_systems_that_are_asked_for(folder: Path) -> None:
    result = run(folder, "--set", "goemotions", "--system", "vader", "--system", "warmline")
    assert result.exit_code == 0, result.output
    assert "### GoEmotions, nine tones, shipped limits" in result.stdout
    assert "`vader`" in result.stdout
    assert "textblob" not in result.stdout
    assert "US airline" not in result.stdout


def test_json_is_one_object_and_holds_errors_only_when_asked(folder: Path) -> None:
    args = ("--set", "us_airline", "--system", "warmline", "--json")
    plain, asked = run(folder, *args), run(folder, *args, "--errors")
    (one,) = json.loads(plain.stdout)["sets"]
    assert (one["messages"], one["errors"]) == (3, [])
    errors = json.loads(asked.stdout)["sets"][0]["errors"]
    assert errors
    assert {"text", "said", "holds", "likelihood", "words"} <= set(errors[0])


def test_errors_are_told_with_what_was_said_and_what_holds(folder: Path) -> None:
    result = run(folder, "--set", "us_airline", "--system", "warmline", "--errors")
    assert "worst errors" in result.stdout
    assert "“still no bag”" in result.stdout
    assert "; holds n" in result.stdout


def test_everything_is_written_to_the_docs_but_no_message(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assist.evaluation.peers.PEERS", PEERS[:1])
    docs = folder.parent / "checkout" / "docs"
    marks = ("reading", "cues", "data")
    page = "# Q\n" + "".join(f"<!-- {mark} -->\n<!-- /{mark} -->\n" for mark in marks)
    (docs / "quality.md").write_text(page)
    result = run(folder, "--write", "--errors")
    assert result.exit_code == 0, result.output
    assert "| `vader` |" in (docs / "quality.md").read_text()
    text = (docs / "quality.json").read_text()
    assert [one["name"] for one in json.loads(text)["sets"]] == list(SETS)
    assert "still no bag" not in text + (docs / "quality.md").read_text()


def test_a_part_of_the_figures_is_never_written(folder: Path) -> None:
    result = run(folder, "--write", "--set", "goemotions")
    assert result.exit_code == 2
    assert "--write measures everything" in result.output


def test_writing_needs_the_page(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assist.evaluation.peers.PEERS", ())
    result = run(folder, "--write")
    assert result.exit_code == 2
    assert "quality.md: not there; run this in a checkout" in result.stderr


@pytest.mark.parametrize("option", ["--set", "--system"])
def test_an_unknown_name_is_told_with_those_there_are(folder: Path, option: str) -> None:
    result = run(folder, option, "nonsense")
    assert result.exit_code == 2
    assert "nonsense: not known; there are" in result.output


def test_data_that_is_not_there_is_an_error_of_the_operator(folder: Path) -> None:
    (folder / "goemotions" / "test.tsv").write_text("changed")
    result = run(folder, "--set", "goemotions", "--system", "vader")
    assert result.exit_code == 2
    assert "test.tsv: not the published file" in result.stderr
    assert "Traceback" not in result.stderr


def test_help_names_every_set_and_system() -> None:
    text = CliRunner().invoke(main, ["evaluate", "reading", "--help"]).output
    words = set(text.replace(",", " ").split())
    assert {*SETS, "warmline", *(one.name for one in PEERS)} <= words
