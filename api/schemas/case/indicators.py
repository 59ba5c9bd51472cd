"""Indicators of trafficking: observations and their evaluation."""

from __future__ import annotations

from api.schemas.common import Answer, RequestBody
from services.case.indicators import Indicators, IndicatorSummary


class IndicatorsIn(
    RequestBody, examples=[{"indicators": ["owes_for_the_journey", "phone_controlled"]}]
):
    """Observed indicators. They are not stored."""

    indicators: Indicators


class IndicatorSummaryOut(Answer):
    """The evaluation: indicators by weight and group.

    `stands_out` is true for a possible victim.
    """

    strong: list[str]
    medium: list[str]
    weak: list[str]
    groups: dict[str, str]
    stands_out: bool

    @classmethod
    def of(cls, summary: IndicatorSummary) -> IndicatorSummaryOut:
        """Return the codes by weight as three lists, and the result code of each group."""
        by_weight = {weight.value: list(codes) for weight, codes in summary.by_weight.items()}
        groups = {group: result.value for group, result in summary.groups.items()}
        return cls(**by_weight, groups=groups, stands_out=summary.stands_out)
