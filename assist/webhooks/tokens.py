"""A token that comes along with a request -> whether a holder of the secret sent it.

It proves the sender, not the body: whoever sees one request can make another.
"""

from typing import Any, Final

import jwt
import msgspec
from jwt.utils import base64url_decode, base64url_encode

from assist.config import Webhook
from assist.webhooks.compare import require_token
from assist.webhooks.keys import is_pem, public_key, shared_key
from assist.webhooks.times import near
from assist.webhooks.values import Proof, SignatureError, Signed

_LONGEST_JWT: Final = 8192
_JWS: Final = jwt.PyJWS(algorithms=["HS256", "RS256"])


TILEDESK: Final = {
    "iss": "https://tiledesk.com",
    "sub": "subscription",
    "aud": "https://tiledesk.com",
}
"""What Tiledesk's tokens say; `aud` may go on with the subscription."""


class _Claims(msgspec.Struct):
    iat: float
    exp: float | None = None
    nbf: float | None = None
    iss: str | None = None
    sub: str | None = None
    aud: str | list[str] | None = None


def header_token(webhook: Webhook, request: Signed) -> Proof:
    """Verify a secret that is a header's whole value."""
    require_token(request.header(webhook.header or "x-api-key"), webhook.secrets)
    return Proof()


def path_token(webhook: Webhook, request: Signed) -> Proof:
    """Verify a secret that is the last part of the address, as it is written there."""
    address, _, _ = request.url.partition("?")
    given = address.rpartition("/")[2]
    require_token(given.encode("utf-8", "surrogatepass"), webhook.secrets)
    return Proof()


def body_token(webhook: Webhook, request: Signed) -> Proof:
    """Verify a secret that is a field of the body."""
    require_token(_in_body(request.body, webhook.token_path or "secret_key"), webhook.secrets)
    return Proof()


def signed_token(webhook: Webhook, request: Signed, now: float) -> Proof:
    """Verify a JWT, in a header or in a field of the body, that was made just now."""
    if webhook.token_path is not None:
        given = _in_body(request.body, webhook.token_path)
    else:
        given = request.header(webhook.header or "authorization").removeprefix(b"Bearer ")
    if not given:
        raise SignatureError("sig_missing")
    claims = _claims(given, webhook)
    if webhook.console == "tiledesk" and not _of_tiledesk(claims):
        raise SignatureError("sig_invalid")
    late, early = now - webhook.tolerance, now + webhook.tolerance
    if claims.exp is not None and not claims.exp >= late:
        raise SignatureError("ts_old")
    if claims.nbf is not None and not claims.nbf <= early:
        raise SignatureError("ts_future")
    return Proof(at=near(claims.iat, now, webhook.tolerance))


def _claims(token: bytes, webhook: Webhook) -> _Claims:
    # The same bytes can be written in more than one way: only one counts.
    written = token.rpartition(b".")[2]
    try:
        if len(token) > _LONGEST_JWT or base64url_encode(base64url_decode(written)) != written:
            raise SignatureError("sig_invalid")
    except ValueError:
        raise SignatureError("sig_invalid") from None
    for secret in webhook.secrets:
        # The secret says which algorithm holds, never the token.
        algorithm = "RS256" if is_pem(secret) else "HS256"
        key: Any = public_key(secret) if is_pem(secret) else shared_key(secret)
        if key is None:
            continue
        try:
            payload = _JWS.decode(token, key, algorithms=[algorithm])
            return msgspec.json.decode(payload, type=_Claims)
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
            continue
    raise SignatureError("sig_invalid")


def _of_tiledesk(claims: _Claims) -> bool:
    """Whether a token was made for a webhook; the same secret signs others too."""
    right = (claims.iss, claims.sub) == (TILEDESK["iss"], TILEDESK["sub"])
    to = claims.aud if isinstance(claims.aud, str) else ""
    return right and (to == TILEDESK["aud"] or to.startswith(TILEDESK["aud"] + "/subscriptions/"))


def _in_body(body: bytes, path: str) -> bytes:
    """Return the text at a path such as `data.token`; nothing else of the body is looked at."""
    found = msgspec.Raw(body)
    try:
        for name in path.split("."):
            found = msgspec.json.decode(found, type=dict[str, msgspec.Raw])[name]
        return msgspec.json.decode(found, type=str).encode()
    except (ValueError, KeyError, RecursionError):
        raise SignatureError("sig_missing") from None
