from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assist.cli import main
from assist.cli.generate import generated
from tests.playbooks.rulefiles import GOOD, TOPIC, write


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["generate", "--root", str(root), *arguments])


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").touch()
    write(tmp_path / "rules", GOOD)
    return tmp_path


def test_it_writes_every_generated_file_once(checkout: Path) -> None:
    names = [path.relative_to(checkout).as_posix() for path in generated(checkout)]
    assert {"rules/schema.json", "docs/playbooks.md"} <= set(names)
    first = run(checkout)
    assert first.exit_code == 0
    assert first.output.splitlines() == [f"{name} written" for name in names]
    for path, text in generated(checkout).items():
        assert path.read_text(encoding="utf-8") == text
    assert run(checkout).output == "All generated files are fresh.\n"


def test_check_tells_what_is_stale_and_writes_nothing(checkout: Path) -> None:
    run(checkout)
    write(checkout / "rules", {"en/leaving.toml": TOPIC.replace("Of course.", "Certainly.")})
    before = (checkout / "docs/playbooks.md").read_text(encoding="utf-8")
    result = run(checkout, "--check")
    assert result.exit_code == 1
    assert result.output == "docs/playbooks.md is stale; run `warmline generate`\n"
    assert (checkout / "docs/playbooks.md").read_text(encoding="utf-8") == before
    assert run(checkout).output == "docs/playbooks.md written\n"
    assert run(checkout, "--check").exit_code == 0


def test_the_tables_of_the_pages_of_consoles_are_written(checkout: Path) -> None:
    page = checkout / "docs" / "consoles" / "chatwoot.md"
    page.parent.mkdir(parents=True)
    page.write_text("# Chatwoot\n\n<!-- samples of chatwoot -->\n<!-- end -->\n\nby hand\n")
    assert "docs/consoles/chatwoot.md written" in run(checkout).output
    text = page.read_text(encoding="utf-8")
    assert "| `message-private-note.json` | left out: a private note |" in text
    assert text.endswith("<!-- end -->\n\nby hand\n")
    page.write_text(text.replace("a private note", "something"))
    result = run(checkout, "--check")
    assert result.exit_code == 1
    assert result.output == "docs/consoles/chatwoot.md is stale; run `warmline generate`\n"


def test_a_folder_that_is_no_checkout_is_refused(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exit_code == 2
    assert "no checkout of Warmline; name one with --root" in result.output
