import pytest

from benchmarks.report import PAGE, Section, between, markdown, percentiles

TABLE = Section(title="A table", note="What it is.", rows=[{"what": "a|b", "µs": 1234.5}])


def test_a_chart_stands_between_the_note_and_the_table() -> None:
    page = markdown("run it", {"day": "today"}, {"cpu": TABLE}, {"cpu": "![x](images/x.svg)"})
    assert page.endswith(
        "### A table\n\nWhat it is.\n\n![x](images/x.svg)\n\n"
        "| what | µs |\n|---|---:|\n| a\\|b | 1,234.5 |"
    )
    assert "![" not in markdown("run it", {}, {"cpu": TABLE}, {"other": "![x](images/x.svg)"})


@pytest.mark.parametrize("part", ["load", "capacity", "growth", "delivery", "consoles", "widget"])
def test_the_page_has_a_place_for_every_part(part: str) -> None:
    assert f"\n\n{TABLE.title}\n\n" in between(PAGE.read_text(), part, TABLE.title)


def test_times_are_told_in_milliseconds() -> None:
    row = percentiles("x", [number / 1000 for number in range(1001)])
    assert row == {
        "what": "x",
        "count": 1001,
        "p50 ms": 500.0,
        "p99 ms": 990.0,
        "p99.9 ms": 999.0,
        "worst ms": 1000.0,
    }
