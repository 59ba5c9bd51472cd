"""Searches, files, exports, drafts and reports of the matrix."""

from __future__ import annotations

import dataclasses
from uuid import UUID, uuid4

from pydantic import TypeAdapter
from sqlalchemy import select

from core.policy.actions import Action, scope
from core.policy.roles import CASE_ROLES, Role
from models.case.sealed_message import MessageDelivery, SealedMessage
from models.case.sighting import Sighting, SightingDelivery
from models.oversight.alert import Alert
from models.search.link_request import LinkRequest
from models.statistics.stored_counts import StatisticCell
from reports import generate
from reports.generate import ReportRequest
from services.agencies import directory
from services.agencies.directory import ServiceForm
from services.case import sealed_messages, sightings
from services.case.sealed_messages import MessageForm
from services.case.sightings import SightingForm
from services.disclosure import exports
from services.disclosure.exports import ExportForm
from services.foundation import alerts, data_keys
from services.imports import files as import_files
from services.imports.files import ImportPlan
from services.records.intake import drafts
from services.search import search_log
from services.search.link_requests import KEY_SCOPE, request_place
from services.search.search_log import SearchLogEntry
from services.statistics import report_runs
from tests.factories import CHECKED, MISSING
from tests.integration.api.matrix_calls import EXPORT, MAPPING, SEARCH, SENT_FILE, SIGHTING
from tests.integration.api.matrix_world import World, agency_of
from tests.integration.search_steps import ask, mark_signed, save
from tests.integration.steps import decide


def alerted(world: World, _name: str, _role: Role) -> UUID:
    """Return an alert."""
    actor = world.installation.actor(Role.CASEWORKER)
    with world.installation.database.transaction() as session:
        alerts.raise_alert(session, world.installation.context, actor, "query_burst", None)
        return session.scalars(select(Alert.public_id)).one()


def sealed(world: World, name: str, role: Role) -> UUID:
    """Return a sealed message that the role's agency left, or one that came to it."""
    one = world.installation
    if role not in CASE_ROLES:
        return uuid4()  # refused for the role, before anything is looked up
    is_officer = role is Role.LIAISON_OFFICER
    if name == "left_message":
        responsible = role if is_officer else Role.SUPERVISOR
        sender = one.actor(responsible, agency_of(responsible))
        record = world.police if is_officer else world.found
    else:
        sender = one.actor(Role.SUPERVISOR, "DE-JUG" if is_officer else "GR-CPA")
        record = world.found if is_officer else world.missing
    form = MessageForm("trafficker", "Trust nobody who says he is an uncle.")
    one.do(sender, sealed_messages.leave_message, record, form)
    one.work()
    own = one.row_of(world.police if is_officer else world.found).id
    table = SealedMessage if name == "left_message" else MessageDelivery
    query = select(table.public_id).where(table.record_id == own)
    return one.read_one(query.order_by(table.id.desc()).limit(1))


def sighting(world: World, _name: str, role: Role) -> UUID:
    """Return a sighting that came to a report of the role."""
    one = world.installation
    if role not in CASE_ROLES:
        return uuid4()  # refused for the role, before anything is looked up
    responsible = one.actor(Role.CASEWORKER)
    row = {**MISSING, "record_ref": f"S-{one.count(Sighting)}"}
    report = (
        world.police if role is Role.LIAISON_OFFICER else one.register(row, responsible, CHECKED)
    )
    form = TypeAdapter(SightingForm).validate_python({**SIGHTING, "reference": report})
    one.do(one.actor(Role.CASEWORKER, "FR-116"), sightings.send, form)
    one.work()
    own = one.row_of(report).id
    query = select(SightingDelivery.public_id).where(SightingDelivery.record_id == own)
    return one.read_one(query.order_by(SightingDelivery.id.desc()).limit(1))


