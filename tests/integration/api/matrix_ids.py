"""The objects in the matrix's world for each call, created on demand."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

from sqlalchemy import select

from core.policy.roles import Role
from models.matching_runs.match import Match
from models.records.notification import Notification
from models.records.record import Record
from services.matching_runs import runs
from services.operations import schedule
from tests.integration.api import matrix_matches, matrix_papers, matrix_people, matrix_records
from tests.integration.api.matrix_calls import CASES
from tests.integration.api.matrix_world import World, agency_of


def id_of(world: World, name: str, role: Role) -> UUID:
    """Return an id of this kind that the role owns, if it owns any."""
    if name in MAKERS:
        return MAKERS[name](world, name, role)
    with world.installation.database.transaction() as session:
        if name == "run":
            return runs.start_matching_run(session, world.installation.context, schedule.SCHEDULER)
        if name == "record":
            return world.police if role is Role.LIAISON_OFFICER else world.found
        record = world.police if role is Role.LIAISON_OFFICER else world.found
        own = select(Record.id).where(Record.public_id == record).scalar_subquery()
        if name == "match":
            query = select(Match.public_id).where((Match.low == own) | (Match.high == own))
        else:
            query = select(Notification.public_id).where(Notification.record_id == own)
        return (
            session.scalars(
                query.order_by(Match.id if name == "match" else Notification.id)
            ).first()
            or uuid4()
        )


MAKERS: dict[str, Callable[[World, str, Role], UUID]] = {
    "child": matrix_records.child,
    "gone": matrix_records.child_who_left,
    "departed": matrix_records.report_of_child_who_left,
    "guarded": matrix_records.guarded,
    "with_family": matrix_records.with_family,
    "running": matrix_records.running_deadline,
    **dict.fromkeys(("unconfirmed", "in_care", "declared_against"), matrix_records.held),
    **dict.fromkeys(("exported", "export", "approved_export"), matrix_papers.exporting),
    **dict.fromkeys(("uploaded", "imported"), matrix_papers.sent),
    **dict.fromkeys(("left_message", "received_message"), matrix_papers.sealed),
    "sighting": matrix_papers.sighting,
    **dict.fromkeys(("link_request", "own_link_request"), matrix_papers.link_request),
    "relayed": matrix_records.at_risk,
    "reached": matrix_records.reached,
    "pictured": matrix_records.pictured,
    "published": matrix_papers.published,
    "cube": lambda *_: "kinds",
    "own_agency": lambda _world, _name, role: agency_of(role),
    **dict.fromkeys(("report", "reported", "proven"), matrix_records.reported),
    "institution": matrix_records.institution,
    **dict.fromkeys(("signed", "saved_search"), matrix_papers.signed_search),
    "service": matrix_papers.service,
    "drafted": matrix_papers.drafted,
    "alert": matrix_papers.alerted,
    **dict.fromkeys(("closed", "confirmed"), matrix_records.ended),
    **dict.fromkeys(("own", "proposed", "incoming"), matrix_records.offered),
    **dict.fromkeys(
        (
            *("due", "asked", "answered", "user", "officer", "reset", "deputy", "agency"),
            *("token", "approved_token"),
        ),
        matrix_people.about_rights,
    ),
    **dict.fromkeys(CASES, matrix_matches.of_case),
    "approved": matrix_people.sampled,
    "waiting": matrix_people.waiting_approval,
}
