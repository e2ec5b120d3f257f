import json
import math
import time

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.errors import FrameError
from assist.wire.plain import MAX_FRAME, MAX_ITEMS, read_plain
from assist.wire.subprotocols import Form

FORMS: tuple[Form, ...] = ("msgpack", "json")


def packed(value: object, form: Form) -> bytes:
    if form == "json":
        return json.dumps(value).encode()
    data: bytes = msgpack.packb(value)
    return data


def nested(depth: int) -> list[object]:
    value: list[object] = []
    for _ in range(depth - 1):
        value = [value]
    return value


def refused(data: bytes, form: Form) -> FrameError:
    with pytest.raises(FrameError) as caught:
        read_plain(data, form)
    return caught.value


@pytest.mark.parametrize("form", FORMS)
def test_plain_data_comes_back_as_it_was(form: Form) -> None:
    value = {"t": "x", "n": [1, -1, 0.5, True, None, "é\u0000👩‍👩‍👧"], "m": {"deep": {}}}
    assert read_plain(packed(value, form), form) == value


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize("form", FORMS)
@given(value=values)
def test_M04_both_forms_carry_the_same_values(form: Form, value: object) -> None:
    assert read_plain(packed(value, form), form) == value


@given(data=st.binary(max_size=200))
def test_M01_any_bytes_are_read_or_refused_and_nothing_else_happens(data: bytes) -> None:
    for form in FORMS:
        try:
            plain = read_plain(data, form)
        except FrameError:
            continue
        json.dumps(plain, allow_nan=False).encode()
        msgpack.packb(plain)


@pytest.mark.parametrize("form", FORMS)
def test_B04_a_frame_of_64_KiB_is_the_longest(form: Form) -> None:
    overhead = len(packed("a" * 60_000, form)) - 60_000
    longest = packed("a" * (MAX_FRAME - overhead), form)
    assert len(longest) == MAX_FRAME
    assert read_plain(longest, form) == "a" * (MAX_FRAME - overhead)
    refused(packed("a" * (MAX_FRAME - overhead + 1), form), form)


@pytest.mark.parametrize("head", [b"\xdd", b"\xdf", b"\xc6", b"\xdb", b"\xc9"])
def test_B07_a_declared_length_of_4_GiB_in_5_bytes_is_refused_at_once(head: bytes) -> None:
    started = time.perf_counter()
    refused(head + b"\xff\xff\xff\xff", "msgpack")
    assert time.perf_counter() - started < 0.1


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("depth", [17, 33, 900])
def test_B08_nesting_beyond_16_is_refused(form: Form, depth: int) -> None:
    refused(packed(nested(depth), form), form)


@pytest.mark.parametrize("form", FORMS)
def test_B08_nesting_of_16_is_read(form: Form) -> None:
    assert read_plain(packed(nested(16), form), form) == nested(16)


@pytest.mark.parametrize("data", [b"\x91" * 1025, b"\x91" * 65_000, b"\x81\xa1a" * 20_000])
def test_B08_bottomless_msgpack_is_refused(data: bytes) -> None:
    refused(data, "msgpack")


@pytest.mark.parametrize("text", ["[" * 65_000, '{"a":' * 13_000, "[" * 30_000 + "]" * 30_000])
def test_B13_bottomless_json_is_refused(text: str) -> None:
    refused(text.encode(), "json")


def crowd(item: bytes) -> bytes:
    """64 KiB of arrays of 1,023 small items each."""
    row = b"\xdc\x03\xff" + item * 1023
    rows = min(15, (MAX_FRAME - 3) // len(row))
    return bytes([0x90 + rows]) + row * rows


@pytest.mark.parametrize("item", [b"\x80", b"\x90", b"\xc0"], ids=["maps", "arrays", "nils"])
def test_B09_64_KiB_of_empty_things_cost_less_than_25_ms(item: bytes) -> None:
    data = crowd(item) if item != b"\xc0" else b"\xdd\x00\x00\xff\xf0" + b"\xc0" * 0xFFF0
    started = time.perf_counter()
    refused(data, "msgpack")
    assert time.perf_counter() - started < 0.025


def test_B09_a_json_crowd_is_refused() -> None:
    refused(b"[" + b"{}," * 20_000 + b"{}]", "json")
    refused(b"[" + b"0," * 1024 + b"0]", "json")
    assert read_plain(b"[" + b"0," * 1023 + b"0]", "json") == [0] * MAX_ITEMS


@pytest.mark.parametrize(
    "data",
    [
        msgpack.packb(msgpack.ExtType(5, b"abc")),
        msgpack.packb(msgpack.ExtType(5, b"")),
        msgpack.packb(msgpack.Timestamp(1, 1)),
        b"\xd7\xff" + b"\xff" * 8,
        b"\xc1",
        msgpack.packb(b"bytes"),
        msgpack.packb(b""),
    ],
    ids=["ext", "empty-ext", "timestamp", "bad-timestamp", "0xc1", "binary", "empty-binary"],
)
def test_B10_extension_and_binary_types_are_refused(data: bytes) -> None:
    refused(data, "msgpack")


@pytest.mark.parametrize(
    "data",
    [
        b"\x82\xa1a\x01\xa1a\x02",
        b"\x81\x01\x01",
        b"\x81\x90\x01",
        msgpack.packb({"a": 1}) + b"\x00",
        msgpack.packb({"a": "long enough"})[:-3],
        b"",
    ],
    ids=["twice", "int-key", "list-key", "trailing", "cut", "empty"],
)
def test_B11_broken_msgpack_maps_are_refused(data: bytes) -> None:
    refused(data, "msgpack")


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":2}',
        '{"a":{"b":1,"b":1}}',
        "{} {}",
        '{"a":',
        "",
        "\ufeff{}",
        '"\\ud800"',
        '{"\\udfff":1}',
        "9" * 5000,
        "NaN",
        "-Infinity",
        "1e999",
        "{'a':1}",
    ],
    ids=lambda text: text[:12],
)
def test_B11_B12_B13_broken_json_is_refused(text: str) -> None:
    refused(text.encode(), "json")


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, 2**64 - 1, -(2**63), 2**53])
def test_B12_numbers_that_others_cannot_hold_are_refused(number: float) -> None:
    refused(msgpack.packb({"o": number}), "msgpack")


def test_B12_minus_zero_is_a_number() -> None:
    assert read_plain(b"-0.0", "json") == 0.0


@pytest.mark.parametrize("data", [b"\xa1\xff", b"\xa3\xed\xa0\x80", b"\xa2\xc0\x80"])
def test_H05_text_that_is_not_utf_8_is_refused(data: bytes) -> None:
    refused(data, "msgpack")
    refused(b'"' + data[1:] + b'"', "json")


@pytest.mark.parametrize("form", FORMS)
def test_J09_a_refusal_does_not_quote_the_peer(form: Form) -> None:
    for value in ("secret" * 20_000, nested(20), {"secret": 2**60}):
        assert "secret" not in str(refused(packed(value, form), form))
