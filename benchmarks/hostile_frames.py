"""A form -> frames of at most 64 KiB that are made to break or to slow what reads them, by name.

Each is refused with 107. Where it can, a frame holds `SECRET`, which no answer may quote.
"""

import json
import math
import struct
from collections.abc import Iterator
from typing import Final

import msgpack

from assist.wire.plain import MAX_FRAME, MAX_ITEMS
from assist.wire.subprotocols import Form

SECRET: Final = "SECRET-WORDS"
_DEPTHS: Final = (17, 33, 512, 1000, 1025, 1026)
_GOOD: Final = {"t": "subscribe", "id": 1, "c": SECRET}


def hostile_frames(form: Form) -> dict[str, bytes]:
    """Return the frames."""
    return dict(_packed() if form == "msgpack" else _written())


def _packed() -> Iterator[tuple[str, bytes]]:
    yield from _bombs()
    yield from _packed_nests()
    yield from _packed_crowds()
    yield from _packed_types()
    yield from _packed_shapes()
    for name, number in _numbers():
        yield f"B12 offset {name}", msgpack.packb(_GOOD | {"epoch": "e", "offset": number})
    for name, bits in (("NaN", "7fc00000"), ("infinity", "7f800000"), ("-infinity", "ff800000")):
        yield f"B12 short {name}", _inside(b"\xca" + bytes.fromhex(bits))


def _inside(value: bytes) -> bytes:
    """Return a good frame with one more field, of this value."""
    plain: bytes = msgpack.packb(_GOOD)
    return bytes([plain[0] + 1]) + plain[1:] + b"\xa5extra" + value


def _bombs() -> Iterator[tuple[str, bytes]]:
    heads = {
        "str8": (0xD9, 1), "str16": (0xDA, 2), "str32": (0xDB, 4),
        "bin8": (0xC4, 1), "bin16": (0xC5, 2), "bin32": (0xC6, 4),
        "ext8": (0xC7, 1), "ext16": (0xC8, 2), "ext32": (0xC9, 4),
        "array16": (0xDC, 2), "array32": (0xDD, 4), "map16": (0xDE, 2), "map32": (0xDF, 4),
    }  # fmt: skip
    for name, (head, width) in heads.items():
        bomb = bytes([head]) + b"\xff" * width
        yield f"B07 {name}", bomb
        yield f"B07 {name} in a field", _inside(bomb)
        yield f"B07 {name} in arrays", b"\x91" * 8 + bomb


