"""Labels of ours for messages of public sets: found by text, split, checked."""

from pathlib import Path

import pytest

from assist.errors import ConfigError
from assist.labelled.example import ALL_KNOWN, TONES_KNOWN, Example
from assist.labelled.turns import place, read_turns, with_turns
from assist.resources import corpus_dir


def written(folder: Path, *lines: str) -> Path:
    (folder / "turns").mkdir()
    (folder / "turns" / "en.tsv").write_text("# labels\n" + "\n".join(lines), encoding="utf-8")
    return folder


def example(text: str) -> Example:
    return Example(
        text=text,
        language="en",
        labels=frozenset(),
        known=TONES_KNOWN,
        source="multidogo",
        group="chat",
    )


def test_a_message_is_found_by_its_text_whatever_its_case(tmp_path: Path) -> None:
    folder = written(tmp_path, f"{place('I lost my card')}\ttrain\t- / problem")
    turns = read_turns(folder, "en")
    ours, other = with_turns([example(" i lost my card"), example("hello")], turns)
    assert ours.labels == {"problem", "bad"}
    assert (ours.known, ours.source) == (ALL_KNOWN, "turns")
    assert ours.group.startswith("train-")
    assert other == example("hello")


def test_the_same_text_comes_once(tmp_path: Path) -> None:
    turns = read_turns(written(tmp_path, f"{place('help')}\ttest\t- / -"), "en")
    assert len(list(with_turns([example("help"), example("Help"), example("other")], turns))) == 2


@pytest.mark.parametrize("line", ["abc", "abc\ttrain\tproblem", "abc\tlater\t- / -"])
def test_a_line_that_is_wrong_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(ConfigError, match=r"en\.tsv:2"):
        read_turns(written(tmp_path, line), "en")


def test_a_language_without_turns_has_none(tmp_path: Path) -> None:
    assert read_turns(tmp_path, "fr") == {}


def test_the_turns_that_ship_are_sound_and_each_in_one_split() -> None:
    turns = read_turns(corpus_dir(), "en")
    counts = {
        name: sum(t.split == name for t in turns.values()) for name in ("train", "dev", "test")
    }
    assert sum(counts.values()) == len(turns) == 4500
    card = (corpus_dir() / "README.md").read_text(encoding="utf-8")
    for count in (*counts.values(), len(turns)):
        assert f"{count:,}" in card
