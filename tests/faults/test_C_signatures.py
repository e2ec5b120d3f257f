"""Group C, who is believed: altered requests, garbage in the headers, clocks, secrets."""

import json
from collections.abc import Iterator
from dataclasses import replace

import jwt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist.config import Scheme
from assist.webhooks import SignatureError, Signed, verify
from tests.webhooks.senders import BOUND, NOW, SCHEMES, SECRET, TIMED, sent, webhook

UNSIGNED = frozenset({"content-type", "x-chatwoot-delivery"})
"""Headers that no scheme signs."""


def why(scheme: Scheme, request: Signed, now: float = NOW) -> str | None:
    """Return the reason for which a request is not believed; None: it is."""
    try:
        verify(webhook(scheme), request, now)
    except SignatureError as error:
        return error.key
    return None


def flipped(data: bytes) -> Iterator[bytes]:
    """Return `data` with each of its bits changed, one at a time."""
    for at in range(len(data)):
        for bit in range(8):
            yield data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]


def mutants(scheme: Scheme) -> Iterator[Signed]:
    """Return a good request with each bit changed of all that its scheme signs."""
    good = sent(scheme)
    if scheme in BOUND:
        yield from (replace(good, body=body) for body in flipped(good.body))
    for name in good.headers.keys() - UNSIGNED:
        for value in flipped(good.headers[name].encode()):
            yield replace(good, headers={**good.headers, name: value.decode("latin-1")})
    if scheme == "twilio":
        yield from (replace(good, url=url.decode("latin-1")) for url in flipped(good.url.encode()))
    if scheme == "path-token":
        address, _, token = good.url.rpartition("/")
        for changed in flipped(token.encode()):
            yield replace(good, url=f"{address}/{changed.decode('latin-1')}")


@pytest.mark.parametrize("scheme", [scheme for scheme in SCHEMES if scheme != "body-token"])
def test_C02_of_all_requests_with_one_bit_changed_none_is_believed(scheme: Scheme) -> None:
    found = [why(scheme, mutant) for mutant in mutants(scheme)]
    assert len(found) > 100
    assert None not in found


def test_C02_a_secret_in_the_body_counts_to_its_last_bit() -> None:
    good = sent("body-token")
    secret = json.loads(good.body)["secret_key"]
    found = [body for body in flipped(good.body) if why("body-token", replace(good, body=body))]
    assert len(found) > 8 * len(secret)
    # What stands beside the secret is not signed: it may be anything that can still be read.
    for body in set(flipped(good.body)) - set(found):
        assert json.loads(body)["secret_key"] == secret


@given(st.sampled_from(BOUND), st.binary(max_size=60))
@settings(max_examples=300, deadline=None)
def test_C02_no_other_body_is_believed(scheme: Scheme, body: bytes) -> None:
    good = sent(scheme)
    assert (why(scheme, replace(good, body=body)) is None) == (body == good.body)


SIGNATURE = "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4="


@pytest.mark.parametrize(
    "value",
    ["", " ", ",", "v1", "v1,", "v1 ,x", "v1,,", "v1,x,y", "v1,!!!!", "v1,====", "v1,é",
     "v1,\udcff", "v1a," + "A" * 88, "v2," + SIGNATURE[3:], "V1," + SIGNATURE[3:],
     "x" * 20_000, "v1," * 5_000, "v1,\u0661", "\0", "v1,\0"],
)  # fmt: skip
def test_C03_garbage_in_the_place_of_a_signature_proves_nothing(value: str) -> None:
    good = sent("standard")
    for scheme in SCHEMES:
        headers = dict.fromkeys(sent(scheme).headers.keys() - UNSIGNED, value)
        assert why(scheme, Signed(headers=headers, body=good.body)) is not None
    one = replace(good, headers={**good.headers, "webhook-signature": value})
    assert why("standard", one) in ("sig_invalid", "sig_missing", "sig_many")


