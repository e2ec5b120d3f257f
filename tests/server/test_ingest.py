import pytest

from assist.server.ingest import LONGEST_DELAY, believed, digest

NOW = 1_700_000_000.0


@pytest.mark.parametrize(
    ("at", "filed"),
    [
        (None, NOW),
        (NOW, NOW),
        (NOW - LONGEST_DELAY, NOW - LONGEST_DELAY),
        (NOW - LONGEST_DELAY - 1, NOW),
        (NOW + 0.001, NOW),
        (0.0, NOW),
        (NOW + 600, NOW),
    ],
)
def test_C18_a_time_is_believed_when_it_lies_a_little_behind_ours(
    at: float | None, filed: float
) -> None:
    assert believed(at, NOW) == filed


def test_C09_bodies_that_differ_have_different_digests() -> None:
    bodies = [
        ("customer", "hello", None, None, None),
        ("agent", "hello", None, None, None),
        ("customer", "hello ", None, None, None),
        ("customer", "hello", 0.0, None, None),
        ("customer", "hello", None, "hello", None),
        ("customer", "hello", None, None, "en"),
        ("customer", "", None, "hello", None),
    ]
    assert len({digest(*body) for body in bodies}) == len(bodies)
    assert digest(*bodies[0]) == digest(*bodies[0])
    assert len(digest(*bodies[0])) == 16
