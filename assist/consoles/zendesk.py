"""Zendesk's event webhooks of messages and tickets <-> what is said.

The conversation is the ticket's id, which the agent's page has as `ticket.id`. Messages of live
conversations come one by one (`messaging_ticket.message_added`); on other tickets comments are
what is said.
Sources: developer.zendesk.com, "Messaging events" and "Ticket events" of the webhook event types.
"""

from typing import Any, Final

import msgspec

from assist.consoles import said
from assist.consoles.contract import Connector, Heard, Written
from assist.consoles.payload import decode, seconds
from assist.consoles.spoken import spoken
from assist.consoles.writing import channel, iso, written
from assist.vocabulary import Speaker
from assist.webhooks import Signed
from assist.wire.requests import MessageRequest, RevisionRequest, Said

_KIND: Final = "zen:event-type:"
_MESSAGE: Final = "messaging_ticket.message_added"
_COMMENT: Final = "ticket.comment_added"
_REDACTED: Final = "ticket.comment_redacted"
_HIDDEN: Final = "ticket.comment_made_private"
_ASSIGNED: Final = "ticket.agent_assignment_changed"
_FOLLOWED: Final = frozenset({_MESSAGE, _COMMENT, _REDACTED, _HIDDEN, _ASSIGNED})
_SPEAKERS: Final[dict[str, Speaker]] = {"end_user": "customer", "agent": "agent"}
_LIVE: Final = frozenset(
    {"chat", "chat-transcript", "whatsapp", "line", "telegram", "viber", "wechat", "kakaotalk"}
    | {"instagram-dm", "apple-business-chat", "google-business-messages"}
)
_TWICE: Final = "a comment on a live conversation, whose messages come one by one"


class _Kind(msgspec.Struct):
    type: str
    account_id: int | str | None = None


class _Via(msgspec.Struct):
    channel: str | None = None


class _Detail(msgspec.Struct):
    id: str | int
    via: _Via | None = None

    @property
    def channel(self) -> str | None:
        return self.via.channel if self.via else None


class _Person(msgspec.Struct):
    type: str = ""
    is_staff: bool = False
    id: str | int | None = None
    name: str | None = None


class _Words(msgspec.Struct):
    id: str | int
    body: str | None = None
    is_public: bool = True
    author: _Person | None = None


class _Messaged(msgspec.Struct):
    actor: _Person
    message: _Words


class _Commented(msgspec.Struct):
    comment: _Words


class _Changed(msgspec.Struct):
    current: str | int | None = None


class _Body(msgspec.Struct):
    id: str
    detail: _Detail
    event: msgspec.Raw
    time: str | None = None


def read(request: Signed) -> Heard:
    """Return what an event says of one ticket."""
    about = decode(request.body, _Kind)
    account = Heard(account=None if about.account_id is None else str(about.account_id))
    kind = about.type.removeprefix(_KIND)
    if kind not in _FOLLOWED:
        return said.left_out(said.EVENT) + account
    body = decode(request.body, _Body)
    if kind == _MESSAGE:
        return _message(body, decode(body.event, _Messaged)) + account
    if kind == _ASSIGNED:
        return _assigned(body, decode(body.event, _Changed)) + account
    comment = decode(body.event, _Commented).comment
    if kind == _COMMENT:
        return _comment(body, comment) + account
    # A note was never said: what became one is taken back.
    text = comment.body if kind == _REDACTED else None
    revision = said.revision(
        conversation=body.detail.id, message_id=comment.id, revision_id=body.id, text=text
    )
    return revision + account


def _assigned(body: _Body, told: _Changed) -> Heard:
    return said.context(
        conversation=body.detail.id,
        context_id=body.id,
        at=seconds(body.time),
        agent=told.current or None,
        channel=channel(body.detail.channel),
    )


def _message(body: _Body, told: _Messaged) -> Heard:
    speaker = _SPEAKERS.get(told.actor.type)
    if speaker is None:
        return said.left_out(said.BOT)
    return _words(body, told.message, speaker, told.actor)


def _comment(body: _Body, comment: _Words) -> Heard:
    if not comment.is_public:
        return said.left_out(said.PRIVATE)
    if channel(body.detail.channel) in _LIVE:
        return said.left_out(_TWICE)
    if comment.author is None:
        return said.left_out(said.SYSTEM)
    speaker: Speaker = "agent" if comment.author.is_staff else "customer"
    return _words(body, comment, speaker, comment.author)


def _words(body: _Body, words: _Words, speaker: Speaker, person: _Person) -> Heard:
    return spoken(
        conversation=body.detail.id,
        message_id=words.id,
        speaker=speaker,
        text=words.body,
        at=seconds(body.time),
        name=person.name,
        who=person.id,
        channel=body.detail.channel,
    )


def write(one: Said) -> Written:
    """Return the event that says it."""
    event: dict[str, Any]
    via = None
    if isinstance(one, MessageRequest):
        kind, id = _MESSAGE, f"event/{one.message_id}"
        actor = {"type": "agent" if one.speaker == "agent" else "end_user", "name": one.name}
        event = {"actor": actor, "message": {"id": one.message_id, "body": one.text}}
    elif isinstance(one, RevisionRequest):
        kind, id = _REDACTED, one.revision_id
        event = {"comment": {"id": one.message_id, "body": one.text}}
    else:
        kind, id, via = _ASSIGNED, one.context_id, one.channel
        event = {"current": one.agent}
    detail = {"id": one.conversation, "via": {"channel": via} if via else None}
    head = {"type": _KIND + kind, "id": id, "time": iso(one.at)}
    return written(head | {"detail": detail, "event": event})


CONNECTOR: Final = Connector(title="Zendesk", read=read, write=write)
