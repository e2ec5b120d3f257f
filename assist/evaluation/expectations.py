"""A written conversation -> the chat, and what may be on screen at places of it.

In a transcript, below a message, a `context:` line or the final `wait:`, `silence` among the kinds
where nothing need be shown:

    customer: my parcel is late
    #> silence ownership | never humour

In JSON, in a turn, or in the conversation for the end of its `until`:

    "expect": {"welcome": ["silence", "ownership"], "never": ["humour"]}
"""

import json
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from assist.errors import InputError
from assist.transcript import Chat, chat_from_json, parse_transcript
from assist.vocabulary import KINDS, Kind

Shown = Kind | Literal["silence"]
SUFFIXES: Final = (".txt", ".json", ".jsonl")

_MARK: Final = "#>"
_NEVER: Final = "| never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What may be on screen after a turn, after something `told` (their indexes), or at the end.

    Without `welcome` anything may be there that is not in `never`.
    """

    where: str
    turn: int | None = None
    told: int | None = None
    welcome: frozenset[Shown] = frozenset()
    never: frozenset[Kind] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A conversation with its expectations, in their order."""

    chat: Chat
    expected: tuple[Expected, ...]

    @property
    def routine(self) -> bool:
        """Whether nothing in it calls for a card: by its name, or as all expect silence alone."""
        silent = bool(self.expected) and all(one.welcome == {"silence"} for one in self.expected)
        return silent or self.chat.id.startswith("routine")


def files(path: Path) -> tuple[Path, ...]:
    """Return a file alone, or the conversations' files in a folder and those below, sorted."""
    if path.is_file():
        return (path,)
    return tuple(sorted(one for one in path.rglob("*") if one.suffix in SUFFIXES))


def read_cases(path: Path) -> Iterator[Case]:
    """Yield the conversations of a file: JSON Lines, one JSON object (`.json`), or a transcript.

    Raises:
        InputError: a conversation or an expectation in it is wrong.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path}: not UTF-8; save the file in UTF-8") from None
    if path.suffix == ".jsonl":
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                yield _in_file(line, f"{path}, line {number}", id=str(number))
    elif path.suffix == ".json":
        yield _in_file(text, str(path), id=path.stem)
    else:
        yield case_in_text(text, where=str(path), id=path.stem)


def case_in_text(text: str, *, where: str, id: str) -> Case:
    """Return the conversation of a transcript; `where` names it in errors.

    Raises:
        InputError: a line is wrong, or an expectation stands below nothing.
    """
    chat = parse_transcript(text, where=where, id=id)
    expected: list[Expected] = []
    turns = told = 0
    last: tuple[int | None, int | None] | None = None
    for number, line in enumerate(textwrap.dedent(text).split("\n"), start=1):
        here = f"{where}, line {number}"
        if line.startswith(_MARK):
            if last is None:
                raise InputError(f"{here}: nothing to expect of; put one `#>` below a message")
            expected.append(_in_line(line, here, *last))
            last = None
        elif line.lstrip().startswith(_MARK):
            raise InputError(f"{here}: indented, so part of the message; begin the line with `#>`")
        elif line.strip() and not line.startswith("#") and not line[0].isspace():
            match line[:4].lower():
                case "wait":
                    last = (None, None)
                case "draf":
                    last = None
                case "cont":
                    last, told = (None, told), told + 1
                case _:
                    last, turns = (turns, None), turns + 1
    return Case(chat=chat, expected=tuple(expected))


def case_in_json(plain: object, *, where: str, id: str = "1") -> Case:
    """Return the conversation of a JSON object, see `chat_from_json`.

    Raises:
        InputError: a field is missing or wrong.
    """
    chat = chat_from_json(plain, where=where, id=id)
    assert isinstance(plain, Mapping)
    expected = [
        _in_object(turn["expect"], f"{where}, turn {index}", turn=index)
        for index, turn in enumerate(plain["turns"])
        if turn.get("expect") is not None
    ]
    if plain.get("expect") is not None:
        if chat.until is None:
            raise InputError(f"{where}: `expect` without an end; give `until`, or write in a turn")
        expected.append(_in_object(plain["expect"], where))
    return Case(chat=chat, expected=tuple(expected))


def _in_file(text: str, where: str, *, id: str) -> Case:
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError):
        raise InputError(f'{where}: not JSON; write an object, as {{"turns": [...]}}') from None
    return case_in_json(plain, where=where, id=id)


def _in_line(line: str, here: str, turn: int | None, told: int | None) -> Expected:
    welcome, _, never = line.removeprefix(_MARK).partition(_NEVER)
    return _expected(welcome.split(), never.split(), here, turn=turn, told=told)


def _in_object(plain: object, where: str, *, turn: int | None = None) -> Expected:
    here = f"{where}: `expect`"
    if not isinstance(plain, Mapping) or not plain.keys() <= {"welcome", "never"}:
        raise InputError(f'{here}: write {{"welcome": ["silence"], "never": ["humour"]}}')
    welcome, never = (_words(plain.get(key), f"{here}: `{key}`") for key in ("welcome", "never"))
    return _expected(welcome, never, here, turn=turn, told=None)


def _words(plain: object, here: str) -> list[str]:
    words = [] if plain is None else plain
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise InputError(f'{here} is no list of words; write ["update"]')
    return words


def _expected(
    welcome: Iterable[str], never: Iterable[str], here: str, *, turn: int | None, told: int | None
) -> Expected:
    fine: set[Shown] = set()
    bad = set(_kinds(never, here))
    for word in welcome:
        fine.update(["silence"] if word == "silence" else _kinds([word], here))
    if not fine and not bad:
        raise InputError(f"{here}: expects nothing; name kinds, or `silence`")
    if both := fine & bad:
        raise InputError(f"{here}: {', '.join(sorted(both))} welcome and never; choose one")
    return Expected(
        where=here.removesuffix(": `expect`"),
        turn=turn,
        told=told,
        welcome=frozenset(fine),
        never=frozenset(bad),
    )


def _kinds(words: Iterable[str], here: str) -> Iterator[Kind]:
    for word in words:
        kind = next((kind for kind in KINDS if kind == word), None)
        if kind is None:
            raise InputError(f"{here}: {word}: no kind; write one of {', '.join(KINDS)}")
        yield kind
