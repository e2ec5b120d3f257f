"""LibreDesk's webhooks and messages of its API <-> what is said.

The conversation is its `uuid`, which the address of its page has. A webhook is sent once: what
cannot be delivered is lost, and `message.updated` tells of the delivery, never of other words.
Sources: github.com/abhinavxd/libredesk, internal/webhook/webhook.go,
internal/conversation/models/models.go, internal/conversation/conversation.go, cmd/messages.go,
cmd/middlewares.go (API keys: HTTP Basic).
"""

from typing import Any, Final

import msgspec

from assist.consoles import said
from assist.consoles.asking import ask, basic
from assist.consoles.contract import Api, Ask, Connector, Heard, History, Past, Written
from assist.consoles.payload import decode, seconds, words_of
from assist.consoles.spoken import joined, spoken
from assist.consoles.writing import channel, iso, page, written
from assist.vocabulary import Speaker
from assist.webhooks import Signed
from assist.wire.requests import MessageRequest, RevisionRequest, Said

_MESSAGE: Final = "message.created"
_BEGUN: Final = "conversation.created"
_ASSIGNED: Final = "conversation.assigned"
_SPEAKERS: Final[dict[str, Speaker]] = {"incoming": "customer", "outgoing": "agent"}


class _Author(msgspec.Struct):
    first_name: str | None = None
    last_name: str | None = None

    @property
    def name(self) -> str | None:
        return " ".join(part for part in (self.first_name, self.last_name) if part) or None


class _Meta(msgspec.Struct):
    is_automated: bool | None = None
    is_csat: bool | None = None
    continuity_email: bool | None = None

    @property
    def automatic(self) -> bool:
        return bool(self.is_automated or self.is_csat or self.continuity_email)


class _Message(msgspec.Struct):
    uuid: str
    conversation_uuid: str
    type: str
    content: str = ""
    content_type: str = "html"
    private: bool = False
    sender_id: int | None = None
    created_at: str | None = None
    meta: _Meta | None = None
    author: _Author = msgspec.field(default_factory=_Author)


class _Contact(msgspec.Struct):
    id: int | None = None


class _Conversation(msgspec.Struct):
    uuid: str
    contact: _Contact = msgspec.field(default_factory=_Contact)
    assigned_user_id: int | None = None
    inbox_channel: str | None = None


class _Assigned(msgspec.Struct):
    conversation_uuid: str
    assigned_to: int | None = None
    conversation: _Conversation | None = None


class _Body(msgspec.Struct):
    event: str
    payload: msgspec.Raw
    timestamp: str | None = None


class _Results(msgspec.Struct):
    results: list[_Message]
    page: int = 1
    total_pages: int = 1


class _Page(msgspec.Struct):
    data: _Results


def read(request: Signed) -> Heard:
    """Return what an event says of one conversation."""
    body = decode(request.body, _Body)
    if body.event == _MESSAGE:
        return _message(decode(body.payload, _Message))
    if body.event == _BEGUN:
        return _known(body, decode(body.payload, _Conversation), None)
    if body.event == _ASSIGNED:
        told = decode(body.payload, _Assigned)
        chat = told.conversation or _Conversation(uuid=told.conversation_uuid)
        return _known(body, chat, told.assigned_to)
    return said.left_out(said.EVENT)


def _message(message: _Message) -> Heard:
    if message.private:
        return said.left_out(said.PRIVATE)
    speaker = _SPEAKERS.get(message.type)
    if speaker is None:
        return said.left_out(said.SYSTEM)
    if message.meta is not None and message.meta.automatic:
        return said.left_out(said.BOT)
    html = message.content_type == "html"
    return spoken(
        conversation=message.conversation_uuid,
        message_id=message.uuid,
        speaker=speaker,
        text=words_of(message.content) if html else message.content,
        at=seconds(message.created_at),
        name=message.author.name,
        who=message.sender_id,
    )


def _known(body: _Body, chat: _Conversation, assigned: int | None) -> Heard:
    return said.context(
        conversation=chat.uuid,
        context_id=f"{body.event}/{body.timestamp}/{assigned or ''}",
        at=seconds(body.timestamp),
        agent=assigned or chat.assigned_user_id,
        customer=chat.contact.id,
        channel=channel(chat.inbox_channel),
    )


def write(one: Said) -> Written | None:
    """Return the event that says it; of an edit LibreDesk says nothing."""
    if isinstance(one, RevisionRequest):
        return None
    time = iso(one.at)
    payload: dict[str, Any]
    if isinstance(one, MessageRequest):
        event, customer = _MESSAGE, one.speaker == "customer"
        payload = {"uuid": one.message_id, "conversation_uuid": one.conversation}
        payload |= {"type": "incoming" if customer else "outgoing", "private": False}
        payload |= {"sender_type": "contact" if customer else "agent", "created_at": time}
        payload |= {"content": page(one.text), "content_type": "html"}
        payload |= {"author": {"first_name": one.name}}
    else:
        event, agent = _ASSIGNED, one.agent or ""
        number = int(agent) if agent.isdecimal() else None
        payload = {"conversation_uuid": one.conversation, "assigned_to": number}
    return written({"event": event, "timestamp": time, "payload": payload})


def _ask(api: Api, conversation: str, older: str | None) -> Ask:
    number = older if older and older.isdigit() else "1"
    path = ("api", "v1", "conversations", conversation, "messages")
    query = f"page={number}&private=false&type=incoming&type=outgoing"
    return ask(api, *path, headers=basic(api), query=query)


def _past(body: bytes, conversation: str) -> Past:
    found = decode(body, _Page).data
    kept = sorted(found.results, key=lambda message: seconds(message.created_at) or 0.0)
    return Past(
        heard=joined(_message(message) for message in kept),
        older=str(found.page + 1) if found.page < found.total_pages else None,
    )


CONNECTOR: Final = Connector(
    title="LibreDesk", read=read, write=write, history=History(ask=_ask, read=_past)
)
