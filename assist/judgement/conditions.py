"""One condition of a rule, a conversation and now -> the reasons why it holds, or None.

An empty tuple of reasons means that it holds and needs no words on the card.
"""

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


def holds(condition: Condition, chat: Conversation, now: float, pace: Pace) -> Reasons | None:
    """Return why `condition` holds in `chat` at `now`, None where it does not.

    Args:
        pace: of the chat's channel: what a short and a long wait are.
    """
    match condition:
        case Heard():
            return _heard(condition, chat)
        case Given(act=act, times=times):
            return () if chat.times(act) >= times else None
        case NeedIs(need=need, status=status):
            rung = chat.rung(need)
            if rung.status != status:
                return None
            return (
                (Reason(label=f"{need} is {status}", words=rung.because),) if rung.because else ()
            )
        case Waits(who=who):
            since = waits_since(chat, who)
            if since is None or now - since < seconds(condition, pace):
                return None
            return (Reason(label=f"{who} waits", words=length(now - since)),)
        case Is():
            return _is(condition, chat)
        case Level():
            return () if _level(condition, chat) else None


def satisfied(
    rule: SuggestionRule | FindingRule, chat: Conversation, now: float, pace: Pace
) -> tuple[Reason, ...] | None:
    """Return why all of a rule's conditions hold, the customer's words first; None if not."""
    reasons: list[Reason] = []
    for condition in rule.requires:
        if (found := holds(condition, chat, now, pace)) is None:
            return None
        reasons += found
    if any(holds(condition, chat, now, pace) is not None for condition in rule.excludes):
        return None
    options = [f for each in rule.any if (f := holds(each, chat, now, pace)) is not None]
    if rule.any and not options:
        return None
    reasons += [reason for option in options for reason in option]
    unique = dict.fromkeys(reasons)
    return tuple(sorted(unique, key=lambda reason: reason.message_id is None))


def waits_since(chat: Conversation, who: str) -> float | None:
    """Return since when a side has been waiting for the other, None while it is not."""
    return chat.customer_waits_since if who == "customer" else chat.agent_waits_since


def seconds(condition: Waits, pace: Pace) -> float:
    """Return how long a wait is meant."""
    if condition.length == "short":
        return pace.short
    return pace.long if condition.length == "long" else condition.length


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


def _is(condition: Is, chat: Conversation) -> Reasons | None:
    label = f"{condition.subject} is {condition.state}"
    match condition.subject:
        case "issue":
            return _quoted(label, _issues(condition.state, chat))
        case "question":
            asked = [q for q in chat.questions if q.urgent or condition.state == "open"]
            return _quoted(label, [(q.words, q.message_id) for q in asked])
        case "promise":
            made = [p for p in chat.promises if p.status == condition.state]
            pending = promises.pending(chat.promises)
            first = [p for p in made if p == pending] or made
            # The agent's own words: they are nobody's to quote.
            return _quoted(label, [(p.words, None) for p in first])
        case "deadline":
            named = [d for d in chat.deadlines if d.status == condition.state]
            return _quoted(label, [(d.words, d.message_id) for d in named])
        case "journey":
            stage = chat.stage
            if stage is None or stage.stage != condition.state:
                return None
            return _quoted(label, [(stage.words, stage.message_id)]) if stage.words else ()
        case "channel":
            return () if chat.context.channel == condition.state else None
        case "mood":
            return _quoted(label, [("", None)]) if mood(chat.moments) == condition.state else None
        case "humour":
            return () if licence.refusal(chat) is None else None
        case "chat":
            states = {
                "closing": chat.closing,
                "transferred": chat.transferred,
                "returning": chat.returning,
            }
            if not states[condition.state]:
                return None
            bye = chat.turn.find("farewell") if condition.state == "closing" else None
            return _quoted(label, [(bye.words, bye.message_id) if bye else ("", None)])


def _issues(state: str, chat: Conversation) -> list[tuple[str, str | None]]:
    """Return the words of the issues in this state, the latest first."""
    if state == "open":
        found = issues.open_issues(chat.issues)
    elif state == "repeated":
        found = tuple(i for i in issues.open_issues(chat.issues) if i.raised > 1)
    elif state == "brought":
        found = tuple(i for i in issues.open_issues(chat.issues) if i.brought)
    else:
        found = tuple(issue for issue in chat.issues if issue.status == state)
    return [
        (i.words, None if i.brought or not i.moves else i.moves[0].message_id)
        for i in reversed(found)
    ]


def _quoted(label: str, found: list[tuple[str, str | None]]) -> Reasons | None:
    """Return the first of what was found as a reason, None where nothing was."""
    if not found:
        return None
    words, message_id = found[0]
    return (Reason(label=label, words=words, message_id=message_id),)


def length(duration: float) -> str:
    """Return a length of time in short: `45 s`, `12 min`, `3 h`, `2 d`."""
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if duration >= 2 * size or (unit == "min" and duration >= size):
            return f"{duration / size:.0f} {unit}"
    return f"{duration:.0f} s"
