"""A message -> the things that it names: order numbers, and what the chat is about.

A text for the customer says them back ("your washing machine"), so a mention is the bare noun,
without the word before it, and where there is a doubt there is none.
"""

import re
from collections.abc import Iterator
from typing import Final

from assist.findings import Mention, Span
from assist.reading.phrases import Phrases
from assist.reading.text import Text, Tokenizer

MOST: Final = 8
"""Mentions of one message."""

_DIGIT: Final = re.compile(r"\d")
_ORDER: Final = re.compile(
    r"""(?<!\w)(?:
        \#\s?(?P<hash>(?=[A-Z0-9-]*\d)[A-Z0-9-]{3,20})
        | (?P<head>(?i:orders?|purchase\ order|commandes?|cmd|cde|bookings?|reservations?
            |réservations?|dossier|case|ticket|ref(?:erence)?|réf(?:érence)?))\b\.?
          (?P<link>(?:[\s:=.,-]{0,3}(?i:n[°º]|\#|(?:number|num(?:[ée]ro)?|nbr|nr|no|id|code
            |reference|référence|ref|réf|is|was|est)(?!\w))){0,3})
          [\s:=.(°]{0,4}(?<!\w)
          (?P<number>[A-Za-z0-9][A-Za-z0-9/-]{1,24})
    )(?![\w/°€$£%]|[.,:]\d|[ ]\d)""",
    re.VERBOSE,
)
_BEFORE: Final = re.compile(r"(\w+)[\s'’]*$")
_VERBS: Final = frozenset({"to", "i", "we", "can", "you", "je", "j", "nous", "peux", "veux", "on"})
"""Before "order 5000" and "commande 5000": these say how many."""
_REFERS: Final = frozenset(
    {
        "",
        "my",
        "the",
        "order",
        "booking",
        "reservation",
        "case",
        "ticket",
        "is",
        "under",
        "ma",
        "la",
    }
    | {"commande", "réservation", "dossier", "sous", "en", "votre", "your"}
)
"""Before "reference" these say that it is of an order; "crime ref" and "tracking ref" are none."""
_AMOUNT: Final = re.compile(
    r"\s{0,2}(?:€|\$|£|%|(?:eur|euros?|dollars?|pounds?|bucks|usd|gbp|quid|units?|pieces?|pièces?"
    r"|items?|people|days?|jours?|hours?|heures?|am|pm|h|kg|articles?|personnes?)\b)",
    re.IGNORECASE,
)
_ANNOUNCES: Final = re.compile(r"n|#|id|code|r[eé]f", re.IGNORECASE)
_DATE: Final = re.compile(r"\d{1,2}[/-]\d{1,2}(?:[/-]\d{2,4})?|(?:19|20)\d\d(?:[/-]\d{1,2}){0,2}")
_PHONE: Final = re.compile(r"0\d{9,10}")
_COUNTED: Final = re.compile(r"\d+[a-z]+")
"""12th, 500ml, 3eme."""
_LEAST_BARE: Final = 4
"""Digits of a number that no "number", "n°" or "#" announces."""
_MOST_DIGITS: Final = 12
"""A card has thirteen or more."""
_ADJECTIVES: Final = 3


