"""A table and the type that it should fit -> its value, or a complaint that an author can mend.

msgspec finds what is wrong; here its words (`Expected `str`, got `int` - at `$.about``) become
`` `about`: expected text in quotes, got a whole number``.
"""

import re
from typing import Final, TypeVar, get_args, get_type_hints

import msgspec

from assist.errors import PlaybookError
from assist.playbooks.conditions import closest
from assist.playbooks.format import ExampleTable, Lengths, Token, Words

Table = TypeVar("Table", bound=msgspec.Struct)

_INNER: Final[dict[str, type[msgspec.Struct]]] = {
    "patterns": Token,
    "unless": Token,
    "LOWER": Words,
    "LENGTH": Lengths,
    "example": ExampleTable,
}
_NAMES: Final = {
    "str": "text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list in [brackets]",
    "object": "a table in {braces}",
}
_SHAPES: Final = {
    "OP": "write one of ? ! {2} {0,3} {,3}; * and + have no end and are refused, say how often",
    "id": "write small letters, digits and single hyphens, as in `own-the-delay`",
}
_UNTRAINED: Final = "does nothing without a trained model; use LOWER with a list of words"
_REFUSED: Final = {
    **dict.fromkeys(("POS", "TAG", "DEP", "LEMMA", "MORPH", "ENT_TYPE", "ENT_IOB"), _UNTRAINED),
    "REGEX": "is refused; only phrases and token tables",
    "FUZZY": "is refused; list the spellings in LOWER",
    "NORM": "is refused; LOWER is folded as messages are",
    "TEXT": "is refused; messages are in lower case, use LOWER",
    "ORTH": "is refused; messages are in lower case, use LOWER",
}


def fit(kind: type[Table], plain: object) -> Table:
    """Return `plain` as a `kind`.

    Raises:
        PlaybookError: it does not fit; the message names the key and what would be right.
    """
    try:
        return msgspec.convert(plain, kind)
    except msgspec.ValidationError as error:
        what, _, path = str(error).partition(" - at `")
        keys = re.findall(r"\w+", path)
        where = _place(keys)
        raise PlaybookError((f"{where}: " if where else "") + _words(what, keys, kind)) from None


def _place(keys: list[str]) -> str:
    """Return `["patterns", "3", "0", "LOWER"]` as `` `patterns` 4, token 1, `LOWER` ``."""
    parts: list[str] = []
    for key in keys:
        if not key.isdecimal():
            parts.append(f"`{key}`")
        elif parts and parts[-1] == "`patterns`":
            parts[-1] += f" {int(key) + 1}"
        elif parts and parts[-1].startswith("`patterns` "):
            parts.append(f"token {int(key) + 1}")
        elif parts:
            parts[-1] += f" {int(key) + 1}"
    return ", ".join(parts)


def _words(what: str, keys: list[str], kind: type[msgspec.Struct]) -> str:
    quoted = re.search(r"`(\w+)`$", what)
    if what.startswith("Object contains unknown field"):
        return _unknown(what.split("`")[1], keys, kind)
    if what.startswith("Object missing required field") and quoted:
        return f"`{quoted[1]}` is missing; write it"
    if value := re.fullmatch(r"Invalid enum value '?(.*?)'?", what, re.DOTALL):
        return f"`{value[1]}` is not known here; {closest(value[1], _choices(kind, keys))}"
    if "matching regex" in what:
        return _SHAPES[keys[-1]]
    what = re.sub(r"`([^`]+)`", lambda found: _plainly(found[1]), what)
    return what.replace("Expected", "expected", 1)


def _unknown(key: str, keys: list[str], kind: type[msgspec.Struct]) -> str:
    names = [name for name in keys if not name.isdecimal()]
    inner = _INNER.get(names[-1], kind) if names else kind
    known = tuple(field.encode_name for field in msgspec.structs.fields(inner))
    if inner in (Token, Words, Lengths) and key.upper() in _REFUSED:
        return f"`{key}` {_REFUSED[key.upper()]}"
    return f"unknown key `{key}`; {closest(key, known)}"


def _plainly(types: str) -> str:
    return " or ".join(_NAMES.get(name, name) for name in types.split(" | "))


def _choices(kind: type[msgspec.Struct], keys: list[str]) -> tuple[str, ...]:
    return tuple(_literals(get_type_hints(kind)[keys[0]]))


def _literals(hint: object) -> list[str]:
    if isinstance(hint, str):
        return [hint]
    return [word for part in get_args(hint) for word in _literals(part)]
