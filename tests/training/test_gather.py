"""The sources that may train -> examples."""

from pathlib import Path

import pytest

from assist.labelled.corpus import read_corpus
from assist.labelled.public import Folder
from assist.labelled.turns import Turn, place
from assist.training.gather import gather, held_out, is_tuned
from tests.evaluation.publicdata import corpus, public_data
from tests.playbooks.rulefiles import GOOD, loaded


def test_what_is_measured_is_not_trained_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Folder(public_data(tmp_path / "public", monkeypatch))
    messages = read_corpus(corpus(tmp_path / "corpus"))
    playbooks = loaded(tmp_path / "rules", GOOD)
    for language in ("en", "fr"):
        examples = gather(language, folder, messages, playbooks, {})
        groups = {one.group for one in examples if one.source == "corpus"}
        assert groups.isdisjoint(one.group for one in messages if one.split == "test")
        assert not any(held_out(one) for one in examples if one.source == "xed")
        assert {one.source for one in examples} & {"us_airline", "uss_sgd", "xlmt_fr"} == set()
        assert {one.language for one in examples} == {language}


def test_the_playbooks_examples_decide_their_own_label_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Folder(public_data(tmp_path / "public", monkeypatch))
    messages = read_corpus(corpus(tmp_path / "corpus"))
    examples = gather("en", folder, messages, loaded(tmp_path / "rules", GOOD), {})
    own = [one for one in examples if one.source == "playbooks"]
    assert own
    assert all(len(one.known) == 1 and one.labels <= one.known for one in own)


def test_turns_that_we_labelled_count_as_ours_and_those_held_out_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Folder(public_data(tmp_path / "public", monkeypatch))
    messages = read_corpus(corpus(tmp_path / "corpus"))
    service = (*folder.banking77("train"), *folder.multidogo(held_out=False))
    texts = list(dict.fromkeys(one.text for one in service))[:2]
    turns = {
        place(texts[0]): Turn(split="train", labels=frozenset({"problem"})),
        place(texts[1]): Turn(split="test", labels=frozenset({"problem"})),
    }
    examples = gather("en", folder, messages, loaded(tmp_path / "rules", GOOD), turns)
    ours = {one.text: one for one in examples if one.source == "turns"}
    assert ours[texts[0]].labels == {"problem"}
    assert not is_tuned(ours[texts[0]])
    assert texts[1] not in {one.text for one in examples}


def test_the_development_splits_are_held_for_calibration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Folder(public_data(tmp_path / "public", monkeypatch))
    messages = read_corpus(corpus(tmp_path / "corpus"))
    assert [is_tuned(one) for one in messages] == [one.split == "dev" for one in messages]
    assert all(is_tuned(one) for one in folder.goemotions("dev"))
    assert not any(is_tuned(one) for one in folder.goemotions("train"))
