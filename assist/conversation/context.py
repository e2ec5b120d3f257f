"""What the platform says beside the words -> the conversation that knows it.

Another agent than before is a transfer; a customer whose earlier conversations left something
open is back, and what was open comes along. One who opts out is read no more.
"""

from typing import Final

from msgspec.structs import replace

from assist.conversation import journey, promises
from assist.conversation.issues import KEPT, open_issues
from assist.conversation.state import Context, Conversation
from assist.events import ContextGiven
from assist.findings import Reading
from assist.ledger import Issue, Memory
from assist.vocabulary import PromiseStatus

_SETTLED: Final[frozenset[PromiseStatus]] = frozenset({"kept", "broken"})


def after_context(chat: Conversation, event: ContextGiven) -> Conversation:
    """Return the conversation after `event`; what it leaves out stays as it was."""
    before = chat.context
    told = {
        field: value
        for field in Context.__struct_fields__
        if (value := getattr(event, field)) is not None
    }
    transferred = bool(before.agent and event.agent and event.agent != before.agent)
    chat = replace(
        chat,
        context=replace(before, **told),
        transferred=chat.transferred or transferred,
        stage=journey.after_context(chat.stage, event.journey) if event.journey else chat.stage,
    )
    if chat.context.opted_out:
        return chat if before.opted_out else _unread(chat)
    fresh = tuple(one for one in event.memories if one.conversation not in chat.recalled)
    return _returning(chat, fresh) if fresh else chat


def _unread(chat: Conversation) -> Conversation:
    """Return the conversation without all that was read of what was said."""
    return Conversation(
        now=chat.now,
        language=chat.language,
        context=chat.context,
        transferred=chat.transferred,
        last=chat.showing,
        on_show=chat.on_show,
        offers=chat.offers,
        offered=chat.offered,
        muted=chat.muted,
    )


def _returning(chat: Conversation, memories: tuple[Memory, ...]) -> Conversation:
    """Return the conversation with what earlier ones left open, before its own."""
    left = brought(memories, chat.issues)
    known = {promise.promise_id for promise in chat.promises}
    owed = tuple(one for one in promises.brought(memories) if one.promise_id not in known)
    frames = [memory.frame for memory in memories if memory.frame is not None]
    return replace(
        chat,
        issues=(*left, *chat.issues),
        promises=(*owed, *chat.promises),
        frame=chat.frame or (frames[-1] if frames else None),
        recalled=(*chat.recalled, *(memory.conversation for memory in memories)),
        returning=bool(left or owed),
    )


def brought(memories: tuple[Memory, ...], issues: tuple[Issue, ...] = ()) -> tuple[Issue, ...]:
    """Return the issues that earlier conversations left open, as those of this one.

    What several conversations remember comes once. The moves stay behind: their messages are
    not of this chat.

    Args:
        memories: of the customer's earlier conversations.
        issues: those that this chat has already; new ids count on from theirs.
    """
    earlier = sorted(memories, key=lambda memory: memory.at)
    left = {
        (issue.about, issue.words): issue
        for memory in earlier
        for issue in open_issues(memory.issues)
    }
    known = {(issue.about, issue.words) for issue in issues if issue.brought}
    first = max((int(issue.issue_id[1:]) for issue in issues), default=0) + 1
    fresh = [issue for key, issue in left.items() if key not in known][-KEPT:]
    return tuple(
        replace(issue, issue_id=f"i{number}", brought=True, moves=())
        for number, issue in enumerate(fresh, first)
    )


def memory(chat: Conversation, conversation: str) -> Memory | None:
    """Return what this customer's next conversation begins with; None where nothing is open.

    Of one who opted out nothing is.
    """
    left = open_issues(chat.issues)
    owed = tuple(promise for promise in chat.promises if promise.status not in _SETTLED)
    if not (left or owed or chat.frame):
        return None
    return Memory(
        conversation=conversation,
        at=chat.now,
        issues=left,
        promises=owed,
        frame=chat.frame,
        channel=chat.context.channel,
    )


def first_name(name: str | None) -> str | None:
    """Return the name to greet with, None for what is none (an address, a number)."""
    words = (name or "").split()
    return words[0][:40] if words and words[0].replace("-", "").isalpha() else None


def mentioned(context: Context, reading: Reading) -> Context:
    """Return what the chat is about, where neither the platform nor the customer said it yet."""
    for mention in reading.mentions:
        if mention.what == "order" and context.order is None:
            context = replace(context, order=mention.span.text)
        elif mention.what == "item" and context.item is None:
            context = replace(context, item=mention.span.text)
    return context
