"""Chatwoot's messages and conversations, from wherever they come -> what is said.

The conversation is the `display_id`, the number in the address of its page: webhooks, the API, the
stream and the agents' pages all have it. In webhooks `message_type` is a word and `created_at`
ISO 8601; in the API and in the stream they are a number and whole seconds. Times are cut to whole
seconds here, so that a message is the same from wherever it comes.
"""

from typing import Any, Final

import msgspec

from assist.consoles import said
from assist.consoles.contract import Heard
from assist.consoles.payload import seconds
from assist.consoles.writing import digest
from assist.vocabulary import Speaker

Id = int | str

CHANNELS: Final = {
    "Channel::WebWidget": "chat",
    "Channel::Email": "email",
    "Channel::Whatsapp": "messaging",
    "Channel::Telegram": "messaging",
    "Channel::Line": "messaging",
    "Channel::Sms": "sms",
    "Channel::TwilioSms": "sms",
    "Channel::FacebookPage": "social",
    "Channel::Instagram": "social",
    "Channel::TwitterProfile": "social",
}
_SPEAKERS: Final[dict[str | int, Speaker]] = {
    "incoming": "customer",
    "outgoing": "agent",
    0: "customer",
    1: "agent",
}
_SYSTEM: Final = ("activity", 2)


class Person(msgspec.Struct):
    """A contact, a user or a bot."""

    id: Id | None = None
    name: str | None = None
    type: str | None = None


class Meta(msgspec.Struct):
    """Whom a conversation is between."""

    sender: Person | None = None
    assignee: Person | None = None


class Attributes(msgspec.Struct):
    """What else is known of a message."""

    deleted: bool | None = None
    automation_rule_id: Any = None
    campaign_id: Any = None


class Message(msgspec.Struct):
    """What somebody wrote."""

    id: Id
    message_type: str | int
    content: str | None = None
    private: bool | None = False
    created_at: str | float | None = None
    content_attributes: Attributes | None = None
    additional_attributes: Attributes | None = None
    sender: Person | None = None


class Owned(msgspec.Struct):
    """What says whose it is."""

    account_id: Id | None = None
    inbox_id: Id | None = None


class Conversation(Owned, kw_only=True):
    """Where it was written."""

    id: Id
    channel: str | None = None
    meta: Meta | None = None
    messages: list[Owned] = []
    updated_at: str | float | None = None
    timestamp: str | float | None = None


class Page(msgspec.Struct):
    """Messages of one conversation, the oldest first."""

    payload: list[Message]


def of_message(message: Message, conversation: Id, *, updated: bool = False) -> Heard:
    """Return what a message says; `updated`: it was here before, and may read otherwise now."""
    if message.private:
        return said.left_out(said.PRIVATE)
    if message.message_type in _SYSTEM:
        return said.left_out(said.SYSTEM)
    speaker = _speaker(message)
    if speaker is None:
        return said.left_out(said.BOT)
    deleted = bool(message.content_attributes and message.content_attributes.deleted)
    if updated or deleted:
        text = None if deleted else message.content
        return said.revision(
            conversation=conversation,
            message_id=message.id,
            revision_id=digest(str(message.id), text or ""),
            text=text,
        )
    return said.message(
        conversation=conversation,
        message_id=message.id,
        speaker=speaker,
        text=message.content,
        at=whole(message.created_at),
        name=message.sender.name if message.sender else None,
    )


def of_conversation(conversation: Conversation, cause: str) -> Heard:
    """Return whom a conversation is between; `cause` names what told it, the same each time."""
    meta = conversation.meta or Meta()
    customer, agent = meta.sender or Person(), meta.assignee or Person()
    if agent.type not in (None, "user"):
        agent = Person()
    channel = CHANNELS.get(conversation.channel or "")
    told = (customer.id, agent.id, agent.name, channel)
    return said.context(
        conversation=conversation.id,
        context_id=digest(cause, *map(str, told)),
        customer=customer.id,
        agent=agent.id,
        agent_name=agent.name,
        channel=channel,
    )


def of_change(conversation: Conversation, event: str) -> Heard:
    """Return whom a conversation is between, by an event of its own."""
    moment = conversation.updated_at or conversation.timestamp or 0
    return of_conversation(conversation, f"{event}/{moment}")


def _speaker(message: Message) -> Speaker | None:
    """Return who says it; None where no person does."""
    speaker = _SPEAKERS.get(message.message_type)
    if speaker != "agent":
        return speaker
    extra = (message.content_attributes, message.additional_attributes)
    automatic = any(one and (one.automation_rule_id or one.campaign_id) for one in extra)
    human = message.sender is not None and message.sender.type in (None, "user")
    return "agent" if human and not automatic else None


def whole(time: str | float | None) -> float | None:
    """Return a time in whole seconds since the epoch; None for none."""
    at = seconds(time)
    return None if at is None else float(int(at))
