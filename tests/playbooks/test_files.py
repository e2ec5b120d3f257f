from pathlib import Path

import pytest

from assist.playbooks.files import RuleFiles
from tests.playbooks.rulefiles import GOOD, write


def said(files: RuleFiles) -> list[str]:
    return [str(one) for one in files.found]


def test_topics_come_by_language_and_name(tmp_path: Path) -> None:
    write(tmp_path, {**GOOD, "en/a.toml": "", ".git/x.toml": "", "_old/x.toml": ""})
    files = RuleFiles()
    assert [(name, language) for name, language, _ in files.topics(tmp_path, "over/")] == [
        ("over/en/a.toml", "en"),
        ("over/en/leaving.toml", "en"),
        ("over/fr/leaving.toml", "fr"),
    ]
    assert said(files) == []


def test_what_is_read_goes_into_the_version(tmp_path: Path) -> None:
    write(tmp_path, {"a.toml": "x = 1", "b.toml": "x ="})
    files = RuleFiles()
    versions = [files.version]
    assert files.read("a.toml", tmp_path / "a.toml") == {"x": 1}
    versions.append(files.version)
    assert files.read("b.toml", tmp_path / "b.toml") is None
    versions.append(files.version)
    assert len(set(versions)) == 3
    assert said(files)[0].startswith("b.toml: not TOML: ")


def test_more_files_than_a_set_may_have_are_off_and_told_once(tmp_path: Path) -> None:
    write(tmp_path, {"a.toml": "x = 1"})
    files = RuleFiles(most=1)
    read = [files.read(name, tmp_path / "a.toml") for name in ("a", "b", "c")]
    assert read == [{"x": 1}, None, None]
    assert said(files) == ["b: more than 1 files; this one and the rest are off, join some"]


def test_a_file_that_may_be_missing_is_not_told(tmp_path: Path) -> None:
    files = RuleFiles()
    assert files.read_if_there("waits.toml", tmp_path / "waits.toml") is None
    assert said(files) == []
    assert files.read("waits.toml", tmp_path / "waits.toml") is None
    assert said(files) == ["waits.toml: not a file; put the rules into a file of this name"]


@pytest.mark.parametrize("name", ["Long Wait", "long_wait", "-x", ""])
def test_a_file_has_a_plain_name(tmp_path: Path, name: str) -> None:
    files = RuleFiles()
    assert files.read("x", write(tmp_path, {f"{name}.toml": ""}) / f"{name}.toml") is None
    assert "name the file in small letters, digits and hyphens" in said(files)[0]
