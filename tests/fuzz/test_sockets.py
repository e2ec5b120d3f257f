import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from websockets.utils import apply_mask

from assist.server.protocol import SLICE
from tests.fuzz.sockets import agree, alone

DATA = st.builds(
    Frame,
    st.sampled_from((Opcode.TEXT, Opcode.BINARY)),
    st.text(max_size=20).map(str.encode) | st.sampled_from((125, 126, SLICE, 2 * SLICE)).map(bytes),
)
PARTS = st.builds(
    Frame,
    st.sampled_from((Opcode.TEXT, Opcode.BINARY, Opcode.CONT)),
    st.binary(max_size=20),
    st.booleans(),
)
CONTROL = st.builds(Frame, st.sampled_from((Opcode.PING, Opcode.PONG)), st.binary(max_size=20))
FRAMES = st.lists(
    (DATA | DATA | PARTS | CONTROL).map(lambda frame: frame.serialize(mask=True)), max_size=12
)


@settings(max_examples=150, deadline=None)
@given(frames=FRAMES, cuts=st.lists(st.tuples(st.integers(0, 40_000), st.booleans()), max_size=8))
def test_M01_wherever_a_stream_is_cut_the_same_is_heard(
    frames: list[bytes], cuts: list[tuple[int, bool]]
) -> None:
    data = b"".join(frames)
    ends = [*sorted((at % (len(data) + 1), taken) for at, taken in cuts), (len(data), True)]
    starts = [0, *(at for at, _ in ends)]
    pieces = [(data[at:end], taken) for at, (end, taken) in zip(starts, ends, strict=False)]
    assert b"".join(piece for piece, _ in pieces) == data
    agree(data, pieces)


LIKE = b"\x82\x80\x82\x80"
"""A mask that looks like two heads of messages; so do zeros that it hides."""


def sent(head: int, payload: bytes) -> bytes:
    return bytes([head, 0x80 | len(payload)]) + LIKE + apply_mask(payload, LIKE)


@pytest.mark.parametrize(
    "frames",
    [
        [sent(0x82, bytes(14)), sent(0x81, b"a")],
        [sent(0x01, b"1"), sent(0x80, bytes(8)), sent(0x81, b"2")],
        [sent(0x02, b"1"), sent(0x89, bytes(8)), sent(0x82, b"2"), sent(0x80, b"3")],
    ],
    ids=["whole", "in parts", "between parts"],
)
def test_nothing_inside_a_message_is_taken_for_one(frames: list[bytes]) -> None:
    data = b"".join(frames)
    for cut in range(len(data)):
        for end in range(cut, len(data)):
            agree(data, [(data[:cut], True), (data[cut:end], True), (data[end:], True)])


def test_messages_before_and_behind_a_fragmented_one_keep_their_order() -> None:
    frames = [
        Frame(Opcode.TEXT, b"1"),
        Frame(Opcode.TEXT, b"2", fin=False),
        Frame(Opcode.CONT, b"3"),
        Frame(Opcode.TEXT, b"4"),
    ]
    data = b"".join(frame.serialize(mask=True) for frame in frames)
    assert agree(data, [(data, False)]).messages == alone(data).messages == ["1", "23", "4"]
