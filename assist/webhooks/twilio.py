"""A request as Twilio signs it -> whether a holder of the account's token made it.

What is signed is the address and the form's fields, sorted; of another body, its hash in the
address (`bodySHA256`).
"""

import hashlib
from typing import Final
from urllib.parse import parse_qsl

from assist.config import Webhook
from assist.webhooks.compare import require
from assist.webhooks.signatures import signature
from assist.webhooks.values import Proof, SignatureError, Signed

FORM: Final = "application/x-www-form-urlencoded"
_MOST_FIELDS: Final = 1000


def twilio(webhook: Webhook, request: Signed) -> Proof:
    """Verify the address and the body."""
    _, asked, query = request.url.partition("?")
    url = (webhook.url or request.url).partition("?")[0] + asked + query
    content = url.encode("utf-8", "surrogatepass")
    if request.headers.get("content-type", "").partition(";")[0].strip() == FORM:
        content += sorted_fields(request.body)
    else:
        _require_hash(query, request.body)
    given = request.header(webhook.header or "x-twilio-signature")
    keys = filter(None, webhook.secrets)
    require([given], [signature(key, content, "sha1", "base64") for key in keys])
    return Proof()


def sorted_fields(body: bytes) -> bytes:
    """Return each field's name and value, in order; of a field's equal values, one."""
    try:
        text = body.decode("ascii")
    except UnicodeDecodeError:
        raise SignatureError("sig_invalid") from None
    return "".join(name + value for name, value in sorted(set(_fields(text)))).encode()


def _fields(text: str) -> list[tuple[str, str]]:
    try:
        # Strictly: what cannot be read has no reading that somebody can have signed.
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise SignatureError("sig_invalid") from None


def _require_hash(query: str, body: bytes) -> None:
    given = [value for name, value in _fields(query) if name == "bodySHA256"]
    # The address is signed, so nobody can try hashes: any comparison will do.
    if given != [hashlib.sha256(body).hexdigest()]:
        raise SignatureError("sig_invalid")
