"""One condition of a rule, a conversation and now -> the reasons why it holds, or None.

An empty tuple of reasons means that it holds and needs no words on the card.
"""

from typing import Any, Final, Protocol, TypeVar

from assist.conversation import issues, promises
from assist.conversation.moments import mood
from assist.conversation.state import Conversation
from assist.events import Reason
from assist.judgement import licence
from assist.playbooks.model import (
    Condition,
    FindingRule,
    Given,
    Heard,
    Is,
    Level,
    NeedIs,
    Pace,
    SuggestionRule,
    Waits,
)

Reasons = tuple[Reason, ...]
Kind = TypeVar("Kind", bound=Condition, contravariant=True)


class Check(Protocol[Kind]):
    """What is asked for conditions of one kind."""

    def __call__(
        self, condition: Kind, chat: Conversation, now: float, pace: Pace, /
    ) -> Reasons | None:
        """Return why the condition holds, None where it does not."""


def holds(condition: Condition, chat: Conversation, now: float, pace: Pace) -> Reasons | None:
    """Return why `condition` holds in `chat` at `now`, None where it does not.

    Args:
        pace: of the chat's channel: what a short and a long wait are.
    """
    # Seventeen conditions are asked for each message: a `match` takes half as long as they do.
    return _HOLDS[type(condition)](condition, chat, now, pace)


def check_of(condition: Kind) -> Check[Kind]:
    """Return what `holds` asks for such a condition; it takes the same arguments."""
    return _HOLDS[type(condition)]


def satisfied(
    rule: SuggestionRule | FindingRule, chat: Conversation, now: float, pace: Pace
) -> tuple[Reason, ...] | None:
    """Return why all of a rule's conditions hold, the customer's words first; None if not."""
    reasons: list[Reason] = []
    for condition in rule.requires:
        if (found := holds(condition, chat, now, pace)) is None:
            return None
        reasons += found
    for condition in rule.excludes:
        if holds(condition, chat, now, pace) is not None:
            return None
    if rule.any:
        options = [f for each in rule.any if (f := holds(each, chat, now, pace)) is not None]
        if not options:
            return None
        for option in options:
            reasons += option
    if len(reasons) < 2:
        return tuple(reasons)
    return tuple(sorted(dict.fromkeys(reasons), key=lambda reason: reason.message_id is None))


def waits_since(chat: Conversation, who: str) -> float | None:
    """Return since when a side has been waiting for the other, None while it is not."""
    return chat.customer_waits_since if who == "customer" else chat.agent_waits_since


def seconds(condition: Waits, pace: Pace) -> float:
    """Return how long a wait is meant."""
    if condition.length == "short":
        return pace.short
    return pace.long if condition.length == "long" else condition.length


def _given(condition: Given, chat: Conversation, now: float, pace: Pace) -> Reasons | None:
    return () if chat.times(condition.act) >= condition.times else None


def _need(condition: NeedIs, chat: Conversation, now: float, pace: Pace) -> Reasons | None:
    rung = chat.rung(condition.need)
    if rung.status != condition.status:
        return None
    if not rung.because:
        return ()
    return (Reason(label=f"{condition.need} is {condition.status}", words=rung.because),)


def _waits(condition: Waits, chat: Conversation, now: float, pace: Pace) -> Reasons | None:
    since = waits_since(chat, condition.who)
    if since is None or now - since < seconds(condition, pace):
        return None
    return (Reason(label=f"{condition.who} waits", words=length(now - since)),)


def _heard(condition: Heard, chat: Conversation, now: float, pace: Pace) -> Reasons | None:
    label, scope = condition.label, condition.scope
    found = chat.turn.find(label) if scope != "before" else None
    if found is None and scope != "now":
        for heard in chat.past:
            if heard.label == label:
                found = heard
                break
    if found is None:
        return None
    return (Reason(label=label, words=found.words, message_id=found.message_id),)


def _level(condition: Level, chat: Conversation, now: float, pace: Pace) -> Reasons | None:
    value = chat.turn.valence if condition.what == "valence" else chat.turn.intensity
    if value is None:
        return None
    beyond = value > condition.limit if condition.side == "above" else value < condition.limit
    return () if beyond else None


def _is(condition: Is, chat: Conversation, now: float, pace: Pace) -> Reasons | None:
    subject, state = condition.subject, condition.state
    match subject:
        case "issue":
            found = _issues(state, chat)
        case "question":
            found = [(q.words, q.message_id) for q in chat.questions if q.urgent or state == "open"]
        case "promise":
            made = [p for p in chat.promises if p.status == state]
            if not made:
                return None
            pending = promises.pending(chat.promises)
            # The agent's own words: they are nobody's to quote.
            found = [(p.words, None) for p in [q for q in made if q == pending] or made]
        case "deadline":
            found = [(d.words, d.message_id) for d in chat.deadlines if d.status == state]
        case "journey":
            stage = chat.stage
            if stage is None or stage.stage != state:
                return None
            if not stage.words:
                return ()
            found = [(stage.words, stage.message_id)]
        case "channel":
            return () if chat.context.channel == state else None
        case "mood":
            found = [("", None)] if mood(chat.moments) == state else []
        case "humour":
            return () if licence.refusal(chat) is None else None
        case "chat":
            found = _chat(state, chat)
    if not found:
        return None
    words, message_id = found[0]
    return (Reason(label=f"{subject} is {state}", words=words, message_id=message_id),)


def _of(kind: type[Kind], check: Check[Kind]) -> tuple[type[object], Check[Any]]:
    """Return a row of the table; a check of another kind is seen here, for the table forgets."""
    return kind, check


_HOLDS: Final = dict(
    [
        _of(Heard, _heard),
        _of(Is, _is),
        _of(Given, _given),
        _of(NeedIs, _need),
        _of(Waits, _waits),
        _of(Level, _level),
    ]
)


def _chat(state: str, chat: Conversation) -> list[tuple[str, str | None]]:
    """Return the words for a state of the chat itself, none where it is in another."""
    if state == "closing" and chat.closing:
        bye = chat.turn.find("farewell")
        return [(bye.words, bye.message_id) if bye else ("", None)]
    holds = {
        "new": chat.agent_message is None,
        "transferred": chat.transferred,
        "returning": chat.returning,
    }
    return [("", None)] if holds.get(state) else []


def _issues(state: str, chat: Conversation) -> list[tuple[str, str | None]]:
    """Return the words of the issues in this state, the latest first."""
    if state == "open":
        found = issues.open_issues(chat.issues)
    elif state == "repeated":
        found = issues.unheard(chat.issues)
    elif state == "brought":
        found = tuple(i for i in issues.open_issues(chat.issues) if i.brought)
    else:
        found = tuple(issue for issue in chat.issues if issue.status == state)
    return [
        (i.words, None if i.brought or not i.moves else i.moves[0].message_id)
        for i in reversed(found)
    ]


def length(duration: float) -> str:
    """Return a length of time in short: `45 s`, `12 min`, `3 h`, `2 d`."""
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if duration >= 2 * size or (unit == "min" and duration >= size):
            return f"{duration / size:.0f} {unit}"
    return f"{duration:.0f} s"
