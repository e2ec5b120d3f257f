import json

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.errors import FrameError
from assist.wire.plain import MAX_FRAME, MAX_ITEMS, anything, flat, read_plain
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


flat_values: st.SearchStrategy[object] = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.text()
    | st.binary(max_size=4)
    | st.just([])
    | st.just({})
)
PAIRS = (
    b"\xa1a\xc4\x00", b"\xc4\x01a\xc0", b"\xa1a\xd6\xff\0\0\0\1", b"\xa1a\xa1\xff", b"\1\1",
    b"\xa1a\xa3\xed\xa0\x80", b"\xa1a\xc1", b"\xa1a\x90", b"\xd9\x01a\xc0", b"\xa1a\xc0\xc0",
)  # fmt: skip


def agree(data: bytes) -> None:
    """Both ways to read a map give the same, or one leaves it to the other."""
    if (small := flat(data)) is not None:
        plain = anything(data, "msgpack")
        # By their bytes: True is no 1, and 1.0 neither.
        assert msgpack.packb(small) == msgpack.packb(plain)


@given(data=st.binary(max_size=60) | st.binary(max_size=40).map(lambda rest: b"\x83" + rest))
def test_M01_any_bytes_are_read_alike_the_short_way_and_the_long_one(data: bytes) -> None:
    agree(data)


@given(value=st.dictionaries(st.text(max_size=3) | st.integers(), flat_values, max_size=17))
def test_M04_any_map_is_read_alike_the_short_way_and_the_long_one(value: object) -> None:
    try:
        data: bytes = msgpack.packb(value)
    except OverflowError:
        return
    agree(data)


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("count", [1, 2])
def test_what_one_way_refuses_the_other_does_not_take(pair: bytes, count: int) -> None:
    agree(bytes([0x80 + count]) + pair * count)


def test_most_frames_are_read_the_short_way() -> None:
    plain = {"t": "message.post", "id": 1, "text": "é", "at": 1.5, "late": False, "name": None}
    assert flat(packed(plain, "msgpack")) == plain
    assert flat(packed({f"{number}": 1 for number in range(15)}, "msgpack")) is not None
    assert flat(packed({f"{number}": 1 for number in range(16)}, "msgpack")) is None


def test_B09_a_key_that_comes_twice_is_refused() -> None:
    refused(b"\x82\xa1a\x01\xa1a\x02", "msgpack")
    refused(b'{"a": 1, "a": 2}', "json")


@pytest.mark.parametrize("value", [2**53, -(2**53), float("nan"), float("inf"), -float("inf")])
def test_B12_a_number_beyond_what_is_read_everywhere_is_refused(value: float) -> None:
    refused(msgpack.packb({"a": value}), "msgpack")
    refused(msgpack.packb({"a": value}, use_single_float=True), "msgpack")


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
