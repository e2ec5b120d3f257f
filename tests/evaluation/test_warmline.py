from pathlib import Path

import numpy as np
import pytest

from assist.evaluation.sets import JOINED
from assist.evaluation.warmline import Warmline, warmline
from assist.playbooks.model import Playbooks
from assist.reading.facts import FACTS
from assist.reading.model import CAUTION, Model
from assist.reading.reader import Reader
from assist.vocabulary import CUES, TONES
from tests.playbooks.rulefiles import GOOD, loaded

LABELS = (*TONES, *(cue for cue in CUES if cue != "shouting"))


def model() -> Model:
    """Return weights in which one word, `grr`, says anger, and no fact says anything."""
    weights = np.zeros((1, len(LABELS)), dtype=np.int8)
    weights[0, LABELS.index("anger")] = 127
    own = {
        "labels": list(LABELS),
        "weights": weights.tobytes(),
        "scales": np.full(len(LABELS), 0.1 * CAUTION**0.5, dtype="<f4").tobytes(),
        "fact_weights": np.zeros((len(FACTS), len(LABELS)), dtype="<f4").tobytes(),
        "biases": np.full(len(LABELS), -2.9, dtype="<f4").tobytes(),
        "limits": [[0.5, 0.02]] * len(LABELS),
    }
    squares = np.ones(1, dtype="<f4").tobytes()
    return Model({"terms": " grr", "squares": squares, "registers": {"support": own}})


@pytest.fixture
def plain(tmp_path: Path) -> Warmline:
    """By the rules alone."""
    return Warmline(reader=Reader(loaded(tmp_path, GOOD), {}), language="en", weights=None)


@pytest.fixture
def weighed(tmp_path: Path) -> Warmline:
    weights = model()
    reader = Reader(loaded(tmp_path, GOOD), {"en": weights})
    return Warmline(reader=reader, language="en", weights=weights)


def test_it_tells_the_tones_and_cues_that_it_asserts(plain: Warmline) -> None:
    one, other = plain.read(["I am worried, close my account", "hello there"])
    assert one.told is not None
    assert {"anxiety", "churn-risk"} <= one.told
    assert (one.polarity, one.unsure) == ("negative", False)
    assert (other.told, other.polarity) == (frozenset(), "neutral")


def test_it_is_told_the_language_but_asked_without_whether_it_is_sure(plain: Warmline) -> None:
    (one,) = plain.read(["ok"])
    assert one.unsure is True
    (other,) = plain.read(["I am worried about it"])
    assert other.unsure is False


def test_scores_hold_each_tone_each_class_and_with_weights_each_cue(
    plain: Warmline, weighed: Warmline
) -> None:
    text = "grr I am worried about it"
    (rules,), (both,) = plain.read([text]), weighed.read([text])
    assert set(rules.scores) == {*TONES, "negative", "neutral", "positive"}
    assert set(both.scores) == {*rules.scores, *LABELS}
    assert both.scores["negative"] == both.scores["anger"] > 0.9
    assert both.scores["neutral"] == pytest.approx(1 - both.scores["negative"])
    assert both.scores["fraud-worry"] < 0.1


def test_the_words_of_a_label_are_the_rules_or_those_that_weigh_most(weighed: Warmline) -> None:
    text = "grr I am worried about it"
    assert weighed.carried(text, "anxiety") == "I am worried"
    assert weighed.carried(text, "anger") == "grr"
    assert weighed.carried(text, JOINED) == "grr"
    assert weighed.carried(text, "shouting") == ""
    assert weighed.carried("please close my account", "churn-risk") == "close my account"


def test_the_words_of_a_class_are_all_that_was_found(weighed: Warmline) -> None:
    text = "grr I am worried, close my account"
    found = weighed.carried(text, "negative").split(" … ")
    assert sorted(found) == ["I am worried", "close my account", "grr"]


def test_both_registers_are_listed_with_the_languages_that_they_read() -> None:
    playbooks = Playbooks(version="v", playbooks=(), inferences=())
    listed = [warmline(playbooks), warmline(playbooks, "public")]
    assert [one.name for one in listed] == ["warmline", "warmline-public"]
    assert all(one.languages == ("en", "fr") and one.version() for one in listed)
