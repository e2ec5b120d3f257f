import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assist.errors import ConfigError
from assist.journal.secret import Secret, at, load

ONE, OTHER = Secret(b"1" * 32), Secret(b"2" * 32)


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    journal = tmp_path / "journal.db"
    first = load(journal)
    assert len(first.key) == 32
    assert load(journal) == first
    assert load(tmp_path / "other.db") != first
    path = tmp_path / "journal.db.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {one.name for one in tmp_path.iterdir()} == {"journal.db.key", "other.db.key"}


def test_a_key_that_is_cut_short_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "journal.db.key").write_bytes(b"short")
    assert len(load(tmp_path / "journal.db").key) == 32


@pytest.mark.parametrize("held", [b"", b"short", b"0" * 64])
def test_a_key_file_that_somebody_named_is_left_as_it_is(tmp_path: Path, held: bytes) -> None:
    path = tmp_path / "shared.key"
    path.write_bytes(held)
    with pytest.raises(ConfigError, match="openssl rand"):
        at(path)
    assert path.read_bytes() == held


def test_processes_that_make_a_key_at_once_have_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: at(tmp_path / "shared.key"), range(8)))
    assert len({one.key for one in found}) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["shared.key"]


def test_a_key_file_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="not to be had"):
        at(tmp_path / "missing" / "shared.key")


def test_a_name_is_the_same_for_the_same_parts_and_key_alone() -> None:
    names = [ONE.name("a", "bc"), ONE.name("ab", "c"), ONE.name("abc"), OTHER.name("a", "bc")]
    assert len(set(names)) == 4
    assert ONE.name("a", "bc") == names[0]


def test_a_body_is_known_again_by_its_own_key() -> None:
    sealed = ONE.seal(b"body")
    assert b"body" not in sealed
    assert ONE.same(sealed, b"body")
    assert not ONE.same(sealed, b"other")


def test_a_body_that_cannot_be_told_is_taken_for_the_same() -> None:
    assert ONE.same(OTHER.seal(b"body"), b"other")
    assert ONE.same(b"", b"other")
