import subprocess
import sys
from pathlib import Path

import pytest

from assist import resources
from assist.errors import ConfigError
from assist.resources import rules_dir, widget_dir

ROOT = Path(__file__).parents[1]


def test_a_checkout_reads_its_own_files() -> None:
    assert rules_dir() == ROOT / "rules"
    assert widget_dir() == ROOT / "widget" / "dist"


def test_an_installed_package_reads_its_copies(tmp_path: Path) -> None:
    package = tmp_path / "assist"
    for folder in ("_rules", "_widget"):
        (package / folder).mkdir(parents=True)
    for name in ("__init__.py", "errors.py", "resources.py"):
        (package / name).write_bytes((ROOT / "assist" / name).read_bytes())
    code = "from assist.resources import *; print(rules_dir(), widget_dir())"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == [str(package / "_rules"), str(package / "_widget")]


def test_an_installation_without_them_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "assist")
    with pytest.raises(ConfigError, match="install Warmline again"):
        rules_dir()
