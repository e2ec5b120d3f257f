"""A draft -> the finding `repeated-phrase`: a sentence that the agents have said already.

The chat keeps no transcript: hashes of every five words in a row tell that words come again.
"""

import re
from collections.abc import Iterator
from typing import Final

from assist.conversation.said import is_known, rows_of, sentences, word_hash
from assist.conversation.state import Conversation
from assist.drafts.draft import Draft
from assist.drafts.edits import cut
from assist.findings import DraftFinding, Edit, Span

RUN: Final = 4
"""Rows of five words one after the other, that is eight words, that make a repetition."""
_AGAIN: Final = re.compile(
    r"\b(?:again|repeat|once more|r[ée]p[ée]te\w*|redire|redites?|redis|rappeler)\b", re.IGNORECASE
)
_ASKED_AGAIN: Final = ("repeat", "repeter", "repetez", "repete", "redire", "reexpliquer")
_MARKS: Final = ".!?;"


def find(draft: Draft) -> Iterator[DraftFinding]:
    """Yield the finding where a sentence was said before; its edit cuts a whole one out."""
    known = draft.chat.said.rows
    if not known or _is_asked_again(draft.chat):
        return
    spans: list[Span] = []
    edit: Edit | None = None
    for start, end, words in sentences(draft.text):
        rows = [is_known(row, known) for row in rows_of(words)]
        run = _longest(rows)
        if not rows or (run < RUN and not all(rows)):
            continue
        said = draft.text[start:end]
        first = start + len(said) - len(said.lstrip())
        last = end + 1 if draft.text[end : end + 1] in tuple(_MARKS) else end
        spans.append(Span(start=first, end=last, text=draft.text[first:last]))
        if edit is None and 2 * sum(rows) >= len(rows):
            edit = cut(draft.text, spans[-1])
    if spans:
        yield from draft.found("repeated-phrase", spans, edit=edit)


def _is_asked_again(chat: Conversation) -> bool:
    """Return whether the customer asks to hear it again."""
    if any(is_known(word_hash(word), chat.said.words) for word in _ASKED_AGAIN):
        return True
    return any(_AGAIN.search(question.words) for question in chat.questions)


def _longest(rows: list[bool]) -> int:
    """Return the length of the longest row of hits."""
    longest = current = 0
    for known in rows:
        current = current + 1 if known else 0
        longest = max(longest, current)
    return longest
