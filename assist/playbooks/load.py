"""A folder of rule files -> the playbooks in force, with a diagnostic for whatever is wrong.

    <folder>/en/delivery.toml   a topic in one language
    <folder>/tones.toml         tones that several signs show together

A broken file must never stop a live chat, so nothing is raised here: a rule that is wrong is
off, and so is a file that is not TOML; all others run.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from assist.errors import PlaybookError
from assist.playbooks.format import Plain
from assist.playbooks.model import Diagnostic, Inference, Playbook, Playbooks, SuggestionRule
from assist.playbooks.topics import read_inferences, read_topic
from assist.vocabulary import LANGUAGES, Language

MAX_BYTES: Final = 256 * 1024
MAX_FILES: Final = 1000
_MAX_DOTS: Final = 64
_TOPIC: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def load(folder: Path, *, experimental: bool = False) -> Playbooks:
    """Return what the files below `folder` say; never raises for what is in them.

    Args:
        folder: where the languages' folders and `tones.toml` are.
        experimental: take topics of this status too. Deprecated ones are checked and left out.
    """
    diagnostics: list[Diagnostic] = []
    playbooks: list[Playbook] = []
    digest = hashlib.sha256()
    inferences: tuple[Inference, ...] = ()
    in_force = {"stable", "experimental"} if experimental else {"stable"}
    for path, language in _files(folder, diagnostics):
        name = path.relative_to(folder).as_posix()
        try:
            data = _read(path)
            digest.update(f"{name}\0{len(data)}\0".encode() + data)
            plain = _parse(data)
        except PlaybookError as error:
            diagnostics.append(Diagnostic(path=name, where="", what=str(error)))
            continue
        if language is None:
            inferences, found = read_inferences(name, plain)
        else:
            playbook, found = read_topic(name, language, path.stem, plain)
            if playbook.status in in_force:
                playbooks.append(playbook)
        diagnostics += found
    return Playbooks(
        version=digest.hexdigest()[:12],
        playbooks=tuple(_without_twins(playbooks, diagnostics)),
        inferences=inferences,
        diagnostics=tuple(diagnostics),
    )


def _files(folder: Path, found: list[Diagnostic]) -> list[tuple[Path, Language | None]]:
    """Return the rule files with their language (None: `tones.toml`), in the order of names."""
    files: list[tuple[Path, Language | None]] = []
    try:
        for inner in sorted(path for path in folder.iterdir() if path.is_dir()):
            language = next((known for known in LANGUAGES if known == inner.name), None)
            if language is not None:
                files += [(path, language) for path in sorted(inner.glob("*.toml"))]
            elif not inner.name.startswith((".", "_")):
                what = "no such language; name the folder " + " or ".join(LANGUAGES)
                found.append(Diagnostic(path=inner.name, where="", what=what))
        if (tones := folder / "tones.toml").exists():
            files.append((tones, None))
    except OSError as error:
        what = f"cannot be listed ({error.strerror}); give the folder of the rules"
        found.append(Diagnostic(path=str(folder), where="", what=what))
    if len(files) > MAX_FILES:
        what = f"more than {MAX_FILES} files; the rest is off, join some"
        found.append(Diagnostic(path=str(folder), where="", what=what))
    return files[:MAX_FILES]


def _read(path: Path) -> bytes:
    if not _TOPIC.fullmatch(path.stem):
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


def _parse(data: bytes) -> Plain:
    if data.startswith(b"\xef\xbb\xbf"):
        raise PlaybookError("begins with a byte order mark; save it as UTF-8 without BOM")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1
        raise PlaybookError(f"line {number} is not UTF-8; save the file as UTF-8") from None
    # A key of 100,000 parts (`a.a.a`) takes tomllib gigabytes.
    for number, line in enumerate(text.splitlines(), start=1):
        if any(part.count(".") > _MAX_DOTS for part in line.split("=")):
            raise PlaybookError(f"line {number} has more than {_MAX_DOTS} dots; shorten it")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise PlaybookError("brackets are nested too deep; write flat lists") from None
    except ValueError as error:
        raise PlaybookError(f"not TOML: {error}; mend it there or just before") from None


def _without_twins(playbooks: Iterable[Playbook], found: list[Diagnostic]) -> Iterator[Playbook]:
    """Yield the playbooks, each suggestion id once a language: the first one stays."""
    first: dict[tuple[Language, str], str] = {}
    for book in playbooks:
        kept: list[SuggestionRule] = []
        for rule in book.suggestions:
            where = first.setdefault((book.language, rule.id), book.path)
            if where == book.path and rule.id not in {other.id for other in kept}:
                kept.append(rule)
            else:
                what = f"the id is taken in {where}; choose another"
                found.append(Diagnostic(path=book.path, where=f'suggestion "{rule.id}"', what=what))
        yield replace(book, suggestions=tuple(kept))
