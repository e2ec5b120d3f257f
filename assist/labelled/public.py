"""Public data sets, as published -> examples, or texts with the classes that their labels mean.

Each file is checked against the SHA-256 of the published version: other data would give other
weights, or other figures, without a word. None of them is kept with the project; `SOURCES` says
where each comes from and what its licence allows.
"""

import csv
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from assist.errors import ConfigError
from assist.labelled.example import TONES_KNOWN, Example, Label
from assist.vocabulary import Tone

Class = Literal["negative", "neutral", "positive"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A public data set: where it comes from, and whether it may shape weights that ship."""

    name: str
    cite: str
    licence: str
    trains: bool
    files: dict[str, str]


SOURCES: Final = (
    Source(
        name="goemotions",
        cite="Demszky et al. 2020, GoEmotions: A Dataset of Fine-Grained Emotions",
        licence="CC BY 4.0",
        trains=True,
        files={
            "labels.txt": "45c3ef86782d2a4d7fedcd6d8c111aa0d0e94720689bd164fac94fefb4495a89",
            "train.tsv": "1c254a142be5c00e80d819b9ae1bbd36d94b2eeb8f4b1271846508d57e57d9c5",
            "dev.tsv": "575489c079c9de1097062a01738f998590d6b7ead66dd1c9fd1d2ba01fd8bc62",
            "test.tsv": "0587b2dd8b27b97352adbfc3fb083d46005c8946657fdc2b1ca8b1cc7f1f8be4",
        },
    ),
    Source(
        name="banking77",
        cite="Casanueva et al. 2020, Efficient Intent Detection with Dual Sentence Encoders",
        licence="CC BY 4.0",
        trains=True,
        files={
            "train.csv": "b06e26ac675513959a63135f11b94ea7786ed02da65db93a5650d8838cbc664b",
            "test.csv": "d12d6e3bc4c3103966ae786dc435913c0c563dfa328f5a3646d0e62cfeeb474d",
        },
    ),
    Source(
        name="multidogo",
        cite="Peskov et al. 2019, Multi-Domain Goal-Oriented Dialogues (MultiDoGO)",
        licence="CDLA-Permissive 1.0",
        trains=True,
        files={
            "airline.tsv": "a1fe5779dd81ed22da718e3981e4ec1ff3853d4313bf07b7404612422df743d5",
            "fastfood.tsv": "1460d3096166fe756ea04033d4dd136389fdaf2de84e4ce8ee820990ae3c6bae",
            "finance.tsv": "88d17fe400fd859ea60686d771333f58af99811bbe108dfd40035f79d1f0cfa7",
            "insurance.tsv": "290eb53eadb0d6d6dc986bc870b8600b1f66c64dbd76f677761ec06b24d350e7",
            "media.tsv": "93336acb2840fa09dc0ebaebc168a526d1c665330c9b4e80087aa7c200fdd104",
            "software.tsv": "b1e21e7b6f0f8a4a153c941c9d3bee48612eae2462e869bca34dba51a0f7b27d",
        },
    ),
    Source(
        name="convabuse",
        cite="Cercas Curry et al. 2021, ConvAbuse: Data, Analysis, and Benchmarks",
        licence="CC BY 4.0",
        trains=True,
        files={
            "ConvAbuseEMNLPtrain.csv": (
                "23abab3eff791d0e8cac681cec15a5ef299ed052699e4fca762d1d4640c36936"
            ),
        },
    ),
    Source(
        name="xed",
        cite="Öhman et al. 2020, XED: A Multilingual Dataset for Sentiment and Emotion",
        licence="CC BY 4.0",
        trains=True,
        files={
            "fr-projections.tsv": (
                "261c9ed2de974d8e38882699825bd2905ae0482c620dd15200bc5f43055b04b6"
            ),
        },
    ),
    Source(
        name="us_airline",
        cite="Twitter US Airline Sentiment (Crowdflower 2015)",
        licence="CC BY-NC-SA 4.0: measured on, never trained or tuned on",
        trains=False,
        files={"Tweets.csv": "ea94b23f41892b290dec3330bb8cf9cb6b8bc669eaae5f3a84c40f7b0de8f15e"},
    ),
    Source(
        name="uss_sgd",
        cite="Sun et al. 2021, Simulating User Satisfaction for Task-oriented Dialogue Systems",
        licence="unstated: measured on, never trained or tuned on",
        trains=False,
        files={"SGD.txt": "f417e17e39221a396a041bd10bee4f3e221a5834d2e32dcc7f813adb25d3bf39"},
    ),
    Source(
        name="xlmt_fr",
        cite="Barbieri et al. 2022, XLM-T: Multilingual Language Models in Twitter",
        licence="research: measured on, never trained or tuned on",
        trains=False,
        files={
            "test_text.txt": "fae6827fdec40ab49ba04e62586f198721b054b8de556f62129e60bf1138fcf1",
            "test_labels.txt": "7977cc5b0346f7ddab596fa6655ee7d2fe9f36c77129bfc14f3307d607a91761",
        },
    ),
)

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
            tones = frozenset[Label](_GOEMOTIONS[name] for name in emotions & _GOEMOTIONS.keys())
            yield _english(text, tones, "goemotions", str(number))

    def banking77(self, split: str) -> Iterator[Example]:
        """Yield customers' requests to a bank, nearly all without a tone."""
        rows = csv.DictReader(self._lines("banking77", f"{split}.csv"))
        for number, row in enumerate(rows):
            yield _english(row["text"], frozenset(), "banking77", str(number))

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
            found = {_XED[one] for one in emotions.replace(" ", "").split(",") if one in _XED}
            yield Example(
                text=text,
                language="fr",
                labels=frozenset(found),
                known=frozenset(_XED.values()),
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
