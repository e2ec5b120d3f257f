"""Examples with tones -> spaCy's bag of words for text classification, trained, and its scores.

`TextCatBOW` (words and pairs, linear) as spaCy has it, with its own optimiser. An example that
decides only some tones trains those alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np

from assist.labelled.corpus import Message
from assist.labelled.example import Example
from assist.vocabulary import TONES, Language

ROUNDS: Final = 10
_SEED: Final = 20261122
_BATCH: Final = 256
_FOR_SHAPE: Final = 100
_MODEL: Final = {
    "@architectures": "spacy.TextCatBOW.v3",
    "exclusive_classes": False,
    "ngram_size": 2,
    "no_output_layer": False,
    "length": 262_144,
}


@dataclass(frozen=True, slots=True)
class BagOfWords:
    """A trained pipeline of spaCy with nothing but the classifier."""

    pipeline: Any

    @classmethod
    def trained(cls, language: Language, examples: Iterable[Example]) -> Self:
        """Return the classifier, trained on all examples but the corpus's development split.

        That split chooses the limits. The same examples give the same classifier.
        """
        import spacy
        from spacy.training import Example as Pair
        from thinc.util import fix_random_seed

        fix_random_seed(_SEED)
        pipeline = spacy.blank(language)
        classifier: Any = pipeline.add_pipe("textcat_multilabel", config={"model": _MODEL})
        for tone in TONES:
            classifier.add_label(tone)
        pairs = [
            Pair.from_dict(pipeline.make_doc(one.text), {"cats": decided})
            for one in examples
            if (decided := _decided(one)) and not _development(one)
        ]
        optimizer = pipeline.initialize(lambda: pairs[:_FOR_SHAPE])
        chance = np.random.default_rng(_SEED)
        for _ in range(ROUNDS):
            order = chance.permutation(len(pairs))
            for first in range(0, len(order), _BATCH):
                pipeline.update([pairs[at] for at in order[first : first + _BATCH]], sgd=optimizer)
        return cls(pipeline)

    def likelihoods(self, texts: Sequence[str]) -> Iterator[Mapping[str, float]]:
        """Yield the tones' likelihoods of each text."""
        for doc in self.pipeline.pipe(texts):
            yield dict(doc.cats)


def _decided(example: Example) -> dict[str, float]:
    """Return the tones that an example decides: 1 where one holds, else 0."""
    return {tone: float(tone in example.labels) for tone in TONES if tone in example.known}


def _development(example: Example) -> bool:
    return isinstance(example, Message) and example.split == "dev"
