"""What the pages for people say is so: their commands exist, the offline ones print what is shown.

`make generate` writes the outputs into the pages again.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

from assist.cli import COMMANDS, main

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "rules").glob("*.md")])
OFFLINE = {"read", "replay", "draft"}
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)(#[^)]*)?\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A command of a page, and the output that the page shows below it."""

    page: str
    command: str
    output: str

    @property
    def words(self) -> list[list[str]]:
        """The command's words, each command of a pipe apart."""
        lexer = shlex.shlex(self.command, posix=True, punctuation_chars="|&;")
        lexer.whitespace_split = True
        words: list[list[str]] = [[]]
        for word in lexer:
            if word in ("|", "&&", ";"):
                words.append([])
            else:
                words[-1].append(word)
        return words

    @property
    def runs_offline(self) -> bool:
        """Whether it can be run here: nothing but echo, cat and the offline tools."""
        return all(
            word[0] in ("echo", "cat", "printf") or (warmline(word) and word[1] in OFFLINE)
            for word in self.words
        )


def warmline(words: list[str]) -> bool:
    return words[0] in ("warmline", ".venv/bin/warmline") and len(words) > 1


def shown_on(page: Path) -> Iterator[Shown]:
    for block in BLOCK.findall(page.read_text()):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, output = part.partition("\n")
            yield Shown(page=page.name, command=command, output=output.strip("\n"))


SHOWN = [shown for page in PAGES for shown in shown_on(page)]


def run(command: str) -> str:
    """Run a command line as a reader would, in the checkout; return what it prints."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=ROOT,
        env={**os.environ, "PATH": path, "COLUMNS": "80", "NO_COLOR": "1", "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return "\n".join(line.rstrip() for line in done.stdout.strip("\n").split("\n"))


def command_of(shown: Shown) -> str:
    return f"{shown.page}: {shown.command}"


def test_the_readme_shows_commands() -> None:
    commands = [shown.command for shown in SHOWN if shown.page == "README.md"]
    assert "make run" in commands
    assert "make test" in commands


@pytest.mark.parametrize("shown", SHOWN, ids=command_of)
def test_a_command_on_a_page_exists(shown: Shown) -> None:
    for words in shown.words:
        if words[0] == "make":
            assert f"\n{words[1]}:" in (ROOT / "Makefile").read_text()
        elif warmline(words):
            group = click.Context(main)
            command = main.get_command(group, words[1])
            assert command is not None
            known = {name for param in command.get_params(group) for name in param.opts}
            used = {word.partition("=")[0] for word in words[2:] if word.startswith("--")}
            assert used <= known


@pytest.mark.parametrize("shown", [s for s in SHOWN if s.runs_offline], ids=command_of)
def test_an_offline_command_prints_what_the_page_shows(shown: Shown) -> None:
    assert shown.output == run(shown.command), "`make generate` writes it again"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_links_to_is_there(page: Path) -> None:
    for target, _ in LINK.findall(page.read_text()):
        assert (page.parent / target).exists(), target


def test_every_command_is_in_the_changelog_or_the_readme() -> None:
    text = (ROOT / "README.md").read_text() + (ROOT / "CHANGELOG.md").read_text()
    assert [name for name in COMMANDS if f"warmline {name}" not in text] == ["generate"]


def rewrite() -> None:
    """Write what the offline commands print now into the pages."""
    for page in PAGES:
        text = page.read_text()
        for shown in shown_on(page):
            if shown.runs_offline:
                old = f"$ {shown.command}\n" + (f"{shown.output}\n" if shown.output else "")
                text = text.replace(old, f"$ {shown.command}\n{run(shown.command)}\n")
        page.write_text(text)


if __name__ == "__main__":
    rewrite()