def test_C03_of_more_than_eight_signatures_none_is_looked_at() -> None:
    good = sent("standard")
    right = good.headers["webhook-signature"]

    def signed(count: int) -> Signed:
        listed = " ".join([SIGNATURE] * (count - 1) + [right])
        return replace(good, headers={**good.headers, "webhook-signature": listed})

    assert why("standard", signed(8)) is None
    assert why("standard", signed(9)) == "sig_many"
    assert why("standard", signed(10_000)) == "sig_many"


@pytest.mark.parametrize("scheme", TIMED)
@pytest.mark.parametrize(
    ("off", "key"),
    [(-301, "ts_old"), (301, "ts_future"), (-299, None), (299, None), (-300, None), (300, None),
     (-(6 * 10**8), "ts_old"), (10**9, "ts_future")],
)  # fmt: skip
def test_C04_a_time_may_lie_300_seconds_off_either_way(
    scheme: Scheme, off: int, key: str | None
) -> None:
    assert why(scheme, sent(scheme, at=NOW + off)) == key


def test_C04_a_webhook_may_have_a_tolerance_of_its_own() -> None:
    hook = replace(webhook("chatwoot"), tolerance=10)
    verify(hook, sent("chatwoot", at=NOW - 10), NOW)
    with pytest.raises(SignatureError, match="ts_old"):
        verify(hook, sent("chatwoot", at=NOW - 11), NOW)


@pytest.mark.parametrize(
    "text",
    ["nan", "inf", "1e9", "1614265330.0", " 1614265330", "1614265330 ", "1614265330\n",
     "01614265330", "161426533", "-614265330", "+614265330", str(2**70), "0x60379a32", "",
     "\u0661\u0666\u0661\u0664\u0662\u0666\u0665\u0663\u0663\u0660", "1_61426533",
     "１６１４２６５３３０"],
)  # fmt: skip
@pytest.mark.parametrize("scheme", ["standard", "chatwoot", "zendesk"])
def test_C05_a_time_that_is_no_ten_digits_is_no_time(scheme: Scheme, text: str) -> None:
    good = sent(scheme)
    (name,) = (name for name in good.headers if name.endswith("timestamp"))
    wrong = replace(good, headers={**good.headers, name: text})
    assert why(scheme, wrong) == "ts_invalid"


@pytest.mark.parametrize(
    "text",
    ["2021-02-25", "2021-02-25T15:02:10", "2021-02-25T15:02:10+00:00", "2021-02-30T15:02:10Z",
     "2021-02-25T25:02:10Z", "2021-02-25 15:02:10Z", "0000-00-00T00:00:00Z", "1614265330"],
)  # fmt: skip
def test_C05_zendesk_writes_its_time_in_one_way(text: str) -> None:
    good = sent("zendesk")
    header = "x-zendesk-webhook-signature-timestamp"
    wrong = replace(good, headers={**good.headers, header: text})
    assert why("zendesk", wrong) == "ts_invalid"


@pytest.mark.parametrize("iat", ["1614265330", None, 1e300, -1, 2**70])
def test_C05_a_token_says_when_it_was_made(iat: object) -> None:
    claims = {"sub": "subscription"} | ({} if iat is None else {"iat": iat})
    token = jwt.encode(claims, SECRET, "HS256")
    good = sent("jwt")
    wrong = replace(good, headers={**good.headers, "authorization": f"Bearer {token}"})
    assert why("jwt", wrong) in ("sig_invalid", "ts_old", "ts_future")


@pytest.mark.parametrize("scheme", BOUND)
def test_C07_what_a_proxy_has_written_anew_is_not_what_was_signed(scheme: Scheme) -> None:
    good = sent(scheme, b'{"test": 1,  "a": "\\u00e9"}')
    anew = json.dumps(json.loads(good.body)).encode()
    assert json.loads(anew) == json.loads(good.body)
    assert why(scheme, good) is None
    assert why(scheme, replace(good, body=anew)) == "sig_invalid"
