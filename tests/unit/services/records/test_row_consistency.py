from __future__ import annotations

from datetime import date

import pytest

from api.web.labels.reasons import ROW_NOTES
from services.records.intake.preparation import read_row
from services.records.intake.row_consistency import DOUBTS

ROW = {"record_ref": "A-1", "full_name": "Zahra"}
TRAFFICKED = {"category": "trafficking_victim"}
CHILD_ABDUCTION = {"kind": "preventive", "sis_category": "32(1)(c)"}


def _warned(**columns: str) -> set[str]:
    read = read_row({**ROW, "kind": "missing", **columns}, source="police", today=date(2026, 3, 2))
    assert all(warning.is_read for warning in read.warnings)
    assert {one.field for one in read.statements} >= columns.keys() - {"kind"}
    return {warning.column for warning in read.warnings}


@pytest.mark.parametrize(
    ("columns", "warned"),
    [
        ({**TRAFFICKED, "trafficking_status": "no_indicators"}, {"category"}),
        ({**TRAFFICKED, "trafficking_status": "presumed:assessor:2026-03-01"}, set()),
        (TRAFFICKED, set()),
        (
            {"trafficking_status": "No indicators", "exploitation": "begging"},
            {"trafficking_status"},
        ),
        ({"trafficking_status": "no_indicators", "recruiter": "unknown"}, set()),
        ({"sis_category": "32(1)(c)", "sis_decision": "AZ 12"}, {"sis_category"}),
        ({"kind": "preventive", "sis_category": "32(1)(b)", "sis_decision": "1"}, {"sis_category"}),
        ({**CHILD_ABDUCTION, "sis_decision": "AZ 12"}, set()),
        (CHILD_ABDUCTION, {"sis_decision"}),
        ({"kind": "preventive"}, {"sis_decision"}),
        ({"sis_category": "32(1)(a)(i)"}, set()),
        ({"sis_status": "reported:GR-1"}, {"sis_status"}),
        ({"sis_status": "not_reported"}, set()),
        ({"sis_status": "confirmed", "sis_category": "32(1)(a)(i)"}, set()),
        ({"europol_status": "siena_reference"}, {"europol_status"}),
        ({"europol_status": "siena_reference:12345-1"}, set()),
        ({"europol_status": "none"}, set()),
        ({"interpol_status": "reported:2026/1"}, set()),
    ],
)
def test_facts_that_contradict_each_other_are_kept_and_warned_of(
    columns: dict[str, str], warned: set[str]
) -> None:
    assert _warned(**columns) == warned


def test_every_doubt_has_its_words() -> None:
    assert {one.reason for one in DOUBTS} <= set(ROW_NOTES)
