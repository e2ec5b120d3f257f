"""A draft -> the findings about how it meets the customer: `blame`, `curt`, `humour-risk`."""

import re
from collections.abc import Iterator
from typing import Final

from assist.drafts.draft import Draft
from assist.drafts.edits import cut, exchanged
from assist.findings import DraftFinding, Edit
from assist.judgement import licence
from assist.reading.folding import fold
from assist.vocabulary import NEGATIVE_TONES, Cue, Tone

_BARE: Final = re.compile(
    r"\W*(?:(?:no|nope|nah|never|impossible|not possible|no way|no chance|can't(?: do)?|cannot"
    r"|won't|not available|unavailable|wrong|later|not now|not today|not yet|what|why|so|ok"
    r"|k|whatever|so what|done|fixed|wait|don't know|no idea|dunno|non|jamais|pas possible|exclu"
    r"|indisponible|faux|plus tard|pas maintenant|quoi|pourquoi|et alors|attendez|attends|fait"
    r"|aucune idee|(?:je )?sais pas|pas encore|hors de question)\W*){1,2}(?:bye|au revoir)?\W*"
    r"|\W*(?:just )?(?:call|ask|contact|ring|phone|email|read|google)(?: [\w']{1,15}){1,3}\W*"
)
_BRUSQUE: Final = re.compile(r"\W*(?:no|not|nope|what|why|non|quoi|pourquoi|impossible|pas)\b")
"""All that somebody gets who asks or complains; "Three months." is an answer."""
_GRAVE: Final[frozenset[Cue | Tone]] = frozenset(
    {"vulnerability", "safety", "fraud-worry", "abuse", "long-wait", "repeat-contact", "churn-risk"}
)
_LOOKED_AT: Final = 60
_CLOSES: Final[frozenset[Cue | Tone]] = frozenset({"farewell", "gratitude", "resolved"})


def find(draft: Draft) -> Iterator[DraftFinding]:
    """Yield what hurts: a reproach, a brusque line, a joke that nobody asked for."""
    if hits := draft.told("blame"):
        yield from draft.of_hits("blame", hits, exchanged(draft, hits[0]))
    if hits := draft.told("curt"):
        yield from draft.of_hits("curt", hits, exchanged(draft, hits[0]))
    elif _is_bare(draft):
        span = draft.words.span(0, len(draft.words.words))
        yield from draft.found("curt", [span])
    if (hits := draft.told("humour-risk")) and not _laughs_along(draft):
        yield from draft.of_hits("humour-risk", hits, _without_joke(draft))


def _laughs_along(draft: Draft) -> bool:
    """Return whether the agent may joke, or the customer laughs at it themselves, unhurt."""
    if licence.refusal(draft.chat) is None:
        return True
    labels = draft.chat.turn.labels
    return "playfulness" in labels and not labels & {*NEGATIVE_TONES, *_GRAVE}


def _is_bare(draft: Draft) -> bool:
    """Return whether a word or two are all that somebody gets who asks or complains."""
    turn = draft.chat.turn
    wants = turn.asks or bool(turn.labels & {"problem", *NEGATIVE_TONES})
    bare = _BARE.fullmatch(fold(draft.text[:_LOOKED_AT])[0])
    if bare is None or draft.gives("curt"):
        return False
    return wants or (_BRUSQUE.match(bare[0]) is not None and not turn.labels & _CLOSES)


def _without_joke(draft: Draft) -> Edit | None:
    """Return the edit that cuts the sentence of the joke; a wink alone goes by itself."""
    hit = draft.told("humour-risk")[0]
    span = draft.span(hit)
    if not any(map(str.isalnum, span.text)):
        return cut(draft.text, span)
    return cut(draft.text, draft.sentence(hit.sentence))
