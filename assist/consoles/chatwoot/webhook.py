"""Chatwoot's webhooks and the messages of its API <-> what is said.

Sources: chatwoot/chatwoot `app/models/{message,conversation,user,contact,agent_bot}.rb`,
`app/listeners/webhook_listener.rb`, `app/presenters/conversations/event_data_presenter.rb`,
`app/finders/message_finder.rb`, `app/views/api/v1/models/_message.json.jbuilder`; its documentation
of webhook events. docs/consoles/chatwoot.md says what was checked.
"""

from typing import Any, Final
from urllib.parse import urlencode

import msgspec

from assist.consoles import said
from assist.consoles.asking import ask
from assist.consoles.chatwoot.messages import (
    CHANNELS,
    Conversation,
    Id,
    Message,
    Page,
    of_change,
    of_conversation,
    of_message,
)
from assist.consoles.contract import Api, Ask, Connector, Heard, History, Past, Written
from assist.consoles.payload import decode
from assist.consoles.spoken import joined
from assist.consoles.writing import written
from assist.webhooks import Signed
from assist.wire.requests import ContextRequest, MessageRequest, RevisionRequest, Said

_DELETED: Final = "This message was deleted"


class _Account(msgspec.Struct):
    id: Id | None = None


class _Said(Message, kw_only=True):
    conversation: Conversation
    account: _Account | None = None


class _Event(msgspec.Struct):
    event: str


def _read(request: Signed) -> Heard:
    event = decode(request.body, _Event).event
    match event:
        case "message_created" | "message_updated":
            heard = decode(request.body, _Said)
            told = of_conversation(heard.conversation, str(heard.id))
            words = of_message(heard, heard.conversation.id, updated=event == "message_updated")
            return (told + words if words.said else words) + _of(heard.account)
        case "conversation_created" | "conversation_updated" | "conversation_status_changed":
            changed = decode(request.body, Conversation)
            return of_change(changed, event) + _of(_Account(id=_owner(changed)))
    return said.left_out(said.EVENT)


def _owner(conversation: Conversation) -> Id | None:
    """Return whose it is, where it or a message in it says so."""
    inside = (message.account_id for message in conversation.messages)
    return next((one for one in (conversation.account_id, *inside) if one is not None), None)


def _of(account: _Account | None) -> Heard:
    return Heard(account=str(account.id) if account and account.id is not None else None)


def _write(what: Said) -> Written | None:
    plain = _plain(what)
    return None if plain is None else written(plain | {"account": {"id": 1, "name": "Acme"}})


def _plain(what: Said) -> dict[str, Any] | None:
    match what:
        case MessageRequest():
            customer = what.speaker == "customer"
            return {
                "event": "message_created",
                "id": what.message_id,
                "message_type": "incoming" if customer else "outgoing",
                "content": what.text,
                "created_at": what.at,
                "sender": {"name": what.name, "type": "contact" if customer else "user"},
                "conversation": {"id": what.conversation},
            }
        case RevisionRequest():
            return {
                "event": "message_updated",
                "id": what.message_id,
                "message_type": "incoming",
                "content": _DELETED if what.text is None else what.text,
                "content_attributes": {"deleted": what.text is None},
                "sender": {"type": "contact"},
                "conversation": {"id": what.conversation},
            }
        case ContextRequest():
            channel = next((kind for kind, word in CHANNELS.items() if word == what.channel), None)
            if (what.agent, what.customer, channel) == (None, None, None):
                return None
            assignee = {"id": what.agent, "name": what.agent_name, "type": "user"}
            return {
                "event": "conversation_updated",
                "id": what.conversation,
                "channel": channel,
                "meta": {
                    "sender": {"id": what.customer, "type": "contact"},
                    "assignee": None if what.agent is None else assignee,
                },
                "timestamp": what.at,
            }


def _ask(api: Api, conversation: str, older: str | None) -> Ask:
    query = "" if older is None else urlencode({"before": older})
    headers = {"api_access_token": api.secret.decode("utf-8", "replace")}
    return ask(api, "conversations", conversation, "messages", headers=headers, query=query)


def _past(body: bytes, conversation: str) -> Past:
    page = decode(body, Page).payload
    heard = joined(of_message(one, conversation) for one in page)
    return Past(heard=heard, older=str(page[0].id) if page else None)


HISTORY: Final = History(ask=_ask, read=_past)
CONNECTOR: Final = Connector(title="Chatwoot", read=_read, write=_write, history=HISTORY)
