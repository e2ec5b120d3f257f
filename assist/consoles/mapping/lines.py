"""The text of a TOML file -> the line on which a table or a key of it begins."""

import re
from typing import Final

_HEAD: Final = re.compile(r"\s*(\[\[?)\s*([\w.-]+)\s*\]\]?\s*(?:#.*)?")
_KEY: Final = re.compile(r"\s*([\w-]+)\s*[=.]")
_OPEN: Final = re.compile(r"'''|\"\"\"")

Home = tuple[str, int]
"""A table's name and its number among those of that name, from 1; 0 where there is only one."""


class Lines:
    """Where things stand in a file that TOML itself has read: it tells no lines."""

    def __init__(self, text: str) -> None:
        self._heads: dict[Home, int] = {}
        self._keys: dict[tuple[Home, str], int] = {}
        home: Home = ("", 0)
        counts: dict[str, int] = {}
        end: str | None = None
        for number, line in enumerate(text.splitlines(), start=1):
            if end is not None:
                end = None if end in line else end
                continue
            if head := _HEAD.fullmatch(line):
                name, _, below = head[2].partition(".")
                if head[1] == "[[":
                    counts[name] = counts.get(name, 0) + 1
                home = (name, counts.get(name, 0))
                self._heads.setdefault(home, number)
                if below:
                    self._keys.setdefault((home, below.partition(".")[0]), number)
                    home = (f"{name}.{below}", home[1])
            elif key := _KEY.match(line):
                self._keys.setdefault((home, key[1]), number)
            if (opened := _OPEN.search(line)) and line.count(opened[0]) == 1:
                end = opened[0]

    def of(self, home: Home, key: str | None = None) -> int:
        """Return the line of a key, or of the table of that name, else of its own table, else 1."""
        if key is not None:
            at = self._keys.get((home, key))
            tables = () if home[0] else (self._heads.get((key, number)) for number in (0, 1))
            return at or next(filter(None, tables), None) or self.of(home)
        return self._heads.get(home, 1)
