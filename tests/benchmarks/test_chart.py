from xml.etree import ElementTree

from benchmarks.chart import Line, bars, lines

SVG = "{http://www.w3.org/2000/svg}"


def words(svg: str) -> list[str]:
    return [one.text or "" for one in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_lines_carry_their_names_and_axes_their_units() -> None:
    drawn = [Line("the server", [(100, 500.0), (1000, 700.0)]), Line("a <bare> echo", [(100, 80)])]
    svg = lines("CPU & more", "messages a second", "microseconds", drawn, log_y=True)
    found = words(svg)
    assert {"CPU & more", "the server", "a <bare> echo", "microseconds"} <= {*found}
    assert {"100", "1,000", "messages a second"} <= {*found}
    root = ElementTree.fromstring(svg)
    assert len(list(root.iter(f"{SVG}circle"))) == 3
    heights = [float(one.get("cy", "")) for one in root.iter(f"{SVG}circle")]
    assert heights[1] < heights[0] < heights[2]


def test_names_of_lines_that_end_at_one_place_do_not_lie_upon_each_other() -> None:
    drawn = [Line(name, [(1, 1.0), (2, 5.0)]) for name in ("one", "two", "three")]
    root = ElementTree.fromstring(lines("t", "x", "y", drawn))
    places = {one.text: float(one.get("y", "")) for one in root.iter(f"{SVG}text")}
    ends = sorted(places[name] for name in ("one", "two", "three"))
    assert ends[1] - ends[0] >= 14 and ends[2] - ends[1] >= 14


def test_bars_are_as_long_as_their_figures() -> None:
    svg = bars("Memory", "KB", [("a widget", 20.0), ("an echo", 10.0), ("nothing", 0.0)])
    long, short, none = (
        float(one.get("width", "")) for one in ElementTree.fromstring(svg).iter(f"{SVG}rect")
    )
    assert long == 2 * short
    assert none == 1.0
    assert "20 KB" in words(svg)
