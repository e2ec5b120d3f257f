"""What was measured -> sections on the terminal, and the pages of the checkout written again."""

import json
from pathlib import Path

import pytest

from assist.cli import figures
from assist.cli.figures import echo_section, write_figures
from assist.errors import ConfigError


def test_a_section_without_lines_is_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    echo_section("Aims", ())
    echo_section("Aims", ("- one", "- two\nmore"))
    assert capsys.readouterr().out == "### Aims\n\n- one\n- two\nmore\n\n"


def test_the_page_and_the_figures_are_written_in_a_checkout_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "rules_dir", lambda: tmp_path / "rules")
    with pytest.raises(ConfigError, match="run this in a checkout"):
        write_figures(str.upper, {"n": 1}, name="x.json")
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "quality.md").write_text("a page")
    write_figures(str.upper, {"n": "é"}, name="x.json")
    assert (docs / "quality.md").read_text() == "A PAGE"
    assert json.loads((docs / "x.json").read_text(encoding="utf-8")) == {"n": "é"}
