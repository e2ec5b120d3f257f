"""Figures -> an SVG: lines over an axis, or bars; to be read on light and on dark pages.

Each line carries its name at its end, so that no colour alone tells what it is.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final

IMAGES: Final = Path(__file__).parents[1] / "docs" / "images"

_WIDTH, _HEIGHT = 760, 380
_LEFT, _RIGHT, _TOP, _BOTTOM = 74, 600, 44, 326
_ROW: Final = 30
_HEX: Final = "2f81f7 d9822b 2da44e a371f7 e5534b 8b949e 1b9e9e c2528b"
_COLOURS: Final = tuple("#" + one for one in _HEX.split())
_DASHES: Final = ("", "7 4", "2 4", "10 4 2 4", "4 2", "1 3", "12 3", "3 6")
_APART: Final = 40
"""Pixels between two figures along the lower axis; those nearer are left out."""
_STYLE: Final = (
    "text{font:13px system-ui,sans-serif;fill:#24292f}.t{font-weight:600;font-size:15px}"
    ".g{stroke:#8b949e;stroke-opacity:.3}.m{text-anchor:middle}.e{text-anchor:end}"
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}}"
)


@dataclass(frozen=True, slots=True)
class Line:
    """Points (x, y) in the order of x, under a name."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class _Axis:
    """Values -> places between two ends; logarithms where `log`."""

    least: float
    most: float
    begin: float
    end: float
    log: bool

    def at(self, value: float) -> float:
        """Return where a value is."""
        low, high, here = self.least, self.most, value
        if self.log:
            low, high, here = math.log(low), math.log(high), math.log(value)
        return self.begin + (here - low) / (high - low) * (self.end - self.begin)

    def ticks(self) -> list[float]:
        """Return the values that are written beside the axis."""
        if self.log:
            powers = range(math.floor(math.log10(self.least)), math.ceil(math.log10(self.most)) + 1)
            found = [factor * 10.0**power for power in powers for factor in (1, 2, 5)]
        else:
            step = _round(self.most / 5)
            found = [step * number for number in range(math.ceil(self.most / step) + 1)]
        return [value for value in found if self.least <= value <= self.most * 1.0001]


def lines(
    title: str, x: str, y: str, drawn: Sequence[Line], *, log_x: bool = True, log_y: bool = False
) -> str:
    """Return an SVG of lines; `x` and `y` say what is along the axes, with its unit."""
    xs = [point[0] for line in drawn for point in line.points]
    ys = [point[1] for line in drawn for point in line.points]
    across = _Axis(min(xs), max(max(xs), min(xs) * 1.01), _LEFT, _RIGHT, log_x)
    low = min(ys) / 1.2 if log_y else 0.0
    up = _Axis(low, max(ys) * 1.08 or 1.0, _BOTTOM, _TOP, log_y)
    parts = [f'<text class="t" x="{_LEFT}" y="20">{escape(title)}</text>']
    for value in up.ticks():
        at = round(up.at(value), 1)
        parts.append(f'<path class="g" d="M{_LEFT} {at}H{_RIGHT}"/>')
        parts.append(f'<text class="e" x="{_LEFT - 8}" y="{at + 4}">{_said(value)}</text>')
    written = math.inf
    for value in sorted(set(xs), reverse=True):
        at = round(across.at(value), 1)
        parts.append(f'<path class="g" d="M{at} {_TOP}V{_BOTTOM}"/>')
        if written - at >= _APART:
            written = at
            parts.append(f'<text class="m" x="{at}" y="{_BOTTOM + 18}">{_said(value)}</text>')
    middle = (_LEFT + _RIGHT) / 2
    parts.append(f'<text class="m" x="{middle}" y="{_HEIGHT - 14}">{escape(x)}</text>')
    turned = f'transform="rotate(-90 16 {(_TOP + _BOTTOM) / 2})"'
    parts.append(f'<text class="m" x="16" y="{(_TOP + _BOTTOM) / 2}" {turned}>{escape(y)}</text>')
    return _svg(title, _HEIGHT, parts + _drawn(drawn, across, up))


def _drawn(drawn: Sequence[Line], across: _Axis, up: _Axis) -> list[str]:
    places = {line.name: [(across.at(x), up.at(y)) for x, y in line.points] for line in drawn}
    names = sorted((found[-1][1], name) for name, found in places.items())
    at = -math.inf
    heights = {name: (at := max(height, at + 15)) for height, name in names}
    parts: list[str] = []
    for index, (name, found) in enumerate(places.items()):
        colour, dash = _COLOURS[index % len(_COLOURS)], _DASHES[index % len(_DASHES)]
        path = "L".join(f"{round(x, 1)} {round(y, 1)}" for x, y in found)
        parts.append(
            f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2" '
            f'stroke-dasharray="{dash}"/>'
        )
        parts += [
            f'<circle cx="{round(x, 1)}" cy="{round(y, 1)}" r="3" fill="{colour}"/>'
            for x, y in found
        ]
        parts.append(
            f'<text x="{round(found[-1][0] + 9, 1)}" y="{round(heights[name] + 4, 1)}" '
            f'style="fill:{colour}">{escape(name)}</text>'
        )
    return parts


def bars(title: str, unit: str, values: Sequence[tuple[str, float]]) -> str:
    """Return an SVG of one bar for each value, with its figure."""
    most = max(value for _, value in values) or 1.0
    parts = [f'<text class="t" x="12" y="20">{escape(title)}</text>']
    for index, (name, value) in enumerate(values):
        at = 36 + index * _ROW
        width = max(1.0, round(value / most * (_RIGHT - 260), 1))
        parts.append(f'<text class="e" x="250" y="{at + 15}">{escape(name)}</text>')
        parts.append(
            f'<rect x="260" y="{at}" width="{width}" height="20" fill="{_COLOURS[index % 2]}"/>'
        )
        figure = escape(f"{_said(value)} {unit}")
        parts.append(f'<text x="{268 + width}" y="{at + 15}">{figure}</text>')
    return _svg(title, 50 + len(values) * _ROW, parts)


def save(name: str, svg: str) -> str:
    """Write an image of the documents; return how a page of theirs shows it."""
    (IMAGES / f"{name}.svg").write_text(svg)
    title = svg.partition("<title>")[2].partition("</title>")[0]
    return f"![{title}](images/{name}.svg)"


def _svg(title: str, height: int, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>\n" + "\n".join(parts) + "\n</svg>\n"
    )


def _round(step: float) -> float:
    """Return the next round number."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= step * 0.999)


def _said(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.2g}"
