import pytest
from websockets.frames import Frame, Opcode

from assist.server.framing import framed, unframed


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 100_000])
def test_a_message_is_framed_as_the_protocol_says(size: int) -> None:
    text, data = "é" * (size // 2) + "e" * (size % 2), bytes(size)
    assert framed(text) == Frame(Opcode.TEXT, text.encode()).serialize(mask=False)
    assert framed(data) == Frame(Opcode.BINARY, data).serialize(mask=False)


def masked(opcode: Opcode, data: bytes, *, fin: bool = True) -> bytes:
    return Frame(opcode, data, fin).serialize(mask=True)


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535])
def test_a_whole_message_of_a_client_is_read_where_it_begins(size: int) -> None:
    text, data = "é" * (size // 2) + "e" * (size % 2), bytes(range(256)) * 256
    stream = b"before" + masked(Opcode.TEXT, text.encode()) + masked(Opcode.BINARY, data[:size])
    found = unframed(stream, 6)
    assert found is not None
    assert found[0] == text
    assert unframed(stream, found[1]) == (data[:size], len(stream))
    assert unframed(stream, len(stream)) is None


@pytest.mark.parametrize("size", [0, 5, 126])
def test_a_message_that_is_cut_off_is_left_to_the_library(size: int) -> None:
    whole = masked(Opcode.TEXT, b"a" * size)
    assert all(unframed(whole[:end], 0) is None for end in range(len(whole)))


@pytest.mark.parametrize(
    "data",
    [
        masked(Opcode.TEXT, b"a", fin=False),
        masked(Opcode.CONT, b"a"),
        masked(Opcode.PING, b"a"),
        masked(Opcode.CLOSE, b"\x03\xe8"),
        masked(Opcode.BINARY, bytes(65_536)),
        masked(Opcode.TEXT, b"\xff"),
        b"\xc2\x81mask\0",
        b"\x82\x01a\0\0\0\0",
        b"\x82\xfe\0\x01mask\0",
    ],
    ids=[
        "fragment",
        "continuation",
        "ping",
        "close",
        "long",
        "latin",
        "reserved",
        "unmasked",
        "wide",
    ],
)
def test_everything_else_is_left_to_the_library(data: bytes) -> None:
    assert unframed(data, 0) is None
