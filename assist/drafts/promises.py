"""A draft -> the findings `over-promise` and `vague-deadline`.

Too much: words that guarantee, a time before the policy's soonest, an amount beyond what an
agent may give. Too little: a promise whose time says nothing, where no real time stands beside.
"""

import re
from collections.abc import Iterator
from typing import Final

from assist.conversation.times import moment
from assist.drafts.draft import Draft
from assist.drafts.edits import exchanged
from assist.drafts.tables import Hit
from assist.findings import DraftFinding
from assist.playbooks.model import Limit

_AMOUNT: Final = re.compile(
    r"[€$£]\s?(\d[\d ,.\u00a0\u202f]*)"
    r"|(\d[\d ,.\u00a0\u202f]*)\s?(?:€|\$|£|(?:euros?|eur|dollars?|usd|pounds?|gbp|quid|chf)\b)",
    re.IGNORECASE,
)
_MONTHS: Final = (
    r"(?:janu|janv|febr|f[ée]vr|march\b|mars\b|april\b|avril\b|may\b|mai\b|june\b|juin\b|july\b|juil"
    r"|augu|ao[uû]t|sept|octo|nove|d[ée]ce)"
)
_DATED: Final = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th|er)?(?: of)? {_MONTHS}|{_MONTHS}\w* \d{{1,2}}\b"
    r"|\b\d{1,2}[/.]\d{1,2}\b",
    re.IGNORECASE,
)
"""A date, however far away."""
_SAME_DAY: Final = re.compile(r"\b(?:today|tonight|aujourd.hui|ce soir)\b", re.IGNORECASE)
_DAY: Final = 86400.0
_CALENDAR: Final = 1_800_000_000.0
"""Any day of the calendar: there "on Friday" is a moment, in a replay's own time it is none."""


def find(draft: Draft) -> Iterator[DraftFinding]:
    """Yield what is promised too much, then what is promised without a time."""
    if hits := draft.told("over-promise"):
        yield from draft.of_hits("over-promise", hits, exchanged(draft, hits[0]))
    else:
        yield from _too_much(draft)
    vague = [hit for hit in draft.told("vague-deadline") if not _is_timed(draft, hit)]
    if vague:
        yield from draft.of_hits("vague-deadline", vague, exchanged(draft, vague[0]))


def names_time(draft: Draft, words: str) -> bool:
    """Return whether words name a day, an hour or a length of time."""
    named = moment(words, _CALENDAR, language=draft.language, timezone=None)
    return named is not None or _DATED.search(words) is not None


def _is_timed(draft: Draft, hit: Hit) -> bool:
    """Return whether a real time stands in the same sentence as a vague one, or in the next."""
    last = draft.sentence_of[-1]
    span, sentence = draft.span(hit), draft.sentence(hit.sentence)
    rest = (
        sentence.text[: span.start - sentence.start],
        sentence.text[max(0, span.end - sentence.start) :],
        draft.sentence(hit.sentence + 1).text if hit.sentence < last else "",
    )
    return any(names_time(draft, words) for words in rest)


def _too_much(draft: Draft) -> Iterator[DraftFinding]:
    """Yield the first promise that the policy does not cover, with the clause."""
    for hit in beyond_limits(draft):
        assert isinstance(hit.owner, Limit)
        words, policy = hit.owner.words[draft.language], hit.owner.policy
        advice = f"{words.advice} ({policy})" if policy else words.advice
        yield from draft.found("over-promise", [draft.sentence(hit.sentence)], advice=advice)
        return


def beyond_limits(draft: Draft) -> Iterator[Hit]:
    """Yield where a sentence about a matter names a time too soon, or an amount too high."""
    for hit in draft.hits.limits:
        words = draft.sentence(hit.sentence).text
        if isinstance(hit.owner, Limit) and (
            _is_too_soon(draft, hit.owner, words) or _is_too_much(hit.owner, words)
        ):
            yield hit


def _is_too_soon(draft: Draft, limit: Limit, words: str) -> bool:
    if limit.soonest is None:
        return False
    due = moment(words, draft.now, language=draft.language, timezone=draft.chat.context.timezone)
    if due is None and _SAME_DAY.search(words):
        return limit.soonest >= _DAY  # a replay's own time knows no evenings
    return due is not None and due - draft.now < limit.soonest


def _is_too_much(limit: Limit, words: str) -> bool:
    if limit.above is None:
        return False
    return any(_value(one or other) > limit.above for one, other in _AMOUNT.findall(words))


def _value(amount: str) -> float:
    """Return the number of "1,200.50", "1 200,50" and "50."."""
    plain = re.sub(r"[ \u00a0\u202f]", "", amount).rstrip(".,")
    plain = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", plain).replace(",", ".")
    try:
        return float(plain)
    except ValueError:
        return 0.0
