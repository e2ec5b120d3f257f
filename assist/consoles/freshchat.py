"""Freshchat's webhooks, in both payload versions, and messages of its API <-> what is said.

The conversation is Freshchat's `conversation_id`.
Sources: support.freshchat.com 239404 and crmsupport.freshworks.com 50000004461 ("Webhooks:
payload structure and authentication"); the API's pages as PipedreamHQ/pipedream asks for them.
The field of `conversation_assignment` follows those of the other events and was seen nowhere.
"""

from typing import Any, Final

import msgspec

from assist.consoles import said
from assist.consoles.asking import ask, bearer
from assist.consoles.contract import Api, Ask, Connector, Heard, History, Past, Written
from assist.consoles.payload import decode, seconds
from assist.consoles.spoken import joined, spoken
from assist.consoles.writing import digest, iso, written
from assist.vocabulary import Speaker
from assist.webhooks import Signed
from assist.wire.requests import MessageRequest, RevisionRequest, Said

_MESSAGE: Final = "message_create"
_CHANGES: Final = frozenset({"conversation_assignment", "conversation_reopen"})
_SPEAKERS: Final[dict[str, Speaker]] = {"user": "customer", "agent": "agent"}
_PAGE: Final = 50


class _Text(msgspec.Struct):
    content: str | None = None


class _Properties(msgspec.Struct):
    text: str | None = None


class _Part(msgspec.Struct):
    text: _Text | None = None
    properties: _Properties | None = None

    @property
    def words(self) -> str | None:
        if self.text:
            return self.text.content
        return self.properties.text if self.properties else None


class _Message(msgspec.Struct):
    id: str
    actor_type: str
    conversation_id: str | None = None
    actor_id: str | None = None
    user_id: str | None = None
    app_id: str | None = None
    created_time: str | None = None
    message_type: str | None = None
    message_source: str | None = None
    botsPrivateNote: bool | None = None
    message_parts: list[_Part] | None = None
    msg_parts: list[_Part] | None = None


class _Conversation(msgspec.Struct):
    conversation_id: str
    app_id: str | None = None
    assigned_agent_id: str | None = None


class _Change(msgspec.Struct):
    conversation: _Conversation


class _Messaged(msgspec.Struct):
    message: _Message


class _Changed(msgspec.Struct):
    assignment: _Change | None = None
    reopen: _Change | None = None


class _Body(msgspec.Struct):
    action: str
    data: msgspec.Raw
    action_time: str | None = None


class _Pagination(msgspec.Struct):
    current_page: int = 1
    total_pages: int = 1


class _Page(msgspec.Struct):
    messages: list[_Message]
    pagination: _Pagination = msgspec.field(default_factory=_Pagination)


def read(request: Signed) -> Heard:
    """Return what an event says of one conversation."""
    body = decode(request.body, _Body)
    if body.action == _MESSAGE:
        message = decode(body.data, _Messaged).message
        return _message(message.conversation_id or "", message) + Heard(account=message.app_id)
    if body.action not in _CHANGES:
        return said.left_out(said.EVENT)
    changed = decode(body.data, _Changed)
    change = changed.assignment or changed.reopen
    return _change(body, change.conversation) if change else said.left_out(said.EVENT)


def _message(conversation: str, message: _Message) -> Heard:
    if message.message_type == "private" or message.botsPrivateNote:
        return said.left_out(said.PRIVATE)
    speaker = _SPEAKERS.get(message.actor_type)
    if speaker is None:
        return said.left_out(said.BOT if message.actor_type == "bot" else said.SYSTEM)
    words = (part.words for part in message.message_parts or message.msg_parts or ())
    return spoken(
        conversation=conversation,
        message_id=message.id,
        speaker=speaker,
        text="\n".join(word for word in words if word),
        at=seconds(message.created_time),
        # The older payload names the customer alone.
        who=message.actor_id or (message.user_id if speaker == "customer" else None),
        channel=message.message_source if speaker == "customer" else None,
    )


def _change(body: _Body, conversation: _Conversation) -> Heard:
    heard = said.context(
        conversation=conversation.conversation_id,
        context_id=digest(body.action, body.action_time or "", bytes(body.data)),
        at=seconds(body.action_time),
        agent=conversation.assigned_agent_id or None,
    )
    return heard + Heard(account=conversation.app_id)


def write(one: Said) -> Written | None:
    """Return the event that says it; of an edit Freshchat says nothing."""
    if isinstance(one, RevisionRequest):
        return None
    time = iso(one.at)
    data: dict[str, Any]
    if isinstance(one, MessageRequest):
        actor = "user" if one.speaker == "customer" else "agent"
        message = {"id": one.message_id, "conversation_id": one.conversation, "actor_type": actor}
        parts = [{"text": {"content": one.text}}]
        more = {"message_parts": parts, "message_type": "normal", "created_time": time}
        action, data = _MESSAGE, {"message": message | more}
    else:
        actor, action = "system", "conversation_assignment"
        told = {"conversation_id": one.conversation, "assigned_agent_id": one.agent}
        data = {"assignment": {"conversation": told}}
    head = {"actor": {"actor_type": actor}, "action": action, "action_time": time}
    return written(head | {"data": data})


def _ask(api: Api, conversation: str, older: str | None) -> Ask:
    number = older if older and older.isdigit() else "1"
    query = f"page={number}&items_per_page={_PAGE}"
    return ask(api, "conversations", conversation, "messages", headers=bearer(api), query=query)


def _past(body: bytes, conversation: str) -> Past:
    page = decode(body, _Page)
    number = page.pagination.current_page
    kept = sorted(page.messages, key=lambda message: seconds(message.created_time) or 0.0)
    return Past(
        heard=joined(_message(conversation, message) for message in kept),
        older=str(number + 1) if number < page.pagination.total_pages else None,
    )


CONNECTOR: Final = Connector(
    title="Freshchat", read=read, write=write, history=History(ask=_ask, read=_past)
)
