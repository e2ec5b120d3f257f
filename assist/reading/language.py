"""Folded words -> `en`, `fr` or `unsure`: which language a short message is written in.

Function words decide: spaCy's own stop words of both languages against those of their
neighbours, then words that the rules of one language know and the other's do not. General
detectors were measured on such messages and fail on them ("merci" Italian, "thx" French,
"still no bag" undecided) at 230 MB; here a word or two is all there is.
"""

import importlib
import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from itertools import chain
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
_REMEMBERED: Final = 20_000
_LONGEST_REMEMBERED: Final = 32
"""Pieces between blanks whose evidence is kept, and code points of one: at most about 10 MB."""
_KNOWN_WORD: Final = 0.6
"""What a word of the rules weighs beside a function word of one language alone (1)."""
_NOTHING: Final = dict.fromkeys((*LANGUAGES, *_NEIGHBOURS, "other"), 0.0)

_Evidence = tuple[int, tuple[tuple[str, float], ...]]
"""How many words a piece has, and the languages that they speak for."""


class _Heard(dict[str, _Evidence]):
    """Pieces between blanks -> their evidence; made when first asked for, the shorter ones kept.

    Args:
        evidence: of a piece.
    """

    def __init__(self, evidence: Callable[[str], _Evidence]) -> None:
        super().__init__()
        self._evidence = evidence

    def __missing__(self, piece: str) -> _Evidence:
        evidence = self._evidence(piece)
        if len(self) >= _REMEMBERED:
            self.clear()
        if len(piece) <= _LONGEST_REMEMBERED:
            self[piece] = evidence
        return evidence


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
        self._heard = {plain: _Heard(partial(self._evidence, plain)) for plain in (True, False)}

    def forget(self) -> None:
        """Remember no piece that was met."""
        for heard in self._heard.values():
            heard.clear()

    def scores(self, text: str) -> dict[str, float]:
        """Return the weight of evidence for each language, neighbours and `other` included."""
        text = text[:_TEXT_READ]
        plain = text.isascii()
        found = dict(_NOTHING)
        left = _WORDS_READ
        pieces = text.split()
        for at, (words, evidence) in enumerate(map(self._heard[plain].__getitem__, pieces)):
            if words > left:
                evidence = self._evidence(plain, pieces[at], left)[1]
            left -= words
            for code, weight in evidence:
                found[code] += weight
            if left <= 0:
                break
        if not plain:
            lower = text.lower()
            found["fr"] += 0.5 * min(2, len(_FRENCH.findall(lower)))
            found["other"] += min(2, len(_FOREIGN.findall(lower)))
        return found

    def _evidence(self, plain: bool, piece: str, most: int | None = None) -> _Evidence:
        """Return how many words a piece between blanks has, and what each says.

        Args:
            plain: whether the whole text is ASCII; it is folded where it is not.
            piece: as typed.
            most: words of it that are read, all where left out.
        """
        if plain and piece.isalpha():
            return 1, self._weights.get(piece.lower(), ())
        words = _WORD.findall(piece.lower() if plain else fold(piece)[0])[:most]
        evidence = [self._of_word(word) for word in words]
        # One word's is shared by all its spellings: most pieces are a word.
        return len(words), evidence[0] if len(evidence) == 1 else tuple(chain(*evidence))

    def _of_word(self, word: str) -> tuple[tuple[str, float], ...]:
        known = self._weights.get(word) or self._weights.get(word.rstrip("'"), ())
        return known if word.isascii() else (*known, ("other", 1.0))

    def read(self, text: str, hint: Language | None = None) -> Language:
        """Return the language; `hint` (the chat's so far) decides where the words do not."""
        return decided(self.scores(text), hint)


def decided(found: Mapping[str, float], hint: Language | None = None) -> Language:
    """Return the language that the evidence is for, `unsure` where none leads."""
    *_, second, first = sorted(found.values())
    if hint and first - found.get(hint, 0.0) <= _CHANGE:
        return hint
    if first - second < _MARGIN:
        return "unsure"
    return "en" if found["en"] == first else "fr" if found["fr"] == first else "unsure"
