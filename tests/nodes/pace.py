"""How long something took -> whether that is in time, told apart from what is wrong.

What is lost, doubled or out of order fails at once. What was slow may have been so because the
machine was: such a test is tried again, twice.
"""

import pytest

AGAIN = pytest.mark.flaky(reruns=2, only_rerun="TooSlowError")


class TooSlowError(AssertionError):
    """It took longer than it may."""


def in_time(seconds: float, most: float, what: str) -> None:
    """Pass where it took no longer than it may."""
    if seconds > most:
        raise TooSlowError(f"{what}: {seconds:.1f} s, {most:g} s at most")
