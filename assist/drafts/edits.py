"""A place in a draft -> the smallest edit that mends it, or none."""

from assist.drafts.draft import Draft
from assist.drafts.tables import Hit
from assist.findings import Edit, Span

_BLANK = " \t\u00a0\u202f"


def exchanged(draft: Draft, hit: Hit) -> Edit | None:
    """Return what a table puts in place of the words that it found; None where it says nothing.

    A capital at the head stays one. Words that are cut take a blank with them, and a sentence
    that would have nothing left goes as a whole.
    """
    if hit.instead is None:
        return None
    first = hit.first
    while first + 1 < hit.last and not draft.words.words[first][:1].isalnum():
        first += 1
    span = draft.words.span(first, hit.last)
    text = hit.instead.replace("{words}", hit.value or "").strip()
    if not text:
        return cut(draft.text, span)
    opens = first == 0 or draft.sentence_of[first - 1] != draft.sentence_of[first]
    if opens and span.text[:1].isupper():
        text = text[:1].upper() + text[1:]
    if text == span.text:
        return None
    return Edit(start=span.start, end=span.end, text=text)


def cut(text: str, span: Span) -> Edit | None:
    """Return the edit that cuts words out, a blank with them; None where nothing would be left."""
    start, end = span.start, span.end
    while end < len(text) and text[end] in _BLANK:
        end += 1
    if end == len(text) or text[end] in ",.!?;:\n":
        while start > 0 and text[start - 1] in _BLANK:
            start -= 1
        end = max(span.end, start)
    left = text[:start] + text[end:]
    return Edit(start=start, end=end, text="") if any(map(str.isalnum, left)) else None
