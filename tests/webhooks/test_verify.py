"""Every scheme: what its console sends is believed, and nothing else is."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist.config import Scheme, Webhook
from assist.webhooks import SignatureError, Signed, verify
from tests.webhooks.senders import NOW, SCHEMES, SECRET, TIMED, pem, sent, webhook

OTHER = b"whsec_" + b"QUJD" * 8


def why(webhook: Webhook, request: Signed, now: float = NOW) -> str:
    """Return the reason for which a request is not believed."""
    with pytest.raises(SignatureError) as caught:
        verify(webhook, request, now)
    return caught.value.key


def changed(request: Signed, **headers: str | None) -> Signed:
    """Return the request with other headers; None leaves one out."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    found = {**request.headers, **named}
    return replace(request, headers={k: v for k, v in found.items() if v is not None})


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_the_console_sends_is_believed(scheme: Scheme) -> None:
    proof = verify(webhook(scheme), sent(scheme), NOW + 1)
    assert proof.at == (NOW if scheme in TIMED else None)
    assert proof.id == ("msg_1" if scheme in ("standard", "chatwoot") else None)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_nothing_sent_is_nothing_proven(scheme: Scheme) -> None:
    key = why(webhook(scheme), Signed(headers={}, body=b"{}"))
    assert key in ("sig_missing", "ts_invalid", "sig_invalid")


@pytest.mark.parametrize("scheme", [scheme for scheme in SCHEMES if scheme != "rsa-sha256"])
def test_another_secret_proves_nothing(scheme: Scheme) -> None:
    assert why(webhook(scheme), sent(scheme, secret=OTHER)) == "sig_invalid"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_without_a_secret_nobody_is_believed(scheme: Scheme) -> None:
    for secrets in ((), (b"",)):
        assert why(webhook(scheme, secrets=secrets), sent(scheme)) == "sig_invalid"
    if scheme in ("hmac-sha256-hex", "header-token", "body-token"):
        assert why(webhook(scheme, secrets=(b"",)), sent(scheme, secret=b"")) != ""


