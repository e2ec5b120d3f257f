"""`corpus/turns/<language>.tsv` -> our labels of messages in public sets, found by their text.

The public sets are not copied here: a line names a message by a hash of its text, with its split
and its tones and cues. So these are customers' own words with labels of ours, where the corpus is
words of ours.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from assist.errors import ConfigError
from assist.labelled.corpus import Split, labelled
from assist.labelled.example import ALL_KNOWN, Example, Label, sides
from assist.vocabulary import Language

SOURCE: Final = "turns"
_SPLITS: Final[dict[str, Split]] = {"train": "train", "dev": "dev", "test": "test"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The labels of one message, and what it may be used for."""

    split: Split
    labels: frozenset[Label]


def read_turns(folder: Path, language: Language) -> dict[str, Turn]:
    """Return the turns of a language, by the hash of their text; none where there is no file.

    Raises:
        ConfigError: a line is not `hash <tab> split <tab> tones / cues`.
    """
    path = folder / "turns" / f"{language}.tsv"
    turns: dict[str, Turn] = {}
    if not path.is_file():
        return turns
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#") or not line:
            continue
        place, _, rest = line.partition("\t")
        split, _, named = rest.partition("\t")
        if split not in _SPLITS:
            raise ConfigError(f"{path}:{number}: write `hash`, `train`, `dev` or `test`, labels")
        labels = labelled(named, f"{path}:{number}")
        turns[place] = Turn(split=_SPLITS[split], labels=labels | sides(labels))
    return turns


def place(text: str) -> str:
    """Return what a message is found by: case and blanks around it do not count."""
    return hashlib.sha256(text.strip().lower().encode()).hexdigest()[:16]


def with_turns(examples: Iterable[Example], turns: Mapping[str, Turn]) -> Iterator[Example]:
    """Yield the examples; those that we labelled with our labels, each text once."""
    seen: set[str] = set()
    for example in examples:
        key = place(example.text)
        if (turn := turns.get(key)) is None:
            yield example
        elif key not in seen:
            seen.add(key)
            yield replace(
                example,
                labels=turn.labels,
                known=ALL_KNOWN,
                source=SOURCE,
                group=f"{turn.split}-{key}",
            )
