"""Folded words -> `en`, `fr` or `unsure`: which language a short message is written in.

Function words decide: spaCy's own stop words of both languages against those of their
neighbours, then words that the rules of one language know and the other's do not. General
detectors were measured on such messages and fail on them ("merci" Italian, "thx" French,
"still no bag" undecided) at 230 MB; here a word or two is all there is.
"""

import importlib
import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from assist.reading.folding import fold
from assist.reading.lexicon import lexicon
from assist.vocabulary import LANGUAGES, Language

_NEIGHBOURS: Final = ("es", "de", "it", "nl", "pt")
_WORD = re.compile(r"[^\W\d_]+(?:'(?=[^\W\d_]))?")
_FOREIGN = re.compile(r"[ñãõ¿¡ßöüäłşğåøčřžșț]")
_FRENCH = re.compile(r"[éèêàùçœîôû]")
_ELISIONS: Final = frozenset(["c'", "d'", "j'", "l'", "m'", "n'", "s'", "t'", "qu'"])
_MARGIN: Final = 0.3
"""How far the best language must lead: less than one word that it shares with two others."""
_CHANGE: Final = 1.0
"""What another language than the chat's own must lead by: "ok" changes nobody's language."""
_TEXT_READ: Final = 600
"""Code points and words that tell; more would tell no more."""
_WORDS_READ: Final = 60
_KNOWN_WORD: Final = 0.6
"""What a word of the rules weighs beside a function word of one language alone (1)."""


@cache
def _stop_words(language: str) -> frozenset[str]:
    module = importlib.import_module(f"spacy.lang.{language}.stop_words")
    words = frozenset(fold(word)[0] for word in module.STOP_WORDS if "'" not in word)
    greetings = lexicon(language).greetings if language in LANGUAGES else frozenset[str]()
    return frozenset(word for word in words if len(word) > 1) | greetings


class LanguageReader:
    """Tells the language of a message.

    Args:
        known: the folded words that the rules of each language know.
    """

    def __init__(self, known: Mapping[Language, frozenset[str]]) -> None:
        lists = {code: _stop_words(code) for code in (*LANGUAGES, *_NEIGHBOURS)}
        weights: dict[str, dict[str, float]] = {}
        for word in frozenset().union(*lists.values()):
            owners = [code for code in lists if word in lists[code]]
            weights[word] = dict.fromkeys(owners, 1.0 / len(owners))
        own = {code: known[code] | frozenset(lexicon(code).spelling) for code in LANGUAGES}
        for language in LANGUAGES:
            rivals = frozenset().union(*(own[rival] for rival in LANGUAGES if rival != language))
            for word in own[language] - rivals:
                if word.isalpha() and len(word) > 1:
                    owners_of = weights.setdefault(word, {})
                    owners_of[language] = max(_KNOWN_WORD, owners_of.get(language, 0.0))
        for elision in _ELISIONS:
            own_weight = weights.setdefault(elision, dict(weights.get(elision.rstrip("'"), {})))
            own_weight["fr"] = own_weight.get("fr", 0.0) + 1.0
        self._weights = {word: tuple(found.items()) for word, found in weights.items()}

    def scores(self, text: str) -> dict[str, float]:
        """Return the weight of evidence for each language, neighbours and `other` included."""
        text = text[:_TEXT_READ]
        plain = text.isascii()
        folded = text.lower() if plain else fold(text)[0]
        found = dict.fromkeys((*LANGUAGES, *_NEIGHBOURS, "other"), 0.0)
        weights = self._weights
        for word in _WORD.findall(folded)[:_WORDS_READ]:
            for code, weight in weights.get(word) or weights.get(word.rstrip("'"), ()):
                found[code] += weight
            if not plain and not word.isascii():
                found["other"] += 1.0
        if not plain:
            found["fr"] += 0.5 * min(2, len(_FRENCH.findall(text.lower())))
            found["other"] += min(2, len(_FOREIGN.findall(text.lower())))
        return found

    def read(self, text: str, hint: Language | None = None) -> Language:
        """Return the language; `hint` (the chat's so far) decides where the words do not."""
        return decided(self.scores(text), hint)


def decided(found: Mapping[str, float], hint: Language | None = None) -> Language:
    """Return the language that the evidence is for, `unsure` where none leads."""
    first, second = sorted(found.values(), reverse=True)[:2]
    if hint and first - found.get(hint, 0.0) <= _CHANGE:
        return hint
    if first - second < _MARGIN:
        return "unsure"
    best = max(found, key=found.__getitem__)
    return "en" if best == "en" else "fr" if best == "fr" else "unsure"
