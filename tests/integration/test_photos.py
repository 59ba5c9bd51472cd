from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from core.errors import Conflict, InvalidInput, NotFound
from core.policy.roles import Role
from models.oversight.audit import AuditRecord
from models.records.photo import RecordPhoto
from models.records.record import Record
from services.foundation import actor_database_role
from services.foundation.actor import Actor
from services.records import erasure, photos, repository
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, Installation, picture
from tests.integration.statements import heard

GR_OFFICER = (Role.LIAISON_OFFICER, "GR-POL")
FORM = picture(30, 20)


def put(one: Installation, actor: Actor, record: UUID, data: bytes = FORM) -> None:
    one.do(actor, photos.store_photo, record, data=data)


def show(one: Installation, actor: Actor, record: UUID) -> bytes:
    return one.do(actor, photos.read_photo, record)


def test_the_responsible_sees_the_newest_photograph_and_the_audit_log_says_so(
    installation: Installation,
) -> None:
    responsible = installation.actor(Role.CASEWORKER)
    record = installation.register(FOUND, responsible)
    put(installation, responsible, record)
    put(installation, responsible, record, picture(50, 50, "JPEG"))
    assert show(installation, responsible, record)[:3] == b"\xff\xd8\xff"
    photo = installation.read_one(select(RecordPhoto))
    assert photo.version == 2
    assert b"JFIF" not in photo.sealed
    shown = installation.read_all(
        select(AuditRecord.field_classes).where(AuditRecord.record == record)
    )
    assert shown[-1] == "F3"


def test_a_missing_reports_photograph_is_seen_at_identity_and_not_below(
    installation: Installation,
) -> None:
    responsible = installation.actor(Role.LIAISON_OFFICER, "DE-POL")
    record = installation.register({**MISSING, "recipients": ["GR"]}, responsible, CHECKED)
    put(installation, responsible, record)
    assert show(installation, installation.actor(*GR_OFFICER), record)
    with pytest.raises(NotFound):
        show(installation, installation.actor(Role.LIAISON_OFFICER, "CH-CPA"), record)


def test_only_the_responsible_reads_a_found_childs_photograph(installation: Installation) -> None:
    responsible = installation.actor(Role.CASEWORKER)
    record = installation.register(FOUND, responsible, LAWFUL)
    put(installation, responsible, record)
    with pytest.raises(NotFound):
        show(installation, installation.actor(*GR_OFFICER), record)


def test_none_and_a_hidden_record_answer_as_one_that_is_not_there(
    installation: Installation,
) -> None:
    responsible, other = installation.actor(Role.CASEWORKER), installation.actor(*GR_OFFICER)
    hidden = installation.register({**FOUND, "sharing": "none"}, responsible)
    put(installation, responsible, hidden)
    counts = []
    for record in (hidden, uuid4()):
        with installation.acting(other) as session, heard(installation.app) as statements:
            with pytest.raises(NotFound, match="no such record"):
                photos.read_photo(session, installation.context, other, record)
            counts.append(len(statements))
    assert counts[0] == counts[1]
    bare = installation.register({**FOUND, "record_ref": "F-2"}, responsible)
    with pytest.raises(NotFound, match="no such photograph"):
        show(installation, responsible, bare)


def test_a_file_that_is_no_image_is_refused_and_the_old_photo_kept(
    installation: Installation,
) -> None:
    responsible = installation.actor(Role.CASEWORKER)
    record = installation.register(FOUND, responsible)
    put(installation, responsible, record)
    with pytest.raises(InvalidInput):
        put(installation, responsible, record, b"<svg/>")
    assert show(installation, responsible, record)


def test_a_closed_record_takes_no_photograph_and_a_removed_one_is_gone(
    installation: Installation,
) -> None:
    responsible = installation.actor(Role.CASEWORKER)
    record = installation.register(FOUND, responsible)
    put(installation, responsible, record)
    installation.do(responsible, photos.remove_photo, record)
    with pytest.raises(NotFound):
        show(installation, responsible, record)
    with installation.database.transaction() as session:
        closed = session.scalars(select(Record).where(Record.public_id == record)).one()
        repository.close_record(session, installation.context, closed, closure="withdrawn")
    with pytest.raises(Conflict):
        put(installation, responsible, record)


def test_another_agency_neither_puts_nor_removes(installation: Installation) -> None:
    responsible = installation.actor(Role.LIAISON_OFFICER, "DE-POL")
    record = installation.register({**MISSING, "recipients": ["GR"]}, responsible, CHECKED)
    put(installation, responsible, record)
    other = installation.actor(*GR_OFFICER)
    with pytest.raises(NotFound):
        put(installation, other, record)
    assert show(installation, responsible, record)


def test_an_erased_persons_photograph_is_gone(installation: Installation) -> None:
    responsible = installation.actor(Role.CASEWORKER)
    record = installation.register(FOUND, responsible)
    put(installation, responsible, record)
    with installation.app.transaction() as session:
        actor_database_role.enter_role(session, responsible)
        row = session.scalars(select(Record).where(Record.public_id == record)).one()
        erasure.erase_record(
            session, installation.context, row, actor_database_role.describe_actor(responsible)
        )
    assert installation.read_all(select(RecordPhoto)) == []
