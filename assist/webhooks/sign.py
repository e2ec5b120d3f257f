"""A body and a secret -> the request as its console would send it, with the proof in it."""

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from assist.config import Scheme, Webhook
from assist.errors import ConfigError
from assist.webhooks import signatures
from assist.webhooks.keys import is_pem, standard_key
from assist.webhooks.signatures import Recipe, signature
from assist.webhooks.times import iso
from assist.webhooks.tokens import TILEDESK
from assist.webhooks.twilio import FORM, sorted_fields
from assist.webhooks.values import Signed

_RECIPES: Final[dict[Scheme, Recipe]] = {
    "chatwoot": signatures.CHATWOOT,
    "zendesk": signatures.ZENDESK,
    "hmac-sha256-hex": signatures.SHA256_HEX,
    "hmac-sha256-base64": signatures.SHA256_BASE64,
    "hmac-sha1-hex": signatures.SHA1_HEX,
}
_JSON: Final = {"content-type": "application/json"}


def sign(
    webhook: Webhook,
    secret: bytes,
    body: bytes,
    *,
    now: float,
    id: str,
    url: str,
    headers: Mapping[str, str] = _JSON,
) -> Signed:
    """Return the request that `verify` believes.

    Args:
        webhook: the scheme, and where the proof stands; its own secrets are not looked at.
        secret: what the console has; for `rsa-sha256` the private key, in PEM.
        now: seconds since the epoch, for the schemes that sign a time.
        id: names the request, for the schemes that have one.
        url: where it goes; two schemes add to it.
        headers: those of the body, in lower case.

    Raises:
        ConfigError: the secret is not what the scheme takes.
    """
    known = dict(headers)
    match webhook.scheme:
        case "standard":
            known |= _standard(secret, body, now, id)
        case "rsa-sha256":
            made = _private_key(secret).sign(body, PKCS1v15(), SHA256())
            known[webhook.header or "x-freshchat-signature"] = base64.b64encode(made).decode()
        case "twilio":
            url, made = _twilio(secret, body, url, known)
            known[webhook.header or "x-twilio-signature"] = made.decode()
        case "header-token":
            known[webhook.header or "x-api-key"] = _text(secret)
        case "path-token":
            url = f"{url.rstrip('/')}/{_text(secret)}"
        case "body-token":
            body = _with_token(body, webhook.token_path or "secret_key", _text(secret))
        case "jwt":
            token = _token(webhook, secret, now)
            if webhook.token_path is not None:
                body = _with_token(body, webhook.token_path, token)
            else:
                known[webhook.header or "authorization"] = f"Bearer {token}"
        case _:
            known |= _by_recipe(_RECIPES[webhook.scheme], webhook, secret, body, now, id)
    return Signed(headers=known, body=body, url=url)


def _text(secret: bytes) -> str:
    try:
        return secret.decode("ascii")
    except UnicodeDecodeError:
        raise ConfigError("the secret comes along as it is; give one of ASCII letters") from None


def _standard(secret: bytes, body: bytes, now: float, id: str) -> dict[str, str]:
    if (key := standard_key(secret)) is None:
        raise ConfigError("the secret does not fit standard; give base64, as whsec_...")
    content = f"{id}.{int(now)}.".encode() + body
    made = signature(key, content, "sha256", "base64").decode()
    return {
        "webhook-id": id,
        "webhook-timestamp": f"{int(now)}",
        "webhook-signature": f"v1,{made}",
    }


def _by_recipe(
    recipe: Recipe, webhook: Webhook, secret: bytes, body: bytes, now: float, id: str
) -> dict[str, str]:
    found: dict[str, str] = {}
    if recipe.time is not None:
        moment = datetime.fromtimestamp(int(now), UTC)
        written = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        time = written if recipe.read_time is iso else f"{int(now)}"
        found[recipe.time] = time
        body = time.encode() + recipe.glue + body
    if recipe.id is not None:
        found[recipe.id] = id
    made = signature(secret, body, recipe.algorithm, recipe.form).decode()
    prefix = f"{recipe.algorithm}=" if recipe.form == "hex" else ""
    return found | {webhook.header or recipe.header: prefix + made}


def _twilio(secret: bytes, body: bytes, url: str, headers: Mapping[str, str]) -> tuple[str, bytes]:
    content = b""
    if headers.get("content-type", "").partition(";")[0].strip() == FORM:
        content = sorted_fields(body)
    else:
        glue = "&" if "?" in url else "?"
        url += f"{glue}bodySHA256={hashlib.sha256(body).hexdigest()}"
    return url, signature(secret, url.encode() + content, "sha1", "base64")


def _token(webhook: Webhook, secret: bytes, now: float) -> str:
    claims: dict[str, str | int] = {"sub": "subscription", "iat": int(now)}
    if webhook.console == "tiledesk":
        claims |= TILEDESK
    return jwt.encode(claims, secret, "RS256" if is_pem(secret) else "HS256")


def _with_token(body: bytes, path: str, token: str) -> bytes:
    """Return the JSON object with the token at a path such as `data.token`."""
    plain = json.loads(body)
    *above, name = path.split(".")
    home = plain
    for one in above:
        home = home.setdefault(one, {})
    home[name] = token
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()


def _private_key(secret: bytes) -> RSAPrivateKey:
    try:
        key = load_pem_private_key(secret.strip(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPrivateKey):
        raise ConfigError("the secret does not fit rsa-sha256; give the private key in PEM")
    return key
