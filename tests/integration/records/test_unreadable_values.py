"""A value that cannot be parsed causes a warning and is stored for the responsible agency only."""

from __future__ import annotations

import pytest

from core.policy.roles import Role
from services.records import register
from services.records.intake import preparation
from tests.factories import CHECKED, FOUND, MISSING, Installation
from tests.integration.records.steps import read

UNREADABLE = {
    "birth_date": "the spring of the flood",
    "sex": "girl, I think",
    "nationalities": "Atlantis",
    "height_cm": "up to here",
    "phones": "ask the uncle",
    "event_date": "yesterday",
    "marks": "a scar somewhere",
    "recipients": "Atlantis",
    "sharing": "everybody",
    "category": "went with a stranger",
}


@pytest.mark.parametrize("column", sorted(UNREADABLE))
def test_an_unreadable_value_is_a_warning_and_is_kept_where_only_the_responsible_reads_it(
    installation: Installation, column: str
) -> None:
    responsible = installation.actor(Role.CASEWORKER, "GR-CPA")
    text = UNREADABLE[column]
    row = {**MISSING, column: text}
    prepared = preparation.prepare(
        installation.context, row, CHECKED, source="protection", state="DE"
    )
    assert column in {warning.column for warning in prepared.warnings}
    assert all(text not in f"{warning.reason}{warning.suggestion}" for warning in prepared.warnings)
    public_id = installation.register(row, responsible, CHECKED)
    if column != "sharing":
        stored = [
            one.value
            for one in read(installation, responsible, public_id).statements
            if one.field == "unread"
        ]
        assert stored == [f"{column}: {text}"]
    other = installation.actor(Role.CASEWORKER)
    with installation.database.transaction() as session:
        visible = register.visibility.visible_records(
            session, other, now=installation.clock.now(), public_ids=[public_id]
        )
        opened = register.open_records(session, installation.context, visible)
    assert all(text not in statement.value for shown in opened for statement in shown.statements)


def test_a_readable_list_item_is_kept_next_to_an_unreadable_one(
    installation: Installation,
) -> None:
    responsible = installation.actor(Role.CASEWORKER)
    shown = read(
        installation,
        responsible,
        installation.register({**FOUND, "nationalities": ["AF", "Atlantis"]}, responsible),
    )
    assert [one.value for one in shown.statements if one.field == "nationalities"] == ["AF"]
    assert [one.value for one in shown.statements if one.field == "unread"] == [
        "nationalities: Atlantis"
    ]
