"""LiveChat's webhooks (text.com) <-> what is said.

The conversation is the chat's id, which the agent's page has as `chat.id`. A chat is one
customer's, for all the threads that it ever has. Agents are named by their e-mail addresses,
customers by UUIDs, bots by 32 hexadecimal digits.
Sources: platform.text.com/docs/management/webhooks; github.com/livechat/lc-sdk-go,
webhooks/testdata; npm @livechat/lc-sdk-js 4.0.2.
"""

import re
from typing import Any, Final

import msgspec

from assist.consoles import said
from assist.consoles.contract import Connector, Heard, Written
from assist.consoles.payload import decode, seconds
from assist.consoles.spoken import joined, spoken
from assist.consoles.writing import digest, iso, written
from assist.vocabulary import Speaker
from assist.webhooks import Signed
from assist.wire.requests import MessageRequest, RevisionRequest, Said

_CUSTOMER: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SOMEBODY: Final = "345f8235-d60d-433e-63c5-7f813a6ffe25"
_AGENT: Final = "agent@example.com"


class _Settings(msgspec.Struct):
    welcome_message: bool | None = None


class _Properties(msgspec.Struct):
    lc2: _Settings | None = None


class _Event(msgspec.Struct):
    id: str
    type: str
    text: str | None = None
    author_id: str | None = None
    created_at: str | None = None
    visibility: str | None = None
    recipients: str | None = None
    properties: _Properties | None = None


class _User(msgspec.Struct):
    id: str
    type: str
    name: str | None = None
    present: bool = True


class _Thread(msgspec.Struct):
    id: str
    events: list[_Event] = msgspec.field(default_factory=list)
    created_at: str | None = None


class _Chat(msgspec.Struct):
    id: str
    users: list[_User] = msgspec.field(default_factory=list)
    thread: _Thread | None = None


class _Begun(msgspec.Struct):
    chat: _Chat


class _Told(msgspec.Struct):
    chat_id: str
    event: _Event


class _Deleted(msgspec.Struct):
    chat_id: str
    event_id: str


class _To(msgspec.Struct):
    agent_ids: list[str] = msgspec.field(default_factory=list)


class _Transferred(msgspec.Struct):
    chat_id: str
    transferred_to: _To = msgspec.field(default_factory=_To)


class _Body(msgspec.Struct):
    action: str
    payload: msgspec.Raw
    organization_id: str | None = None
    license_id: int | None = None


def read(request: Signed) -> Heard:
    """Return what a webhook says of one chat."""
    body = decode(request.body, _Body)
    licence = None if body.license_id is None else str(body.license_id)
    return _heard(body) + Heard(account=body.organization_id or licence)


def _heard(body: _Body) -> Heard:
    match body.action:
        case "incoming_chat":
            return _begun(decode(body.payload, _Begun).chat)
        case "incoming_event":
            told = decode(body.payload, _Told)
            return _event(told.chat_id, told.event)
        case "event_updated":
            return _updated(decode(body.payload, _Told))
        case "event_deleted":
            gone = decode(body.payload, _Deleted)
            return said.revision(
                conversation=gone.chat_id,
                message_id=gone.event_id,
                revision_id=f"{gone.event_id}/deleted",
                text=None,
            )
        case "chat_transferred":
            moved = decode(body.payload, _Transferred)
            return said.context(
                conversation=moved.chat_id,
                context_id=digest(body.action, bytes(body.payload)),
                agent=next(iter(moved.transferred_to.agent_ids), None),
            )
        case _:
            return said.left_out(said.EVENT)


def _event(chat: str, event: _Event, name: str | None = None) -> Heard:
    """Return what an event in a chat says."""
    why = _passed_over(event)
    if why is not None:
        return said.left_out(why)
    speaker: Speaker = "agent" if "@" in (event.author_id or "") else "customer"
    return spoken(
        conversation=chat,
        message_id=event.id,
        speaker=speaker,
        text=event.text,
        at=seconds(event.created_at),
        name=name,
        who=event.author_id,
    )


def _passed_over(event: _Event) -> str | None:
    """Return why an event is not followed; None where it is."""
    author = event.author_id or ""
    if "agents" in (event.visibility, event.recipients):
        return said.PRIVATE
    if event.type in ("system_message", "filled_form", "custom"):
        return said.SYSTEM
    if event.type != "message":
        return said.EMPTY
    settings = event.properties.lc2 if event.properties else None
    welcome = settings is not None and settings.welcome_message
    person = "@" in author or _CUSTOMER.fullmatch(author)
    return said.BOT if welcome or not person else None


def _begun(chat: _Chat) -> Heard:
    if chat.thread is None:
        return said.left_out(said.EMPTY)
    names = {user.id: user.name for user in chat.users}
    agent = next((u.id for u in chat.users if u.type == "agent" and u.present), None)
    context = said.context(
        conversation=chat.id,
        context_id=f"{chat.thread.id}/who",
        at=seconds(chat.thread.created_at),
        customer=next((user.id for user in chat.users if user.type == "customer"), None),
        agent=agent,
        agent_name=names.get(agent or ""),
    )
    events = chat.thread.events
    return context + joined(
        _event(chat.id, event, names.get(event.author_id or "")) for event in events
    )


def _updated(told: _Told) -> Heard:
    why = _passed_over(told.event)
    if why is not None:
        return said.left_out(why)
    # An update names no time and no number: the words tell one from another.
    return said.revision(
        conversation=told.chat_id,
        message_id=told.event.id,
        revision_id=f"{told.event.id}/{digest(told.event.text or '')}",
        text=told.event.text,
    )


def write(one: Said) -> Written:
    """Return the webhook that says it; the secret is not in it yet."""
    payload: dict[str, Any] = {"chat_id": one.conversation}
    if isinstance(one, MessageRequest):
        author = _SOMEBODY if one.speaker == "customer" else _AGENT
        action = "incoming_event"
        payload["event"] = _message(one.message_id, one.text, author, iso(one.at))
    elif isinstance(one, RevisionRequest):
        action = "event_deleted" if one.text is None else "event_updated"
        if one.text is None:
            payload["event_id"] = one.message_id
        else:
            payload["event"] = _message(one.message_id, one.text, _SOMEBODY, None)
    else:
        action = "chat_transferred"
        payload |= {"reason": "manual", "transferred_to": {"agent_ids": [one.agent or _AGENT]}}
    return written({"action": action, "payload": payload, "additional_data": {}})


def _message(id: str, text: str, author: str, time: str | None) -> dict[str, Any]:
    return {
        "id": id,
        "type": "message",
        "text": text,
        "author_id": author,
        "created_at": time,
        "visibility": "all",
    }


CONNECTOR: Final = Connector(title="LiveChat", read=read, write=write)
