import pytest
from websockets.frames import Frame, Opcode

from assist.server.framing import framed


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 100_000])
def test_a_message_is_framed_as_the_protocol_says(size: int) -> None:
    text, data = "é" * (size // 2) + "e" * (size % 2), bytes(size)
    assert framed(text) == Frame(Opcode.TEXT, text.encode()).serialize(mask=False)
    assert framed(data) == Frame(Opcode.BINARY, data).serialize(mask=False)
