"""Records of the matrix: found, closed, transferred, due, with photograph or reporter."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from pydantic import TypeAdapter
from sqlalchemy import select, update

from core.codes.notifications import EventKind
from core.policy.roles import Role
from models.agencies.agency import Agency
from models.case.deadline import CaseDeadline
from models.consent.written_consent import Consent, ConsentScope
from models.matching_runs.match import Match
from models.records.event_knowledge import EventKnowledge
from models.records.record import Record, RecordAssignment
from models.records.record_link import RecordLink
from services.case import best_interests, guardians, reporters
from services.case.best_interests import BestInterestsForm
from services.case.care import (
    agency_transfers,
    care_confirmation,
    care_declarations,
    missing_from_care,
)
from services.case.care.missing_from_care import MissingFromCareForm
from services.case.guardians import GuardianForm
from services.case.reporters import ReporterForm
from services.data_rights import retention
from services.foundation.actor import Actor
from services.records import photos, repository
from services.reporter_check import institutions
from services.reporter_check.institutions import InstitutionForm
from tests.described_client import example
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, OTHER
from tests.integration.api.matrix_calls import PICTURE
from tests.integration.api.matrix_world import STRANGERS, World, agency_of


def child(world: World, _name: str, role: Role) -> UUID:
    """Return a found record of the role."""
    return world.police_child if role is Role.LIAISON_OFFICER else world.found


def child_who_left(world: World, _name: str, role: Role) -> UUID:
    """Return a found record of the role whose child went missing from care."""
    _leave_care(world, role)
    return child(world, _name, role)


def report_of_child_who_left(world: World, _name: str, role: Role) -> UUID:
    """Return the report of a child of the role missing from care."""
    return _leave_care(world, role)


def _leave_care(world: World, role: Role) -> UUID:
    """Record the child of a role as missing from care, unless it is; return its report."""
    is_police = role is Role.LIAISON_OFFICER
    actor = world.installation.actor(
        *((role, "DE-POL") if is_police else (Role.SUPERVISOR, "DE-JUG"))
    )
    child = world.police_child if is_police else world.found
    query = select(RecordLink.linked_id).where(
        RecordLink.record_id == world.installation.row_of(child).id
    )
    reports = select(Record.public_id).where(Record.id.in_(query))
    if before := world.installation.read_all(reports):
        return before[0]
    left = world.installation.do(
        actor,
        missing_from_care.report_missing_from_care,
        child,
        MissingFromCareForm(world.installation.clock.now()),
    )
    return left.report


def determination_form(opens: list[str]) -> BestInterestsForm:
    """Return the example of a determination that opens these scopes."""
    sent = {**example("BestInterestsForm"), "opens": opens}
    return TypeAdapter(BestInterestsForm).validate_python(sent)


def with_family(world: World, _name: str, role: Role) -> UUID:
    """Return a found record of the role with a verified relative and a best-interests decision."""
    agency = agency_of(role)
    by = world.installation.actor(role if role in STRANGERS else Role.CASEWORKER, agency)
    stated = {"relatives@source": "authority", "relatives@quality": "A1H0"}
    row = {**FOUND, **stated, "record_ref": f"W-{uuid4().hex[:6]}", "relatives": ["aunt:Zari"]}
    child = world.installation.register(row, by, LAWFUL)
    head = world.installation.actor(Role.SUPERVISOR, agency)
    form = determination_form(opens=[])
    world.installation.do(head, best_interests.store_determination, child, form)
    return child


def running_deadline(world: World, _name: str, role: Role) -> UUID:
    """Return the deadline for the photograph of an open report of the role."""
    record = world.installation.row_of(reported(world, "report", role)).id
    query = select(CaseDeadline.public_id).where(
        CaseDeadline.record_id == record, CaseDeadline.kind == "photo"
    )
    return world.installation.read_one(query)


def pictured(world: World, _name: str, role: Role) -> UUID:
    """Return a record of the role with a photograph."""
    is_police = role is Role.LIAISON_OFFICER
    actor = world.installation.actor(
        *((role, "DE-POL") if is_police else (Role.CASEWORKER, "DE-JUG"))
    )
    record = world.police if is_police else world.found
    world.installation.do(actor, photos.store_photo, record, data=PICTURE)
    return record


def at_risk(world: World, _name: str, _role: Role) -> UUID:
    """Return another agency's record of a person at risk."""
    reference = f"AR-{uuid4().hex[:6]}"
    record = world.installation.register(
        {**FOUND, "record_ref": reference}, world.installation.actor(Role.CASEWORKER, "FR-116")
    )
    world.installation.change(
        update(Record).where(Record.public_id == record).values(may_warn=False)
    )
    return record


