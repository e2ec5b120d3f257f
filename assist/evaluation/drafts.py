"""Drafts in their chats with what is wrong with them -> what was found, missed and told needlessly.

One JSON object a line:

    {"id", "language", "turns": [...], "draft": "...",
     "findings": ["blame"], "evidence"?: {"blame": "words of the draft"}, "note"?}

A good draft has no findings. A finding is needless where it is told and not among them.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assist.errors import InputError
from assist.findings import DraftFinding, Span
from assist.transcript import Chat, chat_from_json
from assist.vocabulary import FINDINGS, LANGUAGES, Finding

Check = Callable[[Chat], Iterable[DraftFinding]]
"""Tells what is wrong with the draft of a chat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftCase:
    """A chat with a draft, what is wrong with it, and the words of the draft that show it."""

    where: str
    chat: Chat
    expected: frozenset[Finding]
    evidence: Mapping[Finding, str]

    @property
    def draft(self) -> str:
        """The unsent text."""
        return self.chat.draft or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A case, and what a system told of it."""

    case: DraftCase
    told: tuple[DraftFinding, ...]

    @property
    def labels(self) -> frozenset[Finding]:
        """What it told, without the words."""
        return frozenset(one.finding for one in self.told)

    def words(self, finding: Finding) -> tuple[Span, ...]:
        """Return the words by which it told a finding."""
        return tuple(span for one in self.told if one.finding == finding for span in one.evidence)

    def needless(self, of: frozenset[Finding]) -> int:
        """Return how often it told one of these findings where it is not wrong with the draft."""
        return sum(one.finding in of - self.case.expected for one in self.told)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftScore:
    """Drafts summed up, in counts; for one finding alone, or for all.

    `quiet` are the good drafts of which nothing was told, `needless` what was told of good drafts,
    `beside` what was told of faulty ones and is not wrong with them. `overlap` is the sum, over
    the `compared` findings that were found and have words, of how far these are the words told:
    the F1 of their characters, 0 to 1.
    """

    name: str
    good: int
    quiet: int
    needless: int
    faulty: int
    beside: int
    expected: int
    found: int
    compared: int
    overlap: float


def read_draft_cases(path: Path) -> Iterator[DraftCase]:
    """Yield the cases of a file in JSON Lines.

    Raises:
        InputError: a case is wrong.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path}: not UTF-8; save the file in UTF-8") from None
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _case(line, f"{path}, line {number}", id=str(number))


def checked(cases: Iterable[DraftCase], check: Check) -> Iterator[Checked]:
    """Yield each case with what is told of it."""
    for case in cases:
        yield Checked(case=case, told=tuple(check(case.chat)))


def draft_scores(checked: Sequence[Checked]) -> tuple[DraftScore, ...]:
    """Return the score of all, of each language, and of each finding that is expected or told."""
    parts = [
        ("all", checked),
        *((code, [one for one in checked if one.case.chat.language == code]) for code in LANGUAGES),
    ]
    seen = {finding for one in checked for finding in one.case.expected | one.labels}
    return (
        *(_score(name, part, FINDINGS) for name, part in parts if part),
        *(_score(finding, checked, (finding,)) for finding in FINDINGS if finding in seen),
    )


def overlap(expected: str, told: Iterable[Span], draft: str) -> float:
    """Return how far the words told are those expected: the F1 of their characters, 0 to 1.

    Words that stand in the draft more than once count where they fit best.
    """
    said = {at for span in told for at in range(span.start, span.end)}
    best, start = 0.0, draft.find(expected)
    while start >= 0 and expected:
        wanted = set(range(start, start + len(expected)))
        best = max(best, 2 * len(said & wanted) / (len(said) + len(wanted)))
        start = draft.find(expected, start + 1)
    return best


def _score(name: str, checked: Iterable[Checked], findings: Sequence[Finding]) -> DraftScore:
    of = frozenset(findings)
    good = [one for one in checked if not one.case.expected]
    faulty = [one for one in checked if one.case.expected]
    fits = [
        overlap(words, one.words(finding), one.case.draft)
        for one in faulty
        for finding, words in one.case.evidence.items()
        if finding in of & one.labels
    ]
    return DraftScore(
        name=name,
        good=len(good),
        quiet=sum(not one.labels & of for one in good),
        needless=sum(one.needless(of) for one in good),
        faulty=len(faulty),
        beside=sum(one.needless(of) for one in faulty),
        expected=sum(len(one.case.expected & of) for one in faulty),
        found=sum(len(one.labels & one.case.expected & of) for one in faulty),
        compared=len(fits),
        overlap=sum(fits),
    )


def _case(line: str, where: str, *, id: str) -> DraftCase:
    try:
        plain = json.loads(line)
    except (ValueError, RecursionError):
        raise InputError(f"{where}: not JSON; write one whole object a line") from None
    chat = chat_from_json(plain, where=where, id=id)
    if chat.draft is None:
        raise InputError(f'{where}: no draft; write the unsent text, as "draft": "..."')
    expected = frozenset(_findings(plain.get("findings"), f"{where}: `findings`"))
    evidence = {} if plain.get("evidence") is None else plain["evidence"]
    if not isinstance(evidence, Mapping) or not evidence.keys() <= expected:
        right = '{"blame": "words of the draft"}'
        raise InputError(f"{where}: `evidence` is not of its findings; write {right}")
    for finding, words in evidence.items():
        if not isinstance(words, str) or not words or words not in chat.draft:
            raise InputError(f"{where}: `evidence` of {finding}: not in the draft; quote its words")
    return DraftCase(where=where, chat=chat, expected=expected, evidence=dict(evidence))


def _findings(plain: object, here: str) -> Iterator[Finding]:
    if not isinstance(plain, list):
        raise InputError(f'{here} is no list; write ["blame"], or [] for a good draft')
    for word in plain:
        finding = next((finding for finding in FINDINGS if finding == word), None)
        if finding is None:
            raise InputError(f"{here}: {word}: not known; write one of {', '.join(FINDINGS)}")
        yield finding
