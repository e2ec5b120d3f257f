"""A number of patterns -> a reader, a sign matcher and spaCy's Matcher that hold the same ones."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import Any, NamedTuple

from spacy.matcher import Matcher
from spacy.tokens import Doc

from assist.playbooks.model import Pattern, Playbooks, Sign, TokenPattern
from assist.reading.patterns import folded_pattern
from assist.reading.reader import Reader
from assist.reading.signs import SignMatcher
from assist.reading.text import Tokenizer
from assist.vocabulary import is_cue, is_tone


class Grown(NamedTuple):
    """Calls on one text, all with the same patterns."""

    reading: Callable[[str], object]
    signs: Callable[[str], object]
    Matcher: Callable[[str], object]


def patterns(playbooks: Playbooks, count: int) -> list[Sign]:
    """Return `count` English patterns, each a sign by itself: phrases and token patterns by half.

    They are a sample of the rules; what the rules lack is put together from words of theirs. A
    smaller sample is the beginning of a larger one.
    """
    signs = [sign for book in playbooks.of("en") for sign in (*book.cues, *book.tones)]
    single = [replace(sign, patterns=(one,)) for sign in signs for one in sign.patterns]
    phrases = [sign for sign in single if isinstance(sign.patterns[0], str)]
    tables = [sign for sign in single if not isinstance(sign.patterns[0], str)]
    half = count // 2
    mixed = zip(_sampled(phrases, half), _sampled(tables, half), strict=True)
    return [sign for both in mixed for sign in both]


def _sampled(signs: Sequence[Sign], count: int) -> list[Sign]:
    chance = Random(0)
    found = chance.sample(signs, len(signs))
    while len(found) < count:
        one, other = chance.choice(signs), chance.choice(signs)
        found.append(replace(one, patterns=(_crossed(one.patterns[0], other.patterns[0], chance),)))
    return found[:count]


def _crossed(one: Pattern, other: Pattern, chance: Random) -> Pattern:
    """Return `one` with one of its words, or one of its lists of words, from `other`."""
    if isinstance(one, str) and isinstance(other, str):
        words = one.split()
        words[chance.randrange(len(words))] = chance.choice(other.split())
        return " ".join(words)
    assert not isinstance(one, str) and not isinstance(other, str)
    lists = [table["LOWER"] for table in other if "LOWER" in table]
    places = [at for at, table in enumerate(one) if "LOWER" in table]
    if not lists or not places:
        return one
    place, words_there = chance.choice(places), chance.choice(lists)
    crossed: TokenPattern = tuple(
        {**table, "LOWER": words_there} if at == place else table for at, table in enumerate(one)
    )
    return crossed


def grown(playbooks: Playbooks, count: int, texts: Sequence[str]) -> Grown:
    """Return what reads `texts` with `count` patterns.

    The sign matcher and spaCy's get the same words, cut beforehand.
    """
    signs = patterns(playbooks, count)
    book = replace(
        playbooks.of("en")[0],
        cues=tuple(sign for sign in signs if is_cue(sign.label)),
        tones=tuple(sign for sign in signs if is_tone(sign.label)),
        acts=(),
        suggestions=(),
    )
    reader = Reader(replace(playbooks, playbooks=(book,)))
    tokenizer = Tokenizer("en")
    own = SignMatcher(signs, tokenizer)
    tokenizer.know(own.words)
    vocabulary = tokenizer.pipeline.vocab
    matcher = Matcher(vocabulary)
    for number, sign in enumerate(signs):
        matcher.add(str(number), [_as_spacy(sign.patterns[0], tokenizer)])
    cut = {text: tokenizer.text(text) for text in texts}
    docs = {text: Doc(vocabulary, words=list(cut[text].words)) for text in texts}
    return Grown(
        reading=lambda text: reader.read(text, language="en"),
        signs=lambda text: own.find(cut[text]),
        Matcher=lambda text: matcher(docs[text]),
    )


def _as_spacy(pattern: Pattern, tokenizer: Tokenizer) -> list[dict[str, Any]]:
    if isinstance(pattern, str):
        return [{"LOWER": word} for word in tokenizer.words(pattern)]
    return folded_pattern(pattern, tokenizer)