def reached(world: World, name: str, role: Role) -> UUID:
    """Return a record of a person at risk whose desk the role's agency got as the relay desk."""
    public_id = at_risk(world, name, role)
    one = world.installation
    with one.database.transaction() as session:
        responsible = select(Agency.id).where(Agency.code == agency_of(role))
        session.add(
            EventKnowledge(
                record_id=session.scalars(
                    select(Record.id).where(Record.public_id == public_id)
                ).one(),
                agency_id=session.scalars(responsible).one(),
                kind=EventKind.RELAYED,
                is_told=True,
                decided_at=one.clock.now(),
            )
        )
    return public_id


def reported(world: World, name: str, role: Role) -> UUID:
    """Return an open report of the role: without a reporter, with one, or with named proofs."""
    agency = agency_of(role)
    by = world.installation.actor(role if role in STRANGERS else Role.CASEWORKER, agency)
    row = {**OTHER, "record_ref": f"R-{uuid4().hex[:6]}", "kind": "missing"}
    record = world.installation.register(row, by, LAWFUL)
    if name != "report":
        writer = world.installation.actor(
            Role.LIAISON_OFFICER if agency == "DE-POL" else Role.SUPERVISOR, agency
        )
        if role is Role.SUPERVISOR:
            record = world.installation.register(
                {**row, "record_ref": f"R-{uuid4().hex[:6]}"},
                world.installation.actor(Role.CASEWORKER),
                LAWFUL,
            )
            writer = world.installation.actor(Role.CASEWORKER)
        form = ReporterForm("Golchehra R", identity_how="passport", relation_proof="register")
        form = form if name == "proven" else ReporterForm("Golchehra R")
        world.installation.do(writer, reporters.store_reporter, record, form)
    return record


def institution(world: World, _name: str, role: Role) -> UUID:
    """Return an institution that a colleague of the role proposed."""
    agency = agency_of(role)
    by = world.installation.actor(Role.CASEWORKER, agency)
    form = InstitutionForm("court", "Family court", "+49 40 555 01 17")
    return world.installation.do(by, institutions.propose_institution, form)


def determination(world: World, _name: str, _role: Role) -> UUID:
    """Return a best-interests determination by a supervisor that opens what the child refused."""
    head = world.installation.actor(Role.SUPERVISOR)
    form = determination_form(opens=["photo"])
    return world.installation.do(head, best_interests.store_determination, world.found, form)


def ended(world: World, name: str, role: Role) -> UUID:
    """Return a closed record of the role, or the confirmed match of DE-JUG's found child."""
    is_police = role is Role.LIAISON_OFFICER
    actor = world.installation.actor(
        *((role, "DE-POL") if is_police else (Role.SUPERVISOR, "DE-JUG"))
    )
    reference = f"C-{uuid4().hex[:6]}"
    closed = world.installation.register(
        {**OTHER, "record_ref": reference, "kind": "missing"}, actor, CHECKED
    )
    with world.installation.database.transaction() as session:
        if name == "confirmed":
            child = select(Record.id).where(Record.public_id == world.found).scalar_subquery()
            match = session.scalars(
                select(Match).where((Match.low == child) | (Match.high == child))
            ).first()
            assert match is not None
            match.state = "confirmed"
            return match.public_id
        record = session.scalars(select(Record).where(Record.public_id == closed)).one()
        repository.close_record(session, world.installation.context, record, closure="withdrawn")
        return closed


