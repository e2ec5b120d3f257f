"""Another set of rules -> a reader of it: the one at hand, where both sets hear the same.

Compiling takes seconds, and most changes are to what is offered, not to what is heard.
"""

from dataclasses import replace

from assist.playbooks.model import Inference, Playbooks, Sign
from assist.reading.reader import Reader
from assist.vocabulary import LANGUAGES


def reader_of(playbooks: Playbooks, reader: Reader, made_of: Playbooks) -> Reader:
    """Return a reader of `playbooks`: `reader` itself if its own set hears the same."""
    return reader if _heard(playbooks) == _heard(made_of) else Reader(playbooks)


def _heard(playbooks: Playbooks) -> tuple[list[list[Sign]], list[Inference]]:
    """Return what a reader is made of, without what only people and tests read."""
    tables: list[list[Sign]] = []
    for language in LANGUAGES:
        books = playbooks.of(language)
        tables += [
            [_bare(one) for book in books for one in (*book.cues, *book.tones, *book.journeys)],
            [_bare(act) for book in books for act in book.acts],
        ]
    return tables, [replace(one, about="") for one in playbooks.inferences]


def _bare(sign: Sign) -> Sign:
    return replace(sign, about="", match=(), no_match=(), also=frozenset())
