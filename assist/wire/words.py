"""Fields, codes and reasons -> what docs/wire.md says of each."""

from collections.abc import Mapping
from typing import Final

OWN_ID: Final = "the client's own; the same again changes nothing"
PLATFORM_ID: Final = "the platform's own, unique in its conversation"

FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "hello": {
        "client": "who speaks, for the server's log, as `my-console/1.2`",
        "token": "left out by those who offered it as a subprotocol",
        "minor": "the highest minor version that the client knows; 0",
        "resume": "the last event that the client has of each: `[c, epoch, offset]`",
    },
    "refresh": {"token": "of the same bearer, tenant and session"},
    "subscribe": {
        "c": "the conversation",
        "epoch": "with `offset`: the last event that the client has",
        "offset": "0",
        "snapshot": "where more was missed than one page, a `snap` will do; false",
    },
    "message.post": {
        "message_id": PLATFORM_ID,
        "at": "seconds since the epoch",
        "name": "the speaker's",
        "language": "what the platform knows",
        "late": "it was said before what is already here, at `at`: it takes its place there; false",
    },
    "message.revise": {
        "message_id": "the message's, as it was posted",
        "revision_id": PLATFORM_ID,
        "text": "the whole message as it reads now; left out, it was taken back",
        "at": "seconds since the epoch",
    },
    "context.give": {
        "context_id": PLATFORM_ID,
        "at": "seconds since the epoch",
        "customer": "the platform's id of the customer, the same in all their conversations: what "
        "earlier ones left open within 30 days comes along",
        "agent": "the platform's id of the agent; another than before means a transfer, and brings "
        "a `handover.made`",
        "agent_name": "what the customer calls the agent",
        "channel": "`chat` (until another is named), `email`, ...: a to z, 0 to 9 and `-`, up to "
        "40 characters; waits differ by channel",
        "journey": "where the customer stands",
        "timezone": 'the customer\'s, as `Europe/Paris`; "by 5 pm" is meant there. UTC until it is '
        "known",
        "order": "the number of the order that the chat is about",
        "item": "what the chat is about, as texts to the customer name it: `washing machine`",
        "team": "the team whose overlay of the rules holds; written like a channel",
        "opted_out": "the customer wants none of this: what they write is neither read nor kept",
    },
    "suggestion.decide": {
        "decision_id": OWN_ID,
        "decision": "`displayed` again takes a decision back",
    },
    "kind.mute": {
        "mute_id": OWN_ID,
        "kind": "a card's kind, as `humour`",
        "muted": "no card of this kind any more; or again",
    },
    "reading.correct": {
        "correction_id": OWN_ID,
        "message_id": "the customer's message",
        "tone": "as `playfulness`, or `neutral`; left out, the correction is taken back: the "
        "message is as it was read",
    },
    "draft.check": {"text": "the whole reply"},
    "welcome": {
        "minor": "the minor version that holds",
        "role": "the token's",
        "ping_ms": "the server pings at least this often",
    },
    "refresh_due": {"left_ms": "until the token expires"},
    "refreshed": {"id": "of the `refresh`", "left_ms": "until the new token expires"},
    "sub": {
        "top": "the last offset there is; 0: no event yet",
        "recovered": "the position holds; or: begin anew",
        "id": "of the `subscribe`; a resumed one has none",
        "more": "what was missed comes in more than one page",
        "reason": "why it is not recovered",
    },
    "snap": {
        "e": "epoch",
        "o": "the offset at which it stands so; the next event is the one after it",
        "events": "what holds now, each with its name `k` and its data `d`",
    },
    "ev": {
        "o": "offset",
        "k": "the event's name",
        "d": "its data",
        "e": "epoch, when it is new to this socket",
    },
    "ack": {
        "e": "epoch: where the event rests",
        "o": "offset",
        "duplicate": "it had been there before",
    },
    "draft": {
        "id": "of the `draft.check`",
        "findings": "at most two, the one that matters first; empty for a good reply",
    },
    "err": {
        "code": "see [codes](#codes)",
        "key": "the code's name",
        "temporary": "the same request may succeed later",
        "id": "of the request, where it could be read",
        "c": "the conversation, where the request has no id",
        "retry_ms": "not before",
        "path": "the field at fault, as `$.text`",
    },
    "drain": {"retry_ms": "come back at a random moment within this time"},
    "bye": {
        "code": "the close code",
        "key": "its name, also the close reason",
        "retry_ms": "come back within this time",
    },
}
"""What a frame's field is for, where its name and type do not say it."""

