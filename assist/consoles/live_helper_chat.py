"""Live Helper Chat's webhooks (templates of ours) and messages of its REST API <-> what is said.

Its webhooks have no body of their own: an operator pastes the templates of
docs/consoles/live-helper-chat.md. The conversation is the chat's number, which its pages have. The
answer must be 204 without a body: what a webhook answers is shown to the customer as a bot's line.
Sources: LiveHelperChat/livehelperchat, in `lhc_web`: `lib/core/lhgenericbot/actionTypes/
lhgenericbotactionrestapi.php`, `lib/core/lhchat/lhchatwebhookhttp.php`, `modules/lhrestapi/
fetchchatmessages.php`, `modules/lhchat/{addmsgadmin,updatemsg,updatemsguser,deletemsg}.php`; its
documentation of hooks and of the REST API.
"""

import re
from typing import Any, Final
from urllib.parse import urlencode

import msgspec

from assist.consoles import said
from assist.consoles.asking import ask, basic
from assist.consoles.contract import Api, Ask, Connector, Heard, History, Past, Written
from assist.consoles.payload import decode, seconds
from assist.consoles.spoken import joined
from assist.consoles.writing import digest, written
from assist.errors import FrameError
from assist.webhooks import Signed
from assist.wire.requests import ContextRequest, MessageRequest, RevisionRequest, Said

# PHP before 8.1 has numbers of the database as text.
Number = int | str

_SAID: Final = ("chat.addmsguser", "chat.web_add_msg_admin", "chat.chat_started")
_EDITED: Final = ("chat.before_msg_user_update", "chat.before_msg_admin_update")
_REMOVED: Final = "chat.msg_removed"
_ACCEPTED: Final = ("chat.accept", "chat.chat_transfer_accepted")
_CUSTOMER: Final = 0
_BOT: Final = -2
_MARKS: Final = re.compile(
    r"\[/?(?:b|i|u|s|mark|quote|color|fs[0-9]{1,3}|url|img|list|li|file)(?:=[^\]\[]{0,300})?\]"
)
"""BBCode, and the place of a file: nobody's words."""


class _Line(msgspec.Struct):
    id: Number
    user_id: Number
    msg: str | None = None
    time: Number | float | None = None
    name_support: str | None = None


class _Event(msgspec.Struct):
    event: str
    chat_id: Number
    msg_id: Number | None = None
    user_id: Number | None = None
    msg: str | None = None
    ts: Number | float | None = None
    nick: str | None = None
    agent_id: Number | None = None
    agent: str | None = None


class _Lines(msgspec.Struct):
    messages: list[_Line]


class _Answer(msgspec.Struct):
    error: bool
    result: _Lines | str


def _read(request: Signed) -> Heard:
    event = decode(request.body, _Event)
    if event.event in _ACCEPTED:
        return _assigned(event, f"{event.event}/{event.ts}", event.agent)
    if event.event not in (*_SAID, *_EDITED, _REMOVED):
        return said.left_out(said.EVENT)
    if event.msg_id is None or event.user_id is None:
        return said.left_out(said.EMPTY)
    line = _Line(id=event.msg_id, user_id=event.user_id, msg=event.msg, time=event.ts)
    line.name_support = event.agent
    if event.event not in _SAID:
        return _changed(line, event.chat_id, removed=event.event == _REMOVED)
    words = _heard(line, event.chat_id, event.nick)
    by_agent = event.agent if _number(line.user_id) == _number(event.agent_id) else None
    told = _assigned(event, str(line.id), by_agent)
    return told + words if words.said else words


def _heard(line: _Line, chat: Number, nick: str | None) -> Heard:
    """Return what a line says."""
    customer = _number(line.user_id) == _CUSTOMER
    return _machine(line) or said.message(
        conversation=chat,
        message_id=line.id,
        speaker="customer" if customer else "agent",
        text=_words(line.msg),
        at=seconds(line.time),
        name=nick if customer else line.name_support,
    )


def _changed(line: _Line, chat: Number, *, removed: bool) -> Heard:
    """Return that a line reads otherwise, or is gone."""
    text = None if removed else _words(line.msg)
    return _machine(line) or said.revision(
        conversation=chat,
        message_id=line.id,
        revision_id=digest(str(line.id), text or ""),
        text=text,
    )


def _machine(line: _Line) -> Heard | None:
    """Return why a line is left out; None where a person said it."""
    who = _number(line.user_id)
    if who < 0:
        return said.left_out(said.BOT if who == _BOT else said.SYSTEM)
    return None


def _assigned(event: _Event, cause: str, name: str | None) -> Heard:
    """Return who has the chat, where somebody has."""
    agent = _number(event.agent_id)
    if agent <= 0:
        return Heard()
    return said.context(
        conversation=event.chat_id,
        context_id=digest(cause, str(agent), name or ""),
        agent=agent,
        agent_name=name,
    )


def _number(number: Number | None) -> int:
    """Return a number of a user; 0 for none."""
    try:
        return 0 if number is None else int(number)
    except ValueError:
        raise FrameError("a number, as the template has it", path="$.user_id") from None


def _words(text: str | None) -> str:
    return _MARKS.sub("", text or "")


def _write(what: Said) -> Written | None:
    plain: dict[str, Any] = {"chat_id": what.conversation, "ts": what.at}
    match what:
        case MessageRequest():
            customer = what.speaker == "customer"
            plain |= {"event": _SAID[0] if customer else _SAID[1], "user_id": 0 if customer else 7}
            plain |= {"msg_id": what.message_id, "msg": what.text}
            plain |= {"nick" if customer else "agent": what.name}
        case RevisionRequest():
            plain |= {"event": _EDITED[0] if what.text is not None else _REMOVED, "user_id": 0}
            plain |= {"msg_id": what.message_id, "msg": what.text}
        case ContextRequest():
            if what.agent is None or not what.agent.isdecimal():
                return None
            plain |= {"event": _ACCEPTED[0], "agent_id": what.agent, "agent": what.agent_name}
    return written(plain)


def _ask(api: Api, conversation: str, older: str | None) -> Ask:
    query = urlencode({"chat_id": conversation})
    return ask(api, "restapi", "fetchchatmessages", headers=basic(api), query=query)


def _past(body: bytes, conversation: str) -> Past:
    result = decode(body, _Answer).result
    # A login that failed is answered with 200 as well, and with the reason as the result.
    if isinstance(result, str):
        raise FrameError("lines; check `api_user` and its secret", path="$.result")
    return Past(heard=joined(_heard(line, conversation, None) for line in result.messages))


CONNECTOR: Final = Connector(
    title="Live Helper Chat",
    read=_read,
    write=_write,
    status=204,
    history=History(ask=_ask, read=_past),
)
