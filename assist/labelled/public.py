"""Public data sets, as published -> examples, or texts with the classes that their labels mean.

Each file is checked against the SHA-256 of the published version: other data would give other
weights, or other figures, without a word.
"""

import csv
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, Literal

from assist.errors import ConfigError
from assist.labelled.example import TONES_KNOWN, Example, Label, Side
from assist.labelled.intents import cues_of
from assist.labelled.sources import SOURCES
from assist.vocabulary import Tone

Class = Literal["negative", "neutral", "positive"]


_GOEMOTIONS: Final[dict[str, Tone]] = {
    "annoyance": "frustration",
    "disapproval": "frustration",
    "anger": "anger",
    "disappointment": "disappointment",
    "sadness": "disappointment",
    "grief": "disappointment",
    "fear": "anxiety",
    "nervousness": "anxiety",
    "confusion": "confusion",
    "gratitude": "gratitude",
    "joy": "delight",
    "excitement": "delight",
    "relief": "delight",
    "admiration": "delight",
    "love": "delight",
    "pride": "delight",
    "amusement": "playfulness",
    "remorse": "remorse",
}
_XED: Final[dict[str, Tone]] = {
    "1": "anger",
    "4": "anxiety",
    "5": "delight",
    "6": "disappointment",
}
_SIDES: Final[dict[Side, frozenset[str]]] = {
    "good": frozenset(
        [
            "admiration",
            "amusement",
            "approval",
            "caring",
            "desire",
            "excitement",
            "gratitude",
            "joy",
            "love",
            "optimism",
            "pride",
            "relief",
        ]
    ),
    "bad": frozenset(
        [
            "anger",
            "annoyance",
            "disappointment",
            "disapproval",
            "disgust",
            "embarrassment",
            "fear",
            "grief",
            "nervousness",
            "remorse",
            "sadness",
        ]
    ),
}
"""The sentiment of each emotion, as the authors of GoEmotions group them."""
_XED_SIDES: Final[dict[Side, frozenset[str]]] = {
    "good": frozenset({"5", "8"}),
    "bad": frozenset({"1", "3", "4", "6"}),
}
_HELD_OUT: Final = 5
"""One MultiDoGO chat in five is kept from training, for the rate of false alarms."""


