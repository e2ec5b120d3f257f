"""The shipped weights: fresh, small, and what they hold."""

import msgpack
import pytest

from assist.labelled.corpus import fingerprint
from assist.labelled.example import SIDES
from assist.reading.facts import FACTS
from assist.reading.model import FORMAT, Model, model
from assist.reading.terms import pairs
from assist.resources import corpus_dir, weights_dir
from assist.vocabulary import CUES, LANGUAGES, TONES, Language


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_weights_are_of_this_corpus_and_small(language: Language) -> None:
    packed = (weights_dir() / f"{language}.msgpack").read_bytes()
    plain = msgpack.unpackb(packed)
    assert plain["made_from"]["corpus"] == fingerprint(corpus_dir(), language), "run warmline train"
    assert plain["facts"] == list(FACTS), "the facts changed; run warmline train"
    assert plain["format"] == FORMAT
    assert len(packed) < 6_000_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_tone_and_cue_but_the_typed_one_has_limits(language: Language) -> None:
    weights = model(language)
    assert isinstance(weights, Model)
    assert set(weights.labels) == {*SIDES, *TONES, *CUES} - {"shouting"}
    for limits in weights.limits.values():
        assert 0 <= limits.found <= limits.alone <= 1


def test_the_same_weights_are_loaded_once() -> None:
    assert model("en") is model("en")


def test_pairs_at_hand_and_words_met_before_change_nothing() -> None:
    weights = model("en")
    assert weights is not None
    words, facts = (
        ["zyxxa", "is", "stil", "not", "here", "and", "i", "am", "furius"],
        [0.5] * len(FACTS),
    )
    weights.forget()
    alone = weights.weigh(words, facts)
    beside = weights.weigh(words, facts, pairs(words))
    assert alone.likely == beside.likely == weights.likelihoods(words, facts)
    for label in weights.labels:
        assert alone.evidence(label) == beside.evidence(label) == weights.evidence(words, label)


def test_words_that_nobody_has_seen_carry_what_their_pieces_say() -> None:
    weights = model("en")
    assert weights is not None
    assert "furiuss" not in weights._rows
    assert weights.evidence(["zyxxa", "furiuss"], "anger") == ((1, 2),)


def test_what_a_message_weighs_is_less_than_certain_and_never_overflows() -> None:
    weights = model("en")
    assert weights is not None
    for fact in (1e4, -1e4):
        assert all(
            0 <= value <= 1 for value in weights.likelihoods([], [fact] * len(FACTS)).values()
        )
