import multiprocessing
import stat
from pathlib import Path

import pytest

from assist.errors import ConfigError
from assist.server.auth import load_key


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    data = tmp_path / "new" / "data"
    key = load_key(data)
    assert len(key) >= 32
    assert load_key(data) == key
    assert stat.S_IMODE((data / "token.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert load_key(tmp_path / "other") != key


def test_of_many_that_start_at_once_all_read_the_same_key(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        keys = pool.map(load_key, [tmp_path / "data"] * 4)
    assert len(set(keys)) == 1
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["token.key"]


def test_a_given_key_file_is_used(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("s" * 32 + "\n")
    assert load_key(tmp_path / "data", path) == b"s" * 32
    assert not (tmp_path / "data").exists()


def test_a_key_file_that_is_missing_or_too_short_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_key(tmp_path, tmp_path / "none")
    path = tmp_path / "short"
    path.write_text("short")
    with pytest.raises(ConfigError, match="at least 32 bytes"):
        load_key(tmp_path, path)
