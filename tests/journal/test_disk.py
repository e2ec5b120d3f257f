import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from assist.journal import disk


@pytest.mark.parametrize(
    ("folder", "why"), [(".", None), ("missing", "the disk cannot be written")]
)
def test_a_folder_says_whether_it_can_take_more(
    folder: str, why: str | None, tmp_path: Path
) -> None:
    assert disk.trouble(tmp_path / folder, least=1) == why


def test_a_disk_that_is_mounted_read_only_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "statvfs", lambda folder: SimpleNamespace(f_flag=os.ST_RDONLY))
    assert disk.trouble(tmp_path, least=0) == "the disk cannot be written"
