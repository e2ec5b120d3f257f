"""The tables of one topic file -> a playbook, and a diagnostic for each rule that is off."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, Final, TypeVar

from msgspec import UNSET

from assist.errors import PlaybookError
from assist.playbooks import conditions
from assist.playbooks.explain import fit
from assist.playbooks.format import (
    ActTable,
    CueTable,
    FindingTable,
    Header,
    InferenceTable,
    JourneyTable,
    Plain,
    SignTable,
    SuggestionTable,
    ToneTable,
    Topic,
)
from assist.playbooks.model import (
    Condition,
    Diagnostic,
    Example,
    FindingRule,
    Heard,
    Inference,
    Level,
    Pattern,
    Playbook,
    Sign,
    SuggestionRule,
)
from assist.playbooks.patterns import read_pattern
from assist.vocabulary import Language

FIELDS: Final = (
    "{customer.name}",
    "{agent.name}",
    "{order}",
    "{item}",
    "{deadline}",
    "{promise}",
    "{frame}",
    "{question}",
    "{wait}",
)
"""What a text may be filled with, in the chat's own words. A wording whose field the chat does not
know is passed over, so each rule keeps one that needs none."""

_HEADER: Final = frozenset(Header.__struct_fields__)
_TABLES: Final = frozenset(Topic.__struct_fields__) - _HEADER
_OVERRIDES: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_Rule = TypeVar("_Rule")
Complain = Callable[[str, str], None]
"""Takes where in the file, and what is wrong there."""


def read_topic(
    path: str, language: Language, topic: str, plain: Plain
) -> tuple[Playbook, tuple[Diagnostic, ...]]:
    """Return the playbook that a file's tables make; what is wrong in them is left out."""
    found: list[Diagnostic] = []

    def complain(where: str, what: str) -> None:
        found.append(Diagnostic(path=path, where=where, what=what))

    for key in plain.keys() - _HEADER - _TABLES:
        known = (*sorted(_HEADER), *sorted(_TABLES))
        complain("", f"unknown key `{key}`; {conditions.closest(key, known)}")
    header = _header(plain, topic, complain)
    playbook = Playbook(
        path=path,
        topic=topic,
        language=language,
        title=header.title,
        status=header.status,
        about=header.about,
        policy=None if header.policy is UNSET else header.policy,
        references=tuple(header.references),
        cues=tuple(read_tables(plain, "cue", "id", _cue, complain)),
        tones=tuple(read_tables(plain, "tone", "id", _tone, complain)),
        journeys=tuple(read_tables(plain, "journey", "id", _journey, complain)),
        acts=tuple(read_tables(plain, "act", "id", _act, complain)),
        suggestions=tuple(read_tables(plain, "suggestion", "id", _suggestion, complain)),
        findings=tuple(read_tables(plain, "finding", "id", _finding, complain)),
    )
    return playbook, tuple(found)


def read_inferences(
    path: str, plain: Plain
) -> tuple[tuple[Inference, ...], tuple[Diagnostic, ...]]:
    """Return the inferences of `rules/tones.toml`; what is wrong in them is left out."""
    found: list[Diagnostic] = []

    def complain(where: str, what: str) -> None:
        found.append(Diagnostic(path=path, where=where, what=what))

    for key in plain.keys() - {"inference"}:
        complain("", f"unknown key `{key}`; use `inference`")
    return tuple(read_tables(plain, "inference", "tone", _inference, complain)), tuple(found)


def read_tables(
    plain: Plain,
    table: str,
    name: str,
    read: Callable[[Plain], _Rule],
    complain: Complain,
) -> Iterator[_Rule]:
    """Yield the rules of every `[[table]]`; `name` is the key that a rule is called by."""
    rows = plain.get(table, [])
    if not isinstance(rows, list):
        complain(table, f"write [[{table}]] in two pairs of brackets, once for each")
        return
    seen: dict[object, int] = {}
    for number, row in enumerate(rows, start=1):
        called = row.get(name) if isinstance(row, dict) else None
        where = f"{table} {number}"
        if isinstance(called, str):
            seen[called] = seen.get(called, 0) + 1
            where = f'{table} "{called}"' + (f" {seen[called]}" if seen[called] > 1 else "")
        try:
            yield read(row)
        except PlaybookError as error:
            complain(where, str(error))


def _header(plain: Plain, topic: str, complain: Complain) -> Header:
    try:
        return fit(Header, {key: plain[key] for key in plain.keys() & _HEADER})
    except PlaybookError as error:
        complain("", str(error))
        return Header(title=topic.replace("-", " ").capitalize(), about="")


def _cue(plain: Plain) -> Sign:
    table = fit(CueTable, plain)
    return Sign(label=table.id, personal=table.personal, sure=table.sure, **_sign(table, plain))


