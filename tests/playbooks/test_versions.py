import os
import stat
from pathlib import Path

import pytest

from assist.errors import ConfigError
from assist.playbooks.load import load
from assist.playbooks.versions import (
    INDEX,
    KEPT,
    PINNED,
    Kept,
    folder_of,
    in_force,
    keep,
    overlays_beside,
    pin,
    pinned,
    versions,
)
from tests.playbooks.rulefiles import GOOD, TONES, write

OVERLAY = 'off = ["acknowledge-leaving"]\n'


def kept(store: Path, folder: Path, now: float, change: int = 0) -> str:
    """Keep the folder's files as they are after a change; return their version."""
    write(folder, {"waits.toml": f"[chat]\nlong = {300 + change}\n"})
    playbooks = load(folder, overlays=overlays_beside(folder))
    keep(store, folder, playbooks.version, now, overlays=overlays_beside(folder))
    return playbooks.version


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "data" / "rules"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "set" / "rules", GOOD)


def test_a_version_is_a_plain_copy_of_the_files_with_its_time(store: Path, folder: Path) -> None:
    version = kept(store, folder, 100.0)
    assert versions(store) == (Kept(version=version, since=100.0),)
    copy = folder_of(store, version)
    for name in (*GOOD, "waits.toml"):
        assert (copy / name).read_bytes() == (folder / name).read_bytes()
    assert load(copy).version == version


def test_the_overlays_of_teams_are_kept_beside_the_rules(store: Path, folder: Path) -> None:
    write(folder.parent / "overlays", {"vip/en/leaving.toml": OVERLAY, "vip/waits.toml": "[chat]"})
    copy = folder_of(store, version := kept(store, folder, 1.0))
    overlays = overlays_beside(copy)
    assert overlays is not None
    assert (overlays / "vip/en/leaving.toml").read_text() == OVERLAY
    assert load(copy, overlays=overlays).version == version
    assert load(copy, overlays=overlays).overlays.keys() == {"vip"}


def test_nobody_else_can_read_the_store(store: Path, folder: Path) -> None:
    pin(store, kept(store, folder, 1.0))
    for path in (store, *store.rglob("*")):
        right = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == right, path


def test_what_holds_already_keeps_its_time(store: Path, folder: Path) -> None:
    kept(store, folder, 1.0)
    kept(store, folder, 2.0)
    assert [one.since for one in versions(store)] == [1.0]


def test_a_version_that_comes_back_is_the_newest_again(store: Path, folder: Path) -> None:
    first, second = kept(store, folder, 1.0), kept(store, folder, 2.0, change=1)
    assert kept(store, folder, 3.0) == first
    assert versions(store) == (Kept(version=second, since=2.0), Kept(version=first, since=3.0))


def test_the_oldest_versions_go_but_never_a_pinned_one(store: Path, folder: Path) -> None:
    names = [kept(store, folder, 1.0), kept(store, folder, 2.0, change=1)]
    pin(store, names[1])
    names += [kept(store, folder, 3.0 + change, change) for change in range(2, KEPT + 4)]
    expected = [names[1], *names[-KEPT:]]
    assert [one.version for one in versions(store)] == expected
    assert {path.name for path in store.iterdir()} == {*expected, INDEX, PINNED}


def test_files_that_changed_meanwhile_are_not_kept_under_a_wrong_name(
    store: Path, folder: Path
) -> None:
    version = load(folder).version
    write(folder, {"tones.toml": TONES + "\n"})
    with pytest.raises(ConfigError, match="changed while it was copied"):
        keep(store, folder, version, 1.0)
    assert versions(store) == ()
    assert list(store.iterdir()) == []


def test_a_broken_file_is_kept_as_it_is(store: Path, folder: Path) -> None:
    write(folder, {"en/broken.toml": "not TOML", "en/Bad Name.toml": "title"})
    copy = folder_of(store, kept(store, folder, 1.0))
    assert load(copy).diagnostics == load(folder).diagnostics


def test_files_that_are_links_are_copied_as_files(store: Path, folder: Path) -> None:
    real = write(folder.parent, {"real/elsewhere.toml": GOOD["en/leaving.toml"]})
    (folder / "en/leaving.toml").unlink()
    (folder / "en/leaving.toml").symlink_to(real / "real/elsewhere.toml")
    copy = folder_of(store, kept(store, folder, 1.0)) / "en/leaving.toml"
    assert not copy.is_symlink()
    assert copy.read_text() == GOOD["en/leaving.toml"]


def test_a_pipe_among_the_rules_holds_nobody_up(store: Path, folder: Path) -> None:
    os.mkfifo(folder / "en" / "pipe.toml")
    assert versions(store) == ()
    kept(store, folder, 1.0)
    assert len(versions(store)) == 1


def test_a_pin_holds_until_it_is_taken_away(store: Path, folder: Path) -> None:
    assert (pinned(store), in_force(store)) == (None, None)
    first, second = kept(store, folder, 1.0), kept(store, folder, 2.0, change=1)
    assert (pinned(store), in_force(store)) == (None, second)
    pin(store, first)
    assert (pinned(store), in_force(store)) == (first, first)
    pin(store, None)
    pin(store, None)
    assert (pinned(store), in_force(store)) == (None, second)


@pytest.mark.parametrize("version", ["0123456789ab", "../../etc", "", "rules"])
def test_only_what_is_kept_can_be_pinned(store: Path, folder: Path, version: str) -> None:
    there = kept(store, folder, 1.0)
    with pytest.raises(ConfigError, match=f"are not kept here; there are {there}"):
        pin(store, version)
    assert pinned(store) is None


def test_links_in_the_store_are_not_followed(store: Path, folder: Path, tmp_path: Path) -> None:
    version = kept(store, folder, 1.0)
    secret = tmp_path / "secret"
    secret.write_text(version)
    (store / PINNED).symlink_to(secret)
    with pytest.raises(ConfigError, match="pinned: cannot be used"):
        pinned(store)
    pin(store, version)
    assert pinned(store) == version
    assert not (store / PINNED).is_symlink()
    assert secret.read_text() == version
    (store / version).rename(tmp_path / "moved")
    (store / version).symlink_to(tmp_path / "moved")
    with pytest.raises(ConfigError, match="a link; remove it"):
        folder_of(store, version)


@pytest.mark.parametrize(
    ("name", "text", "right"),
    [
        (INDEX, "[", "remove it, the next start writes another"),
        (INDEX, '[{"version": "../x", "since": 1}]', "remove it"),
        (PINNED, "latest", "names no version; run `warmline rules rollback`"),
        (PINNED, "../../../etc", "names no version"),
    ],
)
def test_a_broken_file_of_the_store_is_named_with_what_to_do(
    store: Path, folder: Path, name: str, text: str, right: str
) -> None:
    kept(store, folder, 1.0)
    (store / name).write_text(text)
    with pytest.raises(ConfigError, match=right):
        in_force(store)


def test_a_store_that_cannot_be_written_is_told(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot be used"):
        keep(tmp_path / "file" / "rules", folder, load(folder).version, 1.0)
