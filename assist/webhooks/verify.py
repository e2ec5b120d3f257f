"""A webhook's scheme and a request -> its proof, or the reason against it."""

from assist.config import Webhook
from assist.webhooks import signatures as signed
from assist.webhooks import tokens
from assist.webhooks.twilio import twilio
from assist.webhooks.values import Proof, Signed


def verify(webhook: Webhook, request: Signed, now: float, *, most: int = 8) -> Proof:
    """Return the proof that a request is from who holds one of the webhook's secrets.

    Args:
        webhook: the scheme and its secrets.
        request: the raw bytes, before anything is read of them.
        now: seconds since the epoch.
        most: the signatures that a request may carry; with more, none is looked at.

    Raises:
        SignatureError: it is not; whatever the request holds, nothing else is raised.
    """
    match webhook.scheme:
        case "standard":
            return signed.standard(webhook, request, now, most)
        case "chatwoot":
            return signed.by_recipe(signed.CHATWOOT, webhook, request, now)
        case "zendesk":
            return signed.by_recipe(signed.ZENDESK, webhook, request, now)
        case "hmac-sha256-hex":
            return signed.by_recipe(signed.SHA256_HEX, webhook, request, now)
        case "hmac-sha256-base64":
            return signed.by_recipe(signed.SHA256_BASE64, webhook, request, now)
        case "hmac-sha1-hex":
            return signed.by_recipe(signed.SHA1_HEX, webhook, request, now)
        case "rsa-sha256":
            return signed.rsa(webhook, request)
        case "twilio":
            return twilio(webhook, request)
        case "header-token":
            return tokens.header_token(webhook, request)
        case "path-token":
            return tokens.path_token(webhook, request)
        case "body-token":
            return tokens.body_token(webhook, request)
        case "jwt":
            return tokens.signed_token(webhook, request, now)
