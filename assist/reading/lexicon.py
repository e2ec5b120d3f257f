"""`assist/reading/<language>.toml` -> the small word lists that reading needs, folded.

A language is a folder of data: another one comes with another file and no other code.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assist.vocabulary import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The word lists of one language; every word is as text.py folds it.

    `spelling` opens contractions, text-speak and common typos into whole words. `dropped` are
    words that carry nothing for a pattern (French "ne"). `negators` silence what follows them
    within a clause, `negators_after` what stands before them; `breaks` end a clause and
    `subjects` begin one. `links` join two parts and belong to neither, `links_after` do so where
    they end one; a quote loses them there. `conditionals` suppose (but not after `even`). `others`
    are people who are not the customer, `copulas` link them to a feeling. `ironic` are words of
    praise that open a sarcastic message; `intensifiers` strengthen, `diminishers` weaken.
    `asking` words open a question that has no mark, `acronyms` are capitals that do not shout.
    `greetings` tell the language where there is no function word.

    `paying` words are what somebody in hardship cannot do.

    `items` are what a chat may be about: the customer's own by the `possessives` before them, or
    by `articles` where words of `concerns` stand before or one of `happens` behind. `adjectives`
    belong to their name and `adjectives_after` behind it; `compounds` after the noun speak of
    something else ("phone number"), and so do `means` before `devices` ("on my phone").
    `familiar` words say that the writer is on familiar terms, `familiar_greetings` do where no
    `formal` word stands beside them, `slang` is familiar as it is typed, and `calling` words
    ("mate") where they call somebody. `goodbyes` are phrases by which an agent takes leave.
    """

    language: Language
    spelling: Mapping[str, tuple[str, ...]]
    dropped: frozenset[str]
    negators: frozenset[str]
    negators_after: frozenset[str]
    breaks: frozenset[str]
    copulas: frozenset[str]
    subjects: frozenset[str]
    links: frozenset[str]
    links_after: frozenset[str]
    conditionals: frozenset[str]
    even: frozenset[str]
    others: frozenset[str]
    ironic: frozenset[str]
    ironic_objects: frozenset[str]
    intensifiers: frozenset[str]
    diminishers: frozenset[str]
    asking: frozenset[str]
    acronyms: frozenset[str]
    greetings: frozenset[str]
    paying: frozenset[str]
    items: frozenset[str]
    possessives: frozenset[str]
    articles: frozenset[str]
    concerns: frozenset[str]
    happens: frozenset[str]
    adjectives: frozenset[str]
    adjectives_after: frozenset[str]
    means: frozenset[str]
    devices: frozenset[str]
    compounds: frozenset[str]
    familiar: frozenset[str]
    familiar_greetings: frozenset[str]
    formal: frozenset[str]
    slang: frozenset[str]
    calling: frozenset[str]
    goodbyes: frozenset[str]


@cache
def lexicon(language: Language) -> Lexicon:
    """Return the word lists of a language that is read."""
    path = Path(__file__).with_name(f"{language}.toml")
    lists = tomllib.loads(path.read_text(encoding="utf-8"))
    spelling = {word: tuple(whole.split()) for word, whole in lists.pop("spelling").items()}
    sets = {name: frozenset(words) for name, words in lists.items()}
    return Lexicon(language=language, spelling=spelling, **sets)
