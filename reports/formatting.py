"""Format figures and codes as text: one format per unit, the same everywhere."""

from __future__ import annotations

import math

from reports.figures import Figure

WITHHELD = "withheld"  # a count below eleven, or a count that would reveal one
UNKNOWN = "not known"
# Units whose number is printed without the unit, because the text names the unit. Other
# units are printed after the number.
_BARE = frozenset(
    {
        "records",
        "pairs",
        "people",
        "requests",
        "consents",
        "decisions",
        "reviews",
        "notifications",
        "deadlines",
        "refusals",
        "count",
        "ratio",
    }
)
_BYTES = ("bytes", "KB", "MB", "GB", "TB", "PB")

# Codes that need more than their underscores replaced.
_WORDS = {
    "several_or_unknown": "several or unknown",
    "not_said": "not said",
    "cjk": "Chinese, Japanese, Korean",
    "latin_only": "Latin only",
    "height_cm": "height",
    "181+": "181 and over",
    "18-120": "18 and over",
    "other_or_unknown": "other or unknown",
    "middle_east_north_africa": "Middle East and North Africa",
    "west_central_africa": "West and Central Africa",
    "east_southern_africa": "East and Southern Africa",
    "central_south_asia": "Central and South Asia",
    "east_southeast_asia": "East and Southeast Asia",
    "eastern_europe_caucasus": "Eastern Europe and Caucasus",
    "european_union_partners": "European Union and partners",
    "americas_oceania": "Americas and Oceania",
    "day": "to the day",
    "placeholder": "placeholder (1 January or the like)",
    "wider": "longer period",
    "first_review": "first human review",
    "not_yet": "not yet",
}
_ACRONYMS = {"dna": "DNA", "siena": "SIENA", "sis": "SIS"}


def describe_code(code: str) -> str:
    """Return a code as words."""
    parts = (_ACRONYMS.get(part, part) for part in code.split("_"))
    words = _WORDS.get(code) or " ".join(parts)
    return words[:1].upper() + words[1:]


def format_value(figure: Figure) -> str:
    """Return a figure's value as text, without its interval.

    For a withheld figure, return its limits if it has any.
    """
    if figure.value is None and figure.interval is not None:
        low, high = figure.interval
        if figure.unit == "share":  # limits of 0 and 1 have no information
            return (
                WITHHELD
                if (low, high) == (0, 1)
                else f"between {low * 100:.1f} and {high * 100:.1f} %"
            )
        return f"between {format_number(low, figure.unit)} and {format_number(high, figure.unit)}"
    if figure.value is None:
        return WITHHELD if figure.suppressed else UNKNOWN
    return format_number(figure.value, figure.unit)


def format_interval(figure: Figure) -> str:
    """Return a figure's interval as text.

    Empty if the figure has no interval, or if it has no value.
    """
    if figure.interval is None or figure.value is None:
        return ""
    low, high = figure.interval
    if figure.unit in ("share", "points"):
        return f"{_signed(low * 100, figure.unit)} to {_signed(high * 100, figure.unit)}"
    if figure.unit == "bytes":
        return f"{_bytes(low)} to {_bytes(high)}"
    return f"{_plain(low)} to {_plain(high)}"


def format_number(value: float, unit: str) -> str:
    """Return a number in its unit.

    Shares are in per cent, bytes in powers of 1000, other numbers have three significant digits.
    """
    if unit == "share":
        return f"{value * 100:.1f} %"
    if unit == "points":
        return f"{_signed(value * 100, unit)} points"
    if unit == "bytes":
        return _bytes(value)
    text = _plain(value)
    return text if unit in _BARE else f"{text} {unit}"


def format_position(x: float | str) -> str:
    """Return the position of a chart's point as text."""
    if isinstance(x, str):
        return x
    return f"{x:,.0f}" if x == round(x) and abs(x) >= 1 else f"{x:.4g}"


def _signed(value: float, unit: str) -> str:
    return f"{value:+.1f}" if unit == "points" else f"{value:.1f}"


def _plain(value: float) -> str:
    if value == round(value) and abs(value) < 1e15:
        return f"{value:,.0f}"
    if value == 0:
        return "0"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    rounded = round(value, 2 - math.floor(math.log10(abs(value))))
    return f"{rounded:,.{min(digits, 6)}f}"


def _bytes(value: float) -> str:
    power = 0
    while abs(value) >= 1000 and power < len(_BYTES) - 1:
        value, power = value / 1000, power + 1
    return f"{_plain(value)} {_BYTES[power]}"
