"""The project's own messages, and the split that never moves."""

from collections import Counter
from pathlib import Path

import pytest

from assist.errors import ConfigError
from assist.labelled.corpus import Message, fingerprint, read_corpus, split_of
from assist.resources import corpus_dir
from assist.vocabulary import CUES, LANGUAGES, TONES

FILE = """# Parcels, English

== late
- / problem | it is late
frustration / problem, repeat-contact | third time i ask | still late

> It left the depot.
- / - | when
> On Monday.
anger / - | no it did not
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "parcel-plain.txt").write_text(FILE, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def shipped() -> tuple[Message, ...]:
    return read_corpus(corpus_dir())


def test_a_line_is_its_labels_and_its_text(folder: Path) -> None:
    late, third, when, no = read_corpus(folder)
    assert late.text == "it is late"
    assert late.labels == {"problem", "bad"}
    assert third.text == "third time i ask | still late"
    assert third.labels == {"frustration", "problem", "repeat-contact", "bad"}
    assert third.group == "parcel/late"
    assert (when.asked, when.felt) == ("It left the depot.", frozenset())
    assert no.asked == "On Monday."
    assert not no.felt
    assert no.labels == {"anger", "bad"}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("it is late", "write `tones / cues | text`"),
        ("joy / - | it came", "no tone: 'joy'; there are anger"),
        ("- / late | it is late", "no cue: 'late'; there are problem"),
    ],
)
def test_a_wrong_line_says_where_and_what_is_right(folder: Path, line: str, message: str) -> None:
    path = folder / "en" / "parcel-plain.txt"
    path.write_text(f"== late\n{line}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=f"parcel-plain.txt:2: .*{message}"):
        read_corpus(folder)


def test_a_message_stands_in_a_scenario(folder: Path) -> None:
    (folder / "en" / "parcel-plain.txt").write_text("- / - | hello\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="no scenario yet"):
        read_corpus(folder)


def test_an_empty_folder_is_no_corpus(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no <language>/<sector>\.txt"):
        read_corpus(tmp_path)


def test_the_split_follows_from_the_names_alone() -> None:
    splits = Counter(split_of("parcel", f"scenario-{number}") for number in range(2000))
    assert split_of("parcel", "late") == split_of("parcel", "late")
    assert 0.17 < splits["test"] / 2000 < 0.23
    assert 0.12 < splits["dev"] / 2000 < 0.18


def test_what_was_written_to_learn_from_is_only_learnt_from(folder: Path) -> None:
    path = folder / "en" / "parcel-plain.txt"
    path.rename(folder / "en" / "parcel-more.txt")
    assert {message.split for message in read_corpus(folder)} == {"train"}


def test_the_fingerprint_is_of_one_language_and_changes_with_it(folder: Path) -> None:
    before = fingerprint(folder, "en")
    assert fingerprint(folder, "fr") != before
    path = folder / "en" / "parcel-plain.txt"
    path.write_text(FILE + "- / - | more\n", encoding="utf-8")
    assert fingerprint(folder, "en") != before


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_corpus_is_large_and_every_label_is_in_every_split(
    shipped: tuple[Message, ...], language: str
) -> None:
    own = [message for message in shipped if message.language == language]
    assert len(own) >= {"en": 4000, "fr": 3000}[language]
    assert len({message.sector for message in own}) == 12
    for split in ("train", "dev", "test"):
        counts = Counter(label for m in own if m.split == split for label in m.labels)
        assert all(counts[label] >= 8 for label in (*TONES, *CUES)), (split, counts)


def test_no_scenario_is_on_two_sides_of_the_split(shipped: tuple[Message, ...]) -> None:
    sides: dict[tuple[str, str], set[str]] = {}
    for message in shipped:
        sides.setdefault((message.language, message.group), set()).add(message.split)
    assert [group for group, splits in sides.items() if len(splits) > 1] == []


def test_the_data_card_tells_the_counts(shipped: tuple[Message, ...]) -> None:
    card = (corpus_dir() / "README.md").read_text(encoding="utf-8")
    rows = {
        "messages": shipped,
        "answering an agent": [m for m in shipped if m.asked],
        "without a tone": [m for m in shipped if m.labels.isdisjoint(TONES)],
        "train": [m for m in shipped if m.split == "train"],
        "dev: thresholds, calibration": [m for m in shipped if m.split == "dev"],
        "test: held out": [m for m in shipped if m.split == "test"],
    }
    for name, messages in rows.items():
        counts = Counter(message.language for message in messages)
        assert f"| {name} | {counts['en']:,} | {counts['fr']:,} |" in card