def test_the_vector_of_standard_webhooks_holds() -> None:
    request = Signed(
        headers={
            "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "webhook-timestamp": "1614265330",
            "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        },
        body=b'{"test": 2432232314}',
    )
    proof = verify(webhook("standard"), request, NOW)
    assert proof.id == "msg_p5jXN8AQM9LWM0D4loKWxJek"
    renamed = {name.replace("webhook", "svix"): value for name, value in request.headers.items()}
    assert verify(webhook("standard"), replace(request, headers=renamed), NOW) == proof
    bare = webhook("standard", secrets=(SECRET.removeprefix(b"whsec_"),))
    assert verify(bare, request, NOW) == proof


def test_the_vectors_of_twilio_hold() -> None:
    account = webhook("twilio", secrets=(b"12345",))
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    form = {"content-type": "application/x-www-form-urlencoded"}
    fields = Signed(
        headers=form | {"x-twilio-signature": "RSOYDt4T1cUTdK1PDd93/VVr8B8="},
        body=b"Digits=1234&To=%2B18005551212&From=%2B14158675309&Caller=%2B14158675309"
        b"&CallSid=CA1234567890ABCDE",
        url=url,
    )
    repeated = Signed(
        headers=form | {"x-twilio-signature": "IK+Dwps556ElfBT0I3Rgjkr1wJU="},
        body=b"Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234",
        url=url,
    )
    hashed = Signed(
        headers={"x-twilio-signature": "a9nBmqA0ju/hNViExpshrM61xv4="},
        body=b'{"property": "value", "boolean": true}',
        url=url + "&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620",
    )
    for request in (fields, repeated, hashed):
        verify(account, request, NOW)
        behind = replace(request, url=request.url.replace("https://mycompany.com", "http://10.1"))
        assert why(account, behind) == "sig_invalid"
        verify(replace(account, url=url), behind, NOW)
    assert why(account, replace(hashed, body=b"{}")) == "sig_invalid"
    assert why(account, replace(hashed, url=url)) == "sig_invalid"
    assert why(account, replace(fields, body=fields.body + b"&a=%FF")) == "sig_invalid"


@pytest.mark.parametrize(
    ("scheme", "header", "secret"),
    [
        ("hmac-sha256-hex", "x-libredesk-signature", SECRET),
        ("hmac-sha256-hex", "x-body-signature", SECRET),
        ("hmac-sha1-hex", "x-zammad-signature", SECRET),
        ("header-token", "x-rocketchat-livechat-token", SECRET),
        ("header-token", "authorization", b"Basic b3BlcmF0b3I6YXBpX2tleQ=="),
    ],
)
def test_a_console_with_a_header_of_its_own_is_believed(
    scheme: Scheme, header: str, secret: bytes
) -> None:
    hook = webhook(scheme, secrets=(secret,), header=header)
    request = sent(scheme, secret=secret)
    (value,) = (value for name, value in request.headers.items() if name != "content-type")
    verify(hook, replace(request, headers={header: value}), NOW)
    assert why(hook, request) == "sig_missing"


def test_a_digest_may_stand_without_its_name() -> None:
    request = sent("hmac-sha256-hex")
    bare = request.headers["x-hub-signature-256"].removeprefix("sha256=")
    verify(webhook("hmac-sha256-hex"), changed(request, x_hub_signature_256=bare), NOW)
    for other in (
        f"sha1={bare}",
        f"sha256:{bare}",
        bare.upper(),
        bare[:-2],
        f"sha256=sha256={bare}",
    ):
        wrong = changed(request, x_hub_signature_256=other)
        assert why(webhook("hmac-sha256-hex"), wrong) == "sig_invalid"


def test_a_token_in_the_body_may_lie_deeper() -> None:
    hook = webhook("body-token", token_path="auth.token")
    body = b'{"auth": {"token": "%s"}, "a": [1]}' % SECRET
    verify(hook, Signed(headers={}, body=body), NOW)
    for wrong in (b'{"auth": "x"}', b'{"auth": {"token": 7}}', b"[" * 9999, b"\xff", b"", b"7"):
        assert why(hook, Signed(headers={}, body=wrong)) == "sig_missing"


def test_a_token_in_the_path_is_its_whole_last_part() -> None:
    hook, request = webhook("path-token"), sent("path-token")
    verify(hook, replace(request, url=request.url + "?a=/b"), NOW)
    for wrong in ("/", "x", "/transactions/1", "%20"):
        assert why(hook, replace(request, url=request.url + wrong)).startswith("sig_")
    assert why(hook, replace(request, url="http://[::1/" + "x" * 40)) == "sig_invalid"
    assert why(hook, replace(request, url="https://assist.example.com/v1/hooks/acme/")) == (
        "sig_missing"
    )


@pytest.mark.parametrize("scheme", [scheme for scheme in SCHEMES if scheme != "rsa-sha256"])
def test_C12_while_a_secret_is_replaced_both_hold_then_only_the_new_one(scheme: Scheme) -> None:
    old, new = sent(scheme), sent(scheme, secret=OTHER)
    for request in (old, new):
        verify(webhook(scheme, secrets=(OTHER, SECRET)), request, NOW)
    verify(webhook(scheme, secrets=(OTHER,)), new, NOW)
    assert why(webhook(scheme, secrets=(OTHER,)), old) == "sig_invalid"


def test_a_key_that_cannot_be_read_matches_nothing_and_harms_no_other() -> None:
    keys: tuple[tuple[Scheme, bytes], ...] = (
        ("standard", SECRET),
        ("rsa-sha256", pem()),
        ("jwt", SECRET),
    )
    for scheme, good in keys:
        for bad in (b"whsec_!", b"-----BEGIN PUBLIC KEY-----\nx\n-----END PUBLIC KEY-----", b"x"):
            assert why(webhook(scheme, secrets=(bad,)), sent(scheme)) == "sig_invalid"
            verify(webhook(scheme, secrets=(bad, good)), sent(scheme), NOW)


texts = st.one_of(st.text(), st.text("0123456789.,=v1a +/", max_size=60), st.text("ab.\ud800é"))
header_names = st.sampled_from(
    sorted({name for scheme in SCHEMES for name in sent(scheme).headers} | {"svix-id"})
)
bodies = st.one_of(
    st.binary(),
    st.sampled_from(
        [b'{"secret_key": "\xff"}', b'{"secret_key": "\\ud800"}', b"a=%FF&b", b"[" * 999]
    ),
)


@given(
    st.sampled_from(SCHEMES),
    st.dictionaries(header_names, texts),
    bodies,
    texts,
    st.floats(),
    st.sampled_from([(), (b"",), (SECRET,), (pem(), SECRET), (b"-----BEGIN", b"\xff" * 40)]),
)
@settings(max_examples=300, deadline=None)
def test_C03_whatever_comes_is_believed_or_not_and_nothing_else_happens(
    scheme: Scheme,
    headers: dict[str, str],
    body: bytes,
    url: str,
    now: float,
    secrets: tuple[bytes, ...],
) -> None:
    request = Signed(headers=headers, body=body, url=url)
    with pytest.raises(SignatureError):
        verify(webhook(scheme, secrets=secrets), request, now)


@given(st.sampled_from(SCHEMES), header_names, texts)
@settings(max_examples=300, deadline=None)
def test_C03_a_good_request_with_one_header_replaced_is_believed_or_not(
    scheme: Scheme, header: str, text: str
) -> None:
    request = sent(scheme)
    try:
        verify(webhook(scheme), replace(request, headers={**request.headers, header: text}), NOW)
    except SignatureError:
        return
    # Believed: then it is a header that this scheme does not sign.
    unsigned = set(header_name_of_others(scheme)) | {"content-type", "x-chatwoot-delivery"}
    assert header in unsigned or request.headers[header] == text


def header_name_of_others(scheme: Scheme) -> set[str]:
    own = set(sent(scheme).headers)
    return {name for other in SCHEMES for name in sent(other).headers if name not in own} | {
        "svix-id"
    }
