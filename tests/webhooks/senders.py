"""How each console signs, written from what they say of it and without our code."""

import base64
import hashlib
import hmac
import json
import time
from datetime import UTC, datetime
from functools import cache
from typing import get_args

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from assist.config import Scheme, Webhook
from assist.webhooks import Signed

SCHEMES: tuple[Scheme, ...] = get_args(Scheme)
TIMED: tuple[Scheme, ...] = ("standard", "chatwoot", "zendesk", "jwt")
"""Those in which a time is signed."""
BOUND: tuple[Scheme, ...] = tuple(
    scheme
    for scheme in SCHEMES
    if scheme not in ("header-token", "path-token", "body-token", "jwt")
)
"""Those in which the body is signed."""
SECRET = b"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
URL = "https://assist.example.com/v1/hooks/acme/console"
NOW = 1_614_265_330.0


@cache
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@cache
def pem() -> bytes:
    return rsa_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def webhook(scheme: Scheme, **changes: object) -> Webhook:
    """Return the settings of a webhook that the sender below fits."""
    given: dict[str, object] = {"secrets": (pem() if scheme == "rsa-sha256" else SECRET,)}
    return Webhook(scheme=scheme, **(given | changes))  # type: ignore[arg-type]


def with_token(body: bytes, secret: bytes = SECRET) -> bytes:
    """Return the body of LiveChat: the secret is one of its fields."""
    return json.dumps(json.loads(body) | {"secret_key": secret.decode()}).encode()


def sent(
    scheme: Scheme,
    body: bytes = b'{"test": 2432232314}',
    *,
    at: float = NOW,
    id: str = "msg_1",
    secret: bytes = SECRET,
    url: str = URL,
) -> Signed:
    """Return the request as its console sends it."""
    moment = str(int(at)).encode()
    match scheme:
        case "standard":
            key = base64.b64decode(secret.removeprefix(b"whsec_"))
            made = b64(mac(key, id.encode() + b"." + moment + b"." + body))
            headers = {
                "webhook-id": id,
                "webhook-timestamp": moment.decode(),
                "webhook-signature": f"v1,{made}",
            }
        case "chatwoot":
            headers = {
                "x-chatwoot-timestamp": moment.decode(),
                "x-chatwoot-signature": f"sha256={mac(secret, moment + b'.' + body).hex()}",
                "x-chatwoot-delivery": id,
            }
        case "zendesk":
            written = datetime.fromtimestamp(int(at), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            headers = {
                "x-zendesk-webhook-signature-timestamp": written,
                "x-zendesk-webhook-signature": b64(mac(secret, written.encode() + body)),
            }
        case "hmac-sha256-hex":
            headers = {"x-hub-signature-256": f"sha256={mac(secret, body).hex()}"}
        case "hmac-sha256-base64":
            headers = {"x-signature": b64(mac(secret, body))}
        case "hmac-sha1-hex":
            headers = {"x-hub-signature": f"sha1={mac(secret, body, 'sha1').hex()}"}
        case "twilio":
            url += f"?bodySHA256={hashlib.sha256(body).hexdigest()}"
            headers = {"x-twilio-signature": b64(mac(secret, url.encode(), "sha1"))}
        case "rsa-sha256":
            headers = {"x-freshchat-signature": b64(rsa_key().sign(body, PKCS1v15(), SHA256()))}
        case "header-token":
            headers = {"x-api-key": secret.decode()}
        case "path-token":
            headers, url = {}, f"{url}/{secret.decode()}"
        case "body-token":
            headers, body = {}, with_token(body, secret)
        case "jwt":
            token = jwt.encode({"sub": "subscription", "iat": int(at)}, secret, "HS256")
            headers = {"authorization": f"Bearer {token}"}
    return Signed(headers=headers | {"content-type": "application/json"}, body=body, url=url)


def mac(key: bytes, content: bytes, algorithm: str = "sha256") -> bytes:
    return hmac.new(key, content, algorithm).digest()


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def soon() -> float:
    """Return the time of this machine, for a server that has no other."""
    return time.time()