def _tone(plain: Plain) -> Sign:
    table = fit(ToneTable, plain)
    return Sign(label=table.id, weight=table.weight, **_sign(table, plain))


def _journey(plain: Plain) -> Sign:
    table = fit(JourneyTable, plain)
    return Sign(label=table.id, personal=table.personal, **_sign(table, plain))


def _act(plain: Plain) -> Sign:
    table = fit(ActTable, plain)
    return Sign(label=table.id, **_sign(table, plain))


def _sign(table: SignTable, plain: Plain) -> dict[str, Any]:
    return {
        "about": table.about,
        "patterns": tuple(read_patterns(plain["patterns"])),
        "match": tuple(table.match),
        "no_match": tuple(table.no_match),
        "also": frozenset(table.also),
        "negatable": table.negatable,
    }


def read_patterns(plain: list[Any], key: str = "patterns") -> Iterator[Pattern]:
    """Yield the patterns of a list that has the right types already; `key` is what holds it."""
    for number, pattern in enumerate(plain, start=1):
        try:
            yield read_pattern(pattern)
        except PlaybookError as error:
            raise PlaybookError(f"`{key}` {number}: {error}") from None


def _suggestion(plain: Plain) -> SuggestionRule:
    table = fit(SuggestionTable, plain)
    return SuggestionRule(
        id=table.id,
        kind=table.kind,
        about=table.about,
        **_conditions(table),
        text=tuple(_text(text, number) for number, text in enumerate(table.text, start=1)),
        examples=tuple(
            Example(offered=example.offered, transcript=example.transcript)
            for example in table.example
        ),
        priority=table.priority,
        informal=tuple(_text(text, number) for number, text in enumerate(table.informal, start=1)),
    )


def _finding(plain: Plain) -> FindingRule:
    table = fit(FindingTable, plain)
    instead = None if table.instead is UNSET else table.instead
    if instead is not None and not table.patterns:
        raise PlaybookError("`instead` takes the place of what `patterns` find; write some")
    for phrase, words in (*table.replace.items(), ("instead", instead or "")):
        if not phrase.strip():
            raise PlaybookError("`replace`: the phrase is empty; write the words")
        if re.search(r"[{}]", words.replace("{words}", "")):
            raise PlaybookError(f"`{words}`: the only thing in braces may be {{words}}")
    return FindingRule(
        id=table.id,
        about=table.about,
        advice=table.advice,
        patterns=tuple(read_patterns(plain.get("patterns", []))),
        replace=tuple(table.replace.items()),
        instead=instead,
        unless=tuple(read_patterns(plain.get("unless", []), "unless")),
        requires=tuple(_condition(text, "requires") for text in table.requires),
        any=tuple(_condition(text, "any") for text in table.any),
        excludes=tuple(_condition(text, "excludes") for text in table.excludes),
        match=tuple(table.match),
        no_match=tuple(table.no_match),
        also=frozenset(table.also),
        negatable=table.negatable,
    )


def _inference(plain: Plain) -> Inference:
    table = fit(InferenceTable, plain)
    read = _conditions(table)
    for condition in chain.from_iterable(read.values()):
        is_heard = isinstance(condition, Heard) and condition.scope == "now"
        if not is_heard and not isinstance(condition, Level):
            raise PlaybookError(
                f"`{conditions.write(condition)}` needs a whole chat, and here one message is "
                "read; write a cue, a tone, or a bound on valence or intensity"
            )
    return Inference(tone=table.tone, about=table.about, score=table.score, **read)


def _conditions(table: SuggestionTable | InferenceTable) -> dict[str, tuple[Condition, ...]]:
    if not table.requires and not table.any:
        raise PlaybookError("it would always hold; write `requires` or `any`")
    return {
        key: tuple(_condition(text, key) for text in texts)
        for key, texts in (
            ("requires", table.requires),
            ("any", table.any),
            ("excludes", table.excludes),
        )
    }


def _condition(text: str, key: str) -> Condition:
    try:
        return conditions.parse(text)
    except PlaybookError as error:
        raise PlaybookError(f"`{key}`: {error}") from None


def _text(text: str, number: int) -> str:
    rest = text
    for field in FIELDS:
        rest = rest.replace(field, "")
    if not rest.strip():
        raise PlaybookError(f"`text` {number} is empty; write what the agent would send")
    if "{" in rest or "}" in rest:
        raise PlaybookError(
            f"`text` {number}: the only thing in braces may be {' or '.join(FIELDS)}"
        )
    if any(unicodedata.category(char) == "Cc" or char in _OVERRIDES for char in rest):
        raise PlaybookError(f"`text` {number}: write it on one line, without control characters")
    return text
