"""The keys -> the tables of docs/configuration.md."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from assist.config.example import SECTIONS, defaults, written
from assist.config.keys import Key

_BLOCK: Final = re.compile(r"(<!-- keys of (.+?) -->\n).*?(<!-- end -->)", re.S)


def with_tables(page: str) -> str:
    """Return the page with each table between its marks made anew."""
    tables = {head.strip("[]"): table(keys, defaults(home)) for head, keys, home in SECTIONS}
    return _BLOCK.sub(lambda block: f"{block[1]}\n{tables[block[2]]}\n{block[3]}", page)


def table(keys: Sequence[Key], known: Mapping[str, object]) -> str:
    """Return a table with a row a key."""
    rows = ["| key | takes | default | |", "|---|---|---|---|", *_rows(keys, known)]
    return "\n".join(rows) + "\n"


def _rows(keys: Sequence[Key], known: Mapping[str, object]) -> Iterator[str]:
    for key in keys:
        default = known.get(key.name)
        told = "needed" if key.needed else "none" if default is None else f"`{written(default)}`"
        what = key.what.replace("|", "\\|")
        yield f"| `{key.name}` | {_takes(key)} | {told} | {what} |"


def _takes(key: Key) -> str:
    words = ", ".join(f"`{word}`" for word in key.among)
    match key.kind:
        case "whole" | "number":
            return f"{key.least:.6g} to {key.most:.10g}"
        case "yes-no":
            return "`true` or `false`"
        case "texts":
            return f"a list of {words}" if words else "a list"
        case "paths":
            return "a list of paths"
    return words or key.kind
