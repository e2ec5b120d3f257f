"""What one team writes over the rules -> the set of rules that holds for this team.

    overlays/<team>/en/leaving.toml   lies over rules/en/leaving.toml
    overlays/<team>/waits.toml        lies over rules/waits.toml
    overlays/<team>/promises.toml     lies over rules/promises.toml

An overlay changes what is offered, never what is heard: one reader, compiled once, serves all
teams, and their reports stay comparable. So signs are refused here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from assist.playbooks import conditions
from assist.playbooks.format import Plain, Topic
from assist.playbooks.model import (
    Diagnostic,
    FindingRule,
    Limit,
    Pace,
    Playbook,
    Playbooks,
    SuggestionRule,
)
from assist.playbooks.topics import Complain, read_topic
from assist.vocabulary import Language

OVERLAYS: Final = "overlays/"
"""What the path of an overlay's file begins with in diagnostics, whatever its folder is called."""
_KEYS: Final = ("finding", "off", "policy", "suggestion", "title")
_CARDS: Final = ("finding", "policy", "suggestion", "title")


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """A file that lies over the topic of its name. `off` lists suggestions and findings to leave
    out."""

    path: str
    topic: str
    language: Language
    title: str | None = None
    policy: str | None = None
    off: tuple[str, ...] = ()
    suggestions: tuple[SuggestionRule, ...] = ()
    findings: tuple[FindingRule, ...] = ()


def read_overlay(
    path: str, language: Language, topic: str, plain: Plain
) -> tuple[Overlay, tuple[Diagnostic, ...]]:
    """Return what a file lays over its topic; what is wrong in it is left out."""
    found: list[Diagnostic] = []

    def complain(where: str, what: str) -> None:
        found.append(Diagnostic(path=path, where=where, what=what))

    for key in sorted(plain.keys() - set(_KEYS)):
        complain(*_refused(key, f"{language}/{topic}.toml"))
    head = {"title": topic, "about": topic}
    book, wrong = read_topic(
        path, language, topic, head | {key: plain[key] for key in _CARDS if key in plain}
    )
    overlay = Overlay(
        path=path,
        topic=topic,
        language=language,
        title=book.title if plain.get("title") == book.title else None,
        policy=book.policy,
        off=_off(plain.get("off", []), complain),
        suggestions=book.suggestions,
        findings=book.findings,
    )
    return overlay, (*found, *wrong)


def lay(
    base: Playbooks,
    overlays: Iterable[Overlay],
    paces: Mapping[str, Pace],
    limits: Iterable[Limit] = (),
) -> tuple[Playbooks, tuple[Diagnostic, ...]]:
    """Return the set with the overlays of one team on it; what does not fit is left out."""
    books = {(book.language, book.topic): book for book in base.playbooks}
    found: list[Diagnostic] = []
    for overlay in overlays:
        key = overlay.language, overlay.topic
        taken = {
            rule.id: book.path
            for (language, topic), book in books.items()
            if language == overlay.language and topic != overlay.topic
            for rule in book.suggestions
        }
        books[key] = _laid(books.get(key), overlay, taken, found)
    matters = {limit.matter: limit for limit in (*base.limits, *limits)}
    laid = replace(
        base,
        playbooks=tuple(books.values()),
        paces={**base.paces, **paces},
        limits=tuple(matters.values()),
    )
    return replace(laid, diagnostics=(), overlays={}), tuple(found)


def _laid(
    under: Playbook | None, over: Overlay, taken: Mapping[str, str], found: list[Diagnostic]
) -> Playbook:
    """Return a topic with its overlay; `taken` are the ids of other topics, with their files."""

    def complain(where: str, what: str) -> None:
        found.append(Diagnostic(path=over.path, where=where, what=what))

    if under is None:
        title = over.title or over.topic.replace("-", " ").capitalize()
        under = Playbook(
            path=over.path,
            topic=over.topic,
            language=over.language,
            title=title,
            status="stable",
            about=title,
        )
    rules = {rule.id: rule for rule in under.suggestions}
    written: set[str] = set()
    for rule in over.suggestions:
        where = f'suggestion "{rule.id}"'
        if rule.id in taken:
            complain(where, f"the id is taken in {taken[rule.id]}; lay it over that file")
        elif rule.id in written:
            complain(where, "it stands there twice; keep one")
        else:
            rules[rule.id] = rule
            written.add(rule.id)
    findings = _findings(under, over)
    there = {finding.id for finding in findings}
    for name in over.off:
        if rules.pop(name, None) is None and name not in there:
            known = (*rules, *sorted(there)) or ("another topic",)
            complain("", f"`off`: no suggestion `{name}` here; {conditions.closest(name, known)}")
    return replace(
        under,
        path=over.path,
        title=over.title or under.title,
        policy=over.policy or under.policy,
        suggestions=tuple(rules.values()),
        findings=tuple(finding for finding in findings if finding.id not in over.off),
    )


def _findings(under: Playbook, over: Overlay) -> tuple[FindingRule, ...]:
    """Return the findings of a topic; those that an overlay writes replace those of their id."""
    written = {finding.id for finding in over.findings}
    kept = tuple(finding for finding in under.findings if finding.id not in written)
    return (*kept, *over.findings)


def _refused(key: str, file: str) -> tuple[str, str]:
    """Return where a key stands that an overlay may not hold, and what to do."""
    if key in ("cue", "tone", "act", "journey"):
        return key, f"signs are the same for all teams; write [[{key}]] in rules/{file}"
    if key in Topic.__struct_fields__:
        return "", f"`{key}` is the same for all teams; write it in rules/{file}"
    return "", f"unknown key `{key}`; {conditions.closest(key, _KEYS)}"


def _off(plain: object, complain: Complain) -> tuple[str, ...]:
    if isinstance(plain, list) and all(isinstance(name, str) for name in plain):
        return tuple(dict.fromkeys(plain))
    complain("", '`off`: write the ids in a list, as ["share-joy", "wish-well"]')
    return ()
