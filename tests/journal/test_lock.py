import os
import subprocess
import sys
from pathlib import Path

import pytest

from assist.errors import ConfigError
from assist.journal.lock import FileLock, holder, lock_of

HOLD = (
    "import sys\nfrom pathlib import Path\n"
    "from assist.journal.lock import FileLock\n"
    "lock = FileLock.take(Path(sys.argv[1]))\n"
    "print('held', flush=True)\nsys.stdin.read()"
)


def test_the_holder_is_known_while_it_holds(tmp_path: Path) -> None:
    path = lock_of(tmp_path / "journal.db")
    assert path == tmp_path / "journal.db.lock"
    assert holder(path) is None
    lock = FileLock.take(path)
    assert holder(path) == str(os.getpid())
    with pytest.raises(ConfigError, match=f"in use by process {os.getpid()}"):
        FileLock.take(path)
    lock.release()
    assert holder(path) is None


def test_to_ask_for_the_holder_takes_nothing_away(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    FileLock.take(path).release()
    for _ in range(3):
        assert holder(path) is None
    FileLock.take(path).release()


def test_F08_a_process_that_is_killed_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        assert holder(path) == str(process.pid)
        process.kill()
        process.wait()
    assert holder(path) is None
    FileLock.take(path).release()
