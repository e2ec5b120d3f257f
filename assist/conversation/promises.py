"""What an agent's message does, and when -> the promises made, kept, broken and falling due.

A promise is a time that the agent named for what they do, or a return without a time ("I'll call
you back"); a holding line is none. Where they come back with substance it is kept, or broken if
that is too late; a new time said in time takes the place of the old one.
"""

import re
from typing import Final

from msgspec.structs import replace

from assist.conversation.promising import HOLDING, IN_CHAT, New, promised
from assist.findings import ActRead
from assist.ledger import Memory, Promise
from assist.vocabulary import Language

MOST_KEPT: Final = 10
SAME_BREATH: Final = 600.0
"""Seconds; after a longer promise the chat is wound up so long, and nothing said is the return."""

BRIEF: Final = 300.0
"""Seconds: of a promise below it nobody need be reminded before it is due ("3 minutes")."""
_LIVE: Final = frozenset({"open", "near", "due"})
_RENEWS: Final = re.compile(
    r"\b(?:more|another|longer|instead|actually|still|encore|plut[oô]t|finalement|toujours|de plus"
    r"|suppl[eé]mentaires?)\b"
)


def after_agent(
    promises: tuple[Promise, ...],
    text: str,
    acts: tuple[ActRead, ...],
    *,
    message_id: str,
    at: float,
    language: Language,
    timezone: str | None,
    substantive: bool,
) -> tuple[Promise, ...]:
    """Return the promises after an agent's message.

    Args:
        promises: those before it.
        text: the message as typed.
        acts: what it does, as read.
        message_id: its id.
        at: when it was said.
        language: its language.
        timezone: the customer's, see `times.moment`.
        substantive: whether it says more than a holding line or a greeting.
    """
    given = frozenset(act.act for act in acts)
    # A holding line promises nothing; who waits for it to end is told by the wait.
    new = tuple(
        one
        for one in promised(text, acts, at, language, timezone)
        if one[1] is None or one[1] - at > HOLDING
    )
    returns = substantive and not ("confirmation-given" in given and "acted" not in given)
    renews = bool(new) and _RENEWS.search(text.lower()) is not None
    after: tuple[Promise, ...] = ()
    for promise in promises:
        replaced = any(_replaces(n, promise, at, renews, substantive) for n in new)
        after += _answered(promise, at, replaced=replaced, returns=returns)
    for words, due in new:
        after = _with(after, words, due, message_id, at)
    return _bounded(after)


def after_time(promises: tuple[Promise, ...], now: float, *, near: float) -> tuple[Promise, ...]:
    """Return the promises at a later time, those whose time comes as `near` or `due`.

    Args:
        promises: those before.
        now: the time.
        near: seconds before it is due that a promise is near; never more than half its length, and
            a `BRIEF` one comes near not at all.
    """
    return tuple(_at(promise, now, near) for promise in promises)


def next_moment(promises: tuple[Promise, ...], now: float, *, near: float) -> float | None:
    """Return when time alone next changes a promise, None for never; `near` as in `after_time`."""
    if not promises:
        return None
    times = [
        when
        for promise in promises
        if promise.status in _LIVE and promise.due is not None
        for when in (_near_from(promise, promise.due, near), promise.due)
        if when > now
    ]
    return min(times, default=None)


def brought(memories: tuple[Memory, ...]) -> tuple[Promise, ...]:
    """Return what earlier conversations left unkept, each once.

    Its id begins with the conversation that it was made in, however often it is brought.
    """
    left: dict[str, Promise] = {}
    for memory in memories:
        for one in memory.promises:
            if one.status in _LIVE:
                known = one.promise_id if one.brought else f"{memory.conversation}:{one.promise_id}"
                left[known] = replace(one, promise_id=known, brought=True)
    return _bounded(tuple(left.values()))


def pending(promises: tuple[Promise, ...]) -> Promise | None:
    """Return the promise that matters now: one that is due, else near, else the soonest."""
    if not promises:
        return None
    live = [promise for promise in promises if promise.status in _LIVE]
    order = ("due", "near", "open")
    return min(
        live,
        key=lambda promise: (order.index(promise.status), _soonest(promise)),
        default=None,
    )


def _replaces(new: New, promise: Promise, at: float, renews: bool, substantive: bool) -> bool:
    """Return whether a new time takes the place of a promise.

    It must be as long at least: a holding line does not call off "in 10 minutes". With an answer
    of substance, or for a promise beyond this chat, it must sound like a new time for the same.
    """
    due = new[1]
    if due is None or promise.due == due:
        return False
    kind = 1 if promise.due is None else _scale(promise.due - promise.at)
    return _scale(due - at) >= kind and (renews or (kind < 2 and not substantive))


def _scale(length: float) -> int:
    """Return 0 for a holding line, 1 for what falls due while the customer stays, else 2."""
    return 0 if length <= HOLDING else 1 if length <= IN_CHAT else 2


def _answered(promise: Promise, at: float, *, replaced: bool, returns: bool) -> tuple[Promise, ...]:
    """Return a promise after a message at `at`, none where a new time takes its place."""
    if promise.status not in _LIVE or at < promise.at:
        return (promise,)
    late = promise.due is not None and at > promise.due + _grace(promise.due - promise.at)
    in_chat = promise.due is None or _scale(promise.due - promise.at) < 2
    if not replaced and not (returns and (in_chat or at - promise.at >= SAME_BREATH)):
        return (promise,)
    if late:
        return (replace(promise, status="broken"),)
    return () if replaced else (replace(promise, status="kept"),)


def _grace(length: float) -> float:
    """Return the seconds after which late is broken: a fifth of the length, 30 s to 15 min."""
    return min(max(length / 5, 30.0), 900.0)


def _with(
    promises: tuple[Promise, ...], words: str, due: float | None, message_id: str, at: float
) -> tuple[Promise, ...]:
    """Return the promises and a new one, unless one that stands says it already."""
    live = [promise for promise in promises if promise.status in _LIVE]
    if due is None or due - at <= HOLDING:
        said = any(promise.due is None or promise.due > at for promise in live)
    else:
        said = any(promise.due == due for promise in live)
    if said:
        return promises
    number = max((_number(promise) for promise in promises), default=0) + 1
    new = Promise(promise_id=f"p{number}", words=words, message_id=message_id, at=at, due=due)
    return (*promises, new)


def _number(promise: Promise) -> int:
    digits = promise.promise_id.removeprefix("p")
    return int(digits) if digits.isascii() and digits.isdecimal() else 0


def _bounded(promises: tuple[Promise, ...]) -> tuple[Promise, ...]:
    """Return the latest `MOST_KEPT`; those that are kept or broken leave first."""
    if len(promises) <= MOST_KEPT:
        return promises
    live = [promise for promise in promises if promise.status in _LIVE]
    over = [promise for promise in promises if promise.status not in _LIVE]
    room = max(0, MOST_KEPT - len(live))
    stay = (*(over[-room:] if room else ()), *live[-MOST_KEPT:])
    return tuple(promise for promise in promises if promise in stay)


def _at(promise: Promise, now: float, near: float) -> Promise:
    if promise.status not in ("open", "near") or promise.due is None:
        return promise
    if now >= promise.due:
        return replace(promise, status="due")
    if promise.status == "open" and now >= _near_from(promise, promise.due, near):
        return replace(promise, status="near")
    return promise


def _near_from(promise: Promise, due: float, near: float) -> float:
    length = max(0.0, due - promise.at)
    return due if length < BRIEF else due - min(near, length / 2)


def _soonest(promise: Promise) -> float:
    return promise.due if promise.due is not None else float("inf")
