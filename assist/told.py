"""What a platform knows beside the words, as `key=value` words or as JSON -> `ContextGiven`.

    context: channel=email customer=c42 agent=Ana order=1234 item="washing machine"
    context: opted_out=true

`memory="my fridge still leaks"` stands for something that an earlier conversation left open.
"""

import shlex
from collections.abc import Mapping
from typing import Final
from zoneinfo import available_timezones

import msgspec
from msgspec.structs import replace

from assist.errors import InputError
from assist.events import ContextGiven
from assist.ledger import Issue, Memory

KEYS: Final = (
    "customer",
    "agent",
    "agent_name",
    "channel",
    "journey",
    "timezone",
    "order",
    "item",
    "team",
)
MEMORY: Final = "memory"
CHOICE: Final = "opted_out"


def told_in_words(words: str, *, id: str, at: float, where: str) -> ContextGiven:
    """Return what a line of `key=value` words says; values with blanks stand in quotes.

    Raises:
        InputError: a word is no pair, or its key or value is not known.
    """
    try:
        pairs = [word.partition("=") for word in shlex.split(words)]
    except ValueError:
        what = 'a quote is open; close it, as item="washing machine"'
        raise InputError(f"{where}: {what}") from None
    for key, sign, _ in pairs:
        if not sign:
            raise InputError(f"{where}: `{key}` has no value; write pairs, as channel=email")
        if key not in (*KEYS, MEMORY, CHOICE):
            known = ", ".join((*KEYS, CHOICE))
            raise InputError(f"{where}: `{key}` is not known; use one of {known}")
    return told_in_json({key: value for key, _, value in pairs}, id=id, at=at, where=where)


def told_in_json(plain: object, *, id: str, at: float, where: str) -> ContextGiven:
    """Return what an object says; keys that are not known are ignored.

    Raises:
        InputError: it is no object, or a value is not known.
    """
    if not isinstance(plain, Mapping):
        raise InputError(f'{where}: `context` is no object; write {{"channel": "email"}}')
    fields = {
        key: sound_text(plain[key], f"{where}: `{key}`")
        for key in KEYS
        if plain.get(key) is not None
    }
    if (zone := fields.get("timezone")) is not None and zone not in available_timezones():
        raise InputError(f"{where}: no such time zone; write one as Europe/Paris")
    left = plain.get(MEMORY)
    memories = _memories(sound_text(left, f"{where}: `{MEMORY}`"), at) if left else ()
    choice = _choice(plain.get(CHOICE), where)
    try:
        given = msgspec.convert({"context_id": id, "at": at, **fields}, ContextGiven)
    except msgspec.ValidationError as error:
        what = f"{error}; docs/commands.md lists what may stand here"
        raise InputError(f"{where}: {what}") from None
    return replace(given, memories=memories, opted_out=choice)


def sound_text(value: object, where: str) -> str:
    """Return `value` if it is text that can be written out again.

    Raises:
        InputError: it is no text, or holds half of a surrogate pair.
    """
    if not isinstance(value, str):
        raise InputError(f'{where} is no text; write a string in quotes, as "hello"')
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise InputError(
            f"{where} holds half of a surrogate pair (\\u{ord(value[error.start]):04x}) at "
            f"character {error.start}; write the whole character"
        ) from None
    return value


def _choice(value: object, where: str) -> bool | None:
    """Return whether the customer opted out; None where nothing is said of it."""
    if value is None or isinstance(value, bool):
        return value
    if value not in ("true", "false"):
        raise InputError(f"{where}: `{CHOICE}` is neither; write true or false")
    return value == "true"


def _memories(words: str, at: float) -> tuple[Memory, ...]:
    issue = Issue(issue_id="i1", about="problem", words=words)
    return (Memory(conversation="earlier", at=at, issues=(issue,)),)
