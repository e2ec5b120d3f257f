"""A text -> the stems of what it is about, by which two messages are found to mean one matter."""

import re
from functools import lru_cache
from typing import Final

from assist.reading.folding import folded

READ: Final = 2000
"""Code points of a message that are looked at."""
_STEM: Final = 5
REMEMBERED: Final = 2048
"""Texts whose words are kept: a chat comes back to what it said."""

_WORD: Final = re.compile(r"[^\W_]+")
_WHERE: Final = re.compile("où", re.IGNORECASE)
_ENDING: Final = re.compile(r"(?<=\w{4})(?:ings?|ed|es|er|ez|ees?|e|s|x)$")
_EMPTY_WORDS: Final = """
able about after again aide aider alors already also always another answered anybody anything apres
arent assist aussi autre avant avec avez avoir been before being besoin bien bonjour bonsoir cant
cela celle celui check checking chose combien come comme comment could couldnt dans days deja depuis
desole devez didnt dire dites does doesn doesnt doing dois donc done donner dont encore entre etait
etes etre even every explain faire fait faites faut fois fonctionne fonctionner from getting give
given going gonna good gotta great hadnt hasnt have havent having hello help heure heures hour hours
instant into isnt issue issues jamais jour jours just juste keep know leur like long longer look
looking made maintenant mais make many marche marcher maybe meme merci minute minutes moins mois
moment more most much must need needs never next nobody nothing notre nous only other over parce
pardon pendant peut peux plait please plus poser possible pour pourquoi pourrait pourriez pouvez
pouvoir problem probleme problemes problems puis quand quel quelle quelqu quelque question questions
quoi really rien right said salut same sans semaine semaines sera serait should shouldnt since some
something sont soon sorry souci still suis sure take takes tell temps than thank thanks that thats
their them then there theres these they thing things think this those time told toujours tous tout
toute toutes tres trop until used using vais verifier very veux vont votre vous vraiment wanna want
wanted wasnt week weeks well were werent what whats when where wheres which while will with without
wont work worked working works would wouldnt your youre yours
"""
_EMPTY: Final = frozenset(_EMPTY_WORDS.split())
"""Words of both languages that say nothing about the matter."""
_NO_STEM: Final = frozenset({""})
_SHORT_WORDS: Final = "app bag bill box bus car fee fees gas key pet pin sim tax bac cle vol tva"
_SHORT: Final = frozenset(_SHORT_WORDS.split())


@lru_cache(maxsize=REMEMBERED)
def words_of(text: str) -> tuple[str, ...]:
    """Return the folded words; the accent is all that tells "où" from "ou"."""
    plain = text[:READ]
    if not plain.isascii():
        plain = _WHERE.sub("where", plain)
    return tuple(_WORD.findall(folded(plain)))


@lru_cache(maxsize=REMEMBERED)
def matter(text: str) -> frozenset[str]:
    """Return the stems that say what `text` is about, the same for "refund" and "refunded".

    Words and numbers of four characters and more count, and a few short words.
    """
    return frozenset(map(_stem, words_of(text))) - _NO_STEM


@lru_cache(maxsize=8192)
def _stem(word: str) -> str:
    """Return the stem of a folded word, an empty one where it says nothing about a matter."""
    if word in _EMPTY or (len(word) <= 3 and word not in _SHORT):
        return ""
    return _ENDING.sub("", word)[:_STEM]
