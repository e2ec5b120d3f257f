"""Rocket.Chat's omnichannel webhook and messages of its API <-> what is said.

The conversation is the room's id, which the address of its page ends with. A body tells of one
message, or, when a chat is taken, forwarded, changed or closed, of all of them; that a message was
deleted is not told. The answer must be exactly 200, and what it holds is kept with the chat.
Sources: RocketChat/Rocket.Chat, in `apps/meteor/app`: `livechat/server/hooks/sendToCRM.ts`,
`livechat/server/lib/{webhooks,guests}.ts`, `lib/server/functions/updateMessage.ts`,
`livechat/imports/server/rest/visitors.ts` (`livechat/:rid/messages`); its documentation.
"""

import re
from typing import Any, Final
from urllib.parse import urlencode

import msgspec

from assist.consoles import said
from assist.consoles.asking import ask
from assist.consoles.contract import Api, Ask, Connector, Heard, History, Past, Written
from assist.consoles.payload import decode, seconds
from assist.consoles.spoken import joined
from assist.consoles.writing import digest, iso, written
from assist.vocabulary import Speaker
from assist.webhooks import Signed
from assist.wire.requests import ContextRequest, MessageRequest, RevisionRequest, Said

_MESSAGE: Final = "Message"
_QUEUED: Final = "LivechatSessionQueued"
_FORWARDED: Final = "LivechatSessionForwarded"
_GOING_ON: Final = (_MESSAGE, "LivechatSessionStart", _QUEUED, "LivechatSessionTaken", _FORWARDED)
_OVER: Final = ("LivechatSession", "LivechatEdit")
_BOT: Final = "rocket.cat"
_QUOTED: Final = re.compile(r"\[ \]\([^()\s]{1,500}\)\s*")
"""The link to the message that is answered; its words come again in an attachment."""
_PAGE: Final = 50


class _Person(msgspec.Struct):
    id: str | None = msgspec.field(name="_id", default=None)
    username: str | None = None
    name: str | None = None
    ts: str | None = None


class _File(msgspec.Struct):
    description: str | None = None


class _Message(msgspec.Struct, rename="camel"):
    """In a webhook `agent_id` tells the agents, in the API `token` the customers."""

    id: str | None = msgspec.field(name="_id", default=None)
    msg: str | None = None
    ts: str | float | None = None
    u: _Person | None = None
    username: str | None = None
    agent_id: str | None = None
    token: str | None = None
    alias: str | None = None
    t: str | None = None
    edited_at: str | None = None
    closing_message: bool | None = None
    navigation: Any = None
    blocks: Any = None
    attachments: list[_File] | None = None


class _Type(msgspec.Struct):
    type: str


class _Event(_Type, rename="camel"):
    id: str = msgspec.field(name="_id")
    messages: list[_Message] = []
    visitor: _Person | None = None
    agent: _Person | None = None
    served_by: _Person | None = None
    last_message_at: str | None = None


class _Page(msgspec.Struct):
    messages: list[_Message]
    offset: int
    total: int


def _read(request: Signed) -> Heard:
    # A message that was left while nobody was there has no room.
    if decode(request.body, _Type).type not in (*_GOING_ON, *_OVER):
        return said.left_out(said.EVENT)
    event = decode(request.body, _Event)
    alone = event.type == _MESSAGE
    name = event.visitor.name if event.visitor else None
    words = joined(
        _heard(one, event.id, "agent" if one.agent_id else "customer", name, alone)
        for one in event.messages
    )
    if event.type in _OVER or (alone and not words.said):
        return words
    return _between(event) + words


def _heard(
    message: _Message, room: str, speaker: Speaker, customer: str | None, alone: bool
) -> Heard:
    """Return what a message says; `alone`: it is new, or changed, and not one of all."""
    if message.id is None:
        return said.left_out(said.EMPTY)
    if message.t or message.closing_message or message.navigation:
        return said.left_out(said.SYSTEM)
    sender = message.username or (message.u and message.u.username)
    if sender == _BOT or message.blocks:
        return said.left_out(said.BOT)
    captions = (file.description for file in message.attachments or () if file.description)
    text = _QUOTED.sub("", message.msg or next(captions, ""))
    if alone and message.edited_at:
        return said.revision(
            conversation=room,
            message_id=message.id,
            revision_id=digest(message.id, message.edited_at, text),
            text=text,
        )
    return said.message(
        conversation=room,
        message_id=message.id,
        speaker=speaker,
        text=text,
        at=seconds(message.ts),
        name=customer if speaker == "customer" else None,
        late=not alone,
    )


def _between(event: _Event) -> Heard:
    """Return who has the chat, and with whom."""
    agent = event.agent or event.served_by or _Person()
    since = event.served_by.ts if event.served_by else None
    last = event.messages[-1].id if event.messages else event.last_message_at
    customer = event.visitor.id if event.visitor else None
    name = agent.name or agent.username
    told = (event.type, since, last, customer, agent.id, name)
    return said.context(
        conversation=event.id,
        context_id=digest(*map(str, told)),
        customer=customer or None,
        agent=agent.id or None,
        agent_name=name if agent.id else None,
    )


def _write(what: Said) -> Written | None:
    plain: dict[str, Any]
    match what:
        case MessageRequest():
            customer = what.speaker == "customer"
            message = {"_id": what.message_id, "msg": what.text, "ts": iso(what.at)}
            plain = {"type": _MESSAGE, "messages": [message]}
            if customer:
                plain["visitor"] = {"name": what.name}
            else:
                message["agentId"] = "agent"
        case RevisionRequest(text=str(text)):
            message = {"_id": what.message_id, "msg": text, "editedAt": iso(what.at or 0.0)}
            plain = {"type": _MESSAGE, "messages": [message]}
        case ContextRequest() if what.agent or what.customer:
            agent = {"_id": what.agent, "name": what.agent_name} if what.agent else None
            plain = {"type": _FORWARDED if agent else _QUEUED, "agent": agent}
            plain |= {"visitor": {"_id": what.customer}, "lastMessageAt": iso(what.at)}
        case _:
            return None
    return written({"_id": what.conversation} | plain)


def _ask(api: Api, conversation: str, older: str | None) -> Ask:
    query = urlencode({"count": _PAGE, "offset": older or "0"})
    token = api.secret.decode("utf-8", "replace")
    headers = {"x-user-id": api.user, "x-auth-token": token}
    path = ("api", "v1", "livechat", conversation, "messages")
    return ask(api, *path, headers=headers, query=query)


def _past(body: bytes, conversation: str) -> Past:
    page = decode(body, _Page)
    heard = joined(
        _heard(one, conversation, "customer" if one.token else "agent", one.alias, False)
        for one in reversed(page.messages)
    )
    after = page.offset + len(page.messages)
    older = str(after) if page.messages and after < page.total else None
    return Past(heard=heard, older=older)


CONNECTOR: Final = Connector(
    title="Rocket.Chat", read=_read, write=_write, history=History(ask=_ask, read=_past)
)
