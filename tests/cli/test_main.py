import importlib
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner, Result

import assist.cli
from assist.cli import COMMANDS, main
from assist.errors import ConfigError, InputError


def run(*args: str) -> Result:
    return CliRunner().invoke(main, args)


def test_help_lists_every_command_with_its_summary() -> None:
    text = " ".join(run("--help").output.split())
    for name, (_, summary) in COMMANDS.items():
        assert f"{name} {summary}" in text


def test_help_imports_no_command() -> None:
    code = (
        "import sys; from assist.cli import main; main(['--help'], standalone_mode=False);"
        "print([m for m in sys.modules if m.startswith('assist.cli.') or m == 'spacy'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_is_where_the_table_says(name: str) -> None:
    module, _, attribute = COMMANDS[name][0].partition(":")
    assert isinstance(getattr(importlib.import_module(module), attribute), click.Command)
    result = run(name, "--help")
    assert result.exit_code == 0
    assert f"{name} [OPTIONS]" in result.output


def test_an_unknown_command_is_refused() -> None:
    result = run("raed")
    assert result.exit_code == 2
    assert "No such command 'raed'" in result.output


def test_the_version_is_shown() -> None:
    result = run("--version")
    assert result.exit_code == 0
    assert result.output == "warmline, version 0.1.0\n"


def test_the_package_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "assist", "--help"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("Usage: warmline ")


@pytest.mark.parametrize(
    ("error", "code"),
    [(InputError("a.txt, line 3: write this"), 1), (ConfigError("$PORT: write a number"), 2)],
)
def test_an_error_of_ours_is_one_line_and_no_traceback(
    error: Exception, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    @click.command()
    def fail() -> None:
        raise error

    table = {"fail": ("tests.cli.test_main:fail", "Fail.")}
    monkeypatch.setattr(assist.cli, "COMMANDS", table)
    monkeypatch.setattr(sys.modules[__name__], "fail", fail, raising=False)
    result = run("fail")
    assert result.exit_code == code
    assert result.output == f"Error: {error}\n"
