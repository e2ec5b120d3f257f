"""The shipped weights: fresh, small, and what they hold."""

import msgpack
import pytest

from assist.labelled.corpus import fingerprint
from assist.labelled.example import SIDES
from assist.reading.facts import FACTS
from assist.reading.model import FORMAT, Model, model
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
