"""Two births in words: how far apart, and which slip would explain it."""

from __future__ import annotations

from typing import Final

from matching import dates
from matching.attributes import BIRTH_KNOWN_PERCENT
from matching.evidence import Evidence
from matching.facts import Birth
from matching.words import values
from matching.words.deciding import Compare
from matching.words.structure import Compared

_SLIPS: Final = tuple(values.CALENDARS.values())  # in the order of dates.misread_days


def rows(compare: Compare, item: Evidence) -> tuple[Compared, ...]:
    """Return the pair of births that decided."""
    pairs = compare.deciding("birth")
    if not pairs:
        return ()
    one, other = pairs[0]
    words = ", ".join(filter(None, (_between(one, other, item.level), _certainty(one, other, item.bits))))
    is_told = item.bits == compare.bits["birth"]
    return (Compared.of(values.birth(one), values.birth(other), words, item.bits if is_told else None),)


def _between(one: Birth, other: Birth, level: str) -> str:
    if level == "misread_calendar":
        return _misread(one, other, "the second is the first") or _misread(other, one, "the first is the second")
    if level == "swapped":
        return "day and month exchanged"
    gap = (max(one.first, other.first) - min(one.last, other.last)).days
    if gap > 0:
        return f"{values.span(gap)} apart" + (
            "" if one.first == one.last and other.first == other.last else " at least"
        )
    return "the same day" if one.first == one.last == other.first == other.last else "both can be true"


def _misread(one: Birth, other: Birth, which: str) -> str:
    slips = dates.misread_days(one.first)
    found = [name for name, day in zip(_SLIPS, slips, strict=True) if day == other.first.toordinal()]
    return f"{which} with its {found[0]} date misread" if found else ""


def _certainty(one: Birth, other: Birth, bits: float) -> str:
    if bits >= 0:
        return ""
    percent = min(BIRTH_KNOWN_PERCENT.get(birth.known, 100) for birth in (one, other))
    if percent < 100:
        return "an assessed age is often off by years, so this counts less"
    return "both are documented, so this counts more" if percent > 100 else ""
