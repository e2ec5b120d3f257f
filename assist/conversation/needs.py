"""A message -> the ladder of needs moved by it.

A customer wants the problem solved, soon, clearly and politely, before being understood
emotionally. A rung fails where what was asked did not come; it counts as spoken to when the
agent has since done something that serves it.
"""

from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from assist.conversation.state import Conversation, CustomerTurn, HeardLabel, Rung
from assist.vocabulary import NEEDS, NEGATIVE_TONES, Act, Cue, Need, NeedStatus, Tone

_RAISES: Final[Mapping[Need, Mapping[NeedStatus, tuple[Cue | Tone, ...]]]] = {
    "solution": {
        "failing": ("broken-promise", "repeat-contact"),
        "open": (
            "problem",
            "fraud-worry",
            "safety",
            "legal-threat",
            "refund-request",
            "churn-risk",
            "escalation-request",
            "public-threat",
        ),
    },
    "speed": {"failing": ("long-wait",), "open": ("deadline",)},
    "clarity": {"failing": ("unanswered",), "open": ("confusion",)},
    "courtesy": {"failing": ("effort",), "open": ("expectation-gap", "abuse", "sarcasm")},
    "emotion": {
        "failing": (),
        "open": ("anger", "frustration", "disappointment", "anxiety", "vulnerability", "remorse"),
    },
}
"""The cues and tones that open a rung or make it fail."""
_MOVING: Final = frozenset[Cue | Tone](NEGATIVE_TONES).union(
    *(labels for by_status in _RAISES.values() for labels in by_status.values())
)

_SERVES: Final[Mapping[Need, frozenset[Act]]] = {
    "solution": frozenset(["ownership-given", "clarification-given", "escalation-given", "acted"]),
    # Taking it on now is an answer to "how long still" too.
    "speed": frozenset(
        ["update-given", "follow-up-given", "ownership-given", "escalation-given", "acted"]
    ),
    "clarity": frozenset(["clarification-given", "confirmation-given"]),
    "courtesy": frozenset(["apology-given", "de-escalation-given", "gratitude-given"]),
    "emotion": frozenset(
        [
            "empathy-given",
            "reassurance-given",
            "humour-given",
            "celebration-given",
            "personal-touch-given",
            "apology-given",
        ]
    ),
}
"""What the agent does for a rung."""

_WORSE: Final[dict[NeedStatus, int]] = {"met": 0, "open": 1, "failing": 2}


def after_customer(
    chat: Conversation, turn: CustomerTurn, new: tuple[HeardLabel, ...]
) -> tuple[Rung, ...]:
    """Return the ladder after a customer's message; `new` are its labels, `turn` includes it."""
    if not new and not turn.asks:
        return chat.needs
    heard = {entry.label: entry for entry in new}
    if "resolved" in heard and heard.keys().isdisjoint({"problem", "anger", "frustration"}):
        return tuple(Rung(need=need) for need in NEEDS)
    if not turn.asks and _MOVING.isdisjoint(heard):
        return chat.needs
    return tuple([_raised(chat, rung, turn, new, heard) for rung in chat.needs])


def without(
    chat: Conversation, turn: CustomerTurn, gone: tuple[HeardLabel, ...]
) -> tuple[Rung, ...]:
    """Return the ladder without what these labels raised; what is left in the turn may hold it."""
    raised = {because for one in gone for because in (_because(one), f"still {_because(one)}")}
    met = replace(
        chat,
        needs=tuple(
            Rung(need=rung.need) if rung.because in raised else rung for rung in chat.needs
        ),
    )
    lowered = after_customer(met, turn, turn.heard)
    return tuple(
        new if old.because in raised else old for old, new in zip(chat.needs, lowered, strict=True)
    )


def _because(heard: HeardLabel) -> str:
    return f"{heard.label}: {heard.words}"


def _raised(
    chat: Conversation,
    rung: Rung,
    turn: CustomerTurn,
    new: tuple[HeardLabel, ...],
    heard: Mapping[Cue | Tone, HeardLabel],
) -> Rung:
    status: NeedStatus = "met"
    because = ""
    for worse in ("open", "failing"):
        labels = _RAISES[rung.need][worse]
        if first := next((entry for entry in new if entry.label in labels), None):
            status, because = worse, _because(first)
    if again := _fails_again(chat, rung, new, heard):
        status, because = "failing", again
    if rung.need == "clarity" and status == "met" and turn.asks:
        status, because = "open", "a question"
    if status == "met" or _WORSE[status] < _WORSE[rung.status]:
        return rung
    return Rung(need=rung.need, status=status, because=because, spoken=False)


def _fails_again(
    chat: Conversation,
    rung: Rung,
    new: tuple[HeardLabel, ...],
    heard: Mapping[Cue | Tone, HeardLabel],
) -> str:
    """Return why a rung fails that was served or spoken past before; empty where it does not."""
    if rung.need == "solution" and "problem" in heard and "acted" in chat.acts:
        return f"again after it was acted on: {heard['problem'].words}"
    if rung.need == "clarity" and "confusion" in heard and "confusion" in chat.before:
        return f"still unclear: {heard['confusion'].words}"
    unheard = rung.status != "met" and not rung.spoken and chat.turn.answered
    if rung.need == "emotion" and unheard:
        felt = next((entry for entry in new if entry.label in NEGATIVE_TONES), None)
        return f"still {_because(felt)}" if felt else ""
    return ""


def after_agent(
    chat: Conversation, acts: frozenset[Act], *, substantive: bool, answers: bool = False
) -> tuple[Rung, ...]:
    """Return the ladder after an agent's message.

    An answer whose acts are not recognised still speaks to the solution, and ends the wait: it
    says something. One that `answers` what was asked solves what was open.
    """
    informs = substantive and not acts
    return tuple(
        [
            rung
            if rung.status == "met"
            else _served(rung, acts, informs=informs, substantive=substantive, answers=answers)
            for rung in chat.needs
        ]
    )


def _served(
    rung: Rung, acts: frozenset[Act], *, informs: bool, substantive: bool, answers: bool
) -> Rung:
    solves = "acted" in acts or (answers and rung.status == "open")
    if rung.need == "solution" and solves:
        return Rung(need="solution")
    if rung.need == "clarity" and substantive:
        return Rung(need="clarity")
    spoken = rung.spoken or bool(acts & _SERVES[rung.need])
    spoken = spoken or (informs and rung.need in ("solution", "speed"))
    return replace(rung, spoken=spoken)


def after_wait(needs: tuple[Rung, ...], because: str) -> tuple[Rung, ...]:
    """Return the ladder when the customer has waited too long: speed fails."""
    return tuple(
        Rung(need="speed", status="failing", because=because)
        if rung.need == "speed" and rung.status != "failing"
        else rung
        for rung in needs
    )


def first_unmet(needs: tuple[Rung, ...]) -> Rung | None:
    """Return the lowest rung that fails and that nobody has spoken to."""
    return next((rung for rung in needs if rung.status == "failing" and not rung.spoken), None)
