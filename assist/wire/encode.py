"""Server frames -> what a socket sends: text for JSON, bytes for MessagePack."""

from typing import Final

import msgspec

from assist import codec
from assist.wire.frames import ServerFrame
from assist.wire.subprotocols import Form

Payload = bytes | str

_JSON: Final = msgspec.json.Encoder()


def encode(frame: ServerFrame, form: Form) -> Payload:
    """Return the frame as a socket of this form sends it."""
    return _JSON.encode(frame).decode() if form == "json" else codec.pack(frame)
