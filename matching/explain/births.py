"""Two births in words: how far apart, and which slip would explain it."""

from __future__ import annotations

from typing import Final

from matching.codes.code_lists import BIRTH_KNOWN_PERCENT
from matching.explain import formatting
from matching.explain.decisive_values import ValueComparison
from matching.explain.explanation import ComparedValues
from matching.explain.remarks import Remark, span_remark
from matching.model.evidence import Evidence
from matching.reading import calendars
from matching.reading.facts import Birth

_SLIPS: Final = tuple(formatting.CALENDARS)  # in the order of dates.misread_days


def birth_rows(compare: ValueComparison, item: Evidence) -> tuple[ComparedValues, ...]:
    """Return the pair of births that decided."""
    pairs = compare.deciding("birth")
    if not pairs:
        return ()
    one, other = pairs[0]
    remarks = (*_between(one, other, item.level), *_certainty(one, other, item.bits))
    is_told = item.bits == compare.bits["birth"]
    return (
        ComparedValues.of(
            formatting.format_birth(one),
            formatting.format_birth(other),
            remarks,
            item.bits if is_told else None,
        ),
    )


def _between(one: Birth, other: Birth, level: str) -> tuple[Remark, ...]:
    if level == "misread_calendar":
        return _misread(one, other, "second") or _misread(other, one, "first")
    if level == "swapped":
        return (Remark("swapped"),)
    gap = (max(one.first, other.first) - min(one.last, other.last)).days
    if gap > 0:
        is_exact = one.first == one.last and other.first == other.last
        return (span_remark("apart" if is_exact else "apart_at_least", gap),)
    return (
        Remark("same_day" if one.first == one.last == other.first == other.last else "both_can_be"),
    )


def _misread(one: Birth, other: Birth, which: str) -> tuple[Remark, ...]:
    slips = calendars.misconverted_days(one.first)
    found = [
        calendar
        for calendar, day in zip(_SLIPS, slips, strict=True)
        if day == other.first.toordinal()
    ]
    return (Remark(f"{which}_misread_{found[0]}"),) if found else ()


def _certainty(one: Birth, other: Birth, bits: float) -> tuple[Remark, ...]:
    if bits >= 0:
        return ()
    percent = min(BIRTH_KNOWN_PERCENT.get(birth.known, 100) for birth in (one, other))
    if percent < 100:
        return (Remark("assessed"),)
    return (Remark("documented"),) if percent > 100 else ()
