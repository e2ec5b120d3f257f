"""A key and what stands beside it -> a value of the right type and size."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from assist.config.keys import Key

_LONGEST: Final = 1000
_MOST_VALUES: Final = 1000
_KINDS: Final = {
    "text": "text in quotes",
    "path": "a path in quotes",
    "texts": 'a list of texts, as ["one", "two"]',
    "paths": 'a list of paths, as ["one", "two"]',
    "whole": "a whole number, without quotes",
    "number": "a number, without quotes",
    "yes-no": "true or false, without quotes",
}
_WORDS: Final = {"true": True, "false": False}


def value_of(key: Key, plain: object, folder: Path) -> object:
    """Return what `plain` means for `key`; paths are relative to `folder`.

    Raises:
        ValueError: it is wrong; says what would be right.
    """
    match key.kind, plain:
        case "yes-no", bool():
            return plain
        case (("whole" | "number"), bool()):
            raise ValueError(f"write {_KINDS[key.kind]}")
        case "whole", int():
            return int(_number(key, plain))
        case "number", int() | float():
            return _number(key, plain)
        case "text", str():
            return _text(key, plain)
        case "path", str():
            return folder / _text(key, plain)
        case (("texts" | "paths"), list()):
            return _list(key, plain, folder)
    raise ValueError(f"write {_KINDS[key.kind]}")


def plain_of(key: Key, text: str) -> object:
    """Return what a variable of the environment says, as it would stand in the file.

    Raises:
        ValueError: it is wrong; says what would be right.
    """
    match key.kind:
        case "yes-no" if text.lower() in _WORDS:
            return _WORDS[text.lower()]
        case "yes-no":
            raise ValueError("write true or false")
        case "whole" | "number":
            whole = re.fullmatch(r"[0-9]{1,18}", text)
            if not whole and not (key.kind == "number" and re.fullmatch(r"[0-9.]{1,18}", text)):
                raise ValueError(f"write a {'whole number' if key.kind == 'whole' else 'number'}")
            try:
                return int(text) if whole else float(text)
            except ValueError:
                raise ValueError("write a number") from None
        case "texts" | "paths":
            return [part.strip() for part in text.split(",") if part.strip()]
    return text


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """Return a hint at the nearest of the words that are known, or all of them."""
    if near := get_close_matches(word, known, n=1):
        return f"did you mean {near[0]}?"
    return f"write {_either(known)}"


def _number(key: Key, number: float) -> float:
    if not key.least <= number <= key.most:  # Nor is nan.
        raise ValueError(f"write a number from {key.least:.12g} to {key.most:.12g}")
    return float(number)


def _text(key: Key, text: str) -> str:
    if not 0 < len(text) <= _LONGEST:
        raise ValueError(f"write 1 to {_LONGEST} characters")
    if not text.isprintable():
        raise ValueError("leave out control characters and line ends")
    if key.among and text not in key.among:
        raise ValueError(f"unknown; {did_you_mean(text, key.among)}")
    if key.shape and (wrong := key.shape(text)):
        raise ValueError(wrong)
    return text


def _list(key: Key, plain: list[object], folder: Path) -> object:
    most = int(min(key.most, _MOST_VALUES))
    if not key.least <= len(plain) <= most:
        raise ValueError(f"write {key.least:g} to {most} values")
    if not all(isinstance(one, str) for one in plain):
        raise ValueError(f"write {_KINDS[key.kind]}")
    texts = tuple(_text(key, one) for one in plain if isinstance(one, str))
    if len(set(texts)) < len(texts):
        raise ValueError("the same stands there twice; write each once")
    return tuple(folder / text for text in texts) if key.kind == "paths" else texts


def _either(words: Sequence[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
