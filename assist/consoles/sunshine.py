"""Sunshine Conversations' webhooks, version v2, and messages of its API <-> what is said.

The conversation is the one of Sunshine, not the ticket that Zendesk's agents have open: this is
for consoles that are built on Sunshine itself.
Sources: npm sunshine-conversations-client 14.1.0 (`ConversationMessageEvent`, `MessageWebhook`,
`MessagesApi.listMessages`); the source `zd:answerBot` as third parties use it.
"""

from typing import Any, Final

import msgspec

from assist.consoles import said
from assist.consoles.asking import ask, basic
from assist.consoles.contract import Api, Ask, Connector, Heard, History, Past, Written
from assist.consoles.payload import decode, seconds
from assist.consoles.spoken import joined, spoken
from assist.consoles.writing import iso, written
from assist.vocabulary import Speaker
from assist.webhooks import Signed
from assist.wire.requests import MessageRequest, RevisionRequest, Said

_MESSAGE: Final = "conversation:message"


class _Named(msgspec.Struct):
    id: str | None = None


class _Profile(msgspec.Struct):
    givenName: str | None = None
    surname: str | None = None


class _User(msgspec.Struct):
    profile: _Profile | None = None


class _Author(msgspec.Struct):
    type: str
    userId: str | None = None
    displayName: str | None = None
    subtypes: list[str] | None = None
    user: _User | None = None

    @property
    def name(self) -> str | None:
        profile = (self.user.profile if self.user else None) or _Profile()
        parts = (profile.givenName, profile.surname)
        return " ".join(part for part in parts if part) or self.displayName


class _Content(msgspec.Struct):
    text: str | None = None


class _Source(msgspec.Struct):
    type: str | None = None


class _Message(msgspec.Struct):
    id: str
    author: _Author
    content: _Content | None = None
    received: str | None = None
    source: _Source | None = None
    deleted: bool | None = None


class _Payload(msgspec.Struct):
    conversation: _Named
    message: _Message


class _Event(msgspec.Struct):
    id: str
    type: str
    payload: msgspec.Raw


class _Body(msgspec.Struct):
    events: list[_Event]
    app: _Named = msgspec.field(default_factory=_Named)


class _Meta(msgspec.Struct):
    hasMore: bool = False
    beforeCursor: str | None = None


class _Page(msgspec.Struct):
    messages: list[_Message]
    meta: _Meta = msgspec.field(default_factory=_Meta)


def read(request: Signed) -> Heard:
    """Return what the events of one app say."""
    body = decode(request.body, _Body)
    return joined(map(_event, body.events)) + Heard(account=body.app.id)


def _event(event: _Event) -> Heard:
    if event.type != _MESSAGE:
        return said.left_out(said.EVENT)
    payload = decode(event.payload, _Payload)
    chat, message = payload.conversation.id or "", payload.message
    if message.deleted:
        return said.revision(
            conversation=chat, message_id=message.id, revision_id=event.id, text=None
        )
    return _message(chat, message)


def _message(conversation: str, message: _Message) -> Heard:
    customer = message.author.type == "user"
    source = message.source.type if message.source else None
    machine = "AI" in (message.author.subtypes or ()) or source == "zd:answerBot"
    if machine and not customer:
        return said.left_out(said.BOT)
    speaker: Speaker = "customer" if customer else "agent"
    return spoken(
        conversation=conversation,
        message_id=message.id,
        speaker=speaker,
        text=message.content.text if message.content else None,
        at=seconds(message.received),
        name=message.author.name,
        who=message.author.userId,
        # An agent's source is the console: the channel is the customer's.
        channel=source if customer else None,
    )


def write(one: Said) -> Written | None:
    """Return the webhook that says it; an edit, and an agent, it has no event for."""
    message: dict[str, Any]
    if isinstance(one, MessageRequest):
        id = f"event/{one.message_id}"
        kind = "user" if one.speaker == "customer" else "business"
        author, content = (
            {"type": kind, "displayName": one.name},
            {"type": "text", "text": one.text},
        )
        message = {"author": author, "content": content, "received": iso(one.at)}
    elif isinstance(one, RevisionRequest) and one.text is None:
        id, message = one.revision_id, {"author": {"type": "user"}, "deleted": True}
    else:
        return None
    payload = {
        "conversation": {"id": one.conversation},
        "message": {"id": one.message_id} | message,
    }
    event = {"id": id, "type": _MESSAGE, "createdAt": iso(one.at), "payload": payload}
    return written({"webhook": {"version": "v2"}, "events": [event]})


def _ask(api: Api, conversation: str, older: str | None) -> Ask:
    query = f"page%5Bbefore%5D={older}" if older and older.isalnum() else ""
    return ask(api, "conversations", conversation, "messages", headers=basic(api), query=query)


def _past(body: bytes, conversation: str) -> Past:
    page = decode(body, _Page)
    kept = [message for message in page.messages if not message.deleted]
    kept.sort(key=lambda message: seconds(message.received) or 0.0)
    heard = joined(_message(conversation, message) for message in kept)
    return Past(heard=heard, older=page.meta.beforeCursor if page.meta.hasMore else None)


CONNECTOR: Final = Connector(
    title="Sunshine Conversations",
    read=read,
    write=write,
    history=History(ask=_ask, read=_past),
)
