"""The rules of the house that no linter knows."""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "assist"
MODULES = sorted(PACKAGE.rglob("*.py"))
SHELL = ("server", "journal", "cli", "conformance", "consoles")
"""The parts that may wait, look at a clock or draw a random number."""
IMPURE = {"time", "random", "secrets", "asyncio", "threading", "uuid"}


def layer(path: Path) -> str:
    """Return the part of the package that a module belongs to."""
    return path.relative_to(PACKAGE).parts[0]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


CORE = [path for path in MODULES if layer(path) not in SHELL]


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("path", CORE, ids=name)
def test_the_core_knows_no_clock_and_no_chance(path: Path) -> None:
    assert not IMPURE & set(imports(ast.parse(path.read_text())))


@pytest.mark.parametrize("path", CORE, ids=name)
def test_the_core_waits_for_nothing(path: Path) -> None:
    waits = [
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, (ast.Await, ast.AsyncWith, ast.AsyncFor))
    ]
    assert not waits


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_says_at_its_head_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text()))


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_is_at_most_300_lines_long(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 300


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(requirement for extra in extras for requirement in extra)]
    pinned = {
        line.partition("==")[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text().splitlines()
    }
    for requirement in wanted:
        package, _, version = requirement.partition("~=")
        assert version, f"{requirement}: pin it with ~="
        assert package.lower().replace("_", "-") in pinned, f"{package}: run `make constraints`"


def test_the_offline_tools_start_without_the_server() -> None:
    code = "import sys, assist.cli.read, assist.cli.replay; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(run.stdout.split())
    assert "assist.cli.read" in loaded
    assert not {"uvicorn", "starlette", "spacy"} & loaded
