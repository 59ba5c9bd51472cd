"""The facts of `core.policy.case.deadlines` that the statements of a record hold."""

from __future__ import annotations

from collections.abc import Iterable

from core.codes.alerts import AlertStatus, EuropolStatus
from core.codes.trafficking import TraffickingStatus
from core.policy.case.deadlines import DeadlineFact
from services.foundation.facts.statements import Statement

_ASKED = frozenset({AlertStatus.REPORTED, AlertStatus.CONFIRMED})
# (column, codes that hold the fact, fact); None: every value holds it
_STATED: tuple[tuple[str, frozenset[str] | None, DeadlineFact], ...] = (
    ("sis_status", _ASKED | {AlertStatus.DELETED}, DeadlineFact.POLICE_INFORMED),
    ("police_report", None, DeadlineFact.POLICE_INFORMED),
    ("sis_status", frozenset({AlertStatus.CONFIRMED}), DeadlineFact.SIS_CONFIRMED),
    ("interpol_status", _ASKED, DeadlineFact.YELLOW_NOTICE_ASKED),
    ("europol_status", frozenset({EuropolStatus.SIENA_REFERENCE}), DeadlineFact.SIENA_SENT),
    (
        "trafficking_status",
        frozenset({TraffickingStatus.PRESUMED, TraffickingStatus.FORMALLY_IDENTIFIED}),
        DeadlineFact.TRAFFICKING_PRESUMED,
    ),
    ("clothing", None, DeadlineFact.CLOTHING_HELD),
)
_OTHERS_PHONES = frozenset({"relative", "exploiter"})
_SIBLINGS = ("brother", "sister")  # how these relations end


def stated_facts(record_statements: Iterable[Statement]) -> frozenset[DeadlineFact]:
    """Return the facts that the statements of one record hold.

    The states that a report names are no statement here: `services.records.closing.case_deadlines`
    counts those other than the record's own.
    """
    return frozenset(
        fact for one in record_statements for fact in _facts_of(one.field, one.entry.code)
    )


def _facts_of(field: str, code: str) -> Iterable[DeadlineFact]:
    """Yield the facts of a statement; `code` is the code of its value."""
    for column, codes, fact in _STATED:
        if column == field and (codes is None or code in codes):
            yield fact
    if field == "phones" and code not in _OTHERS_PHONES:
        yield DeadlineFact.OWN_PHONE_HELD
    if field == "relatives" and code.endswith(_SIBLINGS):
        yield DeadlineFact.SIBLINGS_NAMED
