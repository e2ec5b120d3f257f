"""A conversation as people write it down, or as JSON -> a `Chat`: who said what, and when.

Text form, one message a line:

    # a comment
    customer: my parcel is late
    context: channel=email agent=Ana
    agent +90s: let me look
      (an indented line continues the message above)
    wait: 150s
    draft: I will call you by (what the agent has not sent yet; always the last line)
      six tonight.
"""

import math
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assist.errors import InputError
from assist.events import ContextGiven
from assist.told import sound_text, told_in_json, told_in_words
from assist.vocabulary import LANGUAGES, Language, Speaker

DEFAULT_PAUSE: Final = 20.0
"""Seconds between two messages where nothing says how long it was."""

_SPEAKERS: Final[dict[str, Speaker]] = {
    "customer": "customer",
    "client": "customer",
    "cliente": "customer",
    "agent": "agent",
    "conseiller": "agent",
    "conseillère": "agent",
    "agente": "agent",
}
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_TIME: Final = r"(\d{1,9}(?:\.\d{1,3})?)\s*([smhd])"
_LINE: Final = re.compile(rf"(?i)({'|'.join(_SPEAKERS)})(?:\s*\+\s*{_TIME})?\s*:\s?(.*)")
_CONTEXT: Final = re.compile(rf"(?i)context(?:\s*\+\s*{_TIME})?\s*:\s?(.*)")
_WAIT: Final = re.compile(rf"(?i)wait\s*:\s*\+?{_TIME}\s*")
_DRAFT: Final = re.compile(r"(?i)draft\s*:\s?(.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One message; `at` is in seconds since the conversation began."""

    speaker: Speaker
    at: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the platform said besides, before the turn with the index `before`."""

    before: int
    context: ContextGiven


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A whole conversation. `until` is how long it is watched; None: up to its last turn.

    `draft` is what the agent has written at its end and not sent; None: nothing.
    """

    id: str
    language: Language | None
    turns: tuple[Turn, ...]
    until: float | None
    told: tuple[Told, ...] = ()
    draft: str | None = None

    @property
    def end(self) -> float:
        """When it ends: `until`, else when something happened last; 0 where nothing did."""
        return _last(self.turns, self.told) if self.until is None else self.until


def parse_transcript(text: str, *, where: str = "transcript", id: str = "transcript") -> Chat:
    """Return the chat that `text` writes down; `where` names it in errors.

    Raises:
        InputError: a line is none of those that the head of this file shows.
    """
    turns: list[Turn] = []
    told: list[Told] = []
    until: float | None = None
    draft: str | None = None
    for number, line in enumerate(textwrap.dedent(text).split("\n"), start=1):
        line = line.rstrip()
        if not line or line.startswith("#"):
            continue
        here = f"{where}, line {number}"
        if draft is not None:
            draft = _continued_draft(draft, line, here)
        elif written := _DRAFT.fullmatch(line):
            draft = sound_text(written[1].strip(), f"{here}: the draft")
        elif until is not None:
            raise InputError(
                f"{here}: a line after `wait`; let time pass before a message with an offset, "
                "as `agent +150s: ...`"
            )
        elif line[0].isspace():
            turns[-1:] = [_continued(turns, line, here)]
        elif wait := _WAIT.fullmatch(line):
            until = _last(turns, told) + _seconds(wait[1], wait[2])
        elif context := _CONTEXT.fullmatch(line):
            at = _last(turns, told) + (_seconds(context[1], context[2]) if context[1] else 0.0)
            given = told_in_words(context[3], id=f"c{len(told) + 1}", at=at, where=here)
            told.append(Told(before=len(turns), context=given))
        else:
            turns.append(_turn(turns, line, here, _last(turns, told)))
    return Chat(
        id=id, language=None, turns=tuple(turns), until=until, told=tuple(told), draft=draft
    )


def _last(turns: Sequence[Turn], told: Sequence[Told]) -> float:
    """Return when something happened last."""
    times = [turns[-1].at] if turns else [0.0]
    return max([*times, told[-1].context.at]) if told else times[0]


def chat_from_json(plain: object, *, where: str, id: str = "1") -> Chat:
    """Return the chat that a JSON object holds; `id` is for one that names none.

        {"id", "language"?, "context"?, "turns": [{"speaker", "at"?, "text", "context"?}],
         "until"?: seconds, "draft"?: "what the agent has not sent yet"}

    A context is what the platform knows: an object of `events.ContextGiven`'s fields, given with
    the conversation or, where something changes, just before a turn.

    Raises:
        InputError: a field is missing or wrong, or time runs backwards. Unknown keys are ignored.
    """
    if not isinstance(plain, Mapping) or not isinstance(plain.get("turns"), list):
        raise InputError(
            f"{where}: not a conversation; write an object with a list, as "
            '{"turns": [{"speaker": "customer", "text": "where is my order"}]}'
        )
    turns: list[Turn] = []
    told: list[Told] = []
    for index, item in enumerate(plain["turns"]):
        here = f"{where}, turn {index}"
        turns.append(_turn_from_json(turns, item, here))
        holder = plain if index == 0 else {}
        for source, place in ((holder, where), (item, here)):
            if source.get("context") is not None:
                id, at = f"c{len(told) + 1}", turns[-1].at
                given = told_in_json(source["context"], id=id, at=at, where=place)
                told.append(Told(before=index, context=given))
    until = None if plain.get("until") is None else _time(plain["until"], f"{where}: `until`")
    if until is not None and turns and until < turns[-1].at:
        raise InputError(
            f"{where}: `until` ({until:g}) lies before the last turn ({turns[-1].at:g}); "
            "time never runs backwards: give the last turn's time or a later one"
        )
    named, unsent = plain.get("id"), plain.get("draft")
    return Chat(
        id=id if named is None else sound_text(str(named), f"{where}: `id`"),
        language=language_hint(plain.get("language"), where),
        turns=tuple(turns),
        until=until,
        told=tuple(told),
        draft=None if unsent is None else sound_text(unsent, f"{where}: `draft`"),
    )


def language_hint(value: object, where: str) -> Language | None:
    """Return the language that a tag such as `fr` or `en-GB` names; `unsure` for any other.

    Raises:
        InputError: the value is no text.
    """
    if value is None:
        return None
    if not isinstance(value, str):
        raise InputError(f'{where}: `language` is no text; write "en" or "fr", or leave it out')
    primary = value.strip().replace("_", "-").partition("-")[0].lower()
    return next((language for language in LANGUAGES if language == primary), "unsure")


def _turn(turns: list[Turn], line: str, here: str, last: float) -> Turn:
    if (found := _LINE.fullmatch(line)) is None:
        raise InputError(
            f"{here}: no message; write `customer: ...`, `agent: ...`, `agent +90s: ...` "
            "(also m, h, d), `context: channel=email`, or last `wait: 150s` and `draft: ...`"
        )
    pause = DEFAULT_PAUSE if turns else 0.0
    if found[2]:
        pause = _seconds(found[2], found[3])
    at = last + pause
    text = sound_text(found[4].strip(), f"{here}: the text")
    return Turn(speaker=_SPEAKERS[found[1].lower()], at=at, text=text)


def _continued(turns: list[Turn], line: str, here: str) -> Turn:
    if not turns:
        raise InputError(f"{here}: an indented line first; begin with `customer: ...`")
    last = turns[-1]
    more = sound_text(line.strip(), f"{here}: the text")
    return Turn(speaker=last.speaker, at=last.at, text=f"{last.text}\n{more}".lstrip("\n"))


def _continued_draft(draft: str, line: str, here: str) -> str:
    if not line[0].isspace():
        raise InputError(
            f"{here}: a line after `draft`; it is what is not sent yet, so put it last, "
            "and indent the lines that continue it"
        )
    return f"{draft}\n{sound_text(line.strip(), f'{here}: the draft')}".lstrip("\n")


def _seconds(amount: str, unit: str) -> float:
    return float(amount) * _SECONDS[unit.lower()]


def _turn_from_json(turns: list[Turn], item: object, here: str) -> Turn:
    if not isinstance(item, Mapping):
        raise InputError(f'{here}: no object; write {{"speaker": "customer", "text": "..."}}')
    speaker = item.get("speaker")
    if speaker != "customer" and speaker != "agent":
        raise InputError(f'{here}: `speaker` is neither "customer" nor "agent"; write one of them')
    text = sound_text(item.get("text"), f"{here}: `text`")
    before = turns[-1].at if turns else 0.0
    if item.get("at") is None:
        at = before + DEFAULT_PAUSE if turns else 0.0
    else:
        at = _time(item["at"], f"{here}: `at`")
    if at < before:
        raise InputError(
            f"{here}: `at` ({at:g}) lies before the turn above ({before:g}); "
            "time never runs backwards: put the turns in the order of their times"
        )
    return Turn(speaker=speaker, at=at, text=text)


def _time(value: object, here: str) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        try:
            seconds = float(value)
        except OverflowError:
            seconds = math.inf
        if 0 <= seconds <= _LATEST:
            return seconds
    raise InputError(f"{here} is no time; write seconds since the conversation began, as 42.5")


_LATEST: Final = 1e12
"""Far beyond any epoch time, and a float there still tells milliseconds apart."""
