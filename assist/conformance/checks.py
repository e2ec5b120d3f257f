"""Functions -> the checks of a server, each with its id and the one line of what must hold."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Literal

from assist.conformance.target import Target

Status = Literal["pass", "fail", "skip"]
Run = Callable[[Target], Awaitable[None]]


class Failure(Exception):
    """What must hold does not; the message says what was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check. `must` says what must hold, in one line."""

    id: str
    must: str
    run: Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a check; `reason` says why it failed or was left out."""

    check: Check
    status: Status
    reason: str = ""


CHECKS: Final[dict[str, Check]] = {}
"""All checks by their ids."""


def check(id: str) -> Callable[[Run], Run]:
    """Make a check of a function; its docstring is what must hold."""

    def register(run: Run) -> Run:
        assert run.__doc__ is not None and id not in CHECKS, id
        CHECKS[id] = Check(id=id, must=run.__doc__.strip(), run=run)
        return run

    return register


def same(what: str, found: object, wanted: object) -> None:
    """Fail unless what was found is what was wanted."""
    if found != wanted:
        raise Failure(f"{what}: {shown(found)}, not {shown(wanted)}")


def holds(condition: bool, what: str) -> None:
    """Fail with `what` unless the condition holds."""
    if not condition:
        raise Failure(what)


def shown(value: object) -> str:
    """Return a value as one short line."""
    text = " ".join(repr(value).split())
    return text if len(text) <= 160 else text[:157] + "..."
