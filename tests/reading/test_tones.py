"""Signs and cues -> a score for each tone."""

import pytest

from assist.findings import CueRead, Span
from assist.playbooks.model import Heard, Inference, Level
from assist.reading.tones import CEILING, MOST_EVIDENCE, Felt, asserted, infer, named
from assist.vocabulary import Cue, Tone

WORDS = Span(start=0, end=2, text="ab")
CUES: dict[Cue, CueRead] = {"problem": CueRead(cue="problem", evidence=(WORDS,))}
LEVELS = {"valence": -0.6, "intensity": 0.2}


def inference(
    *requires: Heard | Level, any: tuple[Heard, ...] = (), excludes: tuple[Heard, ...] = ()
) -> Inference:
    return Inference(
        tone="anger", about="", requires=requires, any=any, excludes=excludes, score=0.6
    )


def test_independent_words_add_up_and_never_reach_certainty() -> None:
    felt = named([("anger", 0.4, WORDS), ("anger", 0.5, WORDS)])
    assert felt["anger"].score == pytest.approx(0.7)
    assert felt["anger"].evidence == [WORDS]
    many = named([("anger", 0.9, WORDS)] * 9)
    assert many["anger"].score == CEILING


def test_an_inference_brings_its_cues_words() -> None:
    felt: dict[Tone, Felt] = {}
    infer(felt, [inference(Heard(label="problem"))], CUES, LEVELS.__getitem__)
    assert felt["anger"].evidence == [WORDS]
    assert felt["anger"].score == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        (inference(Heard(label="problem"), Level(what="valence", side="below", limit=-0.5)), True),
        (inference(Level(what="intensity", side="above", limit=0.5)), False),
        (inference(any=(Heard(label="effort"), Heard(label="problem"))), True),
        (inference(any=(Heard(label="effort"),)), False),
        (inference(Heard(label="problem"), excludes=(Heard(label="frustration"),)), False),
        (inference(Heard(label="frustration")), True),
    ],
)
def test_its_conditions_are_read_in_this_message(rule: Inference, *, holds: bool) -> None:
    felt = named([("frustration", 0.6, WORDS)])
    infer(felt, [rule], CUES, LEVELS.__getitem__)
    assert ("anger" in felt) is holds


def test_where_nothing_was_heard_no_level_is_asked_for() -> None:
    asked: dict[str, float] = {}
    rule = inference(Level(what="valence", side="below", limit=0.5))
    infer({}, [rule], {}, asked.__getitem__)


def test_a_tone_shows_a_few_of_its_words_however_many_there_are() -> None:
    spans = [Span(start=at, end=at + 1, text="x") for at in range(5000)]
    felt = named([("anger", 0.5, span) for span in spans])
    assert felt["anger"].evidence == spans[:MOST_EVIDENCE]


def test_the_strongest_tone_comes_first_and_weak_ones_are_not_asserted() -> None:
    felt = named([("anger", 0.6, WORDS), ("anxiety", 0.8, WORDS), ("delight", 0.4, WORDS)])
    assert [tone.tone for tone in asserted(felt)] == ["anxiety", "anger"]
