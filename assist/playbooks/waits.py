"""The tables of `waits.toml` -> how long people wait on each channel before it matters.

[email]
short = "4h"
long = "12h"
near = "1h"
"""

from collections.abc import Mapping

from msgspec import Struct

from assist.errors import PlaybookError
from assist.playbooks import conditions
from assist.playbooks.explain import fit
from assist.playbooks.format import Line, Plain
from assist.playbooks.model import Diagnostic, Pace, Waits


class PaceTable(Struct, forbid_unknown_fields=True, kw_only=True):
    """One channel's waits, as the file has them."""

    short: Line
    long: Line
    near: Line


def read_waits(path: str, plain: Plain) -> tuple[Mapping[str, Pace], tuple[Diagnostic, ...]]:
    """Return the waits by channel; a channel that is wrong is left out and told."""
    paces: dict[str, Pace] = {}
    found: list[Diagnostic] = []
    for channel, table in plain.items():
        try:
            paces[channel] = _pace(channel, table)
        except PlaybookError as error:
            found.append(Diagnostic(path=path, where=f"[{channel}]", what=str(error)))
    return paces, tuple(found)


def _pace(channel: str, plain: object) -> Pace:
    if not isinstance(plain, dict):
        raise PlaybookError("no table; write the channel's name in brackets, as [email]")
    try:
        conditions.parse(f"channel is {channel}")
    except PlaybookError:
        raise PlaybookError(
            "no name of a channel; write small letters, digits and hyphens, as [web-form]"
        ) from None
    table = fit(PaceTable, plain)
    short, long, near = (
        _seconds(key, words)
        for key, words in (("short", table.short), ("long", table.long), ("near", table.near))
    )
    if short > long:
        raise PlaybookError(
            f"`short` ({table.short}) is more than `long` ({table.long}); exchange them"
        )
    return Pace(short=short, long=long, near=near)


def _seconds(key: str, words: str) -> float:
    """Return the length of a wait, written as conditions write it."""
    try:
        condition = conditions.parse(f"customer waits {words}")
    except PlaybookError:
        condition = None
    if not isinstance(condition, Waits) or isinstance(condition.length, str):
        raise PlaybookError(
            f"`{key}`: `{words}` is no length; write `90s`, `5m` or `2h`, at most 7 days"
        )
    return condition.length
