"""The sources that may train -> all examples of one language.

Public sets where their licences allow it, the playbooks' own examples, and the corpus without
its test split. Neutral requests come by the hundred: most of what customers write is no feeling.
"""

import hashlib
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

from assist.labelled.corpus import Message
from assist.labelled.example import Example
from assist.labelled.public import Folder
from assist.labelled.turns import SOURCE, Turn, with_turns
from assist.playbooks.model import Playbooks, Sign
from assist.vocabulary import Language, is_cue, is_tone

TURNS: Final = 9_000
"""MultiDoGO turns that are taken, one in a few of the whole: more teach nothing new."""

_HELD_OUT: Final = 5
"""One French film line in five is kept from training, to be measured on."""


def gather(
    language: Language,
    folder: Folder,
    corpus: tuple[Message, ...],
    playbooks: Playbooks,
    turns: Mapping[str, Turn],
) -> tuple[Example, ...]:
    """Return the examples to train on, the corpus first.

    Args:
        turns: our labels for messages of the public sets; those of the test split are left out.

    Raises:
        ConfigError: a public file is missing or not the published one.
    """
    own = [one for one in corpus if one.language == language and one.split != "test"]
    examples: list[Example] = [*own, *_playbooks(language, playbooks)]
    if language == "fr":
        return (*examples, *(one for one in folder.xed_french() if not held_out(one)))
    service = with_turns((*folder.banking77("train"), *folder.multidogo(held_out=False)), turns)
    ours: list[Example] = []
    others: dict[str, list[Example]] = {"banking77": [], "multidogo": []}
    for example in service:
        (ours if example.source == SOURCE else others[example.source]).append(example)
    step = max(1, len(others["multidogo"]) // TURNS)
    return (
        *examples,
        *(turn for turn in ours if not turn.group.startswith("test-")),
        *folder.goemotions("train"),
        *folder.goemotions("dev"),
        *others["banking77"],
        *islice(others["multidogo"], 0, None, step),
        *folder.convabuse(),
    )


def is_tuned(example: Example) -> bool:
    """Return whether an example is of the development split, of the corpus or of the others."""
    if isinstance(example, Message):
        return example.split == "dev"
    if example.source in ("goemotions", SOURCE):
        return example.group.startswith("dev-")
    return example.source == "xed" and _fifth(example) == 1


def held_out(line: Example) -> bool:
    """Return whether a French film line is kept from training; equal texts go one way."""
    return _fifth(line) == 0


def _fifth(line: Example) -> int:
    return hashlib.sha256(line.text.encode()).digest()[0] % _HELD_OUT


def _playbooks(language: Language, playbooks: Playbooks) -> Iterator[Example]:
    """Yield each sign's examples; they decide that sign's label and no other."""
    for book in playbooks.of(language):
        for sign in (*book.cues, *book.tones):
            if is_cue(sign.label) or (is_tone(sign.label) and sign.weight >= _ASSERTS):
                yield from _examples(language, sign, book.topic)


_ASSERTS: Final = 0.5
"""A tone's sign below this only hints, and its examples decide nothing."""


def _examples(language: Language, sign: Sign, topic: str) -> Iterator[Example]:
    for texts, holds in ((sign.match, True), (sign.no_match, False)):
        for text in texts:
            yield Example(
                text=text,
                language=language,
                labels=frozenset({sign.label} if holds else ()),  # type: ignore[arg-type]
                known=frozenset({sign.label}),  # type: ignore[arg-type]
                source="playbooks",
                group=topic,
            )
