"""Files of conversations -> `Chat`s: this project's JSON Lines, and two public data sets.

The data sets are not part of the project: MultiDoGO (Peskov et al. 2019) and SGD of the user
satisfaction simulation (Sun et al. 2021), as published.
"""

import csv
import hashlib
import json
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from pathlib import Path
from typing import Final

from assist.errors import ConfigError
from assist.labelled.sources import SOURCES
from assist.transcript import DEFAULT_PAUSE, Chat, Turn, chat_from_json
from assist.vocabulary import Speaker

MULTIDOGO: Final = 500
"""Chats that are taken of each of MultiDoGO's files."""
UNKNOWN: Final = "…"
"""In the place of an agent's words that a file does not hold: it says nothing."""
USS_SGD: Final = 300
"""Dialogues that are taken of USS-SGD."""


def public_dialogues(data: Path) -> Iterator[tuple[str, tuple[Chat, ...]]]:
    """Yield the public sets by their folders' names, with chats from all over each file.

    Args:
        data: a folder with the sets as published, a folder each.

    Raises:
        ConfigError: a file is missing, or not the published one.
    """
    domains = (
        _spread(tuple(from_multidogo(path)), MULTIDOGO) for path in _published(data, "multidogo")
    )
    yield "multidogo", tuple(chat for chats in domains for chat in chats)
    dialogues = (_spread(tuple(from_sgd(path)), USS_SGD) for path in _published(data, "uss_sgd"))
    yield "uss_sgd", tuple(chat for chats in dialogues for chat in chats)


def from_json_lines(path: Path, limit: int | None = None) -> Iterator[Chat]:
    """Yield the conversations that `warmline replay` reads."""
    with path.open(encoding="utf-8") as lines:
        filled = (line for line in lines if line.strip())
        for number, line in enumerate(islice(filled, limit), start=1):
            yield chat_from_json(json.loads(line), where=f"{path}, line {number}", id=str(number))


def from_multidogo(path: Path, limit: int | None = None) -> Iterator[Chat]:
    """Yield MultiDoGO's conversations; of the agents' turns the files say only where they were."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        chats = groupby(rows, key=lambda row: row["conversationId"])
        for name, turns in islice(chats, limit):
            said: list[tuple[Speaker, str]] = []
            before: int | None = None
            for row in turns:
                number = round(float(row["turnNumber"]))
                if before is not None and number > before + 1:
                    said.append(("agent", UNKNOWN))
                said.append(("customer", row["utterance"]))
                before = number
            yield chat(name, said)


def from_sgd(path: Path, limit: int | None = None) -> Iterator[Chat]:
    """Yield SGD's dialogues, both sides; the rows that rate a whole dialogue are left out."""
    blocks = path.read_text(encoding="utf-8").strip().split("\n\n")
    sides: dict[str, Speaker] = {"USER": "customer", "SYSTEM": "agent"}
    for number, block in enumerate(islice(blocks, limit), start=1):
        rows = [line.split("\t") for line in block.strip().splitlines()]
        yield chat(
            f"sgd-{number}", [(sides[row[0]], row[1]) for row in rows if row[1] != "OVERALL"]
        )


def chat(name: str, said: list[tuple[Speaker, str]]) -> Chat:
    """Return a conversation whose turns follow each other at the usual pause."""
    turns = tuple(
        Turn(speaker=speaker, at=number * DEFAULT_PAUSE, text=text)
        for number, (speaker, text) in enumerate(said)
    )
    return Chat(id=name, language=None, turns=turns, until=None)


def _spread(chats: Sequence[Chat], most: int) -> Iterator[Chat]:
    """Yield at most so many chats, one in every few from the first on."""
    return islice(chats, 0, most * (step := max(1, len(chats) // most)), step)


def _published(data: Path, name: str) -> Iterator[Path]:
    """Yield a set's files after checking that they are the published ones."""
    source = next(one for one in SOURCES if one.name == name)
    for file, digest in source.files.items():
        path = data / name / file
        if not path.is_file():
            raise ConfigError(f"{path}: not there; get {source.cite}, and put it there")
        if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise ConfigError(f"{path}: not the published file; its SHA-256 differs")
        yield path
