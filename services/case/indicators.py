"""Indicators of trafficking: evaluate observed indicators, and store them in a record.

Evaluation stores no data and needs no record. Stored indicators are statements that only the
responsible agency may see (F4b). With a status of possible or confirmed victim the record is shared
by the rules for victims.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy.orm import Session

from core.code_sets import OneOf
from core.codes.trafficking import TraffickingBasis, TraffickingStatus
from core.errors import require_code, require_codes
from core.policy.actions import Action
from core.policy.case.indicators import (
    INDICATORS,
    WEIGHTS,
    IndicatorResult,
    IndicatorWeight,
    indicator_result,
)
from core.policy.fields import FieldClass
from core.published import published
from services.foundation import audit_log
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.facts.statements import Statement
from services.records import register, repository
from services.records.register import RecordView

FIELDS = frozenset({"indicators", "trafficking_status"})


@dataclasses.dataclass(frozen=True, slots=True)
class IndicatorSummary:
    """The evaluation of indicators: codes by weight, and the result of each group."""

    by_weight: Mapping[IndicatorWeight, tuple[str, ...]]
    groups: Mapping[str, IndicatorResult]

    @property
    def stands_out(self) -> bool:
        """Whether a group stands out; then the person is treated as a possible victim."""
        return IndicatorResult.STANDS_OUT in self.groups.values()


def summarise(codes: Iterable[str]) -> IndicatorSummary:
    """Return the evaluation of observed indicators; raise `InvalidInput` for an unknown code."""
    noticed = _checked(codes)
    return IndicatorSummary(
        {
            weight: tuple(code for code in noticed if WEIGHTS[code] is weight)
            for weight in IndicatorWeight
        },
        {
            group: indicator_result(set(noticed) & indicators.keys())
            for group, indicators in INDICATORS.items()
        },
    )


def _checked(codes: Iterable[str]) -> list[str]:
    noticed = list(dict.fromkeys(codes))
    require_codes("indicators", noticed, WEIGHTS)
    return noticed


Indicator = Annotated[str, Field(max_length=60)]
Indicators = Annotated[tuple[Indicator, ...], Field(max_length=100), OneOf("indicator")]


@published(
    examples=[{"indicators": ["owes_for_the_journey"], "status": "possible", "basis": "frontline"}]
)
@dataclasses.dataclass(frozen=True, slots=True)
class IndicatorFinding:
    """Indicators for a record, with the status, the basis and the person who observed them."""

    indicators: Indicators
    status: Annotated[Indicator, OneOf("trafficking_status")]
    basis: Annotated[Indicator, OneOf("trafficking_basis")]
    by: Annotated[str, Field(max_length=200)] = ""

    def check(self) -> None:
        """Raise `InvalidInput` for an unknown indicator, `status` or `basis`."""
        _checked(self.indicators)
        require_code("status", self.status, list(TraffickingStatus))
        require_code("basis", self.basis, list(TraffickingBasis))


def store_finding(
    session: Session,
    context: Context,
    actor: Actor,
    public_id: UUID,
    finding: IndicatorFinding,
    *,
    expected_version: int,
) -> RecordView:
    """Replace indicators and status of a record of the actor's agency, and exclude it from
    warnings. Audited as F4b.

    Raise `NotFound` for any other record, `VersionConflict` if another edit was first.
    """
    finding.check()
    seen = register.require_own_record(session, context, actor, public_id, Action.ASSESS_RISK)
    today = context.clock.now().date()
    statements = [
        Statement.read("indicators", code, actor.agency_kind, today)
        for code in _checked(finding.indicators)
    ]
    assessed = ":".join((finding.status, finding.basis, today.isoformat(), finding.by))
    statements.append(
        Statement.read("trafficking_status", assessed.rstrip(":"), actor.agency_kind, today)
    )
    changed_classes = register.replace_statements(
        session, context, seen, FIELDS, statements, expected_version=expected_version
    )
    repository.mark_at_risk(session, seen.record)
    audit_log.record_act(session, context, actor, "write_indicators", public_id, FieldClass.F4B)
    return changed_classes