def link_request(world: World, name: str, role: Role) -> UUID:
    """Return a request about a record of the role, or one that the role asked."""
    one = world.installation
    is_officer = role is Role.LIAISON_OFFICER
    is_case = scope(Action.ASK_FROM_LINK, role) is not None
    own = one.actor(role if is_case else Role.CASEWORKER, agency_of(role))
    asker, record = own, world.missing
    if name == "link_request":
        asker = one.actor(Role.SUPERVISOR, "FR-116")
        record = world.police if is_officer else world.found
    record_id, public_id, now = one.row_of(record).id, uuid4(), one.clock.now()
    with one.database.transaction() as session:
        entry = SearchLogEntry("search", "locate_missing", "led_8_10", {})
        key = data_keys.make_data_key(
            session, one.context.keys, subject=public_id, scope=KEY_SCOPE, now=now
        )
        session.add(
            LinkRequest(
                public_id=public_id,
                record_id=record_id,
                search_id=search_log.write_entry(session, one.context, asker, entry).id,
                agency_id=asker.agency_id,
                user_id=asker.user_id,
                acting_state=asker.state,
                kind="contact",
                purpose="locate_missing",
                state="asked",
                sealed=data_keys.seal_json(key, "We know her.", request_place(public_id)),
                asked_at=now,
                due_at=now,
            )
        )
    return public_id


def signed_search(world: World, name: str, role: Role) -> UUID:
    """Return a approved search of the role, or a saved search."""
    one = world.installation
    is_seeker = scope(Action.SEARCH_OTHERS, role) is not None
    actor = one.actor(role if is_seeker else Role.CASEWORKER, agency_of(role))
    search_id = ask(one, actor, SEARCH["facts"], case_number="DE-2026-001").id
    mark_signed(one)
    return search_id if name == "signed" else save(one, actor, search_id, days=3).id


def sent(world: World, name: str, role: Role) -> UUID:
    """Return a file that the role uploaded, or an imported one with a failed row."""
    context = world.installation.context
    is_importer = scope(Action.IMPORT, role) is not None
    actor = world.installation.actor(role if is_importer else Role.CASEWORKER, agency_of(role))
    with world.installation.database.transaction() as session:
        batch = import_files.upload_file(session, context, actor, data=SENT_FILE, form="csv").id
        if name == "imported":
            import_files.start_import(session, context, actor, batch, ImportPlan(MAPPING))
    if name == "imported":
        world.installation.work()
    return batch


def drafted(world: World, _name: str, role: Role) -> UUID:
    """Save a draft of the role. It has no id."""
    if scope(Action.SAVE_DRAFT, role) is not None:
        world.installation.do(
            world.installation.actor(role, agency_of(role)),
            drafts.save_draft,
            "missing",
            [("sex", "F")],
        )
    return uuid4()


def service(world: World, _name: str, _role: Role) -> UUID:
    """Return a service of the directory."""
    context, by = world.installation.context, world.installation.actor(Role.ADMINISTRATOR)
    with world.installation.database.transaction() as session:
        form = ServiceForm(state="GR", kind="legal_aid", name="Legal aid", reach="+30 2 555 01 70")
        return directory.add_service(session, context, by, form).id


def exporting(world: World, name: str, role: Role) -> UUID:
    """Return a record to export, an export asked for by another person, or the role's approved
    export.
    """
    del role
    context, head = world.installation.context, world.installation.actor(Role.SUPERVISOR)
    deputy = dataclasses.replace(world.installation.actor(Role.CASEWORKER), role=Role.SUPERVISOR)
    form = ExportForm(
        [world.found], **{key: value for key, value in EXPORT.items() if key != "records"}
    )
    if name == "exported":
        return world.found
    first, second = (deputy, head) if name == "export" else (head, deputy)
    with world.installation.database.transaction() as session:
        made = exports.request_export(session, context, first, form).id
    if name == "approved_export":
        decide(world.installation, second, made)
    return made


def published(world: World, _name: str, _role: Role) -> UUID:
    """Publish a count, make two reports of it, and return the second one."""
    context = world.installation.context
    with world.installation.database.transaction() as session:
        session.add(
            StatisticCell(cube="kinds", cell="missing", counted_at=context.clock.now(), n=12)
        )
    with world.installation.database.transaction() as session:
        made = [
            generate.make_report(session, context, report_runs.REPORTER, ReportRequest())
            for _ in range(2)
        ]
    return made[1].id
