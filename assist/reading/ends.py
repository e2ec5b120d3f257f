"""A long text -> its two ends as one short text, and what is found there put where it was typed.

Nobody writes so much to an agent: what is that long was pasted, or is meant to be slow to read.
What matters of it stands at its beginning or at its end, and both are read as one message. So
nothing behind this has to fear a long text.
"""

from dataclasses import dataclass
from functools import partial
from typing import Final

from msgspec.structs import replace

from assist.findings import Reading, Span
from assist.reading.clip import boundary

END: Final = 4096
"""Code points that are read at each end; a text of up to twice as many is read whole."""
_WORD: Final = 100
"""Code points by which an end is shorter so that it ends between two words, where there are any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """What is read of a text.

    `text` is the text itself, or its beginning, a line end and its end; `head` is the length of
    the beginning, `skipped` how many code points stand between that and the end.
    """

    text: str
    head: int
    skipped: int = 0


def ends(text: str) -> Ends:
    """Return what is read of `text`: all of it, or both its ends."""
    if len(text) <= 2 * END:
        return Ends(text=text, head=len(text))
    beginning, end = text[:END], text[-END:]
    blank = max(beginning.rfind(mark, END - _WORD) for mark in " \n")
    beginning = beginning[: blank if blank >= 0 else boundary(text, END)]
    blank = min((at for at in (end.find(mark, 0, _WORD) for mark in " \n") if at >= 0), default=-1)
    end = end[blank + 1 :]
    skipped = len(text) - len(beginning) - len(end)
    return Ends(text=f"{beginning}\n{end}", head=len(beginning), skipped=skipped)


def placed(reading: Reading, short: Ends) -> Reading:
    """Return the reading of `short.text` with the places of the whole text.

    Words that begin in the beginning and go on in the end are cut where the beginning ends.
    """
    if not short.skipped:
        return reading
    all_ = partial(_placed, short=short)
    return replace(
        reading,
        tones=tuple(replace(one, evidence=all_(one.evidence)) for one in reading.tones),
        cues=tuple(replace(one, evidence=all_(one.evidence)) for one in reading.cues),
        acts=tuple(replace(one, evidence=all_(one.evidence)) for one in reading.acts),
        stages=tuple(replace(one, evidence=all_(one.evidence)) for one in reading.stages),
        asked=all_(reading.asked),
        mentions=tuple(replace(one, span=_moved(one.span, short)) for one in reading.mentions),
        truncated=True,
    )


def _placed(spans: tuple[Span, ...], short: Ends) -> tuple[Span, ...]:
    return tuple(_moved(span, short) for span in spans)


def _moved(span: Span, short: Ends) -> Span:
    """Return a span of the short text as one of the whole."""
    head, further = short.head, short.skipped - 1
    if span.start > head:
        return replace(span, start=span.start + further, end=span.end + further)
    if span.end <= head:
        return span
    return replace(span, end=head, text=span.text[: head - span.start])
