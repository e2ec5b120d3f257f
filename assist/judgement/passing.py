"""A conversation and time that passes -> waits, promises and deadlines that have grown old."""

from msgspec.structs import replace

from assist.conversation import deadlines, needs, promises
from assist.conversation.state import Conversation
from assist.judgement.conditions import length
from assist.playbooks.model import Pace


def after_time(chat: Conversation, now: float, pace: Pace) -> Conversation:
    """Return the conversation as it stands at `now`, where nobody has said anything since."""
    since = chat.customer_waits_since
    if since is not None and now - since >= pace.long:
        chat = chat.with_needs(needs.after_wait(chat.needs, f"no answer for {length(now - since)}"))
    if chat.promises or chat.deadlines:
        chat = replace(
            chat,
            promises=promises.after_time(chat.promises, now, near=pace.near),
            deadlines=deadlines.after_time(chat.deadlines, now, near=pace.near),
        )
    return chat


def next_change(chat: Conversation, now: float, pace: Pace) -> float | None:
    """Return when time alone next changes the conversation, None for never."""
    times = (
        promises.next_moment(chat.promises, now, near=pace.near),
        deadlines.next_moment(chat.deadlines, now, near=pace.near),
        speed_fails(chat, pace),
    )
    return min([time for time in times if time is not None and time > now], default=None)


def speed_fails(chat: Conversation, pace: Pace) -> float | None:
    """Return when the customer has waited for too long, None where they do not wait or have."""
    since = chat.customer_waits_since
    if since is None or chat.rung("speed").status == "failing":
        return None
    return since + pace.long


def up_to(chat: Conversation, now: float, pace: Pace) -> Conversation:
    """Return the conversation at `now`, each change before it made in its own moment."""
    while (moment := next_change(chat, chat.now, pace)) is not None and moment < now:
        chat = after_time(chat.at(moment), moment, pace)
    return chat.at(max(now, chat.now))