def _agree(world: World, record: UUID, by: Actor) -> None:
    """Record the person's consent to identity, so that police may transfer the record to others."""
    now = world.installation.clock.now()
    with world.installation.database.transaction() as session:
        found = session.scalars(select(Record).where(Record.public_id == record)).one()
        made = {
            "recorded_by": by.user_id,
            "recorded_at": now,
            "expires_at": now + timedelta(days=30),
        }
        consent = Consent(public_id=uuid4(), record_id=found.id, state="active", paper=b"", **made)
        session.add(consent)
        session.flush()
        session.add(ConsentScope(consent_id=consent.id, scope="identity", recipient="**"))


def offered(world: World, name: str, role: Role) -> UUID:
    """Return a record that may be transferred, a proposal of a caseworker, or an offer to the
    agency.
    """
    installation, context = world.installation, world.installation.context
    agency = agency_of(role)
    kind = "police" if agency == "DE-POL" else "protection"
    other = {"police": "GR-POL", "protection": "GR-CPA"}[kind]
    by = (
        installation.actor(Role.CASEWORKER, agency)
        if name != "incoming"
        else installation.actor(Role.SUPERVISOR, other)
    )
    record = installation.register(
        {**OTHER, "record_ref": f"T-{uuid4().hex[:6]}", "kind": "missing"}, by, CHECKED
    )
    if name == "own":
        _agree(world, record, by)
        return record
    to = {"police": "GR-POL", "protection": "GR-CPA"}[kind] if name == "proposed" else agency
    with installation.database.transaction() as session:
        return agency_transfers.offer_record(
            session, context, by, record, to_agency=to, reason="moved"
        )[0]


def due(world: World, role: Role) -> UUID:
    """Return a record of the role with a review due soon."""
    record_id = world.police if role is Role.LIAISON_OFFICER else world.found
    with world.installation.database.transaction() as session:
        record = session.scalars(select(Record).where(Record.public_id == record_id)).one()
        record.review_at = world.installation.clock.now() + timedelta(days=10)
        session.flush()
        retention.run_retention(session, world.installation.context)
    return record_id


def guarded(world: World, _name: str, role: Role) -> UUID:
    """Return a guardian of DE-JUG's found child."""
    del role
    actor = world.installation.actor(Role.CASEWORKER)
    paper = GuardianForm("Anna Weber", "court", world.installation.clock.now(), "12 F 34")
    return world.installation.do(actor, guardians.store_appointment, world.found, paper)[0]


def held(world: World, name: str, role: Role) -> UUID:
    """Return a found record of the role that a colleague registered, or a report opened by a
    declaration.
    """
    installation, context = world.installation, world.installation.context
    agency = agency_of(role)
    reference = f"H-{uuid4().hex[:6]}"
    by = installation.actor(role if role in STRANGERS else Role.CASEWORKER, agency)
    if name == "declared_against":
        report = installation.register({**MISSING, "record_ref": reference}, by, CHECKED)
        other = installation.actor(Role.CASEWORKER, "GR-CPA")
        found = installation.register({**FOUND, "record_ref": reference}, other, LAWFUL)
        installation.work()
        with installation.database.transaction() as session:
            care_declarations.declare_care(session, context, other, found, reason="alone")
        return report
    colleague = installation.actor(
        Role.CASEWORKER if role is Role.SUPERVISOR else Role.SUPERVISOR, agency
    )
    if role is Role.LIAISON_OFFICER:
        colleague = installation.actor(Role.CASEWORKER, agency)
    found = installation.register({**OTHER, "record_ref": reference}, colleague, LAWFUL)
    with installation.database.transaction() as session:
        record = session.scalars(select(Record).where(Record.public_id == found)).one()
        assert by.user_id is not None
        if by.user_id != colleague.user_id:
            session.add(
                RecordAssignment(
                    record_id=record.id, user_id=by.user_id, since=installation.clock.now()
                )
            )
        session.flush()
        if name == "in_care":
            care_confirmation.confirm_care(session, context, by, found, proof="colleague")
    return found
