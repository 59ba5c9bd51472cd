"""Indicators of trafficking: what those that were noticed come to, and writing them down with a
record.

Telling stores nothing and looks at nobody. What is written down are statements of the owner's alone
(F4b); once a status says that the person is a victim, or may be, the record is shared as a victim's
is.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from core.codes.trafficking import TraffickingBasis, TraffickingStatus
from core.errors import InvalidInput, require_code
from core.policy.actions import Action
from core.policy.case.indicators import (
    INDICATORS,
    WEIGHTS,
    IndicatorResult,
    IndicatorWeight,
    indicator_result,
)
from core.policy.fields import FieldClass
from services.foundation import audit_log
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.statements import Statement
from services.records import records
from services.records.records import RecordView

FIELDS = frozenset({"indicators", "trafficking_status"})


@dataclasses.dataclass(frozen=True, slots=True)
class IndicatorSummary:
    """What indicators come to: those of each group by weight, each group's standing, and whether to
    act now.
    """

    by_weight: Mapping[IndicatorWeight, tuple[str, ...]]
    groups: Mapping[str, IndicatorResult]

    @property
    def stands_out(self) -> bool:
        """Whether any group stands out: the person is treated as a possible victim from now on."""
        return IndicatorResult.STANDS_OUT in self.groups.values()


def summarise(codes: Iterable[str]) -> IndicatorSummary:
    """Return what noticed indicators come to; `InvalidInput` for a code that is on no list."""
    noticed = _checked(codes)
    return IndicatorSummary(
        {
            weight: tuple(code for code in noticed if WEIGHTS[code] is weight)
            for weight in IndicatorWeight
        },
        {
            group: indicator_result(set(noticed) & known.keys())
            for group, known in INDICATORS.items()
        },
    )


def _checked(codes: Iterable[str]) -> list[str]:
    noticed = list(dict.fromkeys(codes))
    if not WEIGHTS.keys() >= set(noticed):
        raise InvalidInput("indicators", "unknown_code")
    return noticed


@dataclasses.dataclass(frozen=True, slots=True)
class IndicatorFinding:
    """What was noticed, what it is taken for, on which basis, and by whom ("": not said)."""

    codes: Sequence[str]
    status: str
    basis: str
    by: str = ""

    def check(self) -> None:
        """Raise `InvalidInput` for a code that is on no list."""
        _checked(self.codes)
        require_code("status", self.status, frozenset(TraffickingStatus))
        require_code("basis", self.basis, frozenset(TraffickingBasis))


def store_finding(
    session: Session,
    context: Context,
    actor: Actor,
    public_id: UUID,
    finding: IndicatorFinding,
    *,
    expected_version: int,
) -> RecordView:
    """Write indicators and status down with an own record, in place of those before; warnings name
    it no more.

    `NotFound` for anybody else's, `VersionConflict` when somebody else was first. Audited as F4b.
    """
    finding.check()
    seen = records.require_own_record(session, context, actor, public_id, Action.ASSESS_RISK)
    today = context.clock.now().date()
    statements = [
        Statement("indicators", code, actor.agency_kind, today) for code in _checked(finding.codes)
    ]
    assessed = ":".join((finding.status, finding.basis, today.isoformat(), finding.by))
    statements.append(
        Statement("trafficking_status", assessed.rstrip(":"), actor.agency_kind, today)
    )
    changed_classes = records.replace_statements(
        session, context, seen, FIELDS, statements, expected_version=expected_version
    )
    records.disable_duplicate_warnings(session, seen.record)
    act = audit_log.AuditEvent(
        "write_indicators",
        subject=public_id,
        records=(audit_log.ShownRecord(public_id, (FieldClass.F4B,)),),
    )
    audit_log.record_event(session, context, actor, act)
    return changed_classes
