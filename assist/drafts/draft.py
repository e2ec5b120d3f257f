"""A text and the rules -> the draft as all findings look at it: its words, and what was found."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from assist.conversation.state import Conversation
from assist.drafts.tables import Hit, Hits, Tables, sentences
from assist.findings import DraftFinding, Edit, Reading, Span
from assist.judgement.conditions import satisfied
from assist.playbooks.model import FindingRule, Pace
from assist.reading.text import Text, Tokenizer
from assist.vocabulary import Act, Finding, Language

_NE: Final = re.compile(r"\bn(?:e\s+|['’])$", re.IGNORECASE)
_NEAR: Final = 4
MOST_EVIDENCE: Final = 4
"""Places that one finding shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An unsent reply: `text` as typed, its words, and what the tables find in it.

    `rules` are the tables that hold in this chat now, by finding.
    """

    text: str
    language: Language
    reading: Reading
    words: Text
    tokenizer: Tokenizer
    sentence_of: tuple[int, ...]
    hits: Hits
    rules: dict[Finding, FindingRule]
    chat: Conversation
    now: float

    @property
    def acts(self) -> frozenset[Act]:
        """What the draft does, as the reader reads it."""
        return frozenset(act.act for act in self.reading.acts)

    def gives(self, finding: Finding) -> bool:
        """Return whether it has any of the words that a draft needs not to have the finding."""
        return finding in self.hits.given

    def sentence(self, number: int) -> Span:
        """Return the words of one sentence, its mark included."""
        tokens = [at for at, one in enumerate(self.sentence_of) if one == number]
        return self.words.span(tokens[0], tokens[-1] + 1)

    def span(self, hit: Hit) -> Span:
        """Return the words that a table found, the "ne" that folding drops before them included."""
        found = self.words.span(hit.first, hit.last)
        ne = _NE.search(self.text, max(0, found.start - _NEAR), found.start)
        if self.language != "fr" or ne is None:
            return found
        return Span(start=ne.start(), end=found.end, text=self.text[ne.start() : found.end])

    def told(self, finding: Finding) -> tuple[Hit, ...]:
        """Return where the words of a finding stand."""
        return self.hits.findings.get(finding, ())

    def of_hits(
        self, finding: Finding, hits: Sequence[Hit], edit: Edit | None
    ) -> Iterator[DraftFinding]:
        """Yield the finding with the words and the advice of the table that found the first."""
        if hits:
            advice = hits[0].owner.advice if isinstance(hits[0].owner, FindingRule) else None
            spans = [self.span(hit) for hit in hits]
            yield from self.found(finding, spans, advice=advice, edit=edit)

    def found(
        self,
        finding: Finding,
        spans: Iterable[Span] = (),
        *,
        advice: str | None = None,
        about: str = "",
        edit: Edit | None = None,
    ) -> Iterator[DraftFinding]:
        """Yield the finding with its advice; none where no table holds it here and now."""
        if (rule := self.rules.get(finding)) is not None:
            yield DraftFinding(
                finding=finding,
                advice=advice or rule.advice,
                evidence=tuple(spans)[:MOST_EVIDENCE],
                about=about,
                edit=edit,
            )


def draft_of(
    text: str, reading: Reading, tables: Tables, chat: Conversation, now: float, pace: Pace
) -> Draft:
    """Return the draft as it is looked at; `tables` are of its language."""
    words = tables.tokenizer.text(text)
    numbers = sentences(words)
    hits = tables.find(words, numbers)
    held = {id(rule): satisfied(rule, chat, now, pace) is not None for rule in tables.rules}
    rules: dict[Finding, FindingRule] = {}
    for rule in tables.rules:
        if held[id(rule)]:
            rules.setdefault(rule.id, rule)
    findings = {
        name: kept
        for name, found in hits.findings.items()
        if (kept := tuple(hit for hit in found if held[id(hit.owner)]))
    }
    return Draft(
        text=text,
        language=tables.language,
        reading=reading,
        words=words,
        tokenizer=tables.tokenizer,
        sentence_of=numbers,
        hits=Hits(findings=findings, limits=hits.limits, given=hits.given),
        rules=rules,
        chat=chat,
        now=now,
    )