class Folder:
    """The folder of the public data sets, one folder each, files as published."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def _lines(self, source: str, file: str) -> list[str]:
        """Return a file's lines after checking that it is the published one."""
        path = self._path / source / file
        wanted = next(one for one in SOURCES if one.name == source)
        if not path.is_file():
            raise ConfigError(
                f"{path}: not there; get {wanted.cite}, and put it there as published"
            )
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != wanted.files[file]:
            raise ConfigError(f"{path}: not the published file; its SHA-256 differs")
        return data.decode("utf-8").splitlines()

    def goemotions(self, split: str) -> Iterator[Example]:
        """Yield Reddit comments, their 27 emotions grouped into our tones."""
        names = self._lines("goemotions", "labels.txt")
        for number, line in enumerate(self._lines("goemotions", f"{split}.tsv")):
            text, ids, _ = line.split("\t")
            emotions = {names[int(place)] for place in ids.split(",")}
            found = {_GOEMOTIONS[name] for name in emotions & _GOEMOTIONS.keys()}
            spoken = {side for side, names in _SIDES.items() if not names.isdisjoint(emotions)}
            yield Example(
                text=text,
                language="en",
                labels=frozenset((*found, *spoken)),
                known=TONES_KNOWN | {"good", "bad"},
                source="goemotions",
                group=f"{split}-{number}",
            )

    def banking77(self, split: str) -> Iterator[Example]:
        """Yield customers' requests to a bank, nearly all without a tone.

        What they ask for tells some cues as well, see `intents`.
        """
        rows = csv.DictReader(self._lines("banking77", f"{split}.csv"))
        for number, row in enumerate(rows):
            plain = _english(row["text"], frozenset(), "banking77", str(number))
            labels, known = cues_of(row["category"])
            yield replace(plain, labels=labels, known=plain.known | known)

    def multidogo(self, *, held_out: bool) -> Iterator[Example]:
        """Yield customers' turns of service chats, nearly all without a tone."""
        for file in next(one for one in SOURCES if one.name == "multidogo").files:
            lines = self._lines("multidogo", file)
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                chat, text = row["conversationId"], row["utterance"]
                bucket = hashlib.sha256(chat.encode()).digest()[0] % _HELD_OUT
                if text and (bucket == 0) == held_out:
                    yield _english(text, frozenset(), "multidogo", chat)

    def convabuse(self) -> Iterator[Example]:
        """Yield what people say to chatbots: abuse, where most annotators say so, or not."""
        rows = csv.DictReader(self._lines("convabuse", "ConvAbuseEMNLPtrain.csv"))
        for row in rows:
            marks = [int(column[-2:].lstrip(".")) for column in row if _severity(column, row)]
            if not row["user"] or not marks:
                continue
            abusive = sum(mark < 0 for mark in marks) * 2 > len(marks)
            yield Example(
                text=row["user"],
                language="en",
                labels=frozenset({"abuse"} if abusive else ()),
                known=frozenset({"abuse"}),
                source="convabuse",
                group=row["conv_id"],
            )

    def xed_french(self) -> Iterator[Example]:
        """Yield French film lines with emotions projected from English: noisy labels."""
        for number, line in enumerate(self._lines("xed", "fr-projections.tsv")):
            text, tab, emotions = line.rpartition("\t")
            if not tab:
                continue
            marks = set(emotions.replace(" ", "").split(","))
            found = {_XED[one] for one in marks & _XED.keys()}
            spoken = {side for side, codes in _XED_SIDES.items() if not codes.isdisjoint(marks)}
            yield Example(
                text=text,
                language="fr",
                labels=frozenset((*found, *spoken)),
                known=frozenset((*_XED.values(), "good", "bad")),
                source="xed",
                group=str(number),
            )

    def us_airline(self) -> Iterator[tuple[str, Class]]:
        """Yield tweets to airlines with their class."""
        lines = (self._path / "us_airline" / "Tweets.csv", "us_airline", "Tweets.csv")
        self._lines(*lines[1:])
        with lines[0].open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield row["text"], _CLASSES[row["airline_sentiment"]]

    def uss_sgd(self) -> Iterator[tuple[str, Class]]:
        """Yield users' turns; their raters' mean satisfaction, rounded: below 3, 3, above."""
        for line in self._lines("uss_sgd", "SGD.txt"):
            speaker, _, rest = line.partition("\t")
            if speaker != "USER":
                continue
            text, _, marks = rest.rsplit("\t", 2)
            rated = [int(mark) for mark in marks.split(",") if mark.strip().isdigit()]
            if rated and text != "OVERALL":
                mark = int(sum(rated) / len(rated) + 0.5)
                yield text, "negative" if mark < 3 else "positive" if mark > 3 else "neutral"

    def xlmt_french(self) -> Iterator[tuple[str, Class]]:
        """Yield French tweets with their class."""
        texts = self._lines("xlmt_fr", "test_text.txt")
        labels = self._lines("xlmt_fr", "test_labels.txt")
        order: Sequence[Class] = ("negative", "neutral", "positive")
        for text, label in zip(texts, labels, strict=True):
            yield text, order[int(label)]


_CLASSES: Final[dict[str, Class]] = {
    "negative": "negative",
    "neutral": "neutral",
    "positive": "positive",
}


def _english(text: str, tones: frozenset[Label], source: str, group: str) -> Example:
    return Example(
        text=text,
        language="en",
        labels=tones,
        known=TONES_KNOWN,
        source=source,
        group=group,
    )


def _severity(column: str, row: dict[str, str]) -> bool:
    """Return whether a column holds an annotator's mark of severity that was given."""
    return "_is_abuse." in column and row[column] not in ("", "0", "0.0")
