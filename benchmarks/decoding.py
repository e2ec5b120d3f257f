"""Hostile frames of up to 64 KiB -> the milliseconds for which each holds the event loop.

    python -m benchmarks.decoding [--rounds N]

Each frame goes the way that a peer's goes: read as plain data, then as a frame, and refused. Beside
them stand messages of 64 KiB that are good. The time is that of the CPU, the best of some rounds.
"""

import argparse
import contextlib
import gc
import json
import time
from collections.abc import Iterator
from typing import Final, get_args

import msgpack

from assist.errors import FrameError
from assist.wire.decode import client_frame, read_frame
from assist.wire.plain import MAX_FRAME
from assist.wire.subprotocols import Form
from benchmarks.hostile_frames import hostile_frames

ANCHOR: Final = 25.0
"""Milliseconds."""
_SHOWN: Final = 5


def frames() -> Iterator[tuple[Form, str, bytes | str]]:
    """Yield each frame as the websocket hands it over, with its form and its name."""
    for form in get_args(Form):
        for name, data in hostile_frames(form).items():
            yield form, name, data.decode() if form == "json" else data
        for name, letter in (("latin", "a"), ("two bytes", "é"), ("emoji", "👍")):
            text = letter * ((MAX_FRAME - 200) // len(letter.encode()))
            post = {"t": "message.post", "id": 1, "c": "c", "message_id": "m", "text": text}
            post |= {"speaker": "customer"}
            written = json.dumps(post, ensure_ascii=False)
            yield (
                form,
                f"a good message, {name}",
                written if form == "json" else msgpack.packb(post),
            )


def milliseconds(form: Form, data: bytes | str) -> float:
    """Return how long one frame takes."""
    begun = time.thread_time()
    with contextlib.suppress(FrameError):
        client_frame(read_frame(data, form))
    return (time.thread_time() - begun) * 1000


def main() -> None:
    """Measure, and print the slowest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    gc.disable()
    costs = [
        (min(milliseconds(form, data) for _ in range(rounds)), form, name)
        for form, name, data in frames()
    ]
    costs.sort(reverse=True)
    for cost, form, name in costs[:_SHOWN]:
        print(f"{cost:8.2f} ms  {form:8} {name}")  # noqa: T201
    worst = costs[0][0]
    print(f"{len(costs)} frames; worst stall {worst:.1f} ms, anchor {ANCHOR:g} ms")  # noqa: T201


if __name__ == "__main__":
    main()
