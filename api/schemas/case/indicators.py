"""Indicators of trafficking: observations and their evaluation."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.schemas.common import Answer, Request
from services.case.indicators import IndicatorFinding, IndicatorSummary

Code = Annotated[str, Field(max_length=60)]
Codes = Annotated[list[Code], Field(max_length=100)]


class IndicatorsIn(
    Request, examples=[{"indicators": ["owes_for_the_journey", "phone_controlled"]}]
):
    """Observed indicators. They are not stored."""

    indicators: Codes


class IndicatorFindingIn(
    Request,
    examples=[{"indicators": ["owes_for_the_journey"], "status": "possible", "basis": "frontline"}],
):
    """Indicators for a record, with the status, the basis and the person who observed them."""

    indicators: Codes
    status: Code
    basis: Code
    by: Annotated[str, Field(max_length=200)] = ""

    def finding(self) -> IndicatorFinding:
        """Return the finding for the service."""
        return IndicatorFinding(self.indicators, self.status, self.basis, self.by)


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