class Mentions:
    """Finds what the messages of one language name; build it once."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._lexicon = tokenizer.lexicon
        self._determiners = self._lexicon.possessives | self._lexicon.articles
        self._stop_words = tokenizer.pipeline.Defaults.stop_words
        self._phrases = Phrases()
        names = [tokenizer.words(item) for item in sorted(self._lexicon.items)]
        if self._lexicon.language == "en":
            names += [(*name[:-1], name[-1] + "s") for name in names]
        for number, name in enumerate(names):
            self._phrases.add(number, name)
        self._first = frozenset(name[0] for name in names)
        self._devices = frozenset(tokenizer.words(item) for item in self._lexicon.devices)

    def find(self, text: Text) -> tuple[Mention, ...]:
        """Return the orders that a message names, then the items, each once."""
        found: dict[tuple[str, str], Mention] = {}
        for one in (*orders(text), *self.items(text)):
            found.setdefault((one.what, one.span.text.lower()), one)
        return tuple(found.values())[:MOST]

    def items(self, text: Text) -> tuple[Mention, ...]:
        """Return the items that are the customer's own, in the order of the text."""
        words = text.words
        if self._first.isdisjoint(words) or self._determiners.isdisjoint(words):
            return ()
        longest: dict[int, int] = {}
        reached = 0
        for _, first, last in self._phrases.find(words, text.pairs):
            if first >= reached or first in longest:
                longest[first] = reached = max(last, longest.get(first, 0))
        return tuple(
            Mention(what="item", span=text.span(*place))
            for first, last in longest.items()
            if (place := self._own(words, first, last)) is not None
        )

    def _own(self, words: tuple[str, ...], first: int, last: int) -> tuple[int, int] | None:
        """Return an item with its adjectives, None where it is not what the chat is about."""
        lists, name = self._lexicon, words[first:last]
        start = first
        while start > max(0, first - _ADJECTIVES) and words[start - 1] in lists.adjectives:
            start -= 1
        before = start - 1
        if before > 0 and words[before] not in self._determiners:
            # One word that is no part of the name: "my broken phone", "the train ticket".
            if lists.language != "en" or not self._is_plain(words[before]):
                return None
            before -= 1
        if before < 0 or words[before] not in self._determiners:
            return None
        if before and words[before - 1] in lists.means and name in self._devices:
            return None
        if last < len(words) and words[last] in lists.compounds:
            return None
        while last < len(words) and words[last] in lists.adjectives_after:
            last += 1
        owned = words[before] in lists.possessives or self._concerns(words, before, last)
        return (start, last) if owned else None

    def _concerns(self, words: tuple[str, ...], before: int, last: int) -> bool:
        """Return whether "the sofa" is the matter: it arrived, or there is a problem with it."""
        happens = last < len(words) and words[last] in self._lexicon.happens
        ahead = words[max(0, before - 2) : before]
        return happens or not self._lexicon.concerns.isdisjoint((*ahead[-1:], " ".join(ahead)))

    def _is_plain(self, word: str) -> bool:
        return word.isalpha() and word not in self._stop_words and word not in self._lexicon.others


def orders(text: Text) -> tuple[Mention, ...]:
    """Return the order numbers of a message as typed; never a card, phone, date or amount."""
    if not _DIGIT.search(text.read):
        return ()
    return tuple(Mention(what="order", span=span) for span in _numbers(text))


def _numbers(text: Text) -> Iterator[Span]:
    read = text.read
    for match in _ORDER.finditer(read):
        group = "hash" if match["hash"] else "number"
        if group == "hash" or _names_an_order(match, read):
            start, end = match.span(group)
            yield Span(start=start, end=end, text=text.original[start:end])


def _names_an_order(match: re.Match[str], read: str) -> bool:
    """Return whether the number behind "order" is one of an order."""
    number = match["number"]
    digits = sum(map(str.isdigit, number))
    announced = _ANNOUNCES.search(match["link"]) is not None
    before = _BEFORE.search(read, max(0, match.start() - 30), match.start())
    word = before[1].lower() if before else ""
    if match["head"].lower().startswith(("ref", "réf")) and word not in _REFERS:
        return False
    if not 0 < digits <= _MOST_DIGITS or (word in _VERBS and not announced):
        return False
    if _PHONE.fullmatch(number) or _COUNTED.fullmatch(number):
        return False
    if _DATE.fullmatch(number) and not announced:
        return False
    if _AMOUNT.match(read, match.end()):
        return False
    if number.isdigit():
        return digits >= (_LEAST_BARE - announced)
    # "iphone15" is a name; capitals, or many digits, make a code.
    return len(number) >= _LEAST_BARE and (number.upper() == number or digits >= 3)
