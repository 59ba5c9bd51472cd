"""A closed record, an erased record, and a record whose key is destroyed."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from core.errors import Conflict, InvalidInput, NotFound
from core.policy.roles import Role
from models.matching_runs.match_key import MatchKey
from models.records.facts import DataKey, Feature
from models.records.record import Record
from services.records import register
from tests.factories import CHECKED, MISSING, OTHER, Installation
from tests.integration.records.steps import close, fields_of, read


def test_closing_takes_a_record_out_of_the_matching_and_keeps_it_readable(
    installation: Installation,
) -> None:
    public_id = installation.register(OTHER, installation.actor(Role.CASEWORKER))
    supervisor = installation.actor(Role.SUPERVISOR)
    close(installation, supervisor, public_id, "care_elsewhere", "home")
    assert installation.count(MatchKey) == 0
    assert installation.count(Feature) == 0
    shown = read(installation, supervisor, public_id)
    assert shown.status == "closed"
    assert "full_name" in fields_of(shown)
    with pytest.raises(Conflict):
        close(installation, supervisor, public_id, "care_elsewhere", "again")


def test_a_record_is_closed_with_a_sentence_of_the_list_only(installation: Installation) -> None:
    public_id = installation.register(OTHER, installation.actor(Role.CASEWORKER))
    with pytest.raises(InvalidInput):
        close(
            installation,
            installation.actor(Role.SUPERVISOR),
            public_id,
            "lives at 5 Harbour Street",
            "x",
        )


def test_a_closed_record_is_shared_no_more(installation: Installation) -> None:
    public_id = installation.register(
        MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED
    )
    close(installation, installation.actor(Role.SUPERVISOR, "GR-CPA"), public_id, "withdrawn", "x")
    with pytest.raises(NotFound):
        read(installation, installation.actor(Role.CASEWORKER), public_id)


def test_an_erased_record_is_visible_to_no_role(installation: Installation) -> None:
    responsible = installation.actor(Role.CASEWORKER)
    public_id = installation.register(OTHER, responsible)
    installation.change(update(Record).values(status="erased"))
    with pytest.raises(NotFound):
        read(installation, responsible, public_id)
    assert installation.do(responsible, register.list_own_records) == []


def test_a_destroyed_data_key_forgets_every_fact(installation: Installation) -> None:
    responsible = installation.actor(Role.CASEWORKER)
    public_id = installation.register(OTHER, responsible)
    with installation.database.transaction() as session:
        register.data_keys.destroy_data_key(session, public_id)
        assert (
            session.scalar(
                select(func.count()).select_from(DataKey).where(DataKey.subject == public_id)
            )
            == 0
        )
    with installation.database.transaction(is_read_only=True) as session:
        record_id = session.scalars(select(Record.id).where(Record.public_id == public_id)).one()
        assert (
            installation.context.features.get(session, installation.context.keys, [record_id]) == {}
        )
