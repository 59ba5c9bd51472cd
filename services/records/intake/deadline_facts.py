"""The facts of `core.policy.case.deadlines` that the statements of a record hold."""

from __future__ import annotations

from collections.abc import Iterable

from core.codes.alerts import AlertStatus, EuropolStatus
from core.codes.trafficking import TraffickingStatus
from core.policy.case.deadlines import DeadlineFact
from services.foundation.facts.statements import Statement

_KNOWN_TO_POLICE = frozenset({AlertStatus.REPORTED, AlertStatus.CONFIRMED, AlertStatus.DELETED})
_ASKED_OF_INTERPOL = frozenset({AlertStatus.REPORTED, AlertStatus.CONFIRMED})
_PRESUMED = frozenset({TraffickingStatus.PRESUMED, TraffickingStatus.FORMALLY_IDENTIFIED})
_OTHERS_PHONES = frozenset({"relative", "controller"})
_SIBLINGS = ("brother", "sister")  # how these relations end


def stated_facts(record_statements: Iterable[Statement]) -> frozenset[DeadlineFact]:
    """Return the facts that the statements of one record hold.

    The states that a report names are no statement here: `services.records.closing.case_deadlines`
    counts those other than the record's own.
    """
    return frozenset(
        fact
        for one in record_statements
        for fact in _facts_of(one.field, one.value.partition(":")[0].strip().lower())
    )


def _facts_of(field: str, code: str) -> Iterable[DeadlineFact]:
    """Yield the facts of a statement; `code` is the part of its value before the first colon."""
    if field == "sis_status":
        if code in _KNOWN_TO_POLICE:
            yield DeadlineFact.POLICE_INFORMED
        if code == AlertStatus.CONFIRMED:
            yield DeadlineFact.SIS_CONFIRMED
    elif field == "interpol_status" and code in _ASKED_OF_INTERPOL:
        yield DeadlineFact.YELLOW_NOTICE_ASKED
    elif field == "europol_status" and code == EuropolStatus.SIENA_REFERENCE:
        yield DeadlineFact.SIENA_SENT
    elif field == "trafficking_status" and code in _PRESUMED:
        yield DeadlineFact.TRAFFICKING_PRESUMED
    elif field == "clothing":
        yield DeadlineFact.CLOTHING_HELD
    elif field == "phones" and code not in _OTHERS_PHONES:
        yield DeadlineFact.OWN_PHONE_HELD
    elif field == "relatives" and code.endswith(_SIBLINGS):
        yield DeadlineFact.SIBLINGS_NAMED
