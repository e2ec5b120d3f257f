"""Other ways to check a draft -> what each tells of it, in our words.

No tool that we know of checks a reply against its chat. So there are the two that cost nothing,
silence and a list of words, and two well-kept tools, each for the findings that are its own.
"""

import importlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from assist.evaluation.drafts import Check
from assist.findings import DraftFinding, Span
from assist.transcript import Chat
from assist.vocabulary import LANGUAGES, Finding, Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirror:
    """A way to check drafts, as the report lists it: what it reads and tells, how to build it.

    `package` is what must be installed, None where nothing need be.
    """

    name: str
    about: str
    languages: tuple[Language, ...]
    findings: tuple[Finding, ...]
    build: Callable[[], Check]
    package: str | None = None

    def version(self) -> str | None:
        """Return the installed version, None where there is none."""
        try:
            return version(self.package) if self.package else None
        except PackageNotFoundError:
            return None

    @property
    def there(self) -> bool:
        """Whether it can be built."""
        return self.package is None or self.version() is not None


_SORRY: Final = r"(?:sorry|apolog\w+|désolée?s?|excus\w+|pardon)"
_WORDS: Final[Mapping[Finding, str]] = {
    "blame": (
        r"you should have|you failed to|you forgot|your (?:own )?(?:fault|mistake)"
        r"|vous auriez dû|tu aurais dû|vous avez oublié|(?:votre|ta) (?:faute|erreur)"
    ),
    "over-promise": (
        r"guarantee[ds]?|definitely|never happen again|100 ?%|i promise"
        r"|garanti[est]?|à coup sûr|plus jamais|sans faute|promis"
    ),
    "vague-deadline": (
        r"soon|as soon as possible|asap|shortly"
        r"|bientôt|dès que possible|sous peu|(?:dans les )?meilleurs délais|prochainement"
    ),
    "over-apology": rf"{_SORRY}\b.*\b{_SORRY}",
    "humour-risk": r"haha+|lol|mdr|just kidding|je plaisante|\w*[😂🤣😜😉😅]",
    "curt": r"calm down|as i (?:already )?said|read the faq|calmez-vous|comme (?:déjà )?dit",
    "shouting": r"\w*!{2,}|(?-i:[A-ZÀ-Ý]{4,})",
    "jargon": r"RMA|SLA|KYC|L[123]|N[123]|tickets?|escalat\w+|escalad\w+|back-?end|back-?office",
    "too-long": r"(?:\S+\s+){120}\S+",
    "negative-phrasing": (
        r"unfortunately|can't|cannot|won't|unable to"
        r"|malheureusement|ne pouvons pas|impossible|n'hésitez pas|pas de soucis?"
    ),
    "card-number": r"(?:\d[ -]?){12,18}\d",
}
"""What anybody would list in an hour, in both languages; nothing was tuned on any draft."""


def silence() -> Check:
    """Return what never tells anything."""
    return lambda chat: ()


def word_list() -> Check:
    """Return what tells a finding wherever one of its words stands, and sentences said before."""
    lists = {
        finding: re.compile(rf"(?is)(?<!\w)(?:{words})(?!\w)") for finding, words in _WORDS.items()
    }

    def check(chat: Chat) -> Iterator[DraftFinding]:
        draft = chat.draft or ""
        for finding, words in lists.items():
            if found := words.search(draft):
                yield _told(finding, draft, *found.span())
        agents = " ".join(turn.text for turn in chat.turns if turn.speaker == "agent")
        for sentence in re.finditer(r"[^.!?]+[.!?]", draft):
            if len(sentence[0].split()) >= 5 and sentence[0].strip() in agents:
                yield _told("repeated-phrase", draft, *sentence.span())
                return

    return check


def proselint() -> Check:
    """Return proselint with all its checks; two kinds of them are findings of ours."""
    registry = importlib.import_module("proselint.registry").CheckRegistry()
    registry.register_many(importlib.import_module("proselint.checks").__register__)
    lint_file = importlib.import_module("proselint.tools").LintFile
    ours: Mapping[str, Finding] = {
        "industrial_language": "jargon",
        "typography.punctuation": "shouting",
    }

    def check(chat: Chat) -> Iterator[DraftFinding]:
        draft = chat.draft or ""
        for result in lint_file(source="draft", content=draft).lint():
            path, (start, end) = result.check_result.check_path, result.check_result.span
            for group, finding in ours.items():
                if path.startswith(f"{group}."):
                    # Its positions begin with 1.
                    yield _told(finding, draft, start - 1, end - 1)

    return check


def presidio() -> Check:
    """Return Presidio's recogniser of payment cards."""
    recognizers = importlib.import_module("presidio_analyzer.predefined_recognizers")
    cards = recognizers.CreditCardRecognizer()

    def check(chat: Chat) -> Iterator[DraftFinding]:
        draft = chat.draft or ""
        for result in cards.analyze(draft, ["CREDIT_CARD"], nlp_artifacts=None):
            yield _told("card-number", draft, result.start, result.end)

    return check


def _told(finding: Finding, draft: str, start: int, end: int) -> DraftFinding:
    span = Span(start=start, end=end, text=draft[start:end])
    return DraftFinding(finding=finding, advice="", evidence=(span,))


DRAFT_PEERS: Final = (
    Mirror(
        name="silence",
        about="nothing, ever: no reply is held up, and no fault is found",
        languages=LANGUAGES,
        findings=(),
        build=silence,
    ),
    Mirror(
        name="word-list",
        about="a finding wherever a word of its list stands; the draft alone, but for repetitions",
        languages=LANGUAGES,
        findings=(*_WORDS, "repeated-phrase"),
        build=word_list,
    ),
    Mirror(
        name="proselint",
        about="its checks of commercial language (`jargon`) and of rows of marks (`shouting`)",
        languages=("en",),
        findings=("jargon", "shouting"),
        build=proselint,
        package="proselint",
    ),
    Mirror(
        name="presidio",
        about="payment cards (`card-number`), by pattern and check digit",
        languages=LANGUAGES,
        findings=("card-number",),
        build=presidio,
        package="presidio-analyzer",
    ),
)
"""In the order of the report."""