def _packed_nests() -> Iterator[tuple[str, bytes]]:
    for depth in (*_DEPTHS, MAX_FRAME):
        yield f"B08 {depth} arrays", b"\x91" * (depth - 1) + b"\x90"
        yield f"B08 {depth} arrays, open", b"\x91" * depth
    for depth in (*_DEPTHS, MAX_FRAME // 3):
        yield f"B08 {depth} maps", b"\x81\xa1a" * (depth - 1) + b"\x80"
    yield "B08 in a field", _inside(b"\x91" * 40 + b"\x90")


def _packed_crowds() -> Iterator[tuple[str, bytes]]:
    row = {"maps": b"\x80", "arrays": b"\x90", "nils": b"\xc0", "zeros": b"\x00", "texts": b"\xa0"}
    for name, item in row.items():
        rows = b"\xdc\x03\xff" + item * (MAX_ITEMS - 1)
        count = min(15, (MAX_FRAME - 1) // len(rows))
        yield f"B09 rows of {name}", bytes([0x90 + count]) + rows * count
        yield f"B09 one row of {name}", b"\xdd\x00\x00\xff\xf0" + item * 0xFFF0
    keys = b"".join(b"\xa3" + f"{n:03x}".encode() + b"\x80" for n in range(MAX_ITEMS))
    yield "B09 a map of maps", b"\xde\x04\x00" + keys
    yield "B09 keys that collide", b"\xde\x04\x00" + b"\xa1a\xc0" * MAX_ITEMS
    pairs = b"\x92\x80\x80" * 8
    yield "B09 pairs of maps", b"\xdc\x04\x00" + (b"\x98" + pairs) * MAX_ITEMS
    yield "B09 long text in no map", b"\xda\xff\xf0" + b"a" * 0xFFF0
    yield "B09 text of many scripts", msgpack.packb("é漢👍" * 7000)


def _packed_types() -> Iterator[tuple[str, bytes]]:
    extensions = {
        "fixext": b"\xd4\x05a", "fixext-16": b"\xd8\x05" + b"a" * 16, "ext8": b"\xc7\x01\x05a",
        "empty": b"\xc7\x00\x05", "negative": b"\xd4\x80a",
        "timestamp-32": b"\xd6\xff\x00\x00\x00\x01",
        "timestamp-64": b"\xd7\xff" + struct.pack(">Q", 1),
        "timestamp-64-late": b"\xd7\xff" + struct.pack(">Q", 10**9 << 34),
        "timestamp-96": b"\xc7\x0c\xff" + struct.pack(">Iq", 1, 1),
        "timestamp-96-late": b"\xc7\x0c\xff" + struct.pack(">Iq", 10**9, 1),
        "timestamp-of-3-bytes": b"\xc7\x03\xffabc",
        "binary": msgpack.packb(b"bytes"), "empty-binary": b"\xc4\x00",
        "never-used": b"\xc1",
    }  # fmt: skip
    for name, value in extensions.items():
        yield f"B10 {name}", value
        yield f"B10 {name} in a field", _inside(value)
        yield f"B10 {name} as a key", b"\x81" + value + b"\xc0"


def _packed_shapes() -> Iterator[tuple[str, bytes]]:
    good: bytes = msgpack.packb(_GOOD)
    yield from ((f"B11 cut to {size}", good[:size]) for size in range(len(good)))
    for name, key in {
        "number": b"\x01", "list": b"\x90", "map": b"\x80", "nothing": b"\xc0", "truth": b"\xc3",
        "decimal": b"\xcb" + b"\x00" * 8,
    }.items():  # fmt: skip
        yield f"B11 {name} as a key", b"\x81" + key + b"\x01"
        yield f"B11 {name} as a key in a field", _inside(b"\x81" + key + b"\x01")
    yield "B11 a key twice", b"\x82\xa1a\x01\xa1a\x02"
    yield "B11 a key twice, spelt apart", b"\x82\xa1a\x01\xd9\x01a\x02"
    yield "B11 a key twice in a field", _inside(b"\x82\xa1a\x01\xa1a\x02")
    yield "B11 a byte too many", good + b"\x00"
    yield "B11 two frames", good * 2
    for value in (None, True, 7, 1.5, "hello", ["hello"]):
        yield f"B11 {type(value).__name__} alone", msgpack.packb(value)
    for name, bad in {"no-utf-8": b"\xff", "surrogate": b"\xed\xa0\x80"}.items():
        yield f"B11 {name}", _inside(bytes([0xA0 + len(bad)]) + bad)
        yield f"B11 {name} in a key", b"\x81" + bytes([0xA0 + len(bad)]) + bad + b"\xc0"


def _numbers() -> Iterator[tuple[str, float]]:
    for number in (math.nan, math.inf, -math.inf, 2**64 - 1, -(2**63), 2**53, -(2**53), -1, 1.5):
        yield str(number), number


def _written() -> Iterator[tuple[str, bytes]]:
    good = json.dumps(_GOOD).encode()
    for name, text in _texts():
        yield f"{name}", text.encode()
        yield f"{name} in a field", good[:-1] + b', "extra": ' + text.encode() + b"}"
    for name, number in _numbers():
        plain = json.dumps(_GOOD | {"epoch": "e", "offset": number})
        yield f"B12 offset {name}", plain.encode()
    yield from ((f"B11 cut to {size}", good[:size]) for size in range(len(good)))
    yield "B13 two frames", good + b" " + good
    yield "B13 a byte order mark", b"\xef\xbb\xbf" + good
    yield "B13 a NUL behind", good + b"\x00"
    yield "B13 UTF-16", json.dumps({"t": "ping"}).encode("utf-16-be").decode("latin-1").encode()


def _texts() -> Iterator[tuple[str, str]]:
    for depth in (*_DEPTHS, 30_000):
        yield f"B08 {depth} arrays", "[" * depth + "]" * depth
    for depth in (*_DEPTHS, 9000):
        yield f"B08 {depth} maps", '{"a":' * depth + "1" + "}" * depth
    yield "B08 60,000 arrays, open", "[" * 60_000
    for name, item in {"maps": "{}", "arrays": "[]", "texts": '""', "zeros": "0"}.items():
        yield f"B09 {name}", "[" + ",".join([item] * 20_000) + "]"
    yield "B09 keys", "{" + ",".join(f'"{n}":0' for n in range(6000)) + "}"
    yield "B09 keys that are one", "{" + ",".join(['"a":0'] * 8000) + "}"
    yield "B09 escapes", '["' + "\\u0041" * 10_000 + '"]'
    yield "B09 blanks", "[" + " " * 60_000 + "]"
    yield "B12 5,000 digits", "9" * 5000
    yield "B12 60,000 digits", "9" * 60_000
    yield "B12 10^400", "1e400"
    yield "B12 60,000 decimals", "0." + "3" * 60_000
    for word in ("NaN", "Infinity", "-Infinity", "nan", "undefined", "True", "0x10", "01", "+1"):
        yield f"B12 {word}", word
    yield "B13 lone surrogate", '"\\ud800"'
    yield "B13 lone surrogate as a key", '{"\\udfff": 1}'
    yield "B13 surrogates, turned", '"\\udc00\\ud800"'
    yield "B13 a key twice", '{"a": 1, "a": 2}'
    yield "B13 a key twice, spelt apart", '{"a": 1, "\\u0061": 2}'
    yield "B13 a comma too many", "[1,]"
    yield "B13 single quotes", "{'a': 1}"
    yield "B13 a comment", "/* */ 1"
    yield "B13 a line break in a text", '"\n"'
    yield "B13 half an escape", '"\\u12"'
