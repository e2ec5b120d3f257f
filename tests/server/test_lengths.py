from collections.abc import Generator

import pytest
from websockets.exceptions import ProtocolError

from assist.server.lengths import Lengths

HEAD, MASK = b"\x82", b"mask"


def parts(*read: bytes) -> None:
    """Read the parts of some frames, one after the other."""
    left = list(read)

    def take(size: int) -> Generator[None, None, bytes]:
        part = left.pop(0)
        assert len(part) == size
        return part
        yield

    lengths = Lengths(take)
    assert lengths.between
    for part in read:
        with pytest.raises(StopIteration) as done:
            next(lengths.read(len(part)))
        assert done.value.value == part
    assert lengths.between


def wide(size: int, width: int) -> list[bytes]:
    short = {2: 126, 8: 127}[width]
    return [HEAD + bytes([0x80 | short]), size.to_bytes(width, "big"), MASK, b"a" * size]


@pytest.mark.parametrize(("size", "width"), [(126, 2), (65_535, 2), (65_536, 8)])
def test_a_length_in_as_few_bytes_as_it_needs_is_read(size: int, width: int) -> None:
    short = [HEAD + b"\x83", MASK, b"abc"]
    empty = [HEAD + b"\x80", MASK, b""]
    parts(*short, *wide(size, width), *empty, *wide(size, width), *short)


@pytest.mark.parametrize(("size", "width"), [(0, 2), (125, 2), (0, 8), (126, 8), (65_535, 8)])
def test_a_wider_length_is_a_breach_of_the_protocol(size: int, width: int) -> None:
    with pytest.raises(ProtocolError):
        parts(*wide(size, width))


def test_what_looks_like_a_head_inside_a_payload_is_none() -> None:
    parts(HEAD + b"\x82", MASK, b"\x82\xfe", HEAD + b"\x82", b"\x82\xff\x00\x00", b"\x82\xff")
