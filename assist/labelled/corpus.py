"""`corpus/<language>/*.txt` -> the project's own labelled customer messages.

The split is by scenario, not by row: messages about one situation share their words, and a
reader that has seen ten of them has seen the eleventh. It follows from the scenario's name
alone, so that it never changes when messages are added.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from assist.errors import ConfigError
from assist.labelled.example import ALL_KNOWN, Example, Label, sides
from assist.vocabulary import CUES, LANGUAGES, TONES, Language

Split = Literal["train", "dev", "test"]

_TEST: Final = 20
_DEV: Final = 15
"""Of a hundred scenarios."""

_TRAINS: Final = "more"
"""`<sector>-more.txt` was written to learn from, and is no measure of anything."""

_LABELS: Final = r"([a-z, -]+?) / ([a-z, -]+?)"
_LINE = re.compile(_LABELS + r" \| (.+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Example):
    """A message of the corpus, with where it stands.

    `asked`: what the agent said just before it, where the labels depend on the chat;
    `felt`: the tones of the customer's message before that. Both are empty for most.
    """

    sector: str
    split: Split
    asked: str = ""
    felt: frozenset[Label] = frozenset()


def read_corpus(folder: Path) -> tuple[Message, ...]:
    """Return all messages, in the order of the files.

    Raises:
        ConfigError: the folder is missing, or a line is not `tones / cues | text`.
    """
    files = [path for code in LANGUAGES for path in sorted((folder / code).glob("*.txt"))]
    if not files:
        raise ConfigError(
            f"{folder}: no <language>/<sector>.txt in it; give the corpus folder of a checkout"
        )
    return tuple(message for path in files for message in _read(path))


def fingerprint(folder: Path, language: Language) -> str:
    """Return the SHA-256 of a language's files, by which weights name what they were made from."""
    digest = hashlib.sha256()
    turns = folder / "turns" / f"{language}.tsv"
    for path in [*sorted((folder / language).glob("*.txt")), *([turns] * turns.is_file())]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def split_of(sector: str, scenario: str) -> Split:
    """Return the split of a scenario, by its name alone."""
    digest = hashlib.sha256(f"{sector}/{scenario}".encode()).digest()
    place = int.from_bytes(digest[:4], "big") % 100
    return "test" if place < _TEST else "dev" if place < _TEST + _DEV else "train"


def _read(path: Path) -> Iterator[Message]:
    language: Language = "fr" if path.parent.name == "fr" else "en"
    sector, _, part = path.stem.partition("-")
    scenario, asked, felt = "", "", frozenset[Label]()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            asked, felt = "", frozenset()
        elif line.startswith("== "):
            scenario, asked, felt = line[3:].strip(), "", frozenset()
        elif line.startswith("> "):
            asked = line[2:].strip()
        elif not line.startswith("# "):
            where = f"{path}:{number}"
            text, tones, cues = _labelled(line, where)
            if not scenario:
                raise ConfigError(f"{where}: no scenario yet; write `== its-name` above it")
            yield Message(
                text=text,
                language=language,
                labels=tones | cues | sides(tones | cues),
                known=ALL_KNOWN,
                source="corpus",
                group=f"{sector}/{scenario}",
                sector=sector,
                split=split_of(sector, scenario) if part != _TRAINS else "train",
                asked=asked,
                felt=felt if asked else frozenset(),
            )
            felt = tones


def labelled(part: str, where: str) -> frozenset[Label]:
    """Return the labels of `tones / cues`.

    Raises:
        ConfigError: it is not written so, or a label is not ours.
    """
    found = re.fullmatch(_LABELS, part)
    if found is None:
        raise ConfigError(f"{where}: write `tones / cues`, with `-` for none")
    return _known(found[1], TONES, f"{where}: no tone") | _known(found[2], CUES, f"{where}: no cue")


def _labelled(line: str, where: str) -> tuple[str, frozenset[Label], frozenset[Label]]:
    """Return the text, the tones and the cues of one line."""
    found = _LINE.fullmatch(line)
    if found is None:
        raise ConfigError(f"{where}: write `tones / cues | text`, with `-` for none")
    tones = _known(found[1], TONES, f"{where}: no tone")
    return found[3].strip(), tones, _known(found[2], CUES, f"{where}: no cue")


def _known(part: str, labels: Sequence[Label], where: str) -> frozenset[Label]:
    """Return the labels that a part of a line lists."""
    named = [] if part.strip() == "-" else [label.strip() for label in part.split(",")]
    for label in named:
        if label not in labels:
            raise ConfigError(f"{where}: {label!r}; there are {', '.join(labels)}")
    return frozenset(label for label in labels if label in named)
