"""What we sign is what the consoles would, and is believed."""

import json
from dataclasses import replace

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from assist.config import Scheme, Webhook
from assist.errors import ConfigError
from assist.webhooks import verify
from assist.webhooks.sign import sign
from tests.webhooks.senders import NOW, SCHEMES, SECRET, URL, pem, rsa_key, sent, webhook

BODY = '{"text": "où est-il ?"}'.encode()
FORM = {"content-type": "application/x-www-form-urlencoded"}
PRIVATE = rsa_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def secret_of(scheme: Scheme) -> bytes:
    return PRIVATE if scheme == "rsa-sha256" else SECRET


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_is_signed_is_believed(scheme: Scheme) -> None:
    made = sign(webhook(scheme), secret_of(scheme), BODY, now=NOW, id="msg_1", url=URL)
    proof = verify(webhook(scheme), made, NOW + 1)
    assert proof == verify(webhook(scheme), sent(scheme, BODY), NOW + 1)


@pytest.mark.parametrize("scheme", [one for one in SCHEMES if one not in ("jwt", "body-token")])
def test_it_is_to_the_byte_what_the_console_sends(scheme: Scheme) -> None:
    made = sign(webhook(scheme), secret_of(scheme), BODY, now=NOW, id="msg_1", url=URL)
    assert made == sent(scheme, BODY)


@given(
    st.sampled_from(SCHEMES),
    st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=3),
    st.from_regex(r"[!-~]{1,40}", fullmatch=True),
    st.floats(1e9, 4e9),
)
@settings(deadline=None, max_examples=150)
def test_whatever_is_signed_is_believed(
    scheme: Scheme, plain: dict[str, str], id: str, now: float
) -> None:
    body = json.dumps(plain).encode()
    made = sign(webhook(scheme), secret_of(scheme), body, now=now, id=id, url=URL)
    verify(webhook(scheme), made, now)


def test_a_token_stands_where_the_settings_say() -> None:
    for scheme in ("jwt", "body-token"):
        hook = webhook(scheme, token_path="auth.token")
        made = sign(hook, SECRET, b'{"auth": {"a": 1}}', now=NOW, id="1", url=URL)
        assert b'"a":1' in made.body
        verify(hook, made, NOW)
    hook = webhook("header-token", header="authorization")
    made = sign(hook, b"Basic b3BlcmF0b3I6", BODY, now=NOW, id="1", url=URL)
    assert made.headers["authorization"] == "Basic b3BlcmF0b3I6"


def test_a_form_and_an_address_with_a_query_are_signed_as_twilio_does() -> None:
    hook = webhook("twilio")
    form = sign(hook, SECRET, b"b=2&a=%C3%A9", now=NOW, id="1", url=URL, headers=FORM)
    assert form.url == URL
    verify(hook, form, NOW)
    asked = sign(hook, SECRET, BODY, now=NOW, id="1", url=f"{URL}?a=1")
    assert asked.url.startswith(f"{URL}?a=1&bodySHA256=")
    verify(hook, asked, NOW)


def test_a_private_key_signs_a_jwt_that_the_public_one_verifies() -> None:
    hook = Webhook(scheme="jwt", secrets=(pem(),))
    made = sign(hook, PRIVATE, BODY, now=NOW, id="1", url=URL)
    verify(hook, made, NOW)
    token = made.headers["authorization"].removeprefix("Bearer ")
    assert jwt.get_unverified_header(token)["alg"] == "RS256"


@pytest.mark.parametrize(
    ("scheme", "secret", "wanted"),
    [
        ("standard", b"whsec_!", "base64, as whsec_"),
        ("rsa-sha256", SECRET, "the private key in PEM"),
        ("rsa-sha256", pem(), "the private key in PEM"),
        ("header-token", "sécret-of-16-bytes".encode(), "one of ASCII letters"),
        ("path-token", "sécret-of-16-bytes".encode(), "one of ASCII letters"),
    ],
)
def test_a_secret_that_cannot_sign_is_refused_and_not_shown(
    scheme: Scheme, secret: bytes, wanted: str
) -> None:
    with pytest.raises(ConfigError, match=wanted) as caught:
        sign(webhook(scheme), secret, BODY, now=NOW, id="1", url=URL)
    assert secret.decode() not in str(caught.value)


def test_a_header_of_ones_own_is_used_and_those_of_the_body_are_kept() -> None:
    hook = replace(webhook("hmac-sha256-hex"), header="x-libredesk-signature")
    made = sign(hook, SECRET, BODY, now=NOW, id="1", url=URL, headers={"x-event": "a"})
    assert set(made.headers) == {"x-libredesk-signature", "x-event"}
    verify(hook, made, NOW)
