import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assist.cli import main
from assist.playbooks.load import load
from assist.playbooks.versions import keep, pinned
from tests.playbooks.rulefiles import GOOD, write


def run(data: Path, *args: str) -> Result:
    return CliRunner().invoke(main, ["rules", *args, "--data", str(data)])


@pytest.fixture
def kept(tmp_path: Path) -> list[str]:
    """Three versions in the data folder."""
    names = []
    for number in range(3):
        waits = {"waits.toml": f"[chat]\nlong = {300 + number}\n"}
        folder = write(tmp_path / "rules", {**GOOD, **waits})
        names.append(load(folder).version)
        keep(tmp_path / "data" / "rules", folder, names[-1], 1_700_000_000.0 + number)
    return names


def listed(data: Path) -> list[tuple[str, str]]:
    """Return each version with its mark."""
    result = run(data, "list")
    assert result.exit_code == 0, result.output
    return [(line[:12], line[39:].strip()) for line in result.stdout.splitlines()]


def test_the_list_says_which_version_is_in_force(tmp_path: Path, kept: list[str]) -> None:
    data = tmp_path / "data"
    assert listed(data) == [(kept[0], ""), (kept[1], ""), (kept[2], "in force")]


def test_the_list_as_json_has_times(tmp_path: Path, kept: list[str]) -> None:
    result = run(tmp_path / "data", "list", "--json")
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert found[-1] == {
        "version": kept[2],
        "since": 1_700_000_002.0,
        "in_force": True,
        "pinned": False,
    }


def test_a_rollback_goes_one_back_each_time_until_there_is_no_more(
    tmp_path: Path, kept: list[str]
) -> None:
    data = tmp_path / "data"
    assert f"{kept[1]} is pinned ({data}/rules/{kept[1]}/rules)" in run(data, "rollback").stdout
    assert listed(data)[1] == (kept[1], "pinned")
    assert run(data, "rollback").exit_code == 0
    assert pinned(data / "rules") == kept[0]
    last = run(data, "rollback")
    assert last.exit_code == 2
    assert "no version before the one in force" in last.stderr


def test_a_rollback_may_name_a_version_and_follow_ends_it(tmp_path: Path, kept: list[str]) -> None:
    data = tmp_path / "data"
    assert run(data, "rollback", kept[0]).exit_code == 0
    assert pinned(data / "rules") == kept[0]
    assert run(data, "follow").exit_code == 0
    assert pinned(data / "rules") is None
    assert listed(data)[2] == (kept[2], "in force")


def test_a_version_that_is_not_kept_is_refused(tmp_path: Path, kept: list[str]) -> None:
    result = run(tmp_path / "data", "rollback", "0123456789ab")
    assert result.exit_code == 2
    assert f"there are {', '.join(kept)}" in result.stderr


def test_a_folder_without_versions_is_told(tmp_path: Path) -> None:
    listing = run(tmp_path, "list")
    assert (listing.exit_code, listing.stdout) == (0, "")
    assert "nothing yet" in listing.stderr
    assert run(tmp_path, "rollback").exit_code == 2
    assert run(tmp_path, "follow").exit_code == 0
    wrong = run(tmp_path / "none", "follow")
    assert wrong.exit_code == 2
    assert "name the server's with --data" in wrong.stderr
