"""Whether a request is believed, and if not what would be right."""

import json
from dataclasses import replace

import pytest

from assist.cli.console.proof import judged
from assist.config import Scheme
from assist.webhooks import Signed
from tests.webhooks.senders import NOW, SCHEMES, TIMED, sent, webhook

BODY = json.dumps({"text": "où est mon colis ?", "a": [1, 2]}, ensure_ascii=False).encode()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_a_console_sends_is_proven_now_and_days_later(scheme: Scheme) -> None:
    request = sent(scheme, BODY)
    found = judged(webhook(scheme), request, NOW)
    assert (found.proven, found.why.startswith(f"by {scheme}")) == (True, True)
    later = judged(webhook(scheme), request, NOW + 86_400)
    assert later.proven is True
    assert ("within 300 s" in later.why) == (scheme in TIMED)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_proves_nothing_says_what_is_missing(scheme: Scheme) -> None:
    found = judged(webhook(scheme), Signed(headers={}, body=b"{}"), NOW)
    assert found.proven is False
    assert any(
        word in found.why for word in ("--header", "--url", "field", "holds", "as 2026", "bytes")
    )


def test_without_a_secret_nobody_can_tell() -> None:
    found = judged(webhook("chatwoot", secrets=()), sent("chatwoot"), NOW)
    assert (found.proven, "--secret-file" in found.why) == (None, True)


def signed_otherwise(change: object) -> Signed:
    """Return a request whose body is not the one that was signed."""
    request = sent("hmac-sha256-hex", BODY)
    assert isinstance(change, bytes)
    return replace(request, body=change)


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        (BODY + b"\n", "without the line's end of the file"),
        (json.dumps(json.loads(BODY)).encode(), "written in another way"),
        (json.dumps(json.loads(BODY), indent=2).encode(), "written in another way"),
        (b"{}", "not made with this secret"),
        (b"\xff", "not made with this secret"),
    ],
)
def test_a_body_that_was_changed_is_recognised(body: bytes, hint: str) -> None:
    found = judged(webhook("hmac-sha256-hex"), signed_otherwise(body), NOW)
    assert found.proven is False
    assert hint in found.why


def test_a_secret_with_spaces_around_it_is_recognised() -> None:
    right = webhook("chatwoot").secrets[0]
    found = judged(webhook("chatwoot", secrets=(right + b" ",)), sent("chatwoot"), NOW)
    assert "without the spaces around the secret" in found.why


def test_another_scheme_is_recognised() -> None:
    hook = webhook("hmac-sha1-hex", header="x-hub-signature-256")
    found = judged(hook, sent("hmac-sha256-hex"), NOW)
    assert found.why == 'it is right by another scheme; write scheme = "hmac-sha256-hex"'


def test_a_secret_is_never_told() -> None:
    for scheme in SCHEMES:
        hook = webhook(scheme, secrets=(b"whsec_" + b"QUJD" * 8,))
        for request in (sent(scheme), Signed(headers={}, body=b"{}")):
            assert "QUJDQUJD" not in judged(hook, request, NOW).why