REASONS: Final[Mapping[str, str]] = {
    "epoch": "the stream is another one: it began again, or a backup was put back",
    "future": "the offset is beyond the top; an `err` 112 comes before it",
    "trimmed": "events after the position are not kept any more; a `snap` follows",
    "limit": "more than one page was missed, and `snapshot` was asked for; a `snap` follows",
    "erased": "the conversation was erased",
}
"""Why a position is not recovered."""

RANGES: Final[Mapping[int, str]] = {
    1000: "as the websocket protocol says; a bug in the client, but for 1000, 1001 and 1011",
    4000: "do not come back unchanged",
    4100: "come back later, after 1 to 30 seconds at random, not before `retry_ms`",
    4200: "come back at once, at a random moment within `retry_ms`, and resume",
}
"""First code of a range -> what the client does."""

NOT_YET: Final = "not used yet"

CLOSES: Final[Mapping[int, tuple[str, str]]] = {
    1000: ("", "stay away"),
    1003: ("text on the MessagePack subprotocol, or the reverse", "mend the client"),
    1009: ("a frame above 64 KiB, or of more than 128 fragments; without `bye`", "mend the client"),
    1011: ("our fault", "come back after 1 to 30 seconds"),
    4000: ("the hello, or three frames, could not be read", "mend the client"),
    4001: ("the token is not accepted, or there was none", "get another token"),
    4002: ("no hello within 10 seconds", "mend the client"),
    4003: (
        "the page is none of the tenant's, an agent's or a supervisor's token comes from a program,"
        " or a `refresh` is for somebody else",
        "mend the client, or the tenant's list",
    ),
    4004: (NOT_YET, ""),
    4005: ("the token was taken back", "ask the person to sign in"),
    4006: ("the agent or the tenant has enough sockets", "close one first"),
    4007: (NOT_YET, ""),
    4008: ("the tenant is switched off", "stay away"),
    4009: (NOT_YET, ""),
    4100: ("too many connect at once", ""),
    4101: ("frames, or pings of the websocket, kept coming much too fast", ""),
    4102: (NOT_YET, ""),
    4200: ("the server restarts", ""),
    4201: ("nothing was heard for too long", ""),
    4202: ("the client reads too slowly", ""),
    4203: ("the server could not read the stream", ""),
    4204: ("the token has expired", "get another token first"),
    4205: (NOT_YET, ""),
}
"""Close code -> why, and what the client does where its range does not say it all."""

REFUSALS: Final[Mapping[int, str]] = {
    100: NOT_YET,
    101: "the token is not accepted: by HTTP, or in a `refresh` (the one before it still holds)",
    102: "nothing was written; the same again, after `retry_ms`",
    103: "the token does not allow it",
    106: "too many subscriptions",
    107: "the frame cannot be read, or a field is wrong (`path`)",
    109: NOT_YET,
    111: "too fast; again after `retry_ms`",
    112: "the offset is beyond the stream",
    113: "HTTP only",
    114: "a decision, a mute or a correction in a conversation that does not exist",
    116: "the id named something else before",
}
"""Error code -> what it means."""

FORMS: Final[Mapping[str, tuple[str, str]]] = {
    "msgpack": ("one binary message, a MessagePack map", "back ends; preferred"),
    "json": ("one text message, a JSON object", "browsers, debugging"),
}
"""Form -> what a frame is, and for whom."""
