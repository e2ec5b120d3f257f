from dataclasses import replace
from pathlib import Path

import pytest

from assist.errors import ConfigError
from assist.evaluation.sets import (
    JOINED,
    SETS,
    VALENCE_LIMIT,
    Case,
    MeasuredSet,
    Sources,
    corpus_cases,
    members,
    polarity,
)
from assist.findings import Reading, ToneRead
from assist.labelled.corpus import read_corpus
from assist.labelled.public import Folder
from assist.labelled.turns import Turn, place
from assist.training.gather import gather, held_out
from assist.vocabulary import CUES, TONES, Tone
from tests.evaluation.publicdata import LINES, corpus, public_data
from tests.playbooks.rulefiles import GOOD, loaded


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sources:
    path = public_data(tmp_path / "data", monkeypatch)
    measured = next(iter(Folder(path).multidogo(held_out=False))).text
    return Sources(
        path=path,
        corpus=read_corpus(corpus(tmp_path / "corpus")),
        held_out=held_out,
        turns={place(measured): Turn(split="test", labels=frozenset({"problem"}))},
    )


def build(sources: Sources, name: str) -> MeasuredSet:
    return SETS[name](sources)


def reading(*tones: Tone, valence: float | None = 0.0, unsure: bool = False) -> Reading:
    return Reading(
        language="en",
        unsure=unsure,
        tones=tuple(ToneRead(tone=tone, score=0.9) for tone in tones),
        scores=dict.fromkeys(TONES, 0.0),
        valence=valence,
        intensity=0.0,
        cues=(),
    )


@pytest.mark.parametrize(
    ("read", "kind"),
    [
        (reading(), "neutral"),
        (reading(valence=None), "neutral"),
        (reading("frustration", valence=0.9), "negative"),
        (reading("gratitude", valence=-0.9), "positive"),
        (reading("anger", "delight", valence=-0.4), "negative"),
        (reading("anger", "delight", valence=0.4), "positive"),
        (reading("anger", "delight", valence=0.1), "neutral"),
        (reading("playfulness", "remorse", "confusion"), "neutral"),
        (reading(valence=-VALENCE_LIMIT), "negative"),
        (reading(valence=VALENCE_LIMIT), "positive"),
        (reading(valence=0.249), "neutral"),
        (reading("anger", valence=-1.0, unsure=True), "neutral"),
    ],
)
def test_a_readings_class_comes_from_tones_then_valence(read: Reading, kind: str) -> None:
    assert polarity(read) == kind


def test_every_set_has_the_name_that_it_is_asked_by(sources: Sources) -> None:
    for name, builder in SETS.items():
        one = builder(sources)
        assert one.name == name
        assert one.cases, name
        assert all(case.holds <= {*one.labels, *TONES, *CUES} for case in one.cases)


def test_the_corpus_is_its_test_split_of_one_language(sources: Sources) -> None:
    one = build(sources, "corpus-fr-tones")
    wanted = [m for m in sources.corpus if m.language == "fr" and m.split == "test"]
    assert [case.text for case in one.cases] == [message.text for message in wanted]
    assert one.cases[0].holds == {"anxiety", "churn-risk"}
    assert (one.labels, build(sources, "corpus-fr-cues").labels) == (TONES, CUES)


def test_lines_that_answer_an_agent_are_a_set_of_their_own(sources: Sources) -> None:
    whole, chat = build(sources, "corpus-en-tones"), build(sources, "corpus-en-chat-tones")
    assert {case.text for case in chat.cases} == {"no, hello there"}
    assert len(chat.cases) * 3 == len(whole.cases)


def test_the_development_split_is_no_part_of_any_set(sources: Sources) -> None:
    dev = [m for m in sources.corpus if m.language == "en" and m.split == "dev"]
    assert len(corpus_cases(sources, "en", "dev")) == len(dev) > 0


def test_goemotions_are_grouped_into_nine_tones_or_eight(sources: Sources) -> None:
    nine, eight = build(sources, "goemotions"), build(sources, "goemotions-eight")
    holds = [{"anger"}, {"frustration"}, {"gratitude"}, set()]
    assert [case.holds for case in nine.cases] == holds
    assert [case.holds for case in eight.cases] == [{JOINED}, {JOINED}, {"gratitude"}, set()]
    assert (len(nine.labels), len(eight.labels)) == (9, 8)
    assert [members(label) for label in eight.labels[:2]] == [
        ("anger", "frustration"),
        ("disappointment",),
    ]
    assert nine.development == ()
    assert build(sources, "goemotions-dev-limits").development


def test_a_repeated_tweet_is_counted_once_and_an_equal_one_twice(sources: Sources) -> None:
    assert build(sources, "us_airline").cases == (
        Case(text="still no bag", holds=frozenset({"negative"})),
        Case(text="lovely crew", holds=frozenset({"positive"})),
        Case(text="still no bag", holds=frozenset({"neutral"})),
    )


def test_satisfaction_and_french_tweets_are_three_classes(sources: Sources) -> None:
    classes = [{"neutral"}, {"negative"}, {"positive"}]
    assert [case.holds for case in build(sources, "uss_sgd").cases] == classes
    french = build(sources, "xlmt_fr")
    assert french.language == "fr"
    assert [case.holds for case in french.cases] == [{"negative"}, {"neutral"}, {"positive"}]


def test_false_alarms_are_looked_for_where_nothing_holds(sources: Sources) -> None:
    for name in ("banking77", "multidogo"):
        one = build(sources, name)
        assert one.measure == "alarms"
        assert set(one.labels) == {"anger", "frustration", "disappointment", "anxiety"}
        assert not any(case.holds for case in one.cases)


def test_film_lines_are_those_that_training_leaves_out(sources: Sources) -> None:
    kept = {case.text for case in build(sources, "xed-fr").cases}
    every = {one.text for one in sources.folder.xed_french()}
    assert kept == {one.text for one in sources.folder.xed_french() if held_out(one)}
    assert 0 < len(kept) < len(every) == LINES.count("\n")


def test_training_takes_no_line_that_is_measured(sources: Sources, tmp_path: Path) -> None:
    rules = loaded(tmp_path / "rules", GOOD)
    trained = {one.text for one in gather("fr", sources.folder, sources.corpus, rules, {})}
    lines = {one.text for one in sources.folder.xed_french()}
    assert trained & lines == lines - {case.text for case in build(sources, "xed-fr").cases}


def test_a_file_that_is_missing_is_told(sources: Sources) -> None:
    (sources.path / "us_airline" / "Tweets.csv").unlink()
    with pytest.raises(ConfigError, match=r"Tweets\.csv: not there"):
        build(sources, "us_airline")


def test_the_turns_that_are_measured_are_those_held_out(sources: Sources) -> None:
    texts = list(dict.fromkeys(one.text for one in sources.folder.multidogo(held_out=False)))
    told = Turn(split="test", labels=frozenset({"problem", "bad"}))
    learnt = replace(told, split="train")
    turns = {place(texts[0]): told} | {place(text): learnt for text in texts[1:]}
    (case,) = build(replace(sources, turns=turns), "turns-en-cues").cases
    assert (case.text, set(case.holds)) == (texts[0], {"problem"})
