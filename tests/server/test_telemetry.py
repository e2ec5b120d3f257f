from time import sleep

import pytest

from assist.server.telemetry import Telemetry


def judged(telemetry: Telemetry) -> tuple[float, float]:
    """Return how many answers were measured, and their seconds."""
    found = {
        sample.name.removeprefix("warmline_judgement_seconds_"): sample.value
        for family in telemetry.metrics.judgement.collect()
        for sample in family.samples
    }
    return found["count"], found["sum"]


def test_an_answer_is_measured_and_what_reading_took_counts_apart() -> None:
    telemetry = Telemetry()
    with telemetry.judging():
        sleep(0.02)
    count, alone = judged(telemetry)
    assert count == 1
    assert alone >= 0.02
    with telemetry.judging():
        telemetry._read(3600.0)
    assert judged(telemetry) == (2, alone)
    # What was read for the last answer says nothing of the next.
    with telemetry.judging():
        sleep(0.02)
    assert judged(telemetry)[1] >= alone + 0.02


def test_an_answer_that_failed_is_not_measured() -> None:
    telemetry = Telemetry()
    with pytest.raises(ValueError, match="no answer"), telemetry.judging():
        raise ValueError("no answer")
    assert judged(telemetry) == (0, 0.0)
