"""Group M, a while under load with drops and a restart; `make soak` does it for longer."""

from pathlib import Path

from tests.soak.endure import Sample, endure, slope
from tests.soak.kills import PRODUCERS

SECONDS = 4.0
WIDGETS = 5
OWN = 30
"""Descriptors that the server has for itself."""


async def test_M07_under_load_with_drops_and_a_restart_nothing_is_lost_or_left_open(
    tmp_path: Path,
) -> None:
    outcome = await endure(tmp_path, SECONDS, 7, widgets=WIDGETS)
    assert outcome.wrong == ()
    figures = outcome.figures
    assert figures["errors in the log"] == 0
    assert figures["messages acknowledged"] >= 20
    assert figures["widgets' connections"] >= 2 * WIDGETS
    for half in ("first", "second"):
        assert figures[f"most descriptors, {half} half"] <= OWN + PRODUCERS + 2 * WIDGETS


def test_the_growth_of_memory_is_told_by_the_hour() -> None:
    late = [Sample(at=float(at), memory=100 + at / 3600, descriptors=9) for at in range(100)]
    early = [Sample(at=-1.0 - at, memory=10.0, descriptors=9) for at in range(20, 0, -1)]
    assert round(slope([*early, *late]), 3) == 1.0
    assert slope(late[:1]) == 0.0
