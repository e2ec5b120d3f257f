"""A message -> whether its writer is on familiar terms: `tu`, "salut", "hey mate", "u".

Formal is the default. "Vous" wins over a greeting, and over "tu" where it is said more often.
"""

from collections.abc import Sequence
from typing import Final

from assist.reading.lexicon import Lexicon
from assist.reading.text import Text

_OPENERS: Final = frozenset({",", ".", "!", "?", "you", "no", "yes", "oui", "non", "merci"})
"""Before "mate" these and greetings say that somebody is called so; "my mate" is somebody else."""
_NOT_YOU: Final = frozenset({"il", "elle", "on", "ils", "elles", "shirt", "shirts", "de"})
"""After "t" as folded ("te"): "y a-t-il", "t-shirt", "le T de Benoît"."""
_NOUN: Final = frozenset(
    {"le", "un", "ce", "de", "du", "bon", "autre", "quel", "votre", "mon", "son"}
)
"""Before "ton", it is the tone of a voice."""


def informal(text: Text, lexicon: Lexicon) -> bool:
    """Return whether the writer is on familiar terms with the reader."""
    words = text.words
    if not lexicon.familiar.isdisjoint(words) or not lexicon.familiar_greetings.isdisjoint(words):
        formal, familiar = _formal(words, lexicon), _familiar(words, lexicon)
        return familiar >= formal if familiar else not formal and _greets(words, lexicon)
    if not lexicon.calling.isdisjoint(words) and _calls(words, lexicon):
        return True
    slang = lexicon.slang
    return bool(slang) and not slang.isdisjoint(text.read.lower().split())


def _familiar(words: Sequence[str], lexicon: Lexicon) -> int:
    """Return how many words say `tu` to the reader."""
    return sum(
        word in lexicon.familiar
        and not (word == "te" and (after in _NOT_YOU or len(after) < 2 or not after.isalpha()))
        and not (word == "ton" and before in _NOUN)
        for before, word, after in zip(("", *words), words, (*words[1:], ""), strict=False)
    )


def _formal(words: Sequence[str], lexicon: Lexicon) -> int:
    """Return how often "vous" is said, but for "s'il vous plaît"."""
    return sum(
        word in lexicon.formal and after != "plait"
        for word, after in zip(words, (*words[1:], ""), strict=True)
    )


def _greets(words: Sequence[str], lexicon: Lexicon) -> bool:
    """Return whether a familiar greeting opens or closes the message."""
    return not lexicon.familiar_greetings.isdisjoint((*words[:2], *words[-2:]))


def _calls(words: Sequence[str], lexicon: Lexicon) -> bool:
    """Return whether "mate" calls somebody."""
    return any(
        word in lexicon.calling
        and (at == 0 or words[at - 1] in _OPENERS or words[at - 1] in lexicon.greetings)
        for at, word in enumerate(words)
    )
