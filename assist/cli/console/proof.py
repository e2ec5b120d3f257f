"""A request and a webhook -> whether it is believed, and if not what would be right, in words."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, get_args

from assist.config.consoles import Scheme
from assist.config.tenants import Webhook
from assist.consoles.docs import clock
from assist.webhooks import Proof, SignatureError, Signed, Why, verify

_EVER: Final = 1e12
"""Seconds that no two times are apart."""
_HEADERS: Final[dict[Scheme, str]] = {
    "standard": "webhook-signature",
    "chatwoot": "x-chatwoot-signature",
    "zendesk": "x-zendesk-webhook-signature",
    "hmac-sha256-hex": "x-hub-signature-256",
    "hmac-sha256-base64": "x-signature",
    "hmac-sha1-hex": "x-hub-signature",
    "twilio": "x-twilio-signature",
    "rsa-sha256": "x-freshchat-signature",
    "header-token": "x-api-key",
    "jwt": "authorization",
}
_TIMES: Final[dict[Scheme, str]] = {
    "standard": "webhook-timestamp holds ten digits",
    "chatwoot": "x-chatwoot-timestamp holds ten digits",
    "zendesk": "x-zendesk-webhook-signature-timestamp is as 2026-11-22T10:00:00Z",
}
_TOKENS: Final = ("header-token", "body-token", "path-token")
_WRONG: Final = {
    False: "it is not made with this secret over these bytes; give the secret as the console shows "
    "it, and the body as it was sent",
    True: "the token is not this secret; give the secret as the console has it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a request is believed; None: nobody can tell. `why` is one line."""

    proven: bool | None
    why: str


def judged(webhook: Webhook, request: Signed, now: float) -> Verdict:
    """Return whether a server would believe it, and else why not and what would be right.

    A recorded request is older than a server takes: it counts as proven, and that is said.
    """
    if not webhook.secrets:
        return Verdict(proven=None, why="not checked; name the secret with --secret-file")
    found = _tried(webhook, request, now)
    if isinstance(found, Proof):
        return Verdict(proven=True, why=_believed(webhook, found))
    if found in ("ts_old", "ts_future"):
        timeless = _tried(replace(webhook, tolerance=_EVER), request, now)
        if isinstance(timeless, Proof):
            apart = f"a server takes it within {webhook.tolerance:g} s of that time alone"
            return Verdict(proven=True, why=f"{_believed(webhook, timeless)}; {apart}")
    if found in ("sig_invalid", "ts_old", "ts_future"):
        near = next(_near(webhook, request, now), None)
        return Verdict(proven=False, why=near or _WRONG[webhook.scheme in _TOKENS])
    return Verdict(proven=False, why=_missing(webhook, found))


def _tried(webhook: Webhook, request: Signed, now: float) -> Proof | Why:
    try:
        return verify(webhook, request, now)
    except SignatureError as error:
        return error.key


def _believed(webhook: Webhook, proof: Proof) -> str:
    parts = [f"by {webhook.scheme}"]
    if proof.at is not None:
        parts.append(f"signed at {clock(proof.at)}")
    if proof.id is not None:
        parts.append(f"delivery {proof.id}")
    return ", ".join(parts)


def _missing(webhook: Webhook, why: Why) -> str:
    if why == "ts_invalid":
        return (
            f"the signed time is missing or wrong; {_TIMES.get(webhook.scheme, 'it is a number')}"
        )
    if why == "id_invalid":
        return "webhook-id is missing; give it with --header 'webhook-id: ...'"
    if why == "sig_many":
        return "more than 8 signatures; send one or two"
    if webhook.scheme == "path-token":
        return "no token; give the whole address that the console has with --url"
    if webhook.scheme == "body-token" or webhook.token_path is not None:
        field = webhook.token_path or "secret_key"
        return f"no token in the body; it stands in the field {field}"
    header = webhook.header or _HEADERS[webhook.scheme]
    return f"no {header}; give it with --header '{header}: ...'"


def _near(webhook: Webhook, request: Signed, now: float) -> Iterator[str]:
    """Yield what would be believed and is close to what was given."""
    ever = replace(webhook, tolerance=_EVER)
    for body, what in _bodies(request.body):
        if isinstance(_tried(ever, replace(request, body=body), now), Proof):
            yield what
    for secret in webhook.secrets:
        for other, what in (
            (secret.strip(), "it is right without the spaces around the secret"),
            (secret + b"\n", "it is right with a line's end after the secret: sign without it"),
        ):
            if isinstance(_tried(replace(ever, secrets=(other,)), request, now), Proof):
                yield what
    for scheme in get_args(Scheme):
        bare = replace(ever, scheme=scheme, header=None, token_path=None)
        if scheme != webhook.scheme and isinstance(_tried(bare, request, now), Proof):
            yield f'it is right by another scheme; write scheme = "{scheme}"'


def _bodies(body: bytes) -> Iterator[tuple[bytes, str]]:
    if body.endswith(b"\n"):
        yield body.rstrip(b"\r\n"), "it is right without the line's end of the file; take that off"
    try:
        plain = json.loads(body)
    except (ValueError, RecursionError):
        return
    for ascii in (True, False):
        for separators in ((",", ":"), (", ", ": ")):
            written = json.dumps(plain, ensure_ascii=ascii, separators=separators)
            yield (
                written.encode("utf-8", "replace"),
                "it is right for the same JSON written in another way: something on the way "
                "changed the bytes (docs/webhooks.md, Behind a proxy)",
            )
