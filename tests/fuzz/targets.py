"""Any bytes -> one of the places where strangers' input is read; only what it documents leaves.

Each target is a function of bytes that raises nothing, or shows a fault.
"""

import base64
import hashlib
import hmac
import json
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final, get_args

import msgpack

from assist.config import Scheme, Webhook
from assist.config.file import read_file
from assist.consoles.own import read as own
from assist.errors import ConfigError, FrameError
from assist.playbooks.load import load
from assist.privacy import Masker, mask
from assist.server.auth import Tokens, UnauthorizedError
from assist.webhooks import SignatureError, Signed, verify
from assist.wire.decode import client_frame, read_frame, request_id
from assist.wire.plain import anything, flat
from assist.wire.subprotocols import Form
from tests.fuzz.sockets import agree

KEY: Final = b"k" * 32
NOW: Final = 1_700_000_000.0
SCHEMES: Final[tuple[Scheme, ...]] = get_args(Scheme)
_HEADERS: Final = (
    "webhook-id",
    "webhook-timestamp",
    "webhook-signature",
    "x-chatwoot-timestamp",
    "x-chatwoot-signature",
    "x-zendesk-webhook-signature",
    "x-zendesk-webhook-signature-timestamp",
    "x-twilio-signature",
    "x-signature",
    "authorization",
    "content-type",
)


def msgpack_frames(data: bytes) -> None:
    """A frame of the binary subprotocol."""
    _frame(data, "msgpack")
    if (small := flat(data)) is not None:
        assert msgpack.packb(small) == msgpack.packb(anything(data, "msgpack"))


def json_frames(data: bytes) -> None:
    """A frame of the text subprotocol, which the websocket has decoded."""
    _frame(data.decode(errors="replace"), "json")


def _frame(data: bytes | str, form: Form) -> None:
    try:
        plain = read_frame(data, form)
    except FrameError as error:
        assert len(str(error)) < 200
        return
    # Whatever is read can be written again, in either form.
    json.dumps(plain, allow_nan=False).encode()
    msgpack.packb(plain)
    request_id(plain)
    try:
        client_frame(plain)
    except FrameError as error:
        assert error.path is not None
        assert len(error.path) < 100


def sockets(data: bytes) -> None:
    """What a websocket brings, in pieces as long as the first byte says."""
    size, rest = 1 + data[0] if data else 1, data[1:]
    starts = range(0, len(rest), size)
    agree(rest, [(rest[start : start + size], start % 3 > 0) for start in starts])


def webhooks(data: bytes) -> None:
    """A signed request."""
    webhook, request = arrived(data)
    try:
        verify(webhook, request, NOW)
    except SignatureError as error:
        assert str(error) == error.key


def arrived(data: bytes) -> tuple[Webhook, Signed]:
    """Return a request: scheme, headers and body, one behind the other, cut at NULs."""
    scheme = SCHEMES[data[0] % len(SCHEMES)] if data else "standard"
    *values, body = data[1:].split(b"\x00")
    texts = (value.decode("latin-1") for value in values)
    headers = dict(zip(_HEADERS, texts, strict=False))
    secret = _public_key() if scheme == "rsa-sha256" else base64.b64encode(KEY)
    webhook = Webhook(
        scheme=scheme, secrets=(secret,), header="x-signature", token_path="meta.secret"
    )
    return webhook, Signed(headers=headers, body=body, url="https://x.example/h?a=b")


def webhook_bodies(data: bytes) -> None:
    """The body of a webhook that has proven where it is from."""
    try:
        own(data, 10)
    except FrameError as error:
        assert len(str(error)) < 200


def tokens(data: bytes) -> None:
    """A token as it comes, and one that the right key has signed."""
    bearers = Tokens(KEY)
    for token in (data.decode("latin-1"), data.decode(errors="replace"), issued(data)):
        try:
            bearers.verify(token, origin="https://x.example", now=NOW)
        except UnauthorizedError as error:
            assert str(error) == str(UnauthorizedError())


def issued(data: bytes) -> str:
    """Return a token with a header and claims, cut at the first NUL, signed by the right key."""
    header, _, claims = data.partition(b"\x00")
    head = header or b'{"alg":"HS256","typ":"assist+jwt"}'
    signed = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in (head, claims))
    signature = hmac.new(KEY, signed, hashlib.sha256).digest()
    return (signed + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")).decode()


def playbooks(data: bytes) -> None:
    """A file of rules: what is wrong in it is told, and nothing is raised."""
    folder = _folder("rules")
    (folder / "en").mkdir(exist_ok=True)
    (folder / "en" / "leaving.toml").write_bytes(data)
    load(folder, experimental=True)


def settings(data: bytes) -> None:
    """The file of settings."""
    path = _folder("settings") / "warmline.toml"
    path.write_bytes(data)
    try:
        read_file(path, {})
    except ConfigError as error:
        assert str(path) in str(error)


def masker(data: bytes) -> None:
    """Two messages of a speaker, cut at the first NUL."""
    first, _, second = data.decode(errors="replace").partition("\x00")
    speaker = Masker()
    masked, carry = speaker.mask(first)
    again, _ = speaker.mask(second, carry)
    # Once more it hides as much, or what a hidden date now makes look like a card's code.
    for text in (masked.text, again.text):
        twice = mask(text).text
        assert len(twice) == len(text)
        assert all(now in (before, "•") for before, now in zip(text, twice, strict=True))


@cache
def _folder(name: str) -> Path:
    return Path(tempfile.mkdtemp(prefix=f"warmline-fuzz-{name}-"))


@cache
def _public_key() -> bytes:
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key = rsa.generate_private_key(65537, 2048).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


TARGETS: Final[dict[str, Callable[[bytes], None]]] = {
    target.__name__.replace("_", "-"): target
    for target in (
        msgpack_frames,
        json_frames,
        sockets,
        webhooks,
        webhook_bodies,
        tokens,
        playbooks,
        settings,
        masker,
    )
}
