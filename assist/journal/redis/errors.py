"""What Redis refuses -> whether another connection may mend it, and what to tell the caller."""

import logging
from typing import Final

from redis.exceptions import NoScriptError, ReadOnlyError, ResponseError

from assist.journal.redis.layout import Reply

_MOVED: Final = ("READONLY", "LOADING", "MASTERDOWN", "CLUSTERDOWN", "UNBLOCKED", "NOSCRIPT")
"""Errors of a server that is no primary, or not ready: the next connection may find another."""

_SAID: Final = {
    "OOM": "Redis is full: it needs more memory (`maxmemory`)",
    "MISCONF": "Redis cannot write to its disk",
    "NOREPLICAS": "Redis has too few replicas",
    "NOPERM": "Redis does not allow this user what the journal needs",
}

log = logging.getLogger("warmline.journal")


def has_moved(reply: Reply, *, of_a_script: bool) -> bool:
    """Return whether a server cannot answer, and the same call on a new connection may be."""
    if not isinstance(reply, ResponseError):
        return of_a_script and bool(reply[0] == b"TERM")
    # Redis 6.2 puts the error that a script met into a text of its own.
    text = str(reply)
    return isinstance(reply, NoScriptError | ReadOnlyError) or any(one in text for one in _MOVED)


def why(error: ResponseError) -> str:
    """Return what to tell who called, and log what nobody expected."""
    text = f"{type(error).__name__} {error}"
    if "OutOfMemory" in text or "maxmemory" in text:
        return _SAID["OOM"]
    for code, said in _SAID.items():
        if code in text:
            return said
    if "NoPermission" in text:
        return _SAID["NOPERM"]
    log.error("Redis refused a call: %s", text)
    return f"Redis refused a call ({type(error).__name__})"
