import json

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


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("depth", [17, 33, 900])
def test_B08_nesting_beyond_16_is_refused(form: Form, depth: int) -> None:
    refused(packed(nested(depth), form), form)


@pytest.mark.parametrize("form", FORMS)
def test_B08_nesting_of_16_is_read(form: Form) -> None:
    assert read_plain(packed(nested(16), form), form) == nested(16)


def test_B09_1024_items_are_the_most() -> None:
    refused(b"[" + b"{}," * 20_000 + b"{}]", "json")
    refused(b"[" + b"0," * 1024 + b"0]", "json")
    assert read_plain(b"[" + b"0," * 1023 + b"0]", "json") == [0] * MAX_ITEMS


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
