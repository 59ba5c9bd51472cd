"""Warnings for facts of a row that contradict each other or lack a needed fact.

Both values are kept, and the person who enters them checks them again.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

from core.codes.alerts import AlertStatus, EuropolStatus
from core.codes.records import RecordKind
from core.codes.trafficking import TraffickingStatus
from core.intake import NOT_KNOWN
from core.intake_values import as_code
from core.policy.fields import VICTIM_CATEGORIES, VICTIM_COLUMNS
from core.policy.records.alerts import SIS_RULES, sis_rule
from matching import RowWarning
from services.foundation.facts import contradictions
from services.foundation.facts.intake_row import IntakeRow

# Column -> the codes at the start of its values, without the codes for "unknown".
Codes = Mapping[str, frozenset[str]]

_ALERTED = frozenset({AlertStatus.REPORTED, AlertStatus.CONFIRMED})
_TRAFFICKED = VICTIM_CATEGORIES & {"trafficking_victim"}


@dataclasses.dataclass(frozen=True, slots=True)
class Doubt:
    """A warning at a column, with reason and suggestion, for rows that meet a condition."""

    column: str
    reason: str
    suggestion: str
    holds: Callable[[Codes], bool]


def _is_of_another_kind(codes: Codes) -> bool:
    rules = [sis_rule(code) for code in codes["sis_category"]]
    return any(rule is not None and codes["kind"].isdisjoint(rule.kinds) for rule in rules)


def _lacks_decision(codes: Codes) -> bool:
    rules = [sis_rule(code) for code in codes["sis_category"]]
    needs = any(rule is not None and rule.needs_decision for rule in rules)
    is_preventive = RecordKind.PREVENTIVE in codes["kind"]
    return (needs or is_preventive) and not codes["sis_decision"]


def _is_no_victim(codes: Codes) -> bool:
    return TraffickingStatus.NO_INDICATORS in codes["trafficking_status"]


DOUBTS: tuple[Doubt, ...] = (
    Doubt(
        "category",
        "the category is trafficking, but trafficking_status has no indicators",
        "change one of them, or leave trafficking_status empty",
        lambda codes: _is_no_victim(codes) and not _TRAFFICKED.isdisjoint(codes["category"]),
    ),
    Doubt(
        "trafficking_status",
        "exploitation, control or a recruiter is given, but no indicators",
        "write possible, presumed or formally_identified",
        lambda codes: _is_no_victim(codes) and any(codes[one] for one in VICTIM_COLUMNS),
    ),
    Doubt(
        "sis_category",
        "a category of another kind of record",
        "; ".join(
            f"{category}: {', '.join(sorted(rule.kinds))}" for category, rule in SIS_RULES.items()
        ),
        _is_of_another_kind,
    ),
    Doubt(
        "sis_decision",
        "the decision of an authority is missing",
        "write its reference; without it a preventive record is not shared",
        _lacks_decision,
    ),
    Doubt(
        "sis_status",
        "an alert without its category",
        "write the category in sis_category",
        lambda codes: not _ALERTED.isdisjoint(codes["sis_status"]) and not codes["sis_category"],
    ),
    Doubt(
        "europol_status",
        "a SIENA message without its reference",
        "write siena_reference:the reference",
        lambda codes: codes["europol_status"] == {EuropolStatus.SIENA_REFERENCE},
    ),
)
CONTRADICTION = "sources contradict each other"
# In these columns the whole value counts as a code, because a reference follows the status.
_WHOLE = frozenset({"europol_status", "sis_decision"})
_READ = frozenset({"kind", "category", "sis_category", "sis_status", "trafficking_status"}).union(
    VICTIM_COLUMNS, _WHOLE
)


def row_doubts(row: IntakeRow) -> list[RowWarning]:
    """Return a warning per column with differing values, and per row of `DOUBTS` that applies."""
    doubts = [
        RowWarning(column, CONTRADICTION, "keep both, or take one of them back", is_read=True)
        for column in contradictions.contradicting_columns(row)
    ]
    return doubts + _doubts_of_codes(row)


def _doubts_of_codes(row: IntakeRow) -> list[RowWarning]:
    is_preventive = as_code(row.text("kind")) == RecordKind.PREVENTIVE
    if not is_preventive and not any(row.of(column) for column in _READ - {"kind", "category"}):
        return []  # most rows end here, before the costlier checks
    codes = {column: _codes(row, column) for column in _READ}
    return [
        RowWarning(one.column, one.reason, one.suggestion, is_read=True)
        for one in DOUBTS
        if one.holds(codes)
    ]


def _codes(row: IntakeRow, column: str) -> frozenset[str]:
    codes = (as_code(entry.text) if column in _WHOLE else entry.code for entry in row.of(column))
    return frozenset(codes) - set(NOT_KNOWN)
