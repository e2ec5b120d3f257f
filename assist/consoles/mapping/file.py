"""The TOML file of a mapping -> what it says, or everything that is wrong with it at once."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path as File
from typing import Final, TypeVar, cast

from assist.config.mistakes import Mistake, MistakesError
from assist.config.text import read_tables
from assist.config.values import did_you_mean
from assist.consoles.mapping.lines import Home, Lines
from assist.consoles.mapping.model import (
    ALWAYS,
    DOES,
    NEVER,
    Answer,
    Does,
    Example,
    Plan,
    Rule,
    Value,
    When,
)
from assist.consoles.mapping.words import path_of, value_of, when_of
from assist.vocabulary import Speaker

_MOST_RULES: Final = 50
_MOST_EXAMPLES: Final = 200
_LONGEST: Final = 1024

VALUES: Final = (
    *("conversation", "message_id", "text", "at", "name", "revision_id", "context_id"),
    *("customer", "agent", "agent_name", "channel", "order", "item", "journey", "team"),
)
"""Our fields that come from somewhere in the body."""
CONTEXT: Final = frozenset(VALUES[7:])
"""Those of them that are context."""
CONDITIONS: Final = ("private", "bot", "html")
_SHARED: Final = (*VALUES, "speaker", *CONDITIONS)
_EVENT: Final = ("does", "when", *_SHARED)
_TOP: Final = (
    *("title", "about", "each", "account", "challenge", "answer", "fields", "event", "example"),
)
_EXAMPLE: Final = ("about", "body", "form", "gives", "leaves_out", "challenge")
_NEEDS: Final[dict[Does, tuple[str, ...]]] = {
    "message": ("conversation", "message_id", "speaker", "text"),
    "edit": ("conversation", "message_id", "text"),
    "deletion": ("conversation", "message_id"),
    "context": ("conversation",),
}
_FROM: Final[dict[str, str]] = {
    "speaker": 'speaker = "customer", or a table of conditions',
    "when": 'when = { "event.type" = "message" }',
}

Plain = Mapping[str, object]
Found = TypeVar("Found")


def read(path: File) -> Plan:
    """Return what a file says.

    Raises:
        ConfigError: it cannot be read, is not TOML, or is wrong; each mistake with its line.
    """
    plain = read_tables(path)
    reading = _Reading(path, Lines(path.read_text("utf-8")))
    plan = reading.plan(plain)
    if reading.mistakes:
        raise MistakesError(reading.mistakes)
    return plan


class _Reading:
    def __init__(self, path: File, lines: Lines) -> None:
        self._path = path
        self._lines = lines
        self.mistakes: list[Mistake] = []

    def plan(self, plain: Plain) -> Plan:
        top = ("", 0)
        self._known(top, plain, _TOP)
        if not self._text(top, plain, "title"):
            self._complain(top, "title", 'missing; write title = "the console\'s name"')
        shared = self._table(("fields", 0), plain.get("fields", {}))
        self._known(("fields", 0), shared, _SHARED)
        events = list(self._tables(plain, "event", _MOST_RULES))
        if not events:
            self._complain(top, "event", "no [[event]]; write one for each sort of body")
        rules = tuple(self._rule(home, shared, one) for home, one in events)
        self._reachable(rules, events)
        return Plan(
            title=self._text(top, plain, "title"),
            rules=rules,
            each=self._read(top, plain, "each", path_of),
            account=self._read(top, plain, "account", value_of),
            challenge=self._challenge(plain),
            answer=self._answer(plain),
            examples=tuple(
                self._example(home, one)
                for home, one in self._tables(plain, "example", _MOST_EXAMPLES)
            ),
        )

    def _rule(self, home: Home, shared: Plain, own: Plain) -> Rule:
        self._known(home, own, _EVENT)
        does = own.get("does")
        if does not in DOES:
            what = did_you_mean(str(does), DOES) if "does" in own else f"write {' or '.join(DOES)}"
            self._complain(home, "does", f"what does it do? {what}")
        values: dict[str, Value] = {}
        for key in VALUES:
            if found := self._own_or_shared(home, own, shared, key, value_of):
                values[key] = found
        conditions = {
            key: self._own_or_shared(home, own, shared, key, when_of) or NEVER for key in CONDITIONS
        }
        when = self._read(home, own, "when", when_of)
        rule = Rule(
            where=self.where(home),
            does=cast(Does, does),
            when=ALWAYS if when is None else when,
            values=values,
            speaker=self._own_or_shared(home, own, shared, "speaker", _speakers) or {},
            **conditions,
        )
        if does in DOES:
            self._complete(home, rule, {**shared, **own})
        return rule

    def _complete(self, home: Home, rule: Rule, given: Plain) -> None:
        """Complain of the fields that such an event needs and does not have."""
        for key in _NEEDS[rule.does]:
            if key not in given:
                shape = _FROM.get(key, f'{key} = "where.it.stands"')
                self._complain(home, None, f"{rule.does} needs {key}; write {shape}")
        if rule.does == "edit" and not {"revision_id", "at"} & set(given):
            self._complain(home, None, "edit needs revision_id or at, to tell two edits apart")
        if rule.does == "context":
            if not CONTEXT & set(given):
                what = f"context needs something to tell; write one of {', '.join(sorted(CONTEXT))}"
                self._complain(home, None, what)
            if not {"context_id", "message_id", "at"} & set(given):
                self._complain(home, None, "context needs context_id, message_id or at")

    def _reachable(self, rules: Sequence[Rule], events: Sequence[tuple[Home, Plain]]) -> None:
        for number, rule in enumerate(rules[:-1]):
            if rule.when == ALWAYS and "when" not in events[number][1]:
                what = f"never reached: {rule.where} takes every body; write it a `when`"
                self._complain(events[number + 1][0], None, what)

    def _challenge(self, plain: Plain) -> tuple[When, Value] | None:
        if "challenge" not in plain:
            return None
        home: Home = ("challenge", 0)
        table = self._table(home, plain["challenge"])
        self._known(home, table, ("when", "text"))
        for key in ("when", "text"):
            if key not in table:
                self._complain(home, None, f"{key} is missing")
        when = self._read(home, table, "when", when_of)
        text = self._read(home, table, "text", value_of)
        return (when, text) if when is not None and text is not None else None

    def _answer(self, plain: Plain) -> Answer:
        home: Home = ("answer", 0)
        table = self._table(home, plain.get("answer", {}))
        self._known(home, table, ("status", "body", "type"))
        status = table.get("status", 200)
        if not isinstance(status, int) or not 200 <= status <= 299:
            self._complain(home, "status", "write a number from 200 to 299")
            status = 200
        kind = self._text(home, table, "type") or None
        body = self._text(home, table, "body").encode()
        return Answer(status=status, body=body, media_type=kind)

    def _example(self, home: Home, plain: Plain) -> Example:
        self._known(home, plain, _EXAMPLE)
        body = plain.get("body")
        if not isinstance(body, (str, dict)):
            self._complain(home, "body", "write the body as the console sends it, in ''' quotes")
        gives = plain.get("gives", [])
        if not isinstance(gives, list) or not all(_is_told(one) for one in gives):
            shape = 'gives = [{ does = "message", text = "..." }]'
            self._complain(home, "gives", f"write what it makes, as {shape}")
            gives = []
        out = plain.get("leaves_out", [])
        if not isinstance(out, list) or not all(isinstance(one, str) for one in out):
            self._complain(home, "leaves_out", 'write a list of reasons, as ["a private note"]')
            out = []
        return Example(
            where=self.where(home),
            about=self._text(home, plain, "about"),
            body=(body if isinstance(body, str) else json.dumps(body, default=str)).encode(),
            form=plain.get("form") is True,
            gives=tuple(gives),
            leaves_out=tuple(out),
            echo=self._text(home, plain, "challenge") or None,
        )

    def _tables(self, plain: Plain, name: str, most: int) -> Iterator[tuple[Home, Plain]]:
        found = plain.get(name, [])
        if not isinstance(found, list) or len(found) > most:
            self._complain((name, 1), None, f"write at most {most} tables [[{name}]]")
            return
        for number, one in enumerate(found, start=1):
            yield (name, number), self._table((name, number), one)

    def _table(self, home: Home, plain: object) -> Plain:
        if isinstance(plain, dict):
            return plain
        self._complain(home, None, "write a table here")
        return {}

    def _known(self, home: Home, plain: Plain, known: Sequence[str]) -> None:
        for key in plain:
            if key not in known:
                self._complain(home, key, f"unknown; {did_you_mean(key, known)}")

    def _text(self, home: Home, plain: Plain, key: str) -> str:
        text = plain.get(key, "")
        if isinstance(text, str) and len(text) <= _LONGEST:
            return text
        self._complain(home, key, f"write a text of at most {_LONGEST} characters")
        return ""

    def _read(
        self, home: Home, plain: Plain, key: str, reader: Callable[[object], Found]
    ) -> Found | None:
        """Return what stands beside a key; None where nothing does, or something wrong."""
        if key not in plain:
            return None
        try:
            return reader(plain[key])
        except ValueError as error:
            self._complain(home, key, str(error))
            return None

    def _own_or_shared(
        self, home: Home, own: Plain, shared: Plain, key: str, reader: Callable[[object], Found]
    ) -> Found | None:
        """Return a field of an event, else the one that all of them share."""
        if key in own:
            return self._read(home, own, key, reader)
        return self._read(("fields", 0), shared, key, reader)

    def _complain(self, home: Home, key: str | None, what: str) -> None:
        where = self.where(home, key)
        if key:
            where += f" {key}" if home[0] else f", {key}"
        mistake = Mistake(where=where, what=what)
        # What is wrong with a shared field is so for every event: once is enough.
        if mistake not in self.mistakes:
            self.mistakes.append(mistake)

    def where(self, home: Home, key: str | None = None) -> str:
        """Return the file, the line and the table where something stands."""
        name, number = home
        place = f"[[{name}]] {number}" if number else f"[{name}]" if name else ""
        return f"{self._path}, line {self._lines.of(home, key)}, {place}".rstrip(", ")


def _speakers(plain: object) -> dict[Speaker, When]:
    if plain == "customer" or plain == "agent":
        return {plain: ALWAYS}
    if not isinstance(plain, dict) or not plain or not set(plain) <= {"customer", "agent"}:
        raise ValueError(f"write {_FROM['speaker'].partition(' = ')[2]} for customer and agent")
    return {speaker: when_of(one) for speaker, one in plain.items()}


def _is_told(plain: object) -> bool:
    return isinstance(plain, dict) and plain.get("does") in DOES
