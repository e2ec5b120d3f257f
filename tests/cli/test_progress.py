import io
import sys
from pathlib import Path

import pytest

from assist.cli.lines import open_lines
from assist.cli.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def work(
    monkeypatch: pytest.MonkeyPatch,
    *,
    stderr: io.StringIO,
    stdout: io.StringIO,
    patience: float = 0.0,
) -> str:
    """Count ten bytes with these streams; return what came on stderr."""
    monkeypatch.setattr(sys, "stderr", stderr)
    monkeypatch.setattr(sys, "stdout", stdout)
    monkeypatch.setattr("assist.cli.progress.PATIENCE", patience)
    monkeypatch.setenv("TERM", "xterm")
    with Progress(10) as progress:
        progress.advance(10)
    return stderr.getvalue()


def test_a_bar_shows_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "10/10 bytes" in work(monkeypatch, stderr=Terminal(), stdout=io.StringIO())


def test_short_work_needs_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    assert work(monkeypatch, stderr=Terminal(), stdout=io.StringIO(), patience=60.0) == ""


def test_a_bar_does_not_mix_with_output_on_the_same_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert work(monkeypatch, stderr=Terminal(), stdout=Terminal()) == ""


def test_a_pipe_gets_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    assert work(monkeypatch, stderr=io.StringIO(), stdout=io.StringIO()) == ""


def test_a_file_moves_the_bar_by_its_bytes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "in.txt"
    file.write_bytes(b"0123456789\n" * 100)
    screen = Terminal()
    work(monkeypatch, stderr=screen, stdout=io.StringIO())
    with open_lines(file, expects="lines") as lines:
        for _ in lines:
            pass
    assert "1.1/1.1 kB" in screen.getvalue()
