"""Tiledesk's webhooks, `message.create` <-> what is said.

The conversation is the request's id, the `recipient` of its messages. A message itself does not
say who speaks; the request beside it names the customer (`lead`).
Sources: npm @tiledesk/tiledesk-server 2.19.16 (services/subscriptionNotifier.js,
event/messageEvent.js, models/message.js, services/requestService.js).
"""

from typing import Any, Final

import msgspec

from assist.consoles import said
from assist.consoles.contract import Connector, Heard, Written
from assist.consoles.payload import decode, seconds
from assist.consoles.spoken import spoken
from assist.consoles.writing import iso, written
from assist.webhooks import Signed
from assist.wire.requests import MessageRequest, Said

_MESSAGE: Final = "message.create"
_CUSTOMER: Final = "customer"
_UNKNOWN: Final = "its request names no customer: who speaks cannot be told"


class _Attributes(msgspec.Struct):
    subtype: str | None = None


class _Channel(msgspec.Struct):
    name: str | None = None


class _Lead(msgspec.Struct):
    lead_id: str | None = None


class _Request(msgspec.Struct):
    lead: _Lead | None = None


class _Message(msgspec.Struct):
    _id: str
    sender: str
    recipient: str
    type: str = "text"
    text: str | None = None
    senderFullname: str | None = None
    id_project: str | None = None
    createdAt: str | None = None
    attributes: _Attributes | None = None
    channel: _Channel | None = None
    request: _Request | None = None


class _Hook(msgspec.Struct):
    event: str


class _Body(msgspec.Struct):
    hook: _Hook
    payload: msgspec.Raw


def read(request: Signed) -> Heard:
    """Return what a message says."""
    body = decode(request.body, _Body)
    if not body.hook.event.startswith(_MESSAGE):
        return said.left_out(said.EVENT)
    message = decode(body.payload, _Message)
    return _message(message) + Heard(account=message.id_project)


def _message(message: _Message) -> Heard:
    why = _passed_over(message)
    if why is not None:
        return said.left_out(why)
    return spoken(
        conversation=message.recipient,
        message_id=message._id,
        speaker="customer" if message.sender == _lead(message) else "agent",
        text=message.text,
        at=seconds(message.createdAt),
        name=message.senderFullname,
        who=message.sender,
        channel=message.channel.name if message.channel else None,
    )


def _passed_over(message: _Message) -> str | None:
    """Return why a message is not followed; None where it is."""
    subtype = (message.attributes.subtype if message.attributes else None) or ""
    if subtype == "private":
        return said.PRIVATE
    if message.sender == "system" or subtype.startswith("info"):
        return said.SYSTEM
    if message.sender.startswith("bot_"):
        return said.BOT
    if message.type != "text":
        return said.EMPTY
    return _UNKNOWN if _lead(message) is None else None


def _lead(message: _Message) -> str | None:
    lead = message.request.lead if message.request else None
    return lead.lead_id if lead else None


def write(one: Said) -> Written | None:
    """Return the request that says it; only of messages Tiledesk says something."""
    if not isinstance(one, MessageRequest):
        return None
    payload: dict[str, Any] = {
        "_id": one.message_id,
        "sender": _CUSTOMER if one.speaker == "customer" else "agent",
        "senderFullname": one.name,
        "recipient": one.conversation,
        "type": "text",
        "text": one.text,
        "createdAt": iso(one.at),
        "request": {"request_id": one.conversation, "lead": {"lead_id": _CUSTOMER}},
    }
    return written({"payload": payload, "hook": {"event": _MESSAGE}})


CONNECTOR: Final = Connector(title="Tiledesk", read=read, write=write)
