"""The examples of a `[[finding]]` or a limit -> those that do not come out as stated.

Conditions about the chat are taken to hold: an example shows what words do. A table of words that
a draft needs holds for an example in which it finds none of them.
"""

from collections.abc import Iterator
from typing import Literal

from assist.conversation.state import Conversation
from assist.drafts.draft import draft_of
from assist.drafts.promises import beyond_limits
from assist.drafts.tables import Hits, Tables, sentences
from assist.playbooks.check import LACKING
from assist.playbooks.model import FindingRule, Limit, Pace, Playbooks
from assist.reading.reader import Reader
from assist.vocabulary import Language

Problem = Literal["missed", "false-alarm", "over-match"]


class Proof:
    """Tries the examples of one language.

    Args:
        playbooks: all rules are in force for each example.
        language: of the examples.
        reader: of the same rules; it cuts the drafts.
    """

    def __init__(self, playbooks: Playbooks, language: Language, reader: Reader) -> None:
        self._tables = Tables(language, playbooks, reader.tokenizer(language))
        self._reader = reader

    def run(self, rule: FindingRule) -> Iterator[tuple[Problem, str, str]]:
        """Yield (what sort of failure, what is wrong, the example) for a finding's table."""
        for text in rule.match:
            hits = self._hits(text)
            if not _shows(hits, rule):
                yield "missed", f"does not show `{rule.id}`", text
            for other in hits.findings:
                if other != rule.id and other not in rule.also:
                    what = f"shows `{other}` too; list it in `also` or mend that table"
                    yield "over-match", what, text
        for text in rule.no_match:
            if _shows(self._hits(text), rule):
                yield "false-alarm", f"shows `{rule.id}` and should not", text

    def limit(self, limit: Limit) -> Iterator[tuple[Problem, str, str]]:
        """Yield the same for what may be promised about a matter."""
        words = limit.words.get(self._tables.language)
        for text in words.match if words else ():
            if not self._exceeds(limit, text):
                yield "missed", f"does not go beyond `{limit.matter}`", text
        for text in words.no_match if words else ():
            if self._exceeds(limit, text):
                yield "false-alarm", f"goes beyond `{limit.matter}` and should not", text

    def _hits(self, text: str) -> Hits:
        words = self._tables.tokenizer.text(text)
        return self._tables.find(words, sentences(words))

    def _exceeds(self, limit: Limit, text: str) -> bool:
        language = self._tables.language
        reading = self._reader.read(text, speaker="agent", language=language)
        draft = draft_of(text, reading, self._tables, Conversation.new(), 0.0, Pace())
        return any(hit.owner is limit for hit in beyond_limits(draft))


def _shows(hits: Hits, rule: FindingRule) -> bool:
    """Return whether a draft has what the table is about."""
    if rule.patterns or rule.replace:
        return any(hit.owner is rule for hit in hits.findings.get(rule.id, ()))
    return rule.id in LACKING and rule.id not in hits.given
