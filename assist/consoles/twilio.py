"""Twilio's webhooks of Conversations, forms as Flex has them sent <-> what is said.

The conversation is the `ConversationSid`. Nothing in a request says who is the customer. So: who
writes by a messaging channel (`Source`), from an address, or as a guest of the web chat (`FX...`)
is the customer; who else writes by the SDK is the agent; what the API writes is a program's.
Sources: twilio.com/docs/conversations/conversations-webhooks; twilio.com/docs/events,
"Conversations" (the guest's name); npm twilio 6.2.0 (`webhooks`); requests as third parties
recorded them.
"""

import re
from typing import Final
from urllib.parse import parse_qsl

from assist.consoles import said
from assist.consoles.contract import Connector, Heard, Written
from assist.consoles.payload import seconds
from assist.consoles.spoken import spoken
from assist.consoles.writing import digest, form, iso
from assist.errors import FrameError
from assist.vocabulary import Speaker
from assist.webhooks import Signed
from assist.wire.requests import ContextRequest, MessageRequest, Said

_ADDED: Final = "onMessageAdded"
_UPDATED: Final = "onMessageUpdated"
_REMOVED: Final = "onMessageRemoved"
_FOLLOWED: Final = frozenset({_ADDED, _UPDATED, _REMOVED})
_CUSTOMER: Final = re.compile(r"\+[0-9]|[a-z]+:|FX[0-9a-f]{32}$")
_OWN: Final = frozenset({"", "sdk", "api"})
"""Sources that are no channel."""
_MOST_FIELDS: Final = 1000
_GUEST: Final = "FX" + "0" * 32

Fields = dict[str, str]


def read(request: Signed) -> Heard:
    """Return what a request says of one conversation."""
    fields = _fields(request.body)
    account = Heard(account=fields.get("AccountSid"))
    kind = _need(fields, "EventType")
    if kind not in _FOLLOWED:
        return said.left_out(said.EVENT) + account
    if kind != _ADDED:
        return _revision(fields, kind) + account
    speaker = _speaker(fields)
    heard = _message(fields, speaker) if speaker else said.left_out(said.BOT)
    return heard + account


def _fields(body: bytes) -> Fields:
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError:
        raise FrameError("the fields of a form", path="$") from None
    return dict(pairs)


def _need(fields: Fields, name: str) -> str:
    found = fields.get(name)
    if not found:
        raise FrameError("a field that is not empty", path=f"$.{name}")
    return found


def _speaker(fields: Fields) -> Speaker | None:
    source = fields.get("Source", "").lower()
    if source not in _OWN or _CUSTOMER.match(fields.get("Author", "")):
        return "customer"
    return "agent" if source == "sdk" else None


def _message(fields: Fields, speaker: Speaker) -> Heard:
    source = fields.get("Source", "").lower()
    return spoken(
        conversation=_need(fields, "ConversationSid"),
        message_id=_need(fields, "MessageSid"),
        speaker=speaker,
        text=fields.get("Body"),
        at=seconds(fields.get("DateCreated")),
        # A customer's is a telephone number or an address: it is not kept.
        who=fields.get("Author") if speaker == "agent" else None,
        channel=None if source in _OWN else source,
    )


def _revision(fields: Fields, kind: str) -> Heard:
    id = _need(fields, "MessageSid")
    time = fields.get("DateUpdated") or fields.get("DateRemoved")
    text = None if kind == _REMOVED else fields.get("Body")
    return said.revision(
        conversation=_need(fields, "ConversationSid"),
        message_id=id,
        revision_id=f"{id}/{digest(kind, time or '', text or '')}",
        text=text,
        at=seconds(time),
    )


def write(one: Said) -> Written | None:
    """Return the request that says it; who is assigned it has no event for."""
    if isinstance(one, ContextRequest):
        return None
    fields: dict[str, str | None] = {
        "EventType": _ADDED,
        "ConversationSid": one.conversation,
        "MessageSid": one.message_id,
        "Source": "SDK",
        "RetryCount": "0",
    }
    if isinstance(one, MessageRequest):
        author = _GUEST if one.speaker == "customer" else None
        fields |= {"Author": author, "Body": one.text, "DateCreated": iso(one.at)}
    else:
        kind = _REMOVED if one.text is None else _UPDATED
        fields |= {"EventType": kind, "Body": one.text, "DateUpdated": iso(one.at)}
    return form(fields)


CONNECTOR: Final = Connector(title="Twilio Conversations", read=read, write=write)
