"""A body and what a mapping asks for in it -> the words and times that stand there."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from assist.consoles.mapping.model import UNITS, Check, Path, Step, Value, When
from assist.consoles.payload import seconds

MOST_ITEMS: Final = 500
"""Of a list, for each `*`."""
_LARGEST: Final = 2**64
_LATEST: Final = 1e11
"""Seconds; what lies beyond is no time."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where paths begin: an item of a list in the body, or the body itself."""

    item: object
    body: object
    # Of many items each may ask the whole body: it is searched once for all of them.
    _found: dict[Path, tuple[object, ...]] = field(default_factory=dict)

    def within(self, item: object) -> "Place":
        """Return the place of an item of the same body."""
        return Place(item, self.body, self._found)

    def all(self, path: Path) -> tuple[object, ...]:
        """Return what stands at a path; null and what is not there are passed over."""
        if not path.whole:
            return tuple(_down(self.item, path.steps))
        if path not in self._found:
            self._found[path] = tuple(_down(self.body, path.steps))
        return self._found[path]

    def words(self, path: Path) -> str | None:
        """Return the text at a path, of several a line each; None where there is none."""
        found = [text for one in self.all(path) if (text := word(one))]
        return "\n".join(found) or None

    def holds(self, when: When) -> bool:
        """Whether a condition does."""
        return any(all(self._passes(test) for test in row) for row in when)

    def text(self, value: Value) -> str | None:
        """Return a value as text; None where there is none."""
        if value.const is not None:
            return value.const
        if value.join:
            found = value.glue.join(filter(None, map(self.words, value.join))) or None
        else:
            found = next(filter(None, map(self.words, value.first)), None)
        if found is None or value.words is None:
            return found
        return value.words.get(found)

    def time(self, value: Value) -> float | None:
        """Return a value as seconds since the epoch; None where there is no time."""
        text = self.text(value)
        if text is not None and value.unit is not None:
            number = _number(text)
            found = None if number is None else number / UNITS[value.unit]
        else:
            found = seconds(text)
        return found if found is not None and found <= _LATEST else None

    def _passes(self, test: Check) -> bool:
        found = self.all(test.path)
        if test.there is not None:
            return any(one not in ("", [], {}) for one in found) == test.there
        same = any(word(one) in test.among for one in found)
        return same != test.negated


def word(value: object) -> str | None:
    """Return a text, a number or true and false as text; None for anything else."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int():
            return str(value) if abs(value) < _LARGEST else None
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < _LARGEST else repr(value)
    return None


def _down(value: object, steps: tuple[Step, ...]) -> Iterator[object]:
    for number, step in enumerate(steps):
        if step == "*" and isinstance(value, list):
            # One more than are taken shows that there are too many.
            for one in value[: MOST_ITEMS + 1]:
                yield from _down(one, steps[number + 1 :])
            return
        value = _step(value, step)
    if value is not None:
        yield value


def _step(value: object, step: Step) -> object:
    if isinstance(value, dict):
        return value.get(str(step))
    if isinstance(value, list) and isinstance(step, int) and -len(value) <= step < len(value):
        return value[step]
    return None


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if 0 <= number < _LARGEST else None
