"""A loaded set of playbooks -> what its authors still owe: examples, the other language, texts.

Nothing is run here; assist/evaluation/examples.py runs the examples. What is missing never
switches a rule off: it runs, and the check says what to add.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from assist.playbooks import conditions
from assist.playbooks.conflicts import conflicts
from assist.playbooks.model import (
    Condition,
    Diagnostic,
    FindingRule,
    Given,
    Heard,
    Playbook,
    Playbooks,
    Sign,
    SuggestionRule,
)
from assist.playbooks.overlay import OVERLAYS
from assist.playbooks.topics import FIELDS
from assist.vocabulary import LANGUAGES, Finding, Language

CODE_FOUND: Final = frozenset({"sarcasm", "shouting"})
"""Cues that the reader finds by itself, with or without a sign."""

LACKING: Final[frozenset[Finding]] = frozenset(
    {"ignores-question", "ignores-feeling", "no-next-step", "curt"}
)
"""Findings whose tables may list the words that a draft needs. The other findings without
patterns are made by code, and have no words that an example could prove."""

_Key = tuple[str, str]


def check(playbooks: Playbooks) -> tuple[Diagnostic, ...]:
    """Return everything that is missing or does not agree, in the order of the files."""
    found = [*_alone(playbooks), *_one_language_only(playbooks), *_disagreements(playbooks)]
    known = {(problem.where, problem.what) for problem in found}
    for name, team in playbooks.overlays.items():
        # A team may serve one language alone; what is wrong without it is told already.
        new = (one for one in _alone(team) if (one.where, one.what) not in known)
        found += (_of_team(one, name) for one in new)
    return tuple(sorted(found, key=lambda problem: (problem.path, problem.where)))


def own_rules(team: Playbooks, base: Playbooks) -> tuple[Playbook, ...]:
    """Return what an overlay wrote itself: its suggestions by topic, without signs."""
    there = {(book.language, rule) for book, rule in _suggestions(base)}
    return tuple(
        Playbook(
            path=book.path,
            topic=book.topic,
            language=book.language,
            title=book.title,
            status=book.status,
            about=book.about,
            suggestions=tuple(
                rule for rule in book.suggestions if (book.language, rule) not in there
            ),
        )
        for book in team.playbooks
        if book.path.startswith(OVERLAYS)
    )


def signs_of(book: Playbook) -> Iterator[tuple[str, Sign]]:
    """Yield the signs of a topic, each with where it stands (`cue "problem"`)."""
    for table, signs in (
        ("cue", book.cues),
        ("tone", book.tones),
        ("journey", book.journeys),
        ("act", book.acts),
    ):
        seen: Counter[str] = Counter()
        for sign in signs:
            seen[sign.label] += 1
            number = f" {seen[sign.label]}" if seen[sign.label] > 1 else ""
            yield f'{table} "{sign.label}"{number}', sign


def findings_of(book: Playbook) -> Iterator[tuple[str, FindingRule]]:
    """Yield the findings of a topic, each with where it stands (`finding "blame"`)."""
    seen: Counter[str] = Counter()
    for rule in book.findings:
        seen[rule.id] += 1
        number = f" {seen[rule.id]}" if seen[rule.id] > 1 else ""
        yield f'finding "{rule.id}"{number}', rule


def where_of(rule: SuggestionRule) -> str:
    """Return where a suggestion stands in its file."""
    return f'suggestion "{rule.id}"'


def _of_team(problem: Diagnostic, team: str) -> Diagnostic:
    """Return the problem with the team named, where its path does not tell."""
    if problem.path.startswith(OVERLAYS):
        return problem
    return replace(problem, what=f"{problem.what} (so it is for the team “{team}”)")


def _alone(playbooks: Playbooks) -> Iterator[Diagnostic]:
    """Yield what is wrong in a set, but for what its languages owe each other."""
    for book in playbooks.playbooks:
        yield from _book(book)
    yield from _repeated_texts(playbooks)
    yield from _dead_conditions(playbooks)
    yield from conflicts(playbooks)


def _book(book: Playbook) -> Iterator[Diagnostic]:
    """Yield what one topic lacks by itself."""
    for where, sign in signs_of(book):
        for what in _sign(sign):
            yield Diagnostic(path=book.path, where=where, what=what)
    for rule in book.suggestions:
        for what in _suggestion(rule):
            yield Diagnostic(path=book.path, where=where_of(rule), what=what)
    for where, finding in findings_of(book):
        if finding.patterns or finding.replace or (finding.unless and finding.id in LACKING):
            for what in _sign(finding):
                yield Diagnostic(path=book.path, where=where, what=what)


def _sign(sign: Sign | FindingRule) -> Iterator[str]:
    if len(sign.match) < 2:
        yield "fewer than two `match` examples; add messages that must show it"
    if not sign.no_match:
        yield "no `no_match` example; add a message that looks like it and is not"
    for text, count in Counter((*sign.match, *sign.no_match)).items():
        if count > 1:
            yield f"the example “{text}” stands there twice; keep one"


def _suggestion(rule: SuggestionRule) -> Iterator[str]:
    if not any(example.offered for example in rule.examples):
        yield "no example with `offered = true`; add a chat at whose end it is on offer"
    if all(example.offered for example in rule.examples):
        yield "no example with `offered = false`; add a chat in which it stays silent"
    if sum("{customer.name}" not in text for text in rule.text) < 2:
        yield "fewer than two texts do without the customer's name; add one without it"
    for key, texts in (("text", rule.text), ("informal", rule.informal)):
        if texts and all(any(field in text for field in FIELDS) for text in texts):
            yield f"every `{key}` has a field; add one that is right where nothing is known"


def _repeated_texts(playbooks: Playbooks) -> Iterator[Diagnostic]:
    first: dict[tuple[Language, str], tuple[str, int]] = {}
    for book, rule in _suggestions(playbooks):
        for number, text in enumerate((*rule.text, *rule.informal)):
            key = (book.language, " ".join(text.split()).casefold())
            owner = first.setdefault(key, (rule.id, number))
            if owner != (rule.id, number):
                place = "twice" if owner[0] == rule.id else f"in “{owner[0]}” too"
                what = f"the text “{text}” stands {place}; reword it"
                yield Diagnostic(path=book.path, where=where_of(rule), what=what)


def _one_language_only(playbooks: Playbooks) -> Iterator[Diagnostic]:
    """Yield each topic, sign and suggestion that not every language has."""
    there: dict[Language, dict[_Key, Playbook]] = {language: {} for language in LANGUAGES}
    for book in playbooks.playbooks:
        there[book.language] |= dict.fromkeys(_contents(book), book)
    for contents in there.values():
        for other in LANGUAGES:
            topics = {book.topic for book in playbooks.of(other)}
            for key, book in contents.items():
                if key in there[other] or (book.topic not in topics and key[1]):
                    continue
                what = f"not in {other}; write it in {other}/{book.topic}.toml too"
                yield Diagnostic(path=book.path, where=key[1], what=what)


def _contents(book: Playbook) -> Iterator[_Key]:
    yield book.topic, ""
    for where, sign in signs_of(book):
        if not where[-1].isdigit():
            yield book.topic, f'{where.split()[0]} "{sign.label}"'
    for rule in book.suggestions:
        yield book.topic, where_of(rule)
    for where, _ in findings_of(book):
        if not where[-1].isdigit():
            yield book.topic, where


def _disagreements(playbooks: Playbooks) -> Iterator[Diagnostic]:
    """Yield each suggestion whose meaning differs from the first language's."""
    first: dict[str, tuple[Playbook, SuggestionRule]] = {}
    for book, rule in _suggestions(playbooks):
        model_book, model = first.setdefault(rule.id, (book, rule))
        pairs = {
            "kind": (rule.kind, model.kind),
            "priority": (rule.priority, model.priority),
            "requires": (set(rule.requires), set(model.requires)),
            "any": (set(rule.any), set(model.any)),
            "excludes": (set(rule.excludes), set(model.excludes)),
        }
        for key, (here, there) in pairs.items():
            if here != there:
                what = f"`{key}` differs from {model_book.path}; make them agree"
                yield Diagnostic(path=book.path, where=where_of(rule), what=what)


def _dead_conditions(playbooks: Playbooks) -> Iterator[Diagnostic]:
    """Yield each condition on a label that nothing can show in that language."""
    inferred = {rule.tone for rule in playbooks.inferences}
    for language in LANGUAGES:
        books = playbooks.of(language)
        shown = {sign.label for book in books for _, sign in signs_of(book)}
        for book in books:
            for rule in book.suggestions:
                for condition in (*rule.requires, *rule.any, *rule.excludes):
                    label = _label(condition)
                    if label is not None and label not in shown | inferred | CODE_FOUND:
                        words = conditions.write(condition)
                        what = f"`{words}` never holds: no sign in {language} shows `{label}`"
                        what += "; write one, or drop the condition"
                        yield Diagnostic(path=book.path, where=where_of(rule), what=what)


def _label(condition: Condition) -> str | None:
    if isinstance(condition, Heard):
        return condition.label
    return condition.act if isinstance(condition, Given) else None


def _suggestions(playbooks: Playbooks) -> Iterator[tuple[Playbook, SuggestionRule]]:
    return ((book, rule) for book in playbooks.playbooks for rule in book.suggestions)
