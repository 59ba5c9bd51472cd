"""The source of each statement: edits keep it, others do not read it, sharing and comparison use
it.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from core.policy.roles import Role
from core.policy.sharing.views import View
from models.records.record import RecordShare
from services.case.care import missing_from_care
from services.case.care.missing_from_care import MissingFromCareForm
from services.records.register import RecordView
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, NOW, OTHER, Installation
from tests.integration.records.steps import edit, read

STATED = {
    "all@source": "reporter",
    "all@stated_on": "2026-02-01",
    "aliases": ["Zari", "Sara"],
    "aliases@source": ["person", "relative"],
    "birth_date@source": "authority",
    "birth_date@quality": "A1H0",
}


def _stated(shown: RecordView) -> dict[tuple[str, str], tuple[str, str, str]]:
    return {
        (one.field, one.value): (one.source, str(one.stated_on), one.quality)
        for one in shown.statements
    }


def _packed(one: Installation, public_id: UUID) -> bytes:
    record_id = one.row_of(public_id).id
    with one.database.transaction(is_read_only=True) as session:
        return bytes(
            one.context.features.get(session, one.context.keys, [record_id])[record_id].packed
        )


def test_an_edit_of_one_statement_keeps_the_provenance_of_the_others(
    installation: Installation,
) -> None:
    responsible = installation.actor(Role.CASEWORKER)
    public_id = installation.register({**OTHER, **STATED}, responsible)
    before = _stated(read(installation, responsible, public_id))
    assert before["aliases", "Sara"] == ("relative", "2026-02-01", "X4H0")
    shown = edit(
        installation,
        responsible,
        public_id,
        {"aliases": ["Sara", "Sahra"], "aliases@source": "|witness"},
    )
    after = _stated(shown)
    today = installation.clock.now().date()
    assert after["aliases", "Sahra"] == ("witness", str(today), "X4H0")
    computed = {"age_band", "height_band", "region", "legal_basis", "international_protection"}
    assert {key: one for key, one in after.items() if key[0] not in computed} == {
        **{key: one for key, one in before.items() if key[0] not in computed | {"aliases"}},
        ("aliases", "Sara"): before["aliases", "Sara"],
        ("aliases", "Sahra"): after["aliases", "Sahra"],
    }


def test_a_later_verification_changes_comparison_and_no_value(
    installation: Installation,
) -> None:
    responsible = installation.actor(Role.CASEWORKER)
    row = {**OTHER, "birth_date": "2012-11-05", "birth_known": "documented"}
    public_id = installation.register(row, responsible)
    values = {one.entry for one in read(installation, responsible, public_id).statements}
    claimed = _packed(installation, public_id)
    shown = edit(
        installation,
        responsible,
        public_id,
        {"birth_known@source": "authority", "birth_known@quality": "A1"},
    )
    assert {one.entry for one in shown.statements} == values
    assert (shown.version, _stated(shown)["birth_known", "documented"][0]) == (2, "authority")
    assert _packed(installation, public_id) != claimed


def test_others_read_the_quality_and_neither_source_nor_more(installation: Installation) -> None:
    responsible = installation.actor(Role.CASEWORKER, "GR-CPA")
    public_id = installation.register(
        {**MISSING, **STATED, "sharing": "identity"}, responsible, CHECKED
    )
    shown = read(installation, installation.actor(Role.LIAISON_OFFICER, "DE-POL"), public_id)
    assert shown.view is View.IDENTITY
    assert {one.source for one in shown.statements} == {"", "authority"}
    assert {one.field for one in shown.statements if one.source} == {"birth_date"}
    assert {one.quality for one in shown.statements if one.field == "birth_date"} == {"A1H0"}


@pytest.mark.parametrize("quality", ["B2H1", "B2H2"])
def test_statements_not_to_be_passed_on_are_read_by_the_responsible_only(
    installation: Installation, quality: str
) -> None:
    responsible = installation.actor(Role.CASEWORKER, "GR-CPA")
    row = {**MISSING, "event_country": "GR", "sharing": "identity"}
    stated = {"event_country@quality": quality, "full_name@quality": quality}
    public_id = installation.register({**row, "full_name": "Zahra", **stated}, responsible, CHECKED)
    reader = installation.actor(Role.LIAISON_OFFICER, "DE-POL")
    fields = {one.field for one in read(installation, reader, public_id).statements}
    hidden = {"full_name", "event_country", "region"}
    assert hidden & fields == (hidden if quality == "B2H1" else set())
    assert hidden - {"region"} <= {
        one.field for one in read(installation, responsible, public_id).statements
    }


def test_a_report_of_missing_from_care_does_not_compare_statements_not_to_be_passed_on(
    installation: Installation,
) -> None:
    responsible = installation.actor(Role.CASEWORKER)
    packed = []
    for reference, alias in (("A-1", {}), ("A-2", {"aliases": "Zari", "aliases@quality": "B2H2"})):
        child = installation.register({**FOUND, "record_ref": reference, **alias}, responsible)
        leaving = MissingFromCareForm(left_at=NOW - timedelta(hours=11), place="Hamburg")
        report = installation.do(
            responsible, missing_from_care.report_missing_from_care, child, leaving
        ).report
        packed.append(_packed(installation, report))
    assert packed[0] == packed[1]


def test_a_statement_by_an_exploiter_marks_a_victim(installation: Installation) -> None:
    responsible = installation.actor(Role.CASEWORKER)
    for source, is_shared in (("relative", True), ("exploiter", False)):
        row = {**OTHER, "record_ref": source, "eyes@source": source, "sharing": ""}
        public_id = installation.register(row, responsible, LAWFUL)
        shares = installation.read_all(
            select(RecordShare.view).where(
                RecordShare.record_id == installation.row_of(public_id).id
            )
        )
        assert any(shares) is is_shared
