"""What stands beside a key of a mapping's file -> a path, a condition or a value of ours.

Each function raises ValueError with what would be right.
"""

import re
from collections.abc import Mapping
from typing import Final

from assist.config.values import did_you_mean
from assist.consoles.mapping.model import ALWAYS, NEVER, UNITS, Check, Path, Step, Unit, Value, When
from assist.consoles.mapping.paths import word

_MOST: Final = 50
_STEPS: Final = 16
_LONGEST: Final = 200
_DOT: Final = re.compile(r"(?<!\\)\.")
_INDEX: Final = re.compile(r"-?[0-9]{1,4}")
_SHAPE: Final = 'write a path as "message.text", a list of them, or { const = "email" }'
_OPTIONS: Final = ("path", "join", "with", "const", "words", "unit")


def path_of(plain: object) -> Path:
    """Return a path such as `data.messages.0.text`; `$.` leads from an item to the whole body."""
    if not isinstance(plain, str) or not 0 < len(plain) <= _LONGEST or not plain.isprintable():
        raise ValueError('write a path as "message.text"')
    if plain == "$":
        return Path((), whole=True)
    whole = plain.startswith("$.")
    steps = _DOT.split(plain.removeprefix("$."))
    if not all(steps):
        raise ValueError('a name is missing between two dots; write a path as "message.text"')
    if len(steps) > _STEPS:
        raise ValueError(f"write at most {_STEPS} names in a path")
    return Path(tuple(map(_step, steps)), whole=whole)


def _step(text: str) -> Step:
    return int(text) if _INDEX.fullmatch(text) else text.replace("\\.", ".")


def when_of(plain: object) -> When:
    """Return a condition: true, false, a table of tests, or a list of tables of which one holds."""
    if isinstance(plain, bool):
        return ALWAYS if plain else NEVER
    rows = plain if isinstance(plain, list) else [plain]
    if not 0 < len(rows) <= _MOST:
        raise ValueError(f"write 1 to {_MOST} tables of conditions")
    return tuple(_row(row) for row in rows)


def _row(plain: object) -> tuple[Check, ...]:
    if not isinstance(plain, dict) or not 0 < len(plain) <= _MOST:
        raise ValueError('write a table of conditions, as { "message.type" = "text" }')
    return tuple(_test(key, one) for key, one in _flat(plain).items())


def _flat(plain: Mapping[str, object], before: str = "") -> dict[str, object]:
    """Return a table with its keys as paths: TOML makes tables of a key that holds dots."""
    found: dict[str, object] = {}
    for key, one in plain.items():
        if isinstance(one, dict) and not {"there", "not"} & set(one):
            found |= _flat(one, f"{before}{key}.")
        else:
            found[f"{before}{key}"] = one
    return found


def _test(key: str, plain: object) -> Check:
    path = path_of(key)
    if not isinstance(plain, dict):
        return Check(path=path, among=_texts(plain))
    match plain:
        case {"there": bool(there)} if len(plain) == 1:
            return Check(path=path, there=there)
        case {"not": other} if len(plain) == 1:
            return Check(path=path, among=_texts(other), negated=True)
    raise ValueError('write a value, a list of values, { not = "value" } or { there = true }')


def _texts(plain: object) -> frozenset[str]:
    values = plain if isinstance(plain, list) else [plain]
    texts = {text for one in values if (text := word(one)) is not None}
    if not 0 < len(values) <= _MOST or len(texts) != len(values):
        raise ValueError(f"write a text, a number, true, false, or a list of 1 to {_MOST} of them")
    return frozenset(texts)


def value_of(plain: object) -> Value:
    """Return where a value is from."""
    if not isinstance(plain, dict):
        return Value(first=_paths(plain))
    for key in plain:
        if key not in _OPTIONS:
            raise ValueError(f"{key} is unknown; {did_you_mean(key, _OPTIONS)}")
    sources = {"path", "join", "const"} & set(plain)
    if len(sources) != 1:
        raise ValueError("write one of path, join and const")
    if "const" in plain and len(plain) > 1:
        raise ValueError("a const stands alone; leave out the rest")
    return Value(
        first=_paths(plain["path"]) if "path" in plain else (),
        join=_paths(plain["join"]) if "join" in plain else (),
        glue=_text(plain.get("with", " "), "with"),
        const=_text(plain["const"], "const") if "const" in plain else None,
        words=_words(plain["words"]) if "words" in plain else None,
        unit=_unit(plain["unit"]) if "unit" in plain else None,
    )


def _paths(plain: object) -> tuple[Path, ...]:
    paths = plain if isinstance(plain, list) else [plain]
    if not 0 < len(paths) <= _MOST or not all(isinstance(one, str) for one in paths):
        raise ValueError(_SHAPE)
    return tuple(map(path_of, paths))


def _text(plain: object, key: str) -> str:
    if not isinstance(plain, str) or len(plain) > _LONGEST:
        raise ValueError(f"{key}: write a text of at most {_LONGEST} characters")
    return plain


def _words(plain: object) -> dict[str, str]:
    if not isinstance(plain, dict) or not 0 < len(plain) <= _MOST:
        raise ValueError('words: write a table as { "Channel::Email" = "email" }')
    return {key: _text(one, f"words {key}") for key, one in plain.items()}


def _unit(plain: object) -> Unit:
    if not isinstance(plain, str) or plain not in UNITS:
        raise ValueError(f"unit: unknown; {did_you_mean(str(plain), tuple(UNITS))}")
    return plain
