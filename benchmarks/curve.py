"""Draw a cost curve as SVG: one line per system, logarithmic axes, figures next to the points."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 720, 420, 70, 210, 50, 50
# distinguishable for colour-blind people
_COLOURS = (
    "#0072b2",
    "#009e73",
    "#d55e00",
    "#cc79a7",
    "#e69f00",
    "#56b4e9",
)
_DASHES = ("none", "8 3", "2 3", "8 3 2 3", "1 5", "12 4")


def draw_curve(title: str, series: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """Return the series (name -> points of two positive numbers) as SVG, with figures as text."""
    every = [point for points in series.values() for point in points]
    (left, right), (low, high) = ((_powers([point[axis] for point in every])) for axis in range(2))

    def at(x: float, y: float) -> tuple[float, float]:
        across = (math.log10(x) - left) / (right - left)
        up = (math.log10(y) - low) / (high - low)
        return _LEFT + across * (_WIDTH - _LEFT - _RIGHT), _HEIGHT - _BOTTOM - up * (
            _HEIGHT - _TOP - _BOTTOM
        )

    text = "; ".join(
        f"{name}: " + ", ".join(f"{x:,.0f}: {y:.3g}" for x, y in points)
        for name, points in series.items()
    )
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img"'
            ' font-family="sans-serif" font-size="13">'
        ),
        f"<title>{escape(title)}</title><desc>{escape(text)}</desc>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
        f'<text x="{_LEFT}" y="28" font-size="16">{escape(title)}</text>',
    ]
    for power in range(left, right + 1):
        x, y = at(10.0**power, 10.0**low)
        parts.append(f'<path d="M{x:.1f} {_TOP}V{y:.1f}" stroke="#ddd"/>')
        parts.append(
            f'<text x="{x:.1f}" y="{y + 20:.1f}" text-anchor="middle">{10**power:,}</text>'
        )
    for power in range(low, high + 1):
        x, y = at(10.0**left, 10.0**power)
        parts.append(f'<path d="M{x:.1f} {y:.1f}H{_WIDTH - _RIGHT}" stroke="#ddd"/>')
        parts.append(
            f'<text x="{x - 8:.1f}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>'
        )
    for number, (name, points) in enumerate(series.items()):
        colour, dash = _COLOURS[number % len(_COLOURS)], _DASHES[number % len(_DASHES)]
        places = [at(x, y) for x, y in sorted(points)]
        line = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        parts.append(
            f'<path d="M{line}" fill="none" stroke="{colour}" stroke-width="2.5"'
            f' stroke-dasharray="{dash}"/>'
        )
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in places]
        y = _TOP + 22 * number + 10
        parts.append(
            f'<path d="M{_WIDTH - _RIGHT + 15} {y}h34" stroke="{colour}" stroke-width="2.5"'
            f' stroke-dasharray="{dash}"/>'
        )
        parts.append(f'<text x="{_WIDTH - _RIGHT + 56}" y="{y + 4}">{escape(name)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _powers(values: Sequence[float]) -> tuple[int, int]:
    """Return the exponents of ten that enclose the values, at least one apart."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)
