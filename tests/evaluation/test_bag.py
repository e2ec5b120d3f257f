from assist.evaluation.bag import BagOfWords
from assist.labelled.corpus import Message, Split
from assist.labelled.example import ALL_KNOWN, TONES_KNOWN, Example, Label
from assist.vocabulary import TONES


def example(text: str, *labels: Label, known: frozenset[Label] = TONES_KNOWN) -> Example:
    return Example(
        text=text,
        language="en",
        labels=frozenset(labels),
        known=known,
        source="s",
        group="g",
    )


def message(text: str, *labels: Label, split: Split) -> Message:
    return Message(
        text=text,
        language="en",
        labels=frozenset(labels),
        known=ALL_KNOWN,
        source="corpus",
        group="g",
        sector="s",
        split=split,
    )


EXAMPLES = [
    *[example("I am furious about this", "anger")] * 60,
    *[example("thank you so much", "gratitude")] * 60,
    *[example("where is the table")] * 60,
]


def scores(examples: list[Example], text: str) -> dict[str, float]:
    (found,) = BagOfWords.trained("en", examples).likelihoods([text])
    return dict(found)


def test_it_learns_which_words_show_a_tone() -> None:
    found = scores(EXAMPLES, "I am furious")
    assert set(found) == set(TONES)
    assert max(found, key=found.__getitem__) == "anger"


def test_the_same_examples_give_the_same_scores() -> None:
    assert scores(EXAMPLES, "thank you") == scores(EXAMPLES, "thank you")


def test_the_development_split_is_kept_from_training() -> None:
    some = [*EXAMPLES, *[message("I am furious", "gratitude", split="dev")] * 300]
    assert scores(some, "I am furious") == scores(EXAMPLES, "I am furious")
    trained = [*EXAMPLES, *[message("I am furious", "gratitude", split="train")] * 300]
    assert scores(trained, "I am furious") != scores(EXAMPLES, "I am furious")


def test_an_example_that_decides_no_tone_teaches_none() -> None:
    cues = [example("I am furious", known=frozenset({"abuse"}))] * 300
    assert scores([*EXAMPLES, *cues], "I am furious") == scores(EXAMPLES, "I am furious")
