"""Server frames -> what a socket sends: text for JSON, bytes for MessagePack."""

from typing import Any

import msgpack
import msgspec

from assist import codec
from assist.wire.frames import SERVER_NAMES, ServerFrame
from assist.wire.subprotocols import Form

Payload = bytes | str


def plain_frame(frame: ServerFrame) -> dict[str, Any]:
    """Return the frame as plain data, its name under `t`, without the fields that are None."""
    plain = codec.to_plain(frame)
    return {"t": SERVER_NAMES[type(frame)]} | {
        key: value for key, value in plain.items() if value is not None
    }


def encode(frame: ServerFrame, form: Form) -> Payload:
    """Return the frame as a socket of this form sends it."""
    plain = plain_frame(frame)
    if form == "json":
        return msgspec.json.encode(plain).decode()
    packed: bytes = msgpack.packb(plain)
    return packed
