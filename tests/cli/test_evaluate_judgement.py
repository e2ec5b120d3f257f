import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assist.cli import evaluate_judgement as module
from assist.cli import main
from assist.labelled import dialogues, public
from tests.evaluation.publicdata import public_data

THIRD = "customer: this is the third time I write and my washing machine is still broken\n"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with two conversations, and a page to write to."""
    folder = tmp_path / "tests" / "transcripts" / "en"
    folder.mkdir(parents=True)
    (folder / "third.txt").write_text(f"{THIRD}#> ownership\n")
    (folder / "routine-hello.txt").write_text("customer: hello\n#> silence\n")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "quality.md").write_text("# Q\n<!-- judgement -->\n<!-- /judgement -->\n")
    monkeypatch.setattr(module, "rules_dir", lambda: tmp_path / "rules")
    monkeypatch.setattr("assist.cli.figures.rules_dir", lambda: tmp_path / "rules")
    return tmp_path


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = public_data(tmp_path / "data", monkeypatch)
    monkeypatch.setattr(dialogues, "SOURCES", vars(public)["SOURCES"])
    return folder


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(main, ["evaluate", "judgement", *map(str, args)])


def test_the_checkouts_conversations_are_measured(checkout: Path) -> None:
    result = run("--strict")
    assert result.exit_code == 0, result.output
    assert "| all conversations | 2 | 2 | 2 | 2 | 0 | 0 | 0 | 100.0 % of 2 |" in result.stdout
    assert "| routine chats | 1 | 1 |" in result.stdout
    assert "###" not in result.stdout


def test_failures_are_shown_and_strictly_an_error(tmp_path: Path) -> None:
    path = tmp_path / "bad.txt"
    path.write_text(f"{THIRD}#> silence | never ownership\n")
    result = run(path, "--failures")
    assert result.exit_code == 0
    assert f"- {path}, line 2: forbidden; expects silence | never ownership" in result.stdout
    assert "ownership, own-" in result.stdout
    assert "- 1 forbidden shown; aim 0" in result.stdout
    assert run(path, "--strict").exit_code == 1


def test_json_is_one_object(checkout: Path) -> None:
    plain = json.loads(run("--json").stdout)
    assert [one["name"] for one in plain["scores"]] == ["all", "en", "routine"]
    assert plain["unmet"] == []
    assert plain["costs"][0]["reading"] > 0
    assert "cards" not in plain
    more = json.loads(run("--json", "--cards", "5", "--failures").stdout)
    assert len(more["cards"]) == 1
    assert more["failures"] == []


def test_cards_are_shown_with_the_words_before_them(checkout: Path) -> None:
    text = run("--cards", "5").stdout
    assert "### Cards" in text
    assert "“this is the third time I write" in text


def test_what_a_customer_left_open_comes_back_in_the_same_file(tmp_path: Path) -> None:
    first = {
        "context": {"customer": "c1"},
        "turns": [{"speaker": "customer", "text": "my fridge is still leaking"}],
    }
    later = {
        "context": {"customer": "c1"},
        "turns": [
            {
                "speaker": "customer",
                "text": "Hi, it's me again",
                "expect": {"never": ["humour"]},
            }
        ],
    }
    path = tmp_path / "chats.jsonl"
    path.write_text(f"{json.dumps(first)}\n{json.dumps(later)}\n")
    plain = json.loads(run(path, "--json", "--cards", "9").stdout)
    assert (plain["scores"][0]["chats"], plain["scores"][0]["messages"]) == (2, 2)
    assert any("it's me again" in card for card in plain["cards"])


def test_everything_is_written_to_the_docs_but_no_public_message(
    checkout: Path, data: Path
) -> None:
    result = run("--data", data, "--write", "--cards", "5")
    assert result.exit_code == 0, result.output
    page = (checkout / "docs" / "quality.md").read_text()
    text = (checkout / "docs" / "judgement.json").read_text()
    assert "| MultiDoGO | USS-SGD |" in page
    assert [one["name"] for one in json.loads(text)["dialogues"]] == ["multidogo", "uss_sgd"]
    assert "book a seat" not in page + text


@pytest.mark.parametrize("args", [(), ("chats",)])
def test_a_part_of_the_figures_is_never_written(tmp_path: Path, args: tuple[str, ...]) -> None:
    result = run("--write", *(tmp_path for _ in args))
    assert result.exit_code == 2
    assert "--write measures everything" in result.output


def test_writing_needs_the_page(checkout: Path, data: Path) -> None:
    (checkout / "docs" / "quality.md").unlink()
    result = run("--data", data, "--write")
    assert result.exit_code == 2
    assert "quality.md: not there; run this in a checkout" in result.stderr


def test_without_conversations_there_is_nothing_to_measure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "no conversations; name a folder" in run(tmp_path).stderr
    monkeypatch.setattr(module, "rules_dir", lambda: tmp_path / "rules")
    monkeypatch.setattr("assist.cli.figures.rules_dir", lambda: tmp_path / "rules")
    result = run()
    assert result.exit_code == 2
    assert "name a folder or a file with conversations" in result.stderr


def test_a_wrong_expectation_is_an_error_of_one_line(tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_text("customer: hi\n#> silnce\n")
    result = run(tmp_path)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert "bad.txt, line 2: silnce: no kind" in result.stderr


def test_data_that_is_not_the_published_one_is_refused(checkout: Path, data: Path) -> None:
    (data / "uss_sgd" / "SGD.txt").write_text("changed")
    result = run("--data", data)
    assert result.exit_code == 2
    assert "SGD.txt: not the published file" in result.stderr
