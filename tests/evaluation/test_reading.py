from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from assist.evaluation.peers import Heard, Known, Peer
from assist.evaluation.reading import WORST, evaluate
from assist.evaluation.results import Evaluation, SystemResult
from assist.evaluation.sets import CLASSES, JOINED, Case, MeasuredSet
from assist.evaluation.warmline import Warmline
from assist.reading.reader import Reader
from assist.vocabulary import TONES, Language
from tests.playbooks.rulefiles import GOOD, loaded


@dataclass(frozen=True, slots=True)
class Scripted:
    """A system that says of each text what a table says."""

    table: dict[str, Heard]

    def read(self, texts: Sequence[str]) -> Iterator[Heard]:
        return (self.table.get(text, Heard(scores={}, polarity="neutral")) for text in texts)


def system(table: dict[str, Heard], *, tones: bool = True, package: str = "warmline") -> Known:
    return Known(
        name="scripted",
        package=package,
        about="says what it is told to",
        languages=("en",),
        build=lambda language, training: Scripted(table),
        tones=tones,
        likely=True,
    )


def case(text: str, *holds: str) -> Case:
    return Case(text=text, holds=frozenset(holds))


def measured(*cases: Case, language: Language = "en") -> MeasuredSet:
    return MeasuredSet(
        name="a-set",
        title="A set",
        language=language,
        measure="tones",
        labels=TONES,
        cases=cases,
    )


def run(one: MeasuredSet, *systems: Known, development: tuple[Case, ...] = ()) -> Evaluation:
    return evaluate([one], systems, lambda _: development, lambda _: (), lambda *_: None)


def only(one: MeasuredSet, known: Known, development: tuple[Case, ...] = ()) -> SystemResult:
    (result,) = run(one, known, development=development).sets[0].results
    return result


def told(*labels: str, unsure: bool = False, **scores: float) -> Heard:
    return Heard(scores=scores, polarity="neutral", told=frozenset(labels), unsure=unsure)


def test_what_a_system_asserts_is_what_counts() -> None:
    table = {"a": told("anger", anger=0.9), "b": told("delight", unsure=True, delight=0.6)}
    result = only(measured(case("a", "anger"), case("b", "anger")), system(table))
    assert result.value == pytest.approx(2 / 3)
    assert result.precision == pytest.approx(0.5)
    assert result.unsure == 0.5
    assert result.low <= result.value <= result.high
    assert {score.label: score.told for score in result.labels}["delight"] == 1


def test_calibration_is_over_the_labels_that_hold_somewhere() -> None:
    table = {"a": told(anger=0.9), "b": told(anger=0.1, delight=0.9)}
    result = only(measured(case("a", "anger"), case("b")), system(table))
    assert result.calibration == pytest.approx(0.1)
    silent = replace(system(table), likely=False)
    assert only(measured(case("a", "anger"), case("b")), silent).calibration is None


def test_a_system_without_limits_takes_those_of_our_development_split() -> None:
    table = {
        "low": Heard(scores={"anger": 0.2}),
        "mid": Heard(scores={"anger": 0.5}),
        "high": Heard(scores={"anger": 0.8}),
    }
    own = (case("mid", "anger"), case("low"))
    one = measured(case("high", "anger"), case("low", "anger"))
    scores = {score.label: score for score in only(one, system(table), own).labels}
    assert (scores["anger"].told, scores["anger"].precision) == (1, 1.0)


def test_a_sets_own_development_split_overrules_every_limit() -> None:
    table = {"low": told(anger=0.2), "high": told("anger", anger=0.8)}
    one = replace(measured(case("low", "anger"), case("high")), development=(case("low", "anger"),))
    scores = {score.label: score for score in only(one, system(table)).labels}
    assert scores["anger"].told == 2


def test_two_tones_that_are_joined_count_as_one() -> None:
    table = {"a": told("anger", anger=0.7, frustration=0.2)}
    one = replace(measured(case("a", JOINED)), labels=(JOINED, "delight"))
    assert only(one, system(table)).value == 1.0


