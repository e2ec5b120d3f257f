"""A target -> inputs that reach far into it, for a fuzzer to change."""

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any, Final

import msgpack
from websockets.frames import Frame, Opcode

from benchmarks.hostile_frames import hostile_frames
from tests.fuzz.targets import KEY, NOW, SCHEMES
from tests.playbooks.rulefiles import TOPIC
from tests.wire.test_decode import GOOD

_CLAIMS: Final = {
    "iss": "warmline", "aud": "assist", "sub": "ana", "tnt": "acme", "role": "agent",
    "conv": "*", "iat": NOW, "exp": NOW + 60, "jti": "1", "sid": "s", "org": "https://x.example",
}  # fmt: skip
_SHORT: Final = 2000


def seeds(target: str) -> list[bytes]:
    """Return the inputs."""
    frames: list[dict[str, Any]] = [{"t": name} | fields for name, fields in GOOD.items()]
    match target:
        case "msgpack-frames":
            hostile = hostile_frames("msgpack").values()
            return [msgpack.packb(frame) for frame in frames] + _short(hostile)
        case "json-frames":
            hostile = hostile_frames("json").values()
            return [json.dumps(frame).encode() for frame in frames] + _short(hostile)
        case "sockets":
            return [bytes([size]) + _stream() for size in (0, 4, 40, 255)]
        case "webhooks":
            return [bytes([number]) + _signed() for number in range(len(SCHEMES))]
        case "webhook-bodies":
            one = {"type": "message.post", "data": {"conversation": "c", "message_id": "m"}}
            return [json.dumps(body).encode() for body in (one, {"type": "batch", "data": [one]})]
        case "tokens":
            return [b"\x00" + json.dumps(_CLAIMS).encode(), b"x.y.z"]
        case "playbooks":
            return [TOPIC.encode()]
        case "settings":
            return [_SETTINGS.encode()]
        case _:
            return [text.encode() for text in _PERSONAL]


def _short(hostile: Any) -> list[bytes]:  # noqa: ANN401
    return [data for data in hostile if len(data) < _SHORT]


def _stream() -> bytes:
    """Return whole messages, short and long, with a fragmented one and a ping between them."""
    text, data = (Opcode.TEXT, "é".encode()), (Opcode.BINARY, b"ab" * 70)
    frames = [
        *(
            Frame(*text),
            Frame(*data),
            Frame(Opcode.TEXT, b"{", fin=False),
            Frame(Opcode.PING, b"p"),
        ),
        *(Frame(Opcode.CONT, b"}"), Frame(*text), Frame(Opcode.BINARY, b""), Frame(*data)),
    ]
    return b"".join(frame.serialize(mask=True) for frame in frames)


def _signed() -> bytes:
    signed = b"msg_1." + str(int(NOW)).encode() + b".{}"
    signature = base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest())
    first = b"\x00".join((b"msg_1", str(int(NOW)).encode(), b"v1," + signature))
    others = [str(int(NOW)).encode(), b"sha256=" + signature] * 3
    return b"\x00".join([first, *others, b"{}"])


_PERSONAL: Final = (
    "my card is 4111 1111 1111 1111, 12/27, cvv 123",
    "4111 1111\x0011111111",
    "IBAN FR76 3000 6000 0112 3456 7890 189",
    "５５００ ００００ ００００ ０００４ ٤١١١",
    "111111, 1/21 4111 1111 1111 1111",
    "ana@example.com +33 6 12 34 56 78 order 1712345678901",
)
_SETTINGS: Final = """
[server]
port = 8420
origins = ["https://console.example.com"]
[limits]
hello = 5
[tenants.acme]
mask = ["email"]
locales = ["GB"]
retention_days = 3
[[tenants.acme.issuers]]
iss = "https://id.example"
algorithms = ["EdDSA"]
keys = "keys.json"
[tenants.acme.webhooks.chat]
scheme = "standard"
secret_env = ["SECRET"]
"""


def corpus(folder: Path, target: str) -> Path:
    """Write the inputs into a folder for the fuzzer; return it."""
    found = folder / target
    found.mkdir(parents=True, exist_ok=True)
    for data in seeds(target):
        (found / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
    return found
