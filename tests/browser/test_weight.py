"""The widget stays light: what it loads, and what a long day leaves behind in the page."""

from playwright.sync_api import BrowserContext

from benchmarks.feed import fed
from benchmarks.tab import day, paints
from benchmarks.widget import AIM_MB, WARM, size

MESSAGES = 2_000
DAY = 50_000


def test_I13_a_day_of_chats_leaves_little_behind(context: BrowserContext) -> None:
    with fed() as feed:
        warm, end = day(context, feed, (WARM, WARM + MESSAGES))
    assert end.messages >= WARM + MESSAGES
    grown = (end.heap_mb - warm.heap_mb) * DAY / MESSAGES
    assert grown < AIM_MB, f"{grown:.1f} MB over {DAY} messages: {warm} -> {end}"
    # The course keeps 40 points at most, a menu or a glance some dozens.
    assert end.nodes < warm.nodes + 200
    assert end.listeners < warm.listeners + 20


def test_each_card_of_many_is_painted_with_its_own_words(context: BrowserContext) -> None:
    with fed() as feed:
        found = paints(context, feed, 5)
    assert [each.what for each in found] == ["card", "bare"] * 5
    assert all(each.drawn <= each.painted for each in found)


def test_what_a_first_card_needs_is_under_20_kilobytes() -> None:
    assert all(row["gzip"] < 20_000 for row in size().rows if isinstance(row["gzip"], int))
