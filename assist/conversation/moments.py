"""A customer's message and how it feels -> the moments they will remember, moved by it.

An experience is remembered by its peak and its end, hardly by its length (Kahneman et al. 1993;
Fredrickson and Kahneman 1993). A good moment is a moment too. The moments stand in the order in
which they happened, the end last: they are all that is kept of the course of the feeling.
"""

from collections.abc import Mapping
from typing import Final, Literal

from msgspec.structs import replace

from assist.findings import ToneRead
from assist.ledger import Moment
from assist.vocabulary import Tone

PEAK: Final = 0.4
"""From this strength on, on either side of zero, a message is remembered."""
LOW: Final = -0.3
HIGH: Final = 0.2
FALLING: Final = -0.1
FALL: Final = 0.3
"""What `mood` says: low up to LOW, good again from HIGH; falling up to FALLING after a FALL."""
FADES: Final = 0.5
"""What is left of a feeling after each message that shows none."""

_SIDES: Final[Mapping[Tone, float]] = {
    "anger": -1.0,
    "frustration": -0.9,
    "disappointment": -0.8,
    "anxiety": -0.8,
    "confusion": -0.3,
    "remorse": -0.3,
    "playfulness": 0.5,
    "gratitude": 0.8,
    "delight": 1.0,
}
"""The sign of each tone, and how much of it stays in memory."""
_VALENCE: Final = 0.25
"""The share of valence: it is low where a fact is bad ("still no bag"), which is no feeling."""
_WEAK: Final = 0.5
_GLAD: Final = 0.3
"""A joke below this valence may carry a complaint: it shows no good feeling."""


def feeling(valence: float | None, intensity: float, tones: tuple[ToneRead, ...]) -> float:
    """Return how a message feels, from -1 to 1; 0 where it shows nothing.

    Args:
        valence: from -1 to 1, None where nothing can be said.
        intensity: from 0 to 1.
        tones: those that the reader asserts.
    """
    said = valence or 0.0
    tone = deciding(tones)
    if tone is None or (tone.tone == "playfulness" and said < _GLAD):
        return round(_VALENCE * said, 2) if abs(said) >= _WEAK else 0.0
    side = _SIDES[tone.tone]
    shown = side * (tone.score + intensity) / 2
    agrees = said * side > 0
    return round((1 - _VALENCE) * shown + _VALENCE * (said if agrees else 0.0), 2)


def deciding(tones: tuple[ToneRead, ...]) -> ToneRead | None:
    """Return the tone that decides how a message feels; of two equal ones the worse."""
    return max(tones, key=_weight, default=None)


def _weight(tone: ToneRead) -> tuple[float, bool]:
    side = _SIDES[tone.tone]
    return abs(side) * tone.score, side < 0


def after_customer(
    moments: tuple[Moment, ...],
    *,
    message_id: str,
    at: float,
    feeling: float,
    tone: Tone | None,
    words: str,
    cause: str | None,
) -> tuple[Moment, ...]:
    """Return the moments after a customer's message.

    At most two peaks (the worst and the best message), one turn (the latest message at which a
    bad feeling became good, or a good one bad) and one end (the latest message with a feeling;
    while there is none, the latest message). A message that shows nothing turns nothing: what
    was felt fades.

    Args:
        feeling: from -1 to 1, 0 where the message shows nothing.
        tone: the tone that shows it.
        words: the message's words for it.
        cause: the agent's message that it answers.
    """
    kept = tuple([moment for moment in moments if moment.what != "end"])
    end = _end(moments)
    if not feeling and end is not None and end.feeling:
        return *kept, replace(end, feeling=end.feeling * FADES)
    new = Moment(
        what="end",
        message_id=message_id,
        at=at,
        feeling=feeling,
        tone=tone,
        words=words,
        cause=cause,
    )
    if _turns(kept, feeling):
        kept = (*(m for m in kept if m.what != "turn"), replace(new, what="turn"))
    if abs(feeling) >= PEAK:
        rivals = [m for m in kept if m.what == "peak" and m.feeling * feeling > 0]
        if all(abs(feeling) > abs(rival.feeling) for rival in rivals):
            kept = (*(m for m in kept if m not in rivals), replace(new, what="peak"))
    return *kept, new


def _turns(kept: tuple[Moment, ...], feeling: float) -> bool:
    """Return whether a feeling is on the other side of the latest peak or turn.

    To turn bad takes more than a bad fact, to turn good any sign of it.
    """
    if not kept:
        return False
    return feeling > 0 if kept[-1].feeling < 0 else feeling <= LOW


def mood(moments: tuple[Moment, ...]) -> Literal["low", "falling", "turned"] | None:
    """Return what to say of the customer's mood now, None where there is nothing to say.

    `low`: it is bad now. `falling`: not yet bad, but below zero and clearly worse than the good
    moment before. `turned`: it was bad, and is good again.
    """
    end, kept = _end(moments), [moment for moment in moments if moment.what != "end"]
    if end is None:
        return None
    if end.feeling <= LOW:
        return "low"
    if kept and end.feeling <= min(FALLING, kept[-1].feeling - FALL):
        return "falling"
    if end.feeling >= HIGH and any(m.what == "peak" and m.feeling < 0 for m in kept):
        return "turned"
    return None


def _end(moments: tuple[Moment, ...]) -> Moment | None:
    # It stands last, but for moments of other makes.
    for moment in reversed(moments):
        if moment.what == "end":
            return moment
    return None
