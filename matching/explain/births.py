"""Explanations of two births: the difference, and a typing error that would explain it."""

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

_SLIPS: Final = tuple(formatting.CALENDARS)  # in the order of calendars.misconverted_days


def birth_rows(compare: ValueComparison, item: Evidence) -> tuple[ComparedValues, ...]:
    """Return the pair of births that decided."""
    pairs = compare.deciding("birth")
    if not pairs:
        return ()
    left_birth, right_birth = pairs[0]
    remarks = (
        *_between(left_birth, right_birth, item.level),
        *_certainty(left_birth, right_birth, item.bits),
    )
    has_model_bits = item.bits == compare.bits["birth"]
    return (
        ComparedValues.of(
            formatting.format_birth(left_birth),
            formatting.format_birth(right_birth),
            remarks,
            item.bits if has_model_bits else None,
        ),
    )


def _between(left: Birth, right: Birth, level: str) -> tuple[Remark, ...]:
    if level == "misread_calendar":
        return _misread(left, right, "second") or _misread(right, left, "first")
    if level == "swapped":
        return (Remark("swapped"),)
    gap = (max(left.first, right.first) - min(left.last, right.last)).days
    if gap > 0:
        is_exact = left.first == left.last and right.first == right.last
        return (span_remark("apart" if is_exact else "apart_at_least", gap),)
    return (
        Remark(
            "same_day" if left.first == left.last == right.first == right.last else "both_can_be"
        ),
    )


def _misread(left: Birth, right: Birth, field: str) -> tuple[Remark, ...]:
    slips = calendars.misconverted_days(left.first)
    calendars_misread = [
        calendar
        for calendar, day in zip(_SLIPS, slips, strict=True)
        if day == right.first.toordinal()
    ]
    return (Remark(f"{field}_misread_{calendars_misread[0]}"),) if calendars_misread else ()


def _certainty(left: Birth, right: Birth, bits: float) -> tuple[Remark, ...]:
    if bits >= 0:
        return ()
    percent = min(BIRTH_KNOWN_PERCENT.get(birth.known, 100) for birth in (left, right))
    if percent < 100:
        return (Remark("assessed"),)
    return (Remark("documented"),) if percent > 100 else ()
