r"""A language's name -> spaCy's tokenizer for it, made in a moment.

spaCy's French lists compound words ("faux-semblant") in one expression of 1.4 MB, because it
writes every letter of every alphabet out some 860 times: `re` takes 2.2 s of CPU to compile it, at
each start of each process. Here a letter is written as what `re` knows by itself, `\w` but for
digits and the underscore, which takes 0.1 s. Words of the corpora come out the same (a test).
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Final

import spacy
from spacy.lang.char_classes import ALPHA_LOWER
from spacy.language import Language

_LONG: Final = 100_000
_WITH_LETTERS: Final = re.compile(r"\[([^\[\]]*\\w[^\[\]]*)\]")


def blank(language: str) -> Language:
    """Return spaCy's language of this name, with its tokenizer alone."""
    return spacy.blank(language)


def shortened(pattern: str) -> str:
    """Return a pattern in which no class lists the letters one by one."""
    return _WITH_LETTERS.sub(r"(?:(?![\\d_])[\1])", pattern.replace(ALPHA_LOWER, r"\w"))


@contextmanager
def _short_letters() -> Iterator[None]:
    """Compile very long patterns in their shortened form, as long as this lasts."""
    whole = re.compile

    def compiled(pattern: Any, flags: Any = 0) -> Any:  # noqa: ANN401
        if isinstance(pattern, str) and len(pattern) > _LONG:
            pattern = shortened(pattern)
        return whole(pattern, flags)

    re.compile = compiled
    try:
        yield
    finally:
        re.compile = whole


# The pattern is compiled by this import: here, where it happens once.
with _short_letters():
    import_module("spacy.lang.fr")
