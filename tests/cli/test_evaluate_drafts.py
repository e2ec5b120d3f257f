import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assist.cli import evaluate_drafts as module
from assist.cli import main

CARD = "4111 1111 1111 1111"


def case(draft: str, *findings: str, language: str = "en", **more: object) -> str:
    turns = [{"speaker": "customer", "text": "are you still open tonight?"}]
    plain = {"id": "1", "language": language, "turns": turns, "draft": draft}
    return json.dumps({**plain, "findings": findings, **more}) + "\n"


FAULTY = case(
    f"Yes, until 8 pm. Your card is {CARD}.", "card-number", evidence={"card-number": CARD}
)
GOOD = case("Yes, until 8 pm.")
MISSED = case("Yes, until 9 pm.", "blame")


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with both sets, and a page to write to."""
    for part in ("corpus", "tests"):
        folder = tmp_path / part / "drafts"
        folder.mkdir(parents=True)
        (folder / "cases.jsonl").write_text(FAULTY + GOOD + MISSED.replace("9 pm", f"in {part}"))
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "quality.md").write_text("# Q\n<!-- drafts -->\n<!-- /drafts -->\n")
    monkeypatch.setattr(module, "rules_dir", lambda: tmp_path / "rules")
    monkeypatch.setattr("assist.cli.figures.rules_dir", lambda: tmp_path / "rules")
    return tmp_path


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, ["evaluate", "drafts", *map(str, args)])


def write(path: Path, *cases: str) -> Path:
    path.write_text("".join(cases))
    return path


def test_the_sets_of_the_checkout_are_measured_apart(checkout: Path) -> None:
    result = run()
    assert result.exit_code == 0, result.output
    held_out, development = result.stdout.split("### ")[1:3]
    assert held_out.startswith("Held out: only measured")
    assert development.startswith("Development: the rules were tuned on it")
    for part in (held_out, development):
        assert "| `warmline` | 3 | 1 | 50.0 % (9.5 to 90.5) of 2 | 0.0 (0.0 to 384.1) |" in part
        assert "| `silence` | 3 | 1 | 0.0 %" in part
        assert "| `word-list` | 3 | 1 | 50.0 %" in part
        assert "| `card-number` | 1 | 1 of 1 (0) | 1 of 1 (0) |" in part


def test_a_file_is_measured_alone(tmp_path: Path) -> None:
    result = run(write(tmp_path / "a.jsonl", FAULTY, GOOD), "--strict")
    assert result.exit_code == 0, result.output
    assert "### Drafts of the file" in result.stdout
    assert "| `warmline`, English | 2 |" in result.stdout
    assert "French" not in result.stdout
    assert "Aims that are missed" not in result.stdout


def test_failures_are_shown_and_strictly_an_error(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", FAULTY, MISSED)
    result = run(path, "--failures")
    assert result.exit_code == 0
    assert f"- {path}, line 2: missed blame\n  Yes, until 9 pm." in result.stdout
    assert "- own: 50.0% of the faults found; aim 90%" in result.stdout
    assert run(path, "--strict").exit_code == 1


def test_failures_of_the_held_out_set_are_never_shown(checkout: Path) -> None:
    text = run("--failures").stdout
    assert "Yes, until in tests." in text
    assert "Yes, until in corpus." not in text


def test_json_is_one_object(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", FAULTY, GOOD)
    plain = json.loads(run(path, "--json").stdout)
    (one,) = plain["sets"]
    assert [system["name"] for system in one["systems"]][:3] == ["warmline", "silence", "word-list"]
    assert plain["unmet"] == []
    assert "failures" not in plain
    assert json.loads(run(path, "--json", "--failures").stdout)["failures"] == []


def test_everything_is_written_to_the_docs_but_no_draft(checkout: Path) -> None:
    result = run("--write", "--failures")
    assert result.exit_code == 0, result.output
    page = (checkout / "docs" / "quality.md").read_text()
    text = (checkout / "docs" / "drafts.json").read_text()
    assert "| `warmline` | 3 | 1 |" in page
    assert [one["split"] for one in json.loads(text)["sets"]] == ["held-out", "development"]
    assert "until" not in page + text


def test_a_file_alone_is_never_written(tmp_path: Path) -> None:
    result = run(write(tmp_path / "a.jsonl", GOOD), "--write")
    assert result.exit_code == 2
    assert "--write measures the sets of the checkout" in result.output


def test_writing_needs_the_page(checkout: Path) -> None:
    (checkout / "docs" / "quality.md").unlink()
    result = run("--write")
    assert result.exit_code == 2
    assert "quality.md: not there; run this in a checkout" in result.stderr


def test_without_drafts_there_is_nothing_to_measure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "a.jsonl: no drafts; write a JSON object" in run(write(tmp_path / "a.jsonl")).stderr
    monkeypatch.setattr(module, "rules_dir", lambda: tmp_path / "rules")
    monkeypatch.setattr("assist.cli.figures.rules_dir", lambda: tmp_path / "rules")
    result = run()
    assert result.exit_code == 2
    assert "cases.jsonl: not there; name a file with drafts" in result.stderr


def test_a_wrong_case_is_an_error_of_one_line(tmp_path: Path) -> None:
    result = run(write(tmp_path / "a.jsonl", GOOD, case("Yes.", "rude")))
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert "a.jsonl, line 2: `findings`: rude: not known" in result.stderr
