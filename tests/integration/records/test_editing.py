"""Editing a record: permitted roles, recomputed values, and fields that cannot change."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.errors import InvalidInput, NotFound, VersionConflict
from core.policy.roles import Role
from models.matching_runs.match_key import MatchKey
from models.operations.job import Job
from models.records.facts import Feature
from tests.factories import CHECKED, LAWFUL, MISSING, OTHER, Installation
from tests.integration.records.steps import GR_OFFICER, edit, fields_of


def test_editing_raises_the_version_replaces_keys_and_queues_a_match(
    installation: Installation,
) -> None:
    responsible = installation.actor(Role.CASEWORKER)
    public_id = installation.register(OTHER, responsible)
    shown = edit(installation, responsible, public_id, {"full_name": "Petro Shevchuk"})
    assert shown.version == 2
    values = {one.field: one.value for one in shown.statements}
    assert values["full_name"] == "Petro Shevchuk"
    assert values["eyes"] == "blue"
    assert values["legal_basis"] == LAWFUL.legal_basis
    with installation.database.transaction(is_read_only=True) as session:
        rows = session.execute(select(Feature.record_version, Feature.record_id)).all()
        assert [row.record_version for row in rows] == [2]
        own = installation.context.features.get(
            session, installation.context.keys, [rows[0].record_id]
        )
        stored = set(session.scalars(select(MatchKey.key)))
        assert stored == set(own[rows[0].record_id].keys)
        assert session.scalars(select(Job.record_version).order_by(Job.id)).all() == [1, 2]


def test_an_edit_takes_a_fact_back_and_leaves_the_rest(installation: Installation) -> None:
    responsible = installation.actor(Role.CASEWORKER)
    public_id = installation.register(OTHER, responsible)
    shown = edit(installation, responsible, public_id, {"eyes": ""})
    assert "eyes" not in fields_of(shown)
    assert "full_name" in fields_of(shown)


def test_the_second_of_two_edits_of_one_version_is_refused(installation: Installation) -> None:
    responsible = installation.actor(Role.CASEWORKER)
    public_id = installation.register(OTHER, responsible)
    for expected in (None, VersionConflict):
        if expected is None:
            edit(installation, responsible, public_id, {"eyes": "brown"})
        else:
            with pytest.raises(expected):
                edit(installation, responsible, public_id, {"eyes": "grey"}, version=1)


@pytest.mark.parametrize("column", ["record_ref", "kind"])
def test_reference_and_kind_do_not_change(installation: Installation, column: str) -> None:
    responsible = installation.actor(Role.CASEWORKER)
    public_id = installation.register(OTHER, responsible)
    with pytest.raises(InvalidInput):
        edit(installation, responsible, public_id, {column: "missing"}, version=1)


def test_a_supervisor_edits_with_a_reason_only(installation: Installation) -> None:
    public_id = installation.register(OTHER, installation.actor(Role.CASEWORKER))
    supervisor = installation.actor(Role.SUPERVISOR)
    with pytest.raises(InvalidInput):
        edit(installation, supervisor, public_id, {"eyes": "grey"}, version=1)
    edit(installation, supervisor, public_id, {"eyes": "grey"}, reason="seen by the doctor")


def test_a_visible_record_of_another_agency_is_not_edited(installation: Installation) -> None:
    public_id = installation.register(MISSING, installation.actor(*GR_OFFICER), CHECKED)
    with pytest.raises(NotFound):
        edit(
            installation,
            installation.actor(Role.CASEWORKER),
            public_id,
            {"eyes": "grey"},
            version=1,
        )
