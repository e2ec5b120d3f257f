from random import Random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from assist.server.auth import Tokens
from assist.webhooks import verify
from tests.fuzz.seeds import seeds
from tests.fuzz.targets import KEY, NOW, TARGETS, arrived, issued

DRAWN = {"playbooks": 40, "settings": 60}
"""Inputs that hypothesis draws, where each costs a file; of the others 200."""
CHANGED = {
    "msgpack-frames": 40_000,
    "json-frames": 40_000,
    "sockets": 2_000,
    "webhook-bodies": 12_000,
    "webhooks": 4_000,
    "tokens": 3_000,
    "masker": 1_000,
}
"""How many inputs are made by changing good ones: a hundred thousand in all."""


@pytest.mark.parametrize("name", TARGETS)
def test_M01_what_reaches_far_raises_nothing_that_is_not_documented(name: str) -> None:
    inputs = seeds(name)
    assert inputs
    for data in inputs:
        TARGETS[name](data)


def test_M01_the_good_inputs_go_all_the_way() -> None:
    token = issued(seeds("tokens")[0])
    assert Tokens(KEY).verify(token, origin="https://x.example", now=NOW).subject == "ana"
    assert verify(*arrived(seeds("webhooks")[0]), NOW).id == "msg_1"


@pytest.mark.parametrize("name", TARGETS)
def test_M01_any_bytes_raise_nothing_that_is_not_documented(name: str) -> None:
    @settings(
        max_examples=DRAWN.get(name, 200), deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(data=st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
    @example(data=b"")
    def run(data: bytes) -> None:
        TARGETS[name](data)

    run()


def test_M01_a_hundred_thousand_inputs_are_changed() -> None:
    assert sum(CHANGED.values()) >= 100_000


@pytest.mark.parametrize("name", CHANGED)
def test_M01_changed_inputs_raise_nothing_that_is_not_documented(name: str) -> None:
    chance, good, target = Random(6), seeds(name), TARGETS[name]
    for _ in range(CHANGED[name]):
        data = changed(chance.choice(good), chance)
        try:
            target(data)
        except BaseException as error:
            error.add_note(f"the input was {data!r}")
            raise


def changed(data: bytes, chance: Random) -> bytes:
    """Return data with up to four places of it cut, replaced, doubled or put elsewhere."""
    for _ in range(chance.randint(1, 4)):
        start, end = sorted(chance.randint(0, len(data)) for _ in range(2))
        part = data[start : min(end, start + 8)]
        new = chance.choice((b"", chance.randbytes(1), chance.randbytes(4), part * 2, part[::-1]))
        data = data[:start] + new + data[start + len(part) :]
    return data
