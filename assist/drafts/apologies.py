"""A draft -> the finding `over-apology`: sorry twice, or once more for what was apologised for.

One short apology for the thing itself, then act: a second one says that nothing happens. Sorrow
for a loss is none; and what fails anew may be apologised for anew.
"""

from collections.abc import Iterator
from typing import Final

from assist.drafts.draft import Draft
from assist.drafts.edits import cut, exchanged
from assist.drafts.tables import Hit
from assist.findings import DraftFinding, Edit
from assist.judgement import apology

_BREATH: Final = 2
"""Words between two apologies that are one."""


def find(draft: Draft) -> Iterator[DraftFinding]:
    """Yield the finding where the apology is one too many; its edit cuts that one out."""
    hits = _apart(draft, draft.told("over-apology"))
    if not hits:
        return
    chat = draft.chat
    given = chat.times("apology-given") > 0
    if given and apology.refusal("apology", chat) is not None:
        yield from draft.of_hits("over-apology", hits, _edit(draft, hits[0]))
    elif len(hits) > 1:
        yield from draft.of_hits("over-apology", hits[1:], _edit(draft, hits[-1]))


def _apart(draft: Draft, hits: tuple[Hit, ...]) -> list[Hit]:
    """Return the apologies; two words of one breath ("I'm sorry, I apologise") are one."""
    kept: list[Hit] = []
    joined = False
    for hit in hits:
        breath = bool(kept) and hit.first - kept[-1].last <= _BREATH
        if not breath or joined or _head(draft, hit) == _head(draft, kept[-1]):
            kept.append(hit)
            joined = False
        else:
            kept[-1], joined = _joined(kept[-1], hit), True
    return kept


def _head(draft: Draft, hit: Hit) -> str:
    """Return the word of an apology that makes it one: said twice, it is no longer one breath."""
    words = draft.words.words[hit.first : hit.last]
    return "sorry" if "sorry" in words else words[-1]


def _joined(one: Hit, other: Hit) -> Hit:
    return Hit(owner=one.owner, first=one.first, last=other.last, sentence=one.sentence)


def _edit(draft: Draft, hit: Hit) -> Edit | None:
    """Return the edit that cuts the sentence of an apology; words that mend it come first."""
    return exchanged(draft, hit) or cut(draft.text, draft.sentence(hit.sentence))
