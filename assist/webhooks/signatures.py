"""A signature over the raw body -> whether a holder of the secret made it."""

import base64
import binascii
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from assist.config import Webhook
from assist.webhooks.compare import require
from assist.webhooks.keys import public_key, standard_key
from assist.webhooks.times import iso, near, seconds
from assist.webhooks.values import Proof, SignatureError, Signed

_ID: Final = re.compile(r"[!-~]{1,200}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a console signs.

    Args:
        header: where the signature stands.
        algorithm: of the HMAC.
        form: how its bytes are written; hexadecimal ones may begin with `<algorithm>=`.
        time: the header of the signed time; None: only the body is signed.
        read_time: the time's text -> seconds.
        glue: what stands between the time and the body.
        id: the header that names the request.
    """

    header: str
    algorithm: Literal["sha1", "sha256"]
    form: Literal["hex", "base64"]
    time: str | None = None
    read_time: Callable[[bytes], float] = seconds
    glue: bytes = b""
    id: str | None = None


CHATWOOT: Final = Recipe(
    header="x-chatwoot-signature",
    algorithm="sha256",
    form="hex",
    time="x-chatwoot-timestamp",
    glue=b".",
    id="x-chatwoot-delivery",
)
ZENDESK: Final = Recipe(
    header="x-zendesk-webhook-signature",
    algorithm="sha256",
    form="base64",
    time="x-zendesk-webhook-signature-timestamp",
    read_time=iso,
)
SHA256_HEX: Final = Recipe(header="x-hub-signature-256", algorithm="sha256", form="hex")
SHA256_BASE64: Final = Recipe(header="x-signature", algorithm="sha256", form="base64")
SHA1_HEX: Final = Recipe(header="x-hub-signature", algorithm="sha1", form="hex")


def by_recipe(recipe: Recipe, webhook: Webhook, request: Signed, now: float) -> Proof:
    """Verify one HMAC over the body, or over a time and the body."""
    at, content = None, request.body
    if recipe.time is not None:
        time = request.header(recipe.time)
        at = near(recipe.read_time(time), now, webhook.tolerance)
        content = time + recipe.glue + content
    given = request.header(webhook.header or recipe.header)
    if recipe.form == "hex":
        given = given.removeprefix(f"{recipe.algorithm}=".encode())
    keys = filter(None, webhook.secrets)
    require([given], [signature(key, content, recipe.algorithm, recipe.form) for key in keys])
    return Proof(id=recipe.id and name(request, recipe.id), at=at)


def standard(webhook: Webhook, request: Signed, now: float, most: int) -> Proof:
    """Verify as Standard Webhooks v1 says: one of at most `most` signatures."""
    family = "webhook" if "webhook-signature" in request.headers else "svix"
    listed = request.header(f"{family}-signature")
    if listed.count(b" ") >= most:
        raise SignatureError("sig_many")
    given = [one[3:] for one in listed.split(b" ") if one.startswith(b"v1,")]
    id, time = name(request, f"{family}-id"), request.header(f"{family}-timestamp")
    at = near(seconds(time), now, webhook.tolerance)
    if id is None:
        raise SignatureError("id_invalid")
    content = b".".join((id.encode(), time, request.body))
    keys = filter(None, map(standard_key, webhook.secrets))
    require(given, [signature(key, content, "sha256", "base64") for key in keys])
    return Proof(id=id, at=at)


def rsa(webhook: Webhook, request: Signed) -> Proof:
    """Verify an RSA signature (PKCS #1 v1.5, SHA-256) over the body."""
    text = request.header(webhook.header or "x-freshchat-signature")
    if not text:
        raise SignatureError("sig_missing")
    try:
        given = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise SignatureError("sig_invalid") from None
    # The same bytes can be written in more than one way: only one counts.
    if base64.b64encode(given) != text:
        raise SignatureError("sig_invalid")
    for key in filter(None, map(public_key, webhook.secrets)):
        try:
            key.verify(given, request.body, PKCS1v15(), SHA256())
        except InvalidSignature:
            continue
        return Proof()
    raise SignatureError("sig_invalid")


def signature(
    key: bytes, content: bytes, algorithm: Literal["sha1", "sha256"], form: Literal["hex", "base64"]
) -> bytes:
    """Return an HMAC as it is written in a header."""
    made = hmac.digest(key, content, algorithm)
    return made.hex().encode() if form == "hex" else base64.b64encode(made)


def name(request: Signed, header: str) -> str | None:
    """Return the id in a header; None where there is none, or none that can be one."""
    found = request.headers.get(header, "")
    return found if _ID.fullmatch(found) else None
