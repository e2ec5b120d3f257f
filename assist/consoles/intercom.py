"""Intercom's webhook notifications and conversations of its API <-> what is said.

The conversation is Intercom's id, the number in the address of its page. A notification holds the
conversation with the parts that are new; of one that begins, its first words (`source`, before
version 2 `conversation_message`).
Sources: developers.intercom.com, "Webhook models"; npm intercom-client 7.0.3 (`Conversation`,
`ConversationPart`, `ConversationSource`); payloads recorded in zulip/zulip,
zerver/webhooks/intercom/fixtures.
"""

from typing import Any, Final

import msgspec

from assist.consoles import said
from assist.consoles.asking import ask, bearer
from assist.consoles.contract import Api, Ask, Connector, Heard, History, Past, Written
from assist.consoles.payload import decode, seconds, words_of
from assist.consoles.spoken import joined
from assist.consoles.writing import channel, page, written
from assist.vocabulary import Speaker
from assist.webhooks import Signed
from assist.wire.requests import ContextRequest, MessageRequest, RevisionRequest, Said

_TOPIC: Final = "conversation."
_BEGUN: Final = frozenset({"user.created", "admin.single.created"})
_FOLLOWED: Final = _BEGUN | {
    *("user.replied", "admin.replied", "operator.replied", "admin.assigned", "admin.noted"),
    *("admin.open.assigned", "admin.opened", "admin.closed"),
}
_SPEAKERS: Final[dict[str | None, Speaker]] = {
    "admin": "agent",
    "team": "agent",
    "user": "customer",
    "lead": "customer",
    "contact": "customer",
}
_FIRST: Final = "first"
_SAID: Final = frozenset({_FIRST, "comment", "open", "close", "quick_reply"})
_AUTOMATIC: Final = frozenset({"automated", "campaigns_initiated", "operator_initiated"})

Id = str | int


class _Person(msgspec.Struct):
    id: Id | None = None
    type: str | None = None
    name: str | None = None
    from_ai_agent: bool | None = None
    is_ai_answer: bool | None = None


class _Part(msgspec.Struct):
    id: Id
    author: _Person
    part_type: str = _FIRST
    body: str | None = None
    created_at: float | None = None
    redacted: bool | None = None
    type: str | None = None
    delivered_as: str | None = None


class _Parts(msgspec.Struct):
    conversation_parts: list[_Part] = msgspec.field(default_factory=list)


class _Contacts(msgspec.Struct):
    contacts: list[_Person] = msgspec.field(default_factory=list)


class _Conversation(msgspec.Struct):
    id: Id
    created_at: float | None = None
    updated_at: float | None = None
    source: _Part | None = None
    conversation_message: _Part | None = None
    conversation_parts: _Parts | None = None
    contacts: _Contacts | None = None
    user: _Person | None = None
    assignee: _Person | None = None
    admin_assignee_id: Id | None = None

    @property
    def parts(self) -> list[_Part]:
        return self.conversation_parts.conversation_parts if self.conversation_parts else []


class _Data(msgspec.Struct):
    item: msgspec.Raw


class _Body(msgspec.Struct):
    topic: str
    data: _Data
    app_id: str | None = None
    id: str | None = None


def read(request: Signed) -> Heard:
    """Return what a notification says of one conversation."""
    body = decode(request.body, _Body)
    account, topic = Heard(account=body.app_id), body.topic.removeprefix(_TOPIC)
    if topic not in _FOLLOWED:
        return said.left_out(said.EVENT) + account
    chat = decode(body.data.item, _Conversation)
    parts = (_first(chat) if topic in _BEGUN else []) + chat.parts
    # An assignment's words are a note to the assignee, unless they are a reply.
    says = _SAID | {"assignment"} if topic == "admin.replied" else _SAID
    words = joined(_part(chat, part, says) for part in parts)
    return _who(chat, body.id) + words + account


def _first(chat: _Conversation) -> list[_Part]:
    first = chat.source or chat.conversation_message
    if first is None:
        return []
    return [msgspec.structs.replace(first, part_type=_FIRST, created_at=chat.created_at)]


def _part(chat: _Conversation, part: _Part, says: frozenset[str]) -> Heard:
    if part.part_type.startswith("note"):
        return said.left_out(said.PRIVATE)
    if part.redacted:
        revision = f"{part.id}/redacted"
        return said.revision(
            conversation=chat.id, message_id=part.id, revision_id=revision, text=None
        )
    if part.part_type not in says:
        return said.left_out(said.SYSTEM)
    speaker = _SPEAKERS.get(part.author.type)
    machine = part.author.from_ai_agent or part.author.is_ai_answer
    if speaker is None or machine or (speaker == "agent" and part.delivered_as in _AUTOMATIC):
        return said.left_out(said.BOT)
    return said.message(
        conversation=chat.id,
        message_id=part.id,
        speaker=speaker,
        text=words_of(part.body or ""),
        at=seconds(part.created_at),
        name=part.author.name,
    )


def _who(chat: _Conversation, id: str | None) -> Heard:
    admin = chat.assignee if chat.assignee and chat.assignee.type == "admin" else _Person()
    contacts = chat.contacts.contacts if chat.contacts else []
    contact = chat.user or next(iter(contacts), _Person())
    return said.context(
        conversation=chat.id,
        context_id=f"{id or chat.updated_at}/who",
        at=seconds(chat.updated_at),
        agent=chat.admin_assignee_id or admin.id,
        agent_name=admin.name,
        customer=contact.id,
        channel=channel(chat.source.type if chat.source else None),
    )


def write(one: Said) -> Written | None:
    """Return the notification that says it; of an edit Intercom says nothing."""
    if isinstance(one, RevisionRequest):
        return None
    item: dict[str, Any] = {"type": "conversation", "id": one.conversation}
    if isinstance(one, MessageRequest):
        customer, id = one.speaker == "customer", f"notif_{one.message_id}"
        topic = "user.replied" if customer else "admin.replied"
        author = {"type": "user" if customer else "admin", "name": one.name}
        part: dict[str, Any] = {"id": one.message_id, "part_type": "comment"}
        part |= {"author": author, "body": page(one.text), "created_at": one.at}
        item["conversation_parts"] = {"conversation_parts": [part], "total_count": 1}
    else:
        topic, id = "admin.assigned", one.context_id
        item |= _known(one)
    data = {"type": "notification_event_data", "item": item}
    head = {"type": "notification_event", "id": id, "topic": _TOPIC + topic}
    return written(head | {"data": data})


def _known(one: ContextRequest) -> dict[str, Any]:
    admin = {"type": "admin", "id": one.agent, "name": one.agent_name} if one.agent else None
    user = {"type": "user", "id": one.customer} if one.customer else None
    return {"updated_at": one.at, "assignee": admin, "user": user}


def _ask(api: Api, conversation: str, older: str | None) -> Ask:
    return ask(api, "conversations", conversation, headers=bearer(api))


def _past(body: bytes, conversation: str) -> Past:
    chat = decode(body, _Conversation)
    kept = [part for part in _first(chat) + chat.parts if not part.redacted]
    kept.sort(key=lambda part: part.created_at or 0.0)
    return Past(heard=joined(_part(chat, part, _SAID) for part in kept))


CONNECTOR: Final = Connector(
    title="Intercom", read=read, write=write, history=History(ask=_ask, read=_past)
)
