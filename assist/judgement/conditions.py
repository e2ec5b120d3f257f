"""One condition of a rule, a conversation and now -> the reasons why it holds, or None.

An empty tuple of reasons means that it holds and needs no words on the card.
"""

from assist.conversation.state import Conversation
from assist.events import Reason
from assist.playbooks.model import (
    Condition,
    Given,
    Heard,
    Level,
    NeedIs,
    PromiseDue,
    SuggestionRule,
    Waits,
)

Reasons = tuple[Reason, ...]


def holds(condition: Condition, chat: Conversation, now: float) -> Reasons | None:
    """Return why `condition` holds in `chat` at `now`, None where it does not."""
    match condition:
        case Heard():
            return _heard(condition, chat)
        case Given(act=act):
            return () if act in chat.acts else None
        case NeedIs(need=need, status=status):
            rung = chat.rung(need)
            if rung.status != status:
                return None
            return (
                (Reason(label=f"{need} is {status}", words=rung.because),) if rung.because else ()
            )
        case Waits(who=who, seconds=seconds):
            since = waits_since(chat, who)
            if since is None or now - since < seconds:
                return None
            return (Reason(label=f"{who} waits", words=_length(now - since)),)
        case PromiseDue():
            if chat.promise is None or now < chat.promise.due:
                return None
            return (Reason(label="promise is due", words=chat.promise.words),)
        case Level():
            return () if _level(condition, chat) else None


def satisfied(rule: SuggestionRule, chat: Conversation, now: float) -> Reasons | None:
    """Return why all of a rule's conditions hold, the customer's words first; None if not."""
    if any(holds(condition, chat, now) is not None for condition in rule.excludes):
        return None
    reasons: list[Reason] = []
    for condition in rule.requires:
        if (found := holds(condition, chat, now)) is None:
            return None
        reasons += found
    options = [found for each in rule.any if (found := holds(each, chat, now)) is not None]
    if rule.any and not options:
        return None
    reasons += [reason for option in options for reason in option]
    unique = dict.fromkeys(reasons)
    return tuple(sorted(unique, key=lambda reason: reason.message_id is None))


def is_timed(rule: SuggestionRule) -> bool:
    """Return whether time alone can make the rule hold."""
    return any(
        isinstance(condition, Waits | PromiseDue) for condition in (*rule.requires, *rule.any)
    )


def waits_since(chat: Conversation, who: str) -> float | None:
    """Return since when a side has been waiting for the other, None while it is not."""
    return chat.customer_waits_since if who == "customer" else chat.agent_waits_since


def moments(rule: SuggestionRule, chat: Conversation) -> tuple[float, ...]:
    """Return the times, past ones too, at which waiting makes a condition of the rule hold."""
    times: list[float] = []
    for condition in (*rule.requires, *rule.any):
        if isinstance(condition, Waits):
            if (since := waits_since(chat, condition.who)) is not None:
                times.append(since + condition.seconds)
        elif isinstance(condition, PromiseDue) and chat.promise is not None:
            times.append(chat.promise.due)
    return tuple(times)


def _heard(condition: Heard, chat: Conversation) -> Reasons | None:
    found = chat.turn.find(condition.label) if condition.scope != "before" else None
    if found is None and condition.scope != "now":
        found = next((heard for heard in chat.past if heard.label == condition.label), None)
    if found is None:
        return None
    return (Reason(label=found.label, words=found.words, message_id=found.message_id),)


def _level(condition: Level, chat: Conversation) -> bool:
    value = chat.turn.valence if condition.what == "valence" else chat.turn.intensity
    if value is None:
        return False
    return value > condition.limit if condition.side == "above" else value < condition.limit


def _length(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 60 else f"{seconds:.0f} s"
