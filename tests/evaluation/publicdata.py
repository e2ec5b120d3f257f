"""A folder of public data sets for tests: a few lines each, in the published formats."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from assist.labelled import public
from assist.labelled.sources import SOURCES, Source

EMOTIONS = ("admiration", "anger", "annoyance", "confusion", "gratitude", "neutral")
GOEMOTIONS = "so angry\t1\ta\nthis annoys me\t2\tb\nthanks a lot\t4\tc\na table\t5\td\n"
TWEETS = (
    "tweet_id,airline_sentiment,text\n"
    "1,negative,still no bag\n2,positive,lovely crew\n1,neutral,still no bag\n"
    "3,neutral,still no bag\n"
)
TURNS = (
    "USER\tfind me a bus\tINFORM\t3,3,2\nSYSTEM\there\t\t\nUSER\tthat is wrong\tX\t1,2,2\n"
    "USER\tgreat, thanks\tX\t4,5,4\nUSER\tOVERALL\t\t3,3,3\n"
)
CHATS = "conversationId\tturnNumber\tutterance\n" + "".join(
    f"chat{number}\t0\tI need to book a seat, number {number}\n" for number in range(20)
)
LINES = "".join(f"ligne de film {number}\t{number % 8 + 1}\n" for number in range(40))
ABUSE = (
    "conv_id,user,Annotator1_is_abuse.1,Annotator1_is_abuse.-2,Annotator2_is_abuse.-1\n"
    "c1,you stupid bot,0,1,1\nc2,hello bot,1,0,0\nc3,you again,1,,1\n"
)
FILES = {
    "goemotions/labels.txt": "\n".join(EMOTIONS),
    "goemotions/train.tsv": GOEMOTIONS,
    "goemotions/dev.tsv": GOEMOTIONS,
    "goemotions/test.tsv": GOEMOTIONS,
    "banking77/test.csv": "text,category\nwhere is my card,card\ntop up failed,top\n",
    "banking77/train.csv": "text,category\nmy card please,card\n",
    "convabuse/ConvAbuseEMNLPtrain.csv": ABUSE,
    "us_airline/Tweets.csv": TWEETS,
    "uss_sgd/SGD.txt": TURNS,
    "xlmt_fr/test_text.txt": "quelle horreur\nil pleut\nbravo à tous\n",
    "xlmt_fr/test_labels.txt": "0\n1\n2\n",
    "xed/fr-projections.tsv": LINES,
    **{
        f"multidogo/{name}.tsv": CHATS.replace("chat", name)
        for name in ("airline", "fastfood", "finance", "insurance", "media", "software")
    },
}


def public_data(folder: Path, patch: pytest.MonkeyPatch) -> Path:
    """Write the files below `folder`, let their digests be the published ones, return it."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    patch.setattr(public, "SOURCES", tuple(map(_as_written, SOURCES)))
    return folder


def _as_written(source: Source) -> Source:
    digests = {
        file: hashlib.sha256(FILES.get(f"{source.name}/{file}", "").encode()).hexdigest()
        for file in source.files
    }
    return replace(source, files=digests)


def corpus(folder: Path) -> Path:
    """Write a corpus of scenarios in both languages, enough for each split, and return it."""
    english = "".join(
        f"== s{number}\nanxiety / churn-risk | I am worried, close my account\n"
        "- / - | hello there\n"
        "\n> Anything else?\n- / - | no, hello there\n\n"
        for number in range(12)
    )
    french = english.replace("I am worried, close my account", "je suis inquiet, je veux résilier")
    french = french.replace("hello there", "bonjour à vous")
    for language, text in (("en", english), ("fr", french)):
        path = folder / language / "shop.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# Shop\n\n{text}", encoding="utf-8")
    return folder
