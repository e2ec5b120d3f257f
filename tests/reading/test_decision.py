"""Rules and likelihoods -> what stands."""

import pytest

from assist.playbooks.model import Playbooks
from assist.reading.model import Model
from assist.reading.reader import Reader
from tests.reading.conftest import book, sign
from tests.reading.weights import model_of

RULES = Playbooks(
    version="v",
    playbooks=(
        book(
            "en",
            cues=(sign("problem", "is late"),),
            tones=(sign("anger", "furious", weight=0.8), sign("anxiety", "uneasy", weight=0.6)),
        ),
    ),
    inferences=(),
)


def read(text: str, model: Model) -> tuple[list[str], list[str]]:
    reading = Reader(RULES, {"en": model}).read(text, language="en")
    return [tone.tone for tone in reading.tones], [cue.cue for cue in reading.cues]


def test_the_model_adds_what_no_rule_named_with_its_words() -> None:
    model = model_of({"grr": "anger", "waits": "long-wait"})
    reading = Reader(RULES, {"en": model}).read("grr he waits three weeks", language="en")
    (tone,), (cue,) = reading.tones, reading.cues
    assert (tone.tone, tone.evidence[0].text) == ("anger", "grr")
    assert (cue.cue, cue.evidence[0].text, cue.value) == ("long-wait", "waits", "P3W")


@pytest.mark.parametrize(("found", "cues"), [(0.0, ["problem"]), (0.2, [])])
def test_a_rules_cue_is_taken_back_only_below_its_limit(found: float, cues: list[str]) -> None:
    assert read("my parcel is late", model_of({"x": "anger"}, limits=(0.5, found)))[1] == cues


def test_what_a_rule_is_sure_of_is_never_taken_back() -> None:
    signs = sign("problem", "is late"), sign("problem", "is lost", sure=True)
    rules = Playbooks(version="v", playbooks=(book("en", cues=signs),), inferences=())
    reader = Reader(rules, {"en": model_of({"x": "anger"}, limits=(0.9, 0.9))})
    assert reader.read("my bag is late", language="en").cues == ()
    (cue,) = reader.read("my bag is lost", language="en").cues
    assert (cue.cue, cue.evidence[0].text) == ("problem", "is lost")
    (both,) = reader.read("my bag is late is lost", language="en").cues
    assert both.cue == "problem"


def test_where_a_miss_harms_somebody_the_rule_stands() -> None:
    rules = book("en", cues=(sign("safety", "smell gas"),))
    reader = Reader(
        Playbooks(version="v", playbooks=(rules,), inferences=()),
        {"en": model_of({"x": "anger"}, limits=(0.9, 0.9))},
    )
    assert [cue.cue for cue in reader.read("i smell gas", language="en").cues] == ["safety"]


def test_beside_an_alarm_the_model_alone_makes_nobody_glad() -> None:
    signs = book("en", cues=(sign("safety", "smell gas"),), tones=(sign("delight", "so happy"),))
    reader = Reader(
        Playbooks(version="v", playbooks=(signs,), inferences=()),
        {"en": model_of({"wow": "delight"})},
    )
    told = {
        text: [tone.tone for tone in reader.read(text, language="en").tones]
        for text in ("wow nice", "wow i smell gas", "wow i smell gas i am so happy")
    }
    assert list(told.values()) == [["delight"], [], ["delight"]]


def test_words_that_name_a_feeling_outright_stand_by_themselves() -> None:
    unlikely = model_of({"x": "problem"}, limits=(0.9, 0.5))
    assert read("i am furious", unlikely)[0] == ["anger"]
    assert read("i am uneasy", unlikely)[0] == []
    likely = model_of({"x": "problem"}, limits=(0.9, 0.5), facts={"anxiety": 9.0})
    assert read("i am uneasy", likely)[0] == ["anxiety"]


def test_the_scores_of_a_reading_are_those_of_its_tones() -> None:
    reading = Reader(RULES, {"en": model_of({"x": "problem"})}).read("i am furious", language="en")
    assert reading.scores["anger"] == reading.tones[0].score == 0.8
    assert reading.scores["delight"] < 0.1


def test_the_valence_follows_the_sides_that_the_model_tells() -> None:
    model = model_of({"meh": "bad", "yay": "good"})
    reader = Reader(RULES, {"en": model})
    bad, good = (reader.read(text, language="en").valence for text in ("meh it is", "yay it is"))
    assert bad is not None and good is not None
    assert bad < -0.5 < 0.5 < good
