"""A folder of rule files -> the playbooks in force, with a diagnostic for whatever is wrong.

    <folder>/en/delivery.toml            a topic in one language
    <folder>/tones.toml                  tones that several signs show together
    <folder>/waits.toml                  how long is long, by channel
    <folder>/promises.toml               what may be promised, by matter
    <overlays>/<team>/en/delivery.toml   what one team changes in a topic
    <overlays>/<team>/waits.toml         its own waits
    <overlays>/<team>/promises.toml      its own limits

A broken file must never stop a live chat, so nothing is raised here: a rule that is wrong is
off, and so is a file that is not TOML; all others run.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from assist.playbooks.files import MAX_BYTES, RuleFiles
from assist.playbooks.limits import read_limits
from assist.playbooks.model import (
    Diagnostic,
    Inference,
    Limit,
    Pace,
    Playbook,
    Playbooks,
    SuggestionRule,
)
from assist.playbooks.overlay import OVERLAYS, Overlay, lay, read_overlay
from assist.playbooks.topics import read_inferences, read_topic
from assist.playbooks.waits import read_waits
from assist.vocabulary import Language

__all__ = ["MAX_BYTES", "load", "version_of"]

_TEAM: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def load(folder: Path, *, experimental: bool = False, overlays: Path | None = None) -> Playbooks:
    """Return what the files below `folder` say; never raises for what is in them.

    Args:
        folder: where the languages' folders, `tones.toml`, `waits.toml` and `promises.toml` are.
        experimental: take topics of this status too. Deprecated ones are checked and left out.
        overlays: where the teams' folders are; None where no team has rules of its own.
    """
    return _loaded(RuleFiles(), folder, experimental, overlays)


def version_of(folder: Path, overlays: Path | None) -> str:
    """Return the version that `load` gives these files: a hash, for which none is understood."""
    return _loaded(RuleFiles(unread=True), folder, False, overlays).version


def _loaded(files: RuleFiles, folder: Path, experimental: bool, overlays: Path | None) -> Playbooks:
    books = _topics(files, folder, experimental=experimental)
    base = Playbooks(
        version="",
        playbooks=tuple(_without_twins(books, files.found)),
        inferences=_inferences(files, folder),
        paces=_paces(files, folder, ""),
        limits=_limits(files, folder, ""),
    )
    teams = {} if overlays is None else dict(_teams(files, overlays, base))
    return replace(
        base,
        version=files.version,
        diagnostics=tuple(files.found),
        overlays={team: replace(laid, version=files.version) for team, laid in teams.items()},
    )


def _topics(files: RuleFiles, folder: Path, *, experimental: bool) -> list[Playbook]:
    in_force = {"stable", "experimental"} if experimental else {"stable"}
    books: list[Playbook] = []
    for name, language, path in files.topics(folder):
        if (plain := files.read(name, path)) is not None:
            book, found = read_topic(name, language, path.stem, plain)
            files.found += found
            if book.status in in_force:
                books.append(book)
    return books


def _inferences(files: RuleFiles, folder: Path) -> tuple[Inference, ...]:
    if (plain := files.read_if_there("tones.toml", folder / "tones.toml")) is None:
        return ()
    inferences, found = read_inferences("tones.toml", plain)
    files.found += found
    return inferences


def _paces(files: RuleFiles, folder: Path, prefix: str) -> Mapping[str, Pace]:
    name = f"{prefix}waits.toml"
    if (plain := files.read_if_there(name, folder / "waits.toml")) is None:
        return {}
    paces, found = read_waits(name, plain)
    files.found += found
    return paces


def _limits(files: RuleFiles, folder: Path, prefix: str) -> tuple[Limit, ...]:
    name = f"{prefix}promises.toml"
    if (plain := files.read_if_there(name, folder / "promises.toml")) is None:
        return ()
    limits, found = read_limits(name, plain)
    files.found += found
    return limits


def _teams(files: RuleFiles, folder: Path, base: Playbooks) -> Iterator[tuple[str, Playbooks]]:
    """Yield each team with its set; all of them share what is heard."""
    for inner in files.folders(folder):
        prefix = f"{OVERLAYS}{inner.name}/"
        if not _TEAM.fullmatch(inner.name):
            what = "no name of a team; write letters, digits, dots and hyphens, as `vip`"
            files.complain(prefix.rstrip("/"), what)
            continue
        if files.read_if_there(f"{prefix}tones.toml", inner / "tones.toml") is not None:
            what = "tones are the same for all teams; write them in rules/tones.toml"
            files.complain(f"{prefix}tones.toml", what)
        over = tuple(_overlays(files, inner, prefix))
        paces, limits = _paces(files, inner, prefix), _limits(files, inner, prefix)
        laid, wrong = lay(base, over, paces, limits)
        files.found += wrong
        yield inner.name, laid


def _overlays(files: RuleFiles, folder: Path, prefix: str) -> Iterator[Overlay]:
    for name, language, path in files.topics(folder, prefix):
        if (plain := files.read(name, path)) is not None:
            overlay, found = read_overlay(name, language, path.stem, plain)
            files.found += found
            yield overlay


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
