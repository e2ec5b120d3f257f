"""A target and ids of checks -> the outcome of each, one after the other."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Final

from assist.conformance import agents, frames, handshake, http, posts, revisions, streams
from assist.conformance.checks import CHECKS, Check, Failure, Outcome, shown
from assist.conformance.peer import Closed, Malformed, Refused
from assist.conformance.target import MissingToken, Target
from assist.errors import ConfigError

__all__ = ["chosen", "outcomes"]

SETS: Final = (handshake, frames, posts, revisions, streams, agents, http)
"""Where the checks are; to import these modules registers them."""
GROUPS: Final = "HLFIVSGP"
"""How ids begin, in order: handshake, hello, frames, ingest, revisions, streams, agents, HTTP."""
LONGEST: Final = 60.0
"""Seconds after which a check has failed, whatever still comes."""


def chosen(only: Iterable[str]) -> tuple[Check, ...]:
    """Return the checks whose ids begin with one of `only`; all of them where it is empty.

    Raises:
        ConfigError: no check begins so.
    """
    beginnings = tuple(only)
    for beginning in beginnings:
        if not any(id.startswith(beginning) for id in CHECKS):
            raise ConfigError(f"--only {beginning}: no such check; `--list` shows them all")
    ordered = sorted(CHECKS, key=lambda id: (GROUPS.index(id[0]), id))
    return tuple(CHECKS[id] for id in ordered if not beginnings or id.startswith(beginnings))


async def outcomes(target: Target, checks: Iterable[Check]) -> AsyncIterator[Outcome]:
    """Run the checks; yield what became of each.

    Raises:
        ConfigError: nobody answers at the target's address.
    """
    try:
        await target.request("GET", "/live")
    except OSError as error:
        raise ConfigError(f"{target.place}: nobody answers there ({shown(error)})") from None
    except Exception:  # Whatever it is, it listens: the checks say what is wrong.
        pass
    for check in checks:
        yield await _outcome(target, check)


async def _outcome(target: Target, check: Check) -> Outcome:
    try:
        async with asyncio.timeout(LONGEST):
            await check.run(target)
    except MissingToken as missing:
        return Outcome(check=check, status="skip", reason=f"needs --token-{missing} or --data")
    except (Failure, Malformed, Closed, Refused) as failure:
        return Outcome(check=check, status="fail", reason=str(failure))
    except TimeoutError:
        return Outcome(check=check, status="fail", reason="no answer came in time")
    except Exception as error:
        # Another implementation may do anything: that fails a check, never the run.
        return Outcome(check=check, status="fail", reason=f"it ended with {shown(error)}")
    return Outcome(check=check, status="pass")
