"""Examples -> weights: they tell what they were taught, and come out the same every time."""

import msgpack
import pytest

from assist.labelled.example import ALL_KNOWN, Example, Label
from assist.reading.facts import FACTS
from assist.reading.model import Model
from assist.training import fit
from assist.training.design import Observed

LABELS: tuple[Label, ...] = ("anger", "gratitude", "problem")
SAID = {
    "anger": ("this is a disgrace {}", "how dare you {}", "i am furious about the {}"),
    "gratitude": ("thank you so much for the {}", "so grateful for that {}"),
    "problem": ("the {} is broken", "my {} never came"),
    "": ("where is the {}", "which {} do you sell", "please change my {}"),
}
THINGS = ["lamp", "parcel", "chair", "phone", "ticket", "bill", "router", "meal", "coat", "lock"]


def examples() -> list[Example]:
    return [
        Example(
            text=said.format(thing),
            language="en",
            labels=frozenset({label} if label else ()),  # type: ignore[arg-type]
            known=ALL_KNOWN,
            source="corpus",
            group=thing,
        )
        for thing in THINGS
        for label, sentences in SAID.items()
        for said in sentences
    ]


@pytest.fixture(scope="module")
def weights() -> bytes:
    return trained()


def trained() -> bytes:
    data = examples()
    seen = [Observed(words=tuple(e.text.split()), facts=[0.0] * len(FACTS)) for e in data]
    tuned = [example.group in THINGS[:3] for example in data]
    packed: bytes = msgpack.packb(fit.train(data, seen, tuned, LABELS, lambda step: None))
    return packed


def test_the_same_input_gives_the_same_bytes(weights: bytes) -> None:
    assert trained() == weights


def test_what_was_taught_is_told_with_the_words_that_say_so(weights: bytes) -> None:
    model = Model(msgpack.unpackb(weights))
    words = ["how", "dare", "you", "touch", "the", "fridge"]
    likely = model.likelihoods(words, [0.0] * len(FACTS))
    assert likely["anger"] > 0.5 > likely["gratitude"]
    (first, last), *_ = model.evidence(words, "anger")
    assert set(words[first:last]) & {"how", "dare", "you"}


def test_words_never_seen_and_no_words_at_all_are_read(weights: bytes) -> None:
    model = Model(msgpack.unpackb(weights))
    for words in ([], ["zzzz"], ["qqq"] * 5000):
        likely = model.likelihoods(words, [0.0] * len(FACTS))
        assert all(0 <= value <= 1 for value in likely.values())
        assert model.evidence(words, "problem") in ((), model.evidence(words, "problem"))


def test_a_label_that_no_example_decides_cannot_be_fitted() -> None:
    data = examples()
    seen = [Observed(words=tuple(e.text.split()), facts=[0.0] * len(FACTS)) for e in data]
    with pytest.raises(ValueError, match="class"):
        fit.train(data, seen, [False] * len(data), ("sarcasm",), lambda step: None)
