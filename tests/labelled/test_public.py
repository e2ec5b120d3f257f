"""Public data sets as published -> examples."""

from pathlib import Path

import pytest

from assist.errors import ConfigError
from assist.labelled.public import Folder
from assist.labelled.sources import SOURCES
from tests.evaluation.publicdata import public_data


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    return Folder(public_data(tmp_path, monkeypatch))


def test_emotions_become_tones_and_sides(folder: Folder) -> None:
    anger, *_ = folder.goemotions("test")
    assert {"anger", "bad"} <= anger.labels
    assert "problem" not in anger.known


def test_neutral_requests_decide_tones_only(folder: Folder) -> None:
    for example in folder.banking77("test"):
        assert example.labels == frozenset()
        assert {"anger", "good", "problem"} & example.known == {"anger"}


def test_abuse_is_what_most_annotators_call_so(folder: Folder) -> None:
    found = {example.text: example.labels for example in folder.convabuse()}
    assert found == {"you stupid bot": {"abuse"}, "hello bot": set(), "you again": set()}


def test_film_lines_decide_the_tones_that_they_know(folder: Folder) -> None:
    anger, *_ = folder.xed_french()
    assert anger.labels == {"anger", "bad"}
    assert "gratitude" not in anger.known


def test_a_chat_is_on_one_side_of_the_split(folder: Folder) -> None:
    kept = {example.group for example in folder.multidogo(held_out=True)}
    assert kept.isdisjoint(example.group for example in folder.multidogo(held_out=False))


def test_a_missing_file_and_another_file_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="not there; get Casanueva"):
        list(Folder(tmp_path).banking77("test"))
    (tmp_path / "banking77").mkdir()
    (tmp_path / "banking77" / "test.csv").write_text("text\nhello\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="not the published file"):
        list(Folder(tmp_path).banking77("test"))


def test_only_licences_that_allow_it_train() -> None:
    trained = {source.name for source in SOURCES if source.trains}
    assert trained.isdisjoint({"us_airline", "uss_sgd", "xlmt_fr"})
    assert all(len(digest) == 64 for source in SOURCES for digest in source.files.values())
