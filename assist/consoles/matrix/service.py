"""Transactions of a Matrix application service <-> what is said in its rooms.

The homeserver sends the events of the rooms that its registration names, up to a hundred at once
and in their order, and sends a transaction again until it is answered with 200. So an event that
cannot be read is left out, and holds up no other. Who said what is edited does not stand in the
edit: it is believed.
Sources: the Matrix specification, application service API, pushing events; Synapse 1.163.2,
synapse/appservice/api.py and scheduler.py, which was run.
"""

import json
from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import msgspec

from assist.consoles.contract import Connector, Heard, Written
from assist.consoles.matrix.events import UNREADABLE, People, event_of, heard, names_of
from assist.consoles.payload import decode
from assist.consoles.said import left_out
from assist.webhooks import Signed
from assist.wire.requests import MessageRequest, RevisionRequest, Said

AGENTS: Final = ("@agent:*",)
"""Who answers where the settings do not say it: whom `write` has the agent's words from."""
_AGENT: Final = "@agent:example.com"
_CUSTOMER: Final = "@customer:example.com"


class _Transaction(msgspec.Struct):
    events: list[msgspec.Raw]


def connector(agents: Sequence[str]) -> Connector:
    """Return what reads the transactions of rooms where these answer."""
    return Connector(
        title="Matrix application service",
        read=partial(_read, tuple(agents)),
        write=_write,
        answer=b"{}",
        media_type="application/json",
    )


def _read(agents: Sequence[str], request: Signed) -> Heard:
    raws = decode(request.body, _Transaction).events
    events = [event_of(raw) for raw in raws]
    found = Heard()
    for event in events:
        if event is None or event.room_id is None:
            found += left_out(UNREADABLE)
            continue
        there = (one for one in events if one is not None and one.room_id == event.room_id)
        people = People(agents=agents, names=names_of(there))
        found += heard(event, event.room_id, people)
    return found


def _write(said: Said) -> Written | None:
    match said:
        case MessageRequest():
            sender = _AGENT if said.speaker == "agent" else _CUSTOMER
            content: dict[str, Any] = {"msgtype": "m.text", "body": said.text}
            event = _event(said, "m.room.message", said.message_id, sender, content)
        case RevisionRequest(text=None):
            taken_back = {"redacts": said.message_id}
            event = _event(said, "m.room.redaction", said.revision_id, _CUSTOMER, taken_back)
            event |= taken_back
        case RevisionRequest():
            new = {"msgtype": "m.text", "body": said.text}
            relation = {"rel_type": "m.replace", "event_id": said.message_id}
            content = {"msgtype": "m.text", "body": f"* {said.text}"}
            content |= {"m.new_content": new, "m.relates_to": relation}
            event = _event(said, "m.room.message", said.revision_id, _CUSTOMER, content)
        case _:
            return None  # Nothing in a room says who answers it but what is said there.
    return Written(body=json.dumps({"events": [event]}).encode())


def _event(
    said: MessageRequest | RevisionRequest, kind: str, id: str, sender: str, content: dict[str, Any]
) -> dict[str, Any]:
    event = {
        "type": kind,
        "room_id": said.conversation,
        "event_id": id,
        "sender": sender,
        "content": content,
    }
    return event if said.at is None else event | {"origin_server_ts": round(said.at * 1000)}


CONNECTOR: Final = connector(AGENTS)
