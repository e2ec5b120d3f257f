"""Server frames -> what a socket sends: text for JSON, bytes for MessagePack."""

from dataclasses import fields
from typing import Any, Final

import msgspec

from assist import codec
from assist.wire.frames import SERVER_NAMES, ServerFrame
from assist.wire.subprotocols import Form

Payload = bytes | str

_FIELDS: Final = {kind: [field.name for field in fields(kind)] for kind in SERVER_NAMES}


def encode(frame: ServerFrame, form: Form) -> Payload:
    """Return the frame as a socket of this form sends it."""
    plain: dict[str, Any] = {"t": SERVER_NAMES[kind := type(frame)]}
    for name in _FIELDS[kind]:
        if (value := getattr(frame, name)) is not None:
            plain[name] = value
    return msgspec.json.encode(plain).decode() if form == "json" else codec.pack(plain)
