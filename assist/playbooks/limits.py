"""The tables of `promises.toml` -> what may be promised, matter by matter.

[refund]
about = "A bank takes some days to show a refund."
soonest = "3d"
policy = "Refunds 2.3"
en.patterns = ["your refund", "money back"]
en.advice = "A refund takes 3 to 5 working days: say so."
"""

import re
from typing import Annotated, Final

from msgspec import UNSET, Meta, Struct, UnsetType

from assist.errors import PlaybookError
from assist.playbooks.explain import fit
from assist.playbooks.format import About, Line, Pattern, Plain, Text
from assist.playbooks.model import Diagnostic, Limit, LimitWords
from assist.playbooks.topics import read_patterns
from assist.vocabulary import LANGUAGES

_LENGTH: Final = re.compile(r"([0-9]{1,4})([smhd])")
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_MATTER: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class WordsTable(Struct, forbid_unknown_fields=True, kw_only=True):
    """The words of one language, as the file has them."""

    patterns: Annotated[list[Pattern], Meta(min_length=1)]
    advice: Line
    unless: list[Pattern] = []
    match: list[Text] = []
    no_match: list[Text] = []


class LimitTable(Struct, forbid_unknown_fields=True, kw_only=True):
    """One matter, as the file has it."""

    about: About
    soonest: Line | UnsetType = UNSET
    above: Annotated[float, Meta(gt=0)] | UnsetType = UNSET
    policy: Line | UnsetType = UNSET
    en: WordsTable | UnsetType = UNSET
    fr: WordsTable | UnsetType = UNSET


def read_limits(path: str, plain: Plain) -> tuple[tuple[Limit, ...], tuple[Diagnostic, ...]]:
    """Return the limits; a matter that is wrong is left out and told."""
    limits: list[Limit] = []
    found: list[Diagnostic] = []
    for matter, table in plain.items():
        try:
            limits.append(_limit(matter, table))
        except PlaybookError as error:
            found.append(Diagnostic(path=path, where=f"[{matter}]", what=str(error)))
    return tuple(limits), tuple(found)


def _limit(matter: str, plain: object) -> Limit:
    if not isinstance(plain, dict):
        raise PlaybookError("no table; write the matter's name in brackets, as [refund]")
    if not _MATTER.fullmatch(matter):
        raise PlaybookError("write the matter in small letters and hyphens, as [next-delivery]")
    table = fit(LimitTable, plain)
    if table.soonest is UNSET and table.above is UNSET:
        raise PlaybookError("it limits nothing; write `soonest` or `above`")
    written = {language: getattr(table, language) for language in LANGUAGES}
    return Limit(
        matter=matter,
        about=table.about,
        policy=None if table.policy is UNSET else table.policy,
        soonest=None if table.soonest is UNSET else _seconds(table.soonest),
        above=None if table.above is UNSET else table.above,
        words={
            language: _words(words, plain[language])
            for language, words in written.items()
            if words is not UNSET
        },
    )


def _words(table: WordsTable, plain: Plain) -> LimitWords:
    return LimitWords(
        patterns=tuple(read_patterns(plain["patterns"])),
        advice=table.advice,
        unless=tuple(read_patterns(plain.get("unless", []), "unless")),
        match=tuple(table.match),
        no_match=tuple(table.no_match),
    )


def _seconds(words: str) -> float:
    found = _LENGTH.fullmatch(words)
    if found is None or int(found[1]) == 0:
        raise PlaybookError(f"`soonest`: `{words}` is no length; write `90m`, `2h` or `3d`")
    return float(int(found[1]) * _SECONDS[found[2]])
