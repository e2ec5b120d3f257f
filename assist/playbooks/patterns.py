"""One pattern of a rule, as TOML gives it -> a pattern that is safe to run, or why it is not.

spaCy's matcher keeps a state for every way to read a message: "please" with `OP = "+"` takes
3.6 s on 400 times "please" and all memory on 2,000, and the ways double with each table that
may be missing. So nothing repeats without end here, and few tables may be missing.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from assist.errors import PlaybookError
from assist.playbooks.format import Plain
from assist.playbooks.model import Pattern

MAX_OPTIONAL: Final = 12
MAX_WIDTH: Final = 48
MAX_WAYS: Final = 512
"""In how many ways the tables that may be missing can be; the rules that ship need 225 at most."""


def read_pattern(plain: str | list[Plain]) -> Pattern:
    """Return the phrase or token pattern that `plain` is; it has the right types already.

    Raises:
        PlaybookError: it is empty, matches anything, or may be read in too many ways.
    """
    if isinstance(plain, str):
        if not plain.strip():
            raise PlaybookError("the phrase is empty; write the words")
        return plain
    bounds = [_bounds(token) for token in plain]
    if sum(most - least for least, most in bounds) > MAX_OPTIONAL:
        raise PlaybookError(
            f"more than {MAX_OPTIONAL} tokens may be missing (a `?` is one, {{0,5}} is five); "
            "write shorter gaps, or two patterns"
        )
    if sum(most for _, most in bounds) > MAX_WIDTH:
        raise PlaybookError(f"it can span more than {MAX_WIDTH} tokens; say less often")
    if _ways(plain, bounds) > MAX_WAYS:
        raise PlaybookError(
            f"it may be read in more than {MAX_WAYS} ways (a `?` doubles them, {{0,5}} makes six); "
            "join gaps that stand side by side, or write two patterns"
        )
    opening = [token.get("IS_SENT_START") for token in plain]
    if opening[0] is False or any(asked is not None for asked in opening[1:]):
        raise PlaybookError(
            "`IS_SENT_START` is `true` and stands in the first table; a pattern begins there"
        )
    if not any(map(_anchors, plain, bounds)):
        raise PlaybookError("no word must occur, so it would match anything; add a LOWER word")
    return tuple(plain)


def _bounds(token: Mapping[str, Any]) -> tuple[int, int]:
    """Return how often the token may occur: at least, and at most."""
    op = token.get("OP")
    if op in (None, "!"):
        return 1, 1
    if op == "?":
        return 0, 1
    least, comma, most = re.fullmatch(r"\{([0-9]*)(,?)([0-9]*)\}", str(op)).groups()  # type: ignore[union-attr]
    lowest = int(least or 0)
    highest = int(most) if comma else lowest
    if lowest > highest or highest == 0:
        raise PlaybookError(f"`OP` {op} can never hold; put the smaller number first, as {{0,3}}")
    return lowest, highest


def _ways(tables: list[Plain], bounds: list[tuple[int, int]]) -> int:
    """Return in how many ways a text may be tried; the same table again is one gap with it."""
    ways = row = 1
    before: Plain | None = None
    for table, (least, most) in zip(tables, bounds, strict=True):
        asks = {key: value for key, value in table.items() if key != "OP"}
        row = (row if asks == before else 1) + most - least
        ways = ways // (row - most + least) * row if asks == before else ways * row
        before = asks
    return ways


def _anchors(token: Mapping[str, Any], bounds: tuple[int, int]) -> bool:
    """Tell whether the token names words one of which must be there."""
    lower = token.get("LOWER")
    named = isinstance(lower, str) or (isinstance(lower, Mapping) and "IN" in lower)
    return named and bounds[0] > 0 and token.get("OP") != "!"
