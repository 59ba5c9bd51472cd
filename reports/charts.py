"""Charts as SVG: lines with whiskers, and bars.

They use attributes and no styles, so a strict content security policy allows them. The colours are
those of Okabe and Ito, which colour-blind people can distinguish; dashes and marks repeat the
distinction. Pages show the figures in a table next to each chart. Title and description give the
content to people who cannot see the chart.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from reports.figures import Chart, Figure, Series
from reports.formatting import format_interval, format_number, format_position, format_value

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 720, 340, 74, 44, 16, 56
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
_DASHES = ("none", "8 4", "2 3", "8 3 2 3", "1 5", "12 4")
_INK, _FAINT = "#333", "#ddd"
_BAR, _GAP, _NAMES, _VALUES = 18, 8, 190, 150


def draw_chart(chart: Chart, figures: Mapping[str, Figure]) -> str:
    """Return a chart as an SVG element.

    `figures` has every figure that the chart names. A figure without a value is no point of a line.
    In a bar chart it has its name and no bar.
    """
    draw = _lines if chart.kind == "lines" else _bars
    height, parts = draw(chart, figures)
    summary = "; ".join(
        f"{series.name}: {_known_points(series, figures)}" for series in chart.series
    )
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}"'
        f' height="{height}"'
        ' role="img" font-family="sans-serif" font-size="13"'
        f' fill="{_INK}"><title>{escape(chart.caption)}</title>'
        f"<desc>{escape(f'{chart.up} by {chart.across}. {summary}')}</desc>"
    )
    return "\n".join([head, *parts, "</svg>"])


def _known_points(series: Series, figures: Mapping[str, Figure]) -> str:
    return ", ".join(
        f"{format_position(x)}: {format_value(figures[name])}" for x, name in series.points
    )


# --- lines
# --------------------------------------------------------------------------


def _lines(chart: Chart, figures: Mapping[str, Figure]) -> tuple[int, list[str]]:
    series_values = {
        series.name: [
            (float(x), figures[name])
            for x, name in series.points
            if figures[name].value is not None
        ]
        for series in chart.series
    }
    all_points = [point for points in series_values.values() for point in points]
    if not all_points:
        return 40, ['<text x="10" y="25">No value is known yet.</text>']
    is_log = chart.scale == "log"
    ends = [
        end
        for _, figure in all_points
        for end in (figure.value, *(figure.interval or ()))
        if end is not None
    ]
    across = _ticks([x for x, _ in all_points], is_log=is_log)
    up = _ticks(ends, is_log=is_log)

    def at(x: float, y: float) -> tuple[float, float]:
        wide, high = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
        return _LEFT + wide * _along(x, across, is_log=is_log), _HEIGHT - _BOTTOM - high * _along(
            y, up, is_log=is_log
        )

    unit = all_points[0][1].unit
    parts = [f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>']
    for tick in across:
        x, _ = at(tick, up[0])
        parts.append(f'<path d="M{x:.1f} {_TOP}V{_HEIGHT - _BOTTOM}" stroke="{_FAINT}"/>')
        parts.append(
            f'<text x="{x:.1f}" y="{_HEIGHT - _BOTTOM + 18}"'
            f' text-anchor="middle">{_tick(tick)}</text>'
        )
    for tick in up:
        _, y = at(across[0], tick)
        parts.append(f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" stroke="{_FAINT}"/>')
        label = escape(format_number(tick, unit) if unit in ("share", "bytes") else _tick(tick))
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{label}</text>')
    parts.append(
        f'<text x="{(_LEFT + _WIDTH - _RIGHT) / 2}" y="{_HEIGHT - 14}" text-anchor="middle">'
        f"{escape(chart.across)}</text>"
    )
    if chart.is_diagonal:
        low, high = max(across[0], up[0]), min(across[-1], up[-1])
        (x, y), (right, top) = at(low, low), at(high, high)
        parts.append(
            f'<path d="M{x:.1f} {y:.1f}L{right:.1f} {top:.1f}" stroke="#888" stroke-dasharray="4'
            ' 4"/>'
        )
    for place, (name, points) in enumerate(series_values.items()):
        parts += _line(name, [(*at(x, figure.value or 0.0), figure) for x, figure in points], place)
        for x, figure in points:
            if figure.interval is not None:
                (middle, low_y), (_, high_y) = (
                    at(x, max(min(end, up[-1]), up[0])) for end in figure.interval
                )
                parts.append(
                    f'<path d="M{middle:.1f} {low_y:.1f}V{high_y:.1f}" stroke="{_colour(place)}"'
                    ' stroke-opacity=".45" stroke-width="2"/>'
                )
    return _HEIGHT + 22 * math.ceil(len(series_values) / 3), [*parts, *_legend(list(series_values))]


def _line(name: str, points: Sequence[tuple[float, float, Figure]], place: int) -> Iterator[str]:
    colour, dash = _colour(place), _DASHES[place % len(_DASHES)]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y, _ in points)
    yield (
        f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2.5"'
        f' stroke-dasharray="{dash}"/>'
    )
    for x, y, figure in points:
        label = escape(f"{name}: {format_value(figure)} {format_interval(figure)}".strip())
        yield (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"'
            f' fill="{colour}"><title>{label}</title></circle>'
        )


def _legend(names: Sequence[str]) -> Iterator[str]:
    for place, name in enumerate(names):
        x, y = _LEFT + (place % 3) * 215, _HEIGHT + 22 * (place // 3) + 8
        yield (
            f'<path d="M{x} {y}h34" stroke="{_colour(place)}" stroke-width="2.5"'
            f' stroke-dasharray="{_DASHES[place % len(_DASHES)]}"/><text x="{x + 42}"'
            f' y="{y + 4}">{escape(name)}</text>'
        )


def _colour(place: int) -> str:
    return _COLOURS[place % len(_COLOURS)]


def _ticks(values: Sequence[float], *, is_log: bool) -> list[float]:
    """Return round numbers that span the values: powers of ten, or four to seven equal steps."""
    low, high = min(values), max(values)
    if is_log:
        first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
        last = max(last, first + 1)
        step = max(1, math.ceil((last - first) / 7))
        return [10.0**power for power in range(first, last + step, step)]
    low = min(0.0, low)
    span = (high - low) or 1.0
    rough = span / 5
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough)
    first = math.floor(low / step)
    return [round(step * number, 10) for number in range(first, math.ceil(high / step - 1e-9) + 1)]


def _along(value: float, ticks: Sequence[float], *, is_log: bool) -> float:
    low, high = ticks[0], ticks[-1]
    if is_log:
        return (math.log10(value) - math.log10(low)) / (math.log10(high) - math.log10(low))
    return (value - low) / (high - low)


def _tick(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1 and value == round(value) else f"{value:g}"


# --- bars
# --------------------------------------------------------------------------


def _bars(chart: Chart, figures: Mapping[str, Figure]) -> tuple[int, list[str]]:
    names = list(dict.fromkeys(str(x) for series in chart.series for x, _ in series.points))
    most = (
        max(
            (
                end
                for series in chart.series
                for _, name in series.points
                for end in _ends(figures[name])
            ),
            default=0.0,
        )
        or 1.0
    )
    wide = _WIDTH - _NAMES - _VALUES
    rows = {
        series.name: {str(x): figures[name] for x, name in series.points} for series in chart.series
    }
    each = _BAR * len(rows) + _GAP
    height = each * len(names) + _GAP + (22 if len(rows) > 1 else 0)
    parts = [f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>']
    for line, name in enumerate(names):
        top = _GAP + each * line
        middle = top + _BAR * len(rows) / 2 + 4
        label = name if len(name) <= 28 else name[:27] + "…"
        parts.append(
            f'<text x="{_NAMES - 8}" y="{middle:.1f}" text-anchor="end">{escape(label)}</text>'
        )
        for place, of in enumerate(rows.values()):
            figure = of.get(name)
            if figure is not None:
                parts += _bar(figure, top + _BAR * place, wide / most, _colour(place))
    parts.append(f'<path d="M{_NAMES} 0V{each * len(names) + _GAP}" stroke="{_INK}"/>')
    if len(rows) > 1:
        for place, name in enumerate(rows):
            x, y = _NAMES + place * 170, height - 16
            parts.append(f'<rect x="{x}" y="{y}" width="14" height="12" fill="{_colour(place)}"/>')
            parts.append(f'<text x="{x + 20}" y="{y + 11}">{escape(name)}</text>')
    return height, parts


def _bar(figure: Figure, top: float, a_unit: float, colour: str) -> Iterator[str]:
    value = max(0.0, figure.value or 0.0)
    end = value
    if figure.value is not None:
        yield (
            f'<rect x="{_NAMES}" y="{top + 2}" width="{value * a_unit:.1f}" height="{_BAR - 4}"'
            f' fill="{colour}"/>'
        )
    if figure.interval is not None:
        low, end = (max(0.0, bound) for bound in figure.interval)
        left, right = _NAMES + low * a_unit, _NAMES + end * a_unit
        yield (
            f'<path d="M{left:.1f} {top + _BAR / 2}H{right:.1f}" stroke="{_INK}" stroke-width="2"/>'
        )
    x = _NAMES + max(end, value) * a_unit + 6
    yield f'<text x="{x:.1f}" y="{top + _BAR - 4}">{escape(format_value(figure))}</text>'


def _ends(figure: Figure) -> Iterator[float]:
    yield figure.value or 0.0
    yield from figure.interval or ()