def test_a_class_is_given_or_follows_from_the_tones() -> None:
    one = replace(
        measured(case("a", "negative"), case("b", "neutral"), case("c", "positive")),
        measure="classes",
        labels=CLASSES,
    )
    given = {"a": Heard(scores={}, polarity="negative"), "c": Heard(scores={}, polarity="positive")}
    result = only(one, system(given))
    assert (result.value, result.precision, result.calibration) == (1.0, None, None)
    scored = {name: Heard(scores={}) for name in "abc"}
    scored["a"] = Heard(scores={"anger": 0.4})
    scored["c"] = Heard(scores={"delight": 0.4})
    own = (case("a", "anger"), case("c", "delight"), case("b"))
    assert only(one, system(scored), own).value == 1.0


def test_a_false_alarm_is_a_negative_tone_or_a_negative_class() -> None:
    one = replace(
        measured(case("a"), case("b"), case("c"), case("d")),
        measure="alarms",
        labels=("anger", "frustration"),
    )
    table = dict.fromkeys("cd", told())
    table |= {"a": told("anger", "frustration"), "b": told("delight")}
    result = only(one, system(table))
    assert result.value == 0.25
    assert [score.told for score in result.labels] == [1, 1]
    polar = {"a": Heard(scores={}, polarity="negative"), "b": Heard(scores={}, polarity="positive")}
    without = only(one, system(polar, tones=False))
    assert (without.value, without.labels) == (0.25, ())


def test_cues_are_asked_of_warmline_alone() -> None:
    one = replace(measured(case("a")), measure="cues", labels=("problem",))
    assert run(one, system({})).sets[0].results == ()


def test_another_language_and_a_missing_system_are_left_out_and_named() -> None:
    french = run(measured(case("a"), language="fr"), system({}))
    assert french.sets[0].results == ()
    absent = run(measured(case("a", "anger")), system({}, package="no-such-package"))
    assert absent.sets[0].results == ()
    assert [state.version for state in absent.systems] == [None]


def test_each_text_is_read_once_and_progress_is_told() -> None:
    steps: list[tuple[str, int, int]] = []
    asked: list[str] = []

    @dataclass(frozen=True, slots=True)
    class Counting:
        def read(self, texts: Sequence[str]) -> Iterator[Heard]:
            asked.extend(texts)
            return (told() for _ in texts)

    def build(language: Language, _: object) -> Peer:
        return Counting()

    def note(name: str, done: int, total: int) -> None:
        steps.append((name, done, total))

    one = measured(case("a", "anger"), case("a"), case("b"))
    known = replace(system({}), build=build)
    evaluate([one, replace(one, name="same")], [known], lambda _: (), lambda _: (), note)
    assert asked == ["a", "b"]
    assert steps == [("scripted en", 2, 2)]


def test_warmlines_worst_errors_are_told_with_their_words(tmp_path: Path) -> None:
    reader = Reader(loaded(tmp_path, GOOD), {})

    def build(language: Language, _: object) -> Peer:
        return Warmline(reader=reader, language=language, weights=None)

    known = replace(system({}), build=build)
    wrong = [case(f"I am worried about number {number}") for number in range(30)]
    one = measured(case("close my account please", "anger"), *wrong)
    errors = run(one, known).sets[0].errors
    assert [error.kind for error in errors] == ["told"] * (WORST // 2) + ["missed"]
    assert (errors[0].label, errors[0].words) == ("anxiety", "I am worried")
    assert (errors[0].said, errors[0].holds) == (("anxiety",), ())
    assert errors[0].likelihood == 0.8
    assert (errors[-1].label, errors[-1].likelihood) == ("anger", 0.0)
    assert errors[-1].holds == ("anger",)


def test_the_likeliest_wrong_label_comes_first(tmp_path: Path) -> None:
    reader = Reader(loaded(tmp_path, GOOD), {})

    def build(language: Language, _: object) -> Peer:
        return Warmline(reader=reader, language=language, weights=None)

    one = measured(case("please close my account"), case("I am worried about it"))
    errors = run(one, replace(system({}), build=build)).sets[0].errors
    assert [error.label for error in errors] == ["anxiety", "disappointment"]
    assert errors[0].likelihood > errors[1].likelihood
