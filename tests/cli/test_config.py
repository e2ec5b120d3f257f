from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assist.cli.config import config
from tests.config.files import HOOK, ISSUER, SECRET, ed25519, key_set, private, secret
from tests.config.files import config as file_of


@pytest.fixture(autouse=True)
def no_file_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WARMLINE_CONFIG", raising=False)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(config, arguments)


def test_settings_that_are_right_end_with_0(tmp_path: Path) -> None:
    key_set(tmp_path, ed25519())
    secret(tmp_path)
    path = file_of(tmp_path, ISSUER + HOOK)
    result = run("check", str(path))
    assert (result.exit_code, result.output) == (0, f"{path}: all is well; 1 tenant.\n")


def test_all_mistakes_are_told_and_end_with_1(tmp_path: Path) -> None:
    path = file_of(tmp_path, '[server]\nprot = 1\nlog = "xml"')
    result = run("check", str(path))
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "[server] prot: unknown; did you mean port?",
        "[server] log: unknown; write text or json",
    ]


def test_what_is_wrong_inside_the_files_that_it_names_is_told_as_well(tmp_path: Path) -> None:
    key_set(tmp_path, private())
    secret(tmp_path, content=b"whsec_c2hvcnQ=")
    result = run("check", str(file_of(tmp_path, f"[server]\nprot = 1\n{ISSUER}{HOOK}")))
    assert result.exit_code == 1
    told = result.stderr.splitlines()
    assert [line.partition(": ")[0] for line in told] == [
        "[server] prot",
        "[[tenants.acme.issuers]] keys",
        "tenants.acme.webhooks.chat",
    ]
    assert "private key" in told[1]
    assert "at least 16 bytes" in told[2]
    assert "c2hvcnQ" not in result.stderr


def test_a_file_that_is_no_toml_is_told_with_its_line(tmp_path: Path) -> None:
    result = run("check", str(file_of(tmp_path, "[server]\nport = no")))
    assert result.exit_code == 1
    assert "line 2" in result.stderr


def test_without_a_file_the_environment_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("check").output == "the environment and the defaults: all is well; 0 tenants.\n"
    monkeypatch.setenv("WARMLINE_SERVER_PORT", "no")
    assert run("check").exit_code == 1


def test_what_holds_is_shown_with_its_source_and_without_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key_set(tmp_path, ed25519())
    secret(tmp_path)
    monkeypatch.setenv("WARMLINE_CONFIG", str(file_of(tmp_path, f"[limits]\npong = 5\n{HOOK}")))
    monkeypatch.setenv("WARMLINE_SERVER_PORT", "9000")
    result = run("show")
    lines = [" ".join(line.split()) for line in result.output.splitlines()]
    assert result.exit_code == 0
    assert "port = 9000 # environment" in lines
    assert "pong = 5 # file" in lines
    assert "hello = 10 # default" in lines
    assert "# key_file is not set" in lines
    assert "[tenants.acme.webhooks.chat]" in lines
    assert "# 1 secret, left out here" in lines
    assert SECRET.decode() not in result.output


def test_the_example_is_a_file_that_is_right(tmp_path: Path) -> None:
    path = file_of(tmp_path, run("example").output)
    assert run("check", str(path)).exit_code == 0
