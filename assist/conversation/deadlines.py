"""The customer's words for a time that matters to them -> the deadlines, and when each comes.

A deadline counts down from when it was named until the matter is resolved. An event without a
time ("before the wedding") is one too: it has no moment, and never comes near by itself.
"""

import re
from typing import Final

from msgspec.structs import replace

from assist.conversation.state import HeardLabel
from assist.conversation.times import moment
from assist.ledger import Deadline
from assist.vocabulary import Language

MOST_KEPT: Final = 5
LONGEST_NEAR: Final = 86400.0
"""Seconds; no deadline is near earlier than that."""

_LIVE: Final = frozenset({"open", "near"})
_FOLLOWING: Final = re.compile(r"\w*(?:[ '’-]+[^\s.!?;,]+){0,3}")
_SAME: Final = 60.0
"""Seconds; times that differ by less are the same, said at another moment."""


def after_customer(
    deadlines: tuple[Deadline, ...],
    heard: tuple[HeardLabel, ...],
    *,
    message_id: str,
    at: float,
    language: Language,
    timezone: str | None,
    text: str = "",
) -> tuple[Deadline, ...]:
    """Return the deadlines after a customer's message; one told again is kept as first told.

    Args:
        deadlines: those before it.
        heard: its cues and tones.
        message_id: its id.
        at: when it was said.
        language: its language.
        timezone: the customer's, see `times.moment`.
        text: the message as typed; a cue's words may end before their time does ("by March").
    """
    for label in heard:
        if label.label != "deadline":
            continue
        named = (_with_what_follows(label.words, text), label.words, label.value)
        times = (moment(w, at, language=language, timezone=timezone) for w in named if w)
        due = next((time for time in times if time is not None), None)
        new = Deadline(words=label.words, message_id=message_id, at=at, due=due)
        if not any(_is_same(one, new) for one in deadlines):
            deadlines = _bounded((*deadlines, new))
    return deadlines


def after_time(deadlines: tuple[Deadline, ...], now: float, *, near: float) -> tuple[Deadline, ...]:
    """Return the deadlines at a later time, those whose time comes as `near` or `past`.

    A deadline is near for the last tenth of its length, for `near` seconds at least and
    `LONGEST_NEAR` at most, never for more than half of it.
    """
    return tuple(_at(deadline, now, near) for deadline in deadlines)


def after_resolved(deadlines: tuple[Deadline, ...]) -> tuple[Deadline, ...]:
    """Return the deadlines once the matter is resolved: what is not past is met."""
    return tuple(
        replace(deadline, status="met") if deadline.status in _LIVE else deadline
        for deadline in deadlines
    )


def next_moment(deadlines: tuple[Deadline, ...], now: float, *, near: float) -> float | None:
    """Return when time alone next changes a deadline, None for never; `near` as in `after_time`."""
    if not deadlines:
        return None
    times = [
        when
        for deadline in deadlines
        if deadline.status in _LIVE and deadline.due is not None
        for when in (_near_from(deadline, deadline.due, near), deadline.due)
        if when > now
    ]
    return min(times, default=None)


def pending(deadlines: tuple[Deadline, ...]) -> Deadline | None:
    """Return the deadline that matters now: the soonest to come, else one without a time."""
    live = [deadline for deadline in deadlines if deadline.status in _LIVE]
    return min(live, key=lambda d: d.due if d.due is not None else float("inf"), default=None)


def _with_what_follows(words: str, text: str) -> str:
    """Return the last of a cue's words with at most three more of the same clause."""
    last = words.rsplit(" … ", 1)[-1]
    start = text.find(last) if last else -1
    found = _FOLLOWING.match(text, start + len(last)) if start >= 0 else None
    return text[start : found.end()] if found else ""


def _is_same(known: Deadline, new: Deadline) -> bool:
    """Return whether a deadline was told before; one that was met or is past may come again."""
    if known.status not in _LIVE:
        return False
    if known.due is not None and new.due is not None:
        return abs(known.due - new.due) <= _SAME
    return known.words.casefold() == new.words.casefold()


def _bounded(deadlines: tuple[Deadline, ...]) -> tuple[Deadline, ...]:
    """Return the latest `MOST_KEPT`; those that are met or past leave first."""
    over = [deadline for deadline in deadlines if deadline.status not in _LIVE]
    while len(deadlines) > MOST_KEPT:
        leaving = over.pop(0) if over else deadlines[0]
        deadlines = tuple(deadline for deadline in deadlines if deadline is not leaving)
    return deadlines


def _at(deadline: Deadline, now: float, near: float) -> Deadline:
    if deadline.status not in _LIVE or deadline.due is None:
        return deadline
    if now >= deadline.due:
        return replace(deadline, status="past")
    if deadline.status == "open" and now >= _near_from(deadline, deadline.due, near):
        return replace(deadline, status="near")
    return deadline


def _near_from(deadline: Deadline, due: float, near: float) -> float:
    length = due - deadline.at
    return due - min(max(length / 10, near), LONGEST_NEAR, length / 2)
