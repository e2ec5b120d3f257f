"""Each console's own request is believed as its settings have it, and nothing like it is."""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from assist.config import Console, Webhook
from assist.config.consoles import WAYS
from assist.webhooks import SignatureError, Signed, verify
from assist.webhooks.sign import sign
from assist.wire.requests import MessageRequest
from tests.consoles.samples import Samples
from tests.webhooks.senders import pem, rsa_key

CONSOLES: tuple[Console, ...] = (
    "zendesk",
    "sunshine",
    "intercom",
    "freshchat",
    "livechat",
    "libredesk",
    "twilio",
    "tiledesk",
)
BODY_IS_SIGNED = frozenset({"zendesk", "intercom", "freshchat", "libredesk", "twilio"})
SECRET = b"the-secret-of-the-webhook-of-a-console"
URL = "https://assist.example.com/v1/hooks/acme/console"
NOW = 1795287600.0


@cache
def private_key() -> bytes:
    return rsa_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def webhook(console: Console) -> Webhook:
    way = WAYS[console]
    return Webhook(
        scheme=way.scheme,
        header=way.header,
        token_path=way.token_path,
        secrets=(pem() if way.scheme == "rsa-sha256" else SECRET,),
        console=console,
        url=URL,
    )


def sent(console: Console) -> Signed:
    """Return a sample as the console sends it."""
    samples, hook = Samples(console), webhook(console)
    name = "message-from-the-customer"
    said = samples.heard(name).said[-1]
    assert isinstance(said, MessageRequest)
    written = samples.connector.write(said)
    assert written is not None
    secret = private_key() if hook.scheme == "rsa-sha256" else SECRET
    return sign(
        hook,
        secret,
        samples.body(name),
        now=NOW,
        id="delivery-1",
        url=URL,
        headers=written.headers,
    )


def broken(request: Signed) -> Iterator[Signed]:
    """Yield the request without each of its headers, and with each one changed."""
    for name in request.headers.keys() - {"content-type"}:
        rest = {key: value for key, value in request.headers.items() if key != name}
        yield replace(request, headers=rest)
        for wrong in ("", "x", request.headers[name][:-1], request.headers[name] + "A"):
            yield replace(request, headers=rest | {name: wrong})


@pytest.mark.parametrize("console", CONSOLES)
def test_a_sample_is_believed_and_says_the_same_as_before(console: Console) -> None:
    request = sent(console)
    verify(webhook(console), request, NOW + 1)
    assert Samples(console).connector.read(request) == Samples(console).heard(
        "message-from-the-customer"
    )


@pytest.mark.parametrize("console", CONSOLES)
def test_each_change_of_a_header_is_refused(console: Console) -> None:
    for wrong in broken(sent(console)):
        with pytest.raises(SignatureError):
            verify(webhook(console), wrong, NOW + 1)


@pytest.mark.parametrize("console", sorted(BODY_IS_SIGNED))
def test_each_change_of_the_body_is_refused(console: Console) -> None:
    request = sent(console)
    for body in (b"", request.body[:-1], request.body + b" ", request.body.replace(b"t", b"T", 1)):
        with pytest.raises(SignatureError):
            verify(webhook(console), replace(request, body=body), NOW + 1)


@pytest.mark.parametrize("console", ["livechat", "tiledesk"])
def test_another_token_in_the_body_is_refused(console: Console) -> None:
    request, path = sent(console), WAYS[console].token_path
    for wrong in (b'"x"', b"7", b"null", b'"' + SECRET[:-1] + b'"'):
        name = f'"{path}":'.encode()
        before, _, after = request.body.rpartition(name)
        _, _, rest = after[1:].partition(b'"')
        for body in (before + name + wrong + rest, before + b'"other":' + after):
            with pytest.raises(SignatureError):
                verify(webhook(console), replace(request, body=body), NOW + 1)


@pytest.mark.parametrize("console", CONSOLES)
def test_another_secret_believes_nobody(console: Console) -> None:
    other = replace(webhook(console), secrets=(b"another-secret-of-the-same-console-here",))
    with pytest.raises(SignatureError):
        verify(other, sent(console), NOW + 1)


def test_zendesk_and_tiledesk_say_when_and_an_old_request_is_refused() -> None:
    for console in ("zendesk", "tiledesk"):
        with pytest.raises(SignatureError, match="ts_old"):
            verify(webhook(console), sent(console), NOW + 301)


def of_tiledesk(**claims: object) -> Signed:
    """Return a request of Tiledesk whose token says something else; None: it is not said."""
    told = {"iss": "https://tiledesk.com", "sub": "subscription", "iat": int(NOW)}
    told |= {"aud": "https://tiledesk.com/subscriptions/62c3f10152dc7400352bab20"} | claims
    known = {name: value for name, value in told.items() if value is not None}
    token = jwt.encode(known, SECRET, "HS256")
    return Signed(headers={}, body=json.dumps({"token": token}).encode())


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://example.com"},
        {"sub": "user"},
        {"aud": "https://example.com"},
        {"aud": "https://tiledesk.com.example.com"},
        {"aud": ["https://tiledesk.com"]},
        {"aud": None},
        {"iss": None},
        {"sub": None},
    ],
)
def test_a_token_of_tiledesk_that_is_for_something_else_is_refused(
    claims: dict[str, object],
) -> None:
    wrong = of_tiledesk(**claims)
    with pytest.raises(SignatureError, match="sig_invalid"):
        verify(webhook("tiledesk"), wrong, NOW + 1)
    # Of others the settings say nothing, so nothing is asked.
    verify(replace(webhook("tiledesk"), console="mapping"), wrong, NOW + 1)


def test_a_token_of_tiledesk_names_its_subscription_or_is_for_all_of_them() -> None:
    verify(webhook("tiledesk"), of_tiledesk(), NOW + 1)
    verify(webhook("tiledesk"), of_tiledesk(aud="https://tiledesk.com"), NOW + 1)


def test_the_key_of_freshchat_may_stand_on_one_line() -> None:
    line = b" ".join(pem().split(b"\n")).replace(b"PUBLIC KEY", b"RSA PUBLIC KEY")
    assert line.startswith(b"-----BEGIN RSA PUBLIC KEY----- MII")
    verify(replace(webhook("freshchat"), secrets=(line,)), sent("freshchat"), NOW)
