"""The path of a rule file -> its tables, with a bound on all that it may cost.

Every file that is read goes into one hash: the version of the set. What cannot be read is
told and left out.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from assist.errors import PlaybookError
from assist.playbooks.format import Plain
from assist.playbooks.model import Diagnostic
from assist.tables import tables
from assist.vocabulary import LANGUAGES, Language

MAX_BYTES: Final = 256 * 1024
MAX_FILES: Final = 1000
_STEM: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class RuleFiles:
    """Reads the files of one set, one by one; `found` is what was wrong with them.

    Args:
        most: how many files it reads; the rest is off.
        unread: hash the files and leave their tables unread; each counts as off.
    """

    def __init__(self, most: int = MAX_FILES, *, unread: bool = False) -> None:
        self.found: list[Diagnostic] = []
        self._digest = hashlib.sha256()
        self._most = self._left = most
        self._unread = unread

    @property
    def version(self) -> str:
        """The hash of the names and contents that were read so far."""
        return self._digest.hexdigest()[:12]

    def folders(self, folder: Path) -> list[Path]:
        """Return the folders below `folder` by name, without hidden ones."""
        try:
            inner = sorted(path for path in folder.iterdir() if path.is_dir())
        except OSError as error:
            what = f"cannot be listed ({error.strerror}); give the folder of the rules"
            self.complain(str(folder), what)
            return []
        return [path for path in inner if not path.name.startswith((".", "_"))]

    def topics(self, folder: Path, prefix: str = "") -> Iterator[tuple[str, Language, Path]]:
        """Yield the name, the language and the path of each topic below `folder`."""
        for inner in self.folders(folder):
            language = next((known for known in LANGUAGES if known == inner.name), None)
            if language is None:
                what = "no such language; name the folder " + " or ".join(LANGUAGES)
                self.complain(prefix + inner.name, what)
                continue
            for path in sorted(inner.glob("*.toml")):
                yield f"{prefix}{language}/{path.name}", language, path

    def read_if_there(self, name: str, path: Path) -> Plain | None:
        """Return the tables of a file that may be missing, None where it is or is off."""
        try:
            there = path.exists()
        except OSError:
            there = True
        return self.read(name, path) if there else None

    def read(self, name: str, path: Path) -> Plain | None:
        """Return the tables of a file, None for one that is off."""
        self._left -= 1
        if self._left == -1:
            what = f"more than {self._most} files; this one and the rest are off, join some"
            self.complain(name, what)
        if self._left < 0:
            return None
        try:
            data = _bytes(path)
            self._digest.update(f"{name}\0{len(data)}\0".encode() + data)
            return None if self._unread else tables(data)
        except (PlaybookError, ValueError) as error:
            self.complain(name, str(error))
            return None

    def complain(self, path: str, what: str) -> None:
        """Note what is wrong with a file or folder as a whole."""
        self.found.append(Diagnostic(path=path, where="", what=what))


def _bytes(path: Path) -> bytes:
    if not _STEM.fullmatch(path.stem):
        raise PlaybookError("name the file in small letters, digits and hyphens, as `long-wait`")
    try:
        if not path.is_file():
            raise PlaybookError("not a file; put the rules into a file of this name")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise PlaybookError(f"cannot be read ({error.strerror}); let Warmline read it") from None
    if len(data) > MAX_BYTES:
        raise PlaybookError(f"more than {MAX_BYTES // 1024} KB; split it into topics")
    return data
