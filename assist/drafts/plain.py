"""A draft -> the findings about how it is written: insiders' words, negatives, length, shouting."""

import re
from collections.abc import Iterator
from typing import Final

from assist.conversation.said import is_known, word_hash
from assist.drafts.draft import Draft
from assist.drafts.edits import exchanged
from assist.drafts.promises import names_time
from assist.drafts.tables import Hit
from assist.findings import DraftFinding, Edit, Span
from assist.reading.folding import fold

LONG: Final = 110
"""Words from which on a reply to a plain matter is a wall of text."""
_LETTERS: Final = ("email", "web-form")
"""Channels that are letters: long ones are usual there."""
_ASKED_MUCH: Final = 3
"""Open questions that need a long reply."""
_STEPS: Final = re.compile(r"(?m)^[ \t]*(?:\d{1,2}[.)]|[-*•–])\s")
_FEW_STEPS: Final = 3
_ACRONYM: Final = re.compile(r"(?<![\w.@/-])[A-Z]{2,5}(?:-[A-Z]{2,5})?(?![\w.@-])")
_UNKNOWN: Final = 2
"""Acronyms that nobody has explained, from which on a draft is written for insiders."""
_CAPITALS: Final = re.compile(
    r"(?<![\w@/.#-])(?:[A-ZÀ-ÖØ-Þ]['’])?[A-ZÀ-ÖØ-Þ]{2,}(?:['’-][A-ZÀ-ÖØ-Þ]{2,}){0,3}(?![\w@/-])"
)
_MARKS: Final = re.compile(r"!(?:\s?!)+")
_LOUD: Final = 2
"""Words in capitals that shout; a single one may be needed."""
_LONG_WORD: Final = 3
_NO_ACRONYM: Final = 7
_TIME_WORDS: Final = 3
_QUOTES: Final = frozenset('«“"‘')
_NEAR: Final = 8


def find(draft: Draft) -> Iterator[DraftFinding]:
    """Yield what is not plain: shouting, insiders' words, negatives, a wall of text."""
    yield from _shouting(draft)
    yield from _jargon(draft)
    if negative := draft.told("negative-phrasing"):
        yield from draft.of_hits("negative-phrasing", negative, _turned(draft, negative[0]))
    if len(draft.text.split()) > LONG and _is_plain_matter(draft):
        yield from draft.found("too-long")


def _is_plain_matter(draft: Draft) -> bool:
    """Return whether two sentences would do: no steps, no list of questions, no letter."""
    chat = draft.chat
    return (
        len(_STEPS.findall(draft.text)) < _FEW_STEPS
        and len(chat.questions) < _ASKED_MUCH
        and chat.context.channel not in _LETTERS
    )


def _turned(draft: Draft, hit: Hit) -> Edit | None:
    """Return the positive words; "can ... from" only where a time follows, as it must."""
    if hit.instead and "{words}" in hit.instead:
        rest = draft.text[draft.span(hit).end :].split()[:_TIME_WORDS]
        if not names_time(draft, " ".join(rest)):
            return None
    return exchanged(draft, hit)


def _jargon(draft: Draft) -> Iterator[DraftFinding]:
    hits = draft.told("jargon")
    if any(_is_theirs(draft, hit) for hit in hits) or (hits and _speaks_it(draft)):
        return  # who says "webhook" knows what an endpoint is
    if hits:
        yield from draft.of_hits("jargon", hits, exchanged(draft, hits[0]))
        return
    unknown = {found[0]: found for found in _acronyms(draft)}
    if len(unknown) >= _UNKNOWN:
        spans = [Span(start=m.start(), end=m.end(), text=m[0]) for m in unknown.values()]
        yield from draft.found("jargon", spans)


def _is_theirs(draft: Draft, hit: Hit) -> bool:
    """Return whether the customer said all these words first."""
    stop = draft.tokenizer.pipeline.Defaults.stop_words
    words = draft.words.words[hit.first : hit.last]
    telling = [word for word in words if len(word) > 1 and word not in stop]
    return bool(telling) and all(_said(draft, word) for word in telling)


def _said(draft: Draft, word: str) -> bool:
    known = draft.chat.said.words
    return any(
        is_known(word_hash(form), known) for form in (word, word.removesuffix("s"), word + "s")
    )


def _speaks_it(draft: Draft) -> bool:
    """Return whether the customer used an insiders' acronym of the draft first."""
    excused = _excused(draft)
    return any(
        _said(draft, found[0].lower())
        for found in _ACRONYM.finditer(draft.text)
        if found[0].lower() not in excused and found[0].lower() not in draft.tokenizer.known
    )


def _acronyms(draft: Draft) -> Iterator[re.Match[str]]:
    """Yield the acronyms that neither everybody knows nor the customer used."""
    excused, words = _excused(draft), draft.tokenizer.known
    for found in _ACRONYM.finditer(draft.text):
        parts = found[0].lower().split("-")
        if all(part in excused or part in words or _said(draft, part) for part in parts):
            continue
        yield found


def _excused(draft: Draft) -> frozenset[str]:
    """Return the words in capitals that are no shouting: acronyms of the reader and the rules."""
    given = [draft.words.words[first:last] for first, last in draft.hits.given.get("shouting", ())]
    return draft.tokenizer.lexicon.acronyms | {word for words in given for word in words}


def _shouting(draft: Draft) -> Iterator[DraftFinding]:
    """Yield the finding for capitals that stress and for rows of marks."""
    excused = _excused(draft)
    loud = [one for one in _CAPITALS.finditer(draft.text) if _is_stressed(draft, one, excused)]
    long = sum(len(found[0]) >= _LONG_WORD for found in loud)
    marks = [*_MARKS.finditer(draft.text)]
    if long < _LOUD and not marks:
        return
    found = sorted([*(loud if long >= _LOUD else ()), *marks], key=lambda match: match.start())
    spans = [Span(start=m.start(), end=m.end(), text=m[0]) for m in found]
    yield from draft.found("shouting", spans, edit=_calmed(draft.text, spans))


def _is_stressed(draft: Draft, found: re.Match[str], excused: frozenset[str]) -> bool:
    """Return whether a word in capitals is a plain word, and no name, code or menu's label."""
    if _before(draft.text, found.start()) in _QUOTES:
        return False
    known = draft.tokenizer.known
    return any(
        part not in excused and (part in known or len(part) >= _NO_ACRONYM)
        for part in re.split(r"['-]", fold(found[0])[0])
        if len(part) > 1
    )


def _before(text: str, place: int) -> str:
    """Return the character before a place, blanks aside; a full stop where the text begins."""
    near = text[max(0, place - _NEAR) : place].rstrip()
    return near[-1:] or ("." if place <= _NEAR else " ")


def _calmed(text: str, spans: list[Span]) -> Edit:
    """Return the edit that writes stressed words small and leaves one mark of a row."""
    start, end = spans[0].start, spans[-1].end
    parts: list[str] = []
    place = start
    for span in spans:
        parts += [text[place : span.start], _calm(text, span)]
        place = span.end
    return Edit(start=start, end=end, text="".join(parts))


def _calm(text: str, span: Span) -> str:
    """Return one stressed word or row of marks as it is said calmly."""
    if span.text[0] == "!":
        return "!"
    opens = _before(text, span.start) in ".!?"
    return span.text.capitalize() if opens else span.text.lower()
