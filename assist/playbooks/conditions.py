"""`churn-risk before`, `customer waits 2m` -> a condition value, and back to its words."""

import re
from difflib import get_close_matches
from typing import Final, TypeVar, cast, get_args

from assist.errors import PlaybookError
from assist.playbooks.model import (
    Condition,
    Given,
    Heard,
    Is,
    Level,
    NeedIs,
    Subject,
    Waits,
)
from assist.vocabulary import (
    ACTS,
    CUES,
    ISSUE_STATUSES,
    JOURNEYS,
    NEEDS,
    TONES,
    Cue,
    DeadlineStatus,
    NeedStatus,
    PromiseStatus,
    Tone,
)

STATES: Final[dict[Subject, tuple[str, ...]]] = {
    "issue": (*ISSUE_STATUSES, "open", "repeated", "brought"),
    "question": ("open", "urgent"),
    "promise": get_args(PromiseStatus),
    "deadline": get_args(DeadlineStatus),
    "journey": JOURNEYS,
    "mood": ("low", "falling", "turned"),
    "humour": ("licensed",),
    "chat": ("new", "closing", "transferred", "returning"),
}
"""What each subject may be. A `channel` may be any word. `issue is open`: not resolved yet;
`repeated`: told again; `brought`: left open by an earlier conversation. `mood is low`: it is bad
now; `falling`: worse than before; `turned`: it was bad and is good again."""
MOST_TIMES: Final = 9
_CHANNEL: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")
_STATUSES: Final[tuple[NeedStatus, ...]] = get_args(NeedStatus)
_UNITS: Final = {"h": 3600, "m": 60, "s": 1}
_LONGEST_WAIT: Final = 7 * 24 * 3600
_HINT: Final = (
    "write a cue or tone (`anger`, `anger before`, `anger ever`), an act (`apology-given`), "
    "`apology-given 2x`, `solution is open`, `customer waits 120s`, `customer waits long`, "
    "`valence below -0.3`, `issue is repeated`, `promise is due`, `journey is exit`"
)
_Word = TypeVar("_Word", bound=str)


def parse(text: str) -> Condition:
    """Return the condition that `text` says.

    Raises:
        PlaybookError: it says none; the message ends with what would be right.
    """
    match text.split():
        case ["channel", "is", name] if _CHANNEL.fullmatch(name):
            return Is(subject="channel", state=name)
        case [subject, "is", state] if subject in STATES:
            known = _word(subject, tuple(STATES), text)
            return Is(subject=known, state=_word(state, STATES[known], text))
        case [need, "is", status]:
            return NeedIs(need=_word(need, NEEDS, text), status=_word(status, _STATUSES, text))
        case ["customer" | "agent" as who, "waits", "short" | "long" as patience]:
            return Waits(who=who, length=patience)
        case ["customer" | "agent" as who, "waits", length]:
            return Waits(who=who, length=_seconds(length, text))
        case ["valence" | "intensity" as what, "above" | "below" as side, limit]:
            return Level(what=what, side=side, limit=_limit(limit, what, text))
        case [label, "before" | "ever"] if label in ACTS:
            raise PlaybookError(f"`{text}`: an act holds for the whole chat; write `{label}` alone")
        case [label, "before" | "ever" as scope]:
            return Heard(label=_word(label, (*CUES, *TONES), text), scope=scope)
        case [label, times] if label in ACTS:
            return Given(act=_word(label, ACTS, text), times=_times(times, text))
        case [label] if label in ACTS:
            return Given(act=_word(label, ACTS, text))
        case [label]:
            heard = _word(label, (*CUES, *TONES, *ACTS), text)
            return Heard(label=cast(Cue | Tone, heard))
        case _:
            raise PlaybookError(f"`{text}` is no condition; {_HINT}")


def write(condition: Condition) -> str:
    """Return the words of `condition`, as a rule file has them; `parse` gives it back."""
    match condition:
        case Heard(label=label, scope=scope):
            return label if scope == "now" else f"{label} {scope}"
        case Given(act=act, times=times):
            return act if times == 1 else f"{act} {times}x"
        case NeedIs(need=need, status=status):
            return f"{need} is {status}"
        case Waits(who=who, length=length):
            return f"{who} waits {length if isinstance(length, str) else _length(length)}"
        case Level(what=what, side=side, limit=limit):
            return f"{what} {side} {limit:g}"
        case Is(subject=subject, state=state):
            return f"{subject} is {state}"


def closest(word: str, known: tuple[str, ...]) -> str:
    """Return `did you mean ...?` for a misspelt word, or the words that there are."""
    if near := get_close_matches(word, known, n=1):
        return f"did you mean `{near[0]}`?"
    return "use one of " + ", ".join(known)


def _word(word: str, known: tuple[_Word, ...], text: str) -> _Word:
    for candidate in known:
        if candidate == word:
            return candidate
    raise PlaybookError(f"`{text}`: `{word}` is not known here; {closest(word, known)}")


def _seconds(length: str, text: str) -> float:
    found = re.fullmatch(r"([0-9]{1,6})([smh])", length)
    seconds = int(found[1]) * _UNITS[found[2]] if found else 0
    if not 0 < seconds <= _LONGEST_WAIT:
        raise PlaybookError(f"`{text}`: write a wait as `90s`, `5m` or `2h`, at most 7 days")
    return float(seconds)


def _times(times: str, text: str) -> int:
    found = re.fullmatch(r"([1-9])x", times)
    if found is None:
        raise PlaybookError(f"`{text}`: write how often as `2x`, from 1x to {MOST_TIMES}x")
    return int(found[1])


def _length(seconds: float) -> str:
    unit = next(name for name, size in _UNITS.items() if seconds % size == 0)
    return f"{int(seconds // _UNITS[unit])}{unit}"


def _limit(number: str, what: str, text: str) -> float:
    lowest = -1 if what == "valence" else 0
    if re.fullmatch(r"-?[0-9](\.[0-9]{1,4})?", number) and lowest <= float(number) <= 1:
        return float(number)
    raise PlaybookError(f"`{text}`: write {what} as a number from {lowest} to 1, as in `0.5`")
