"""Matches of the matrix, and their disclosures."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.policy.roles import CASE_ROLES, Role
from core.security.crypto import SealPlace, seal
from models.consent.written_consent import RiskAssessment
from models.disclosure.requests_and_grants import Disclosure, Grant
from models.matching_runs.match import Match
from models.records.photo import RecordPhoto
from models.records.record import Record, RecordAssignment
from services.foundation import data_keys
from services.review import decisions, match_messages
from services.review.decision_steps import Judgement
from services.review.match_messages import Letter
from tests.integration.api.matrix_calls import PICTURE, QUESTIONS
from tests.integration.api.matrix_world import World, agency_of
from tests.integration.matches.steps import evidence_read


def of_case(world: World, name: str, role: Role) -> UUID:
    if name == "consent":
        return world.consent
    with world.installation.database.transaction() as session:
        if name in {"own_match", "asked_match", "proposed_match", "changed_match"}:
            return _own_match(world, session, name, role)
        return _disclosed(world, session, name, role)


def _own_match(world: World, session: Session, name: str, role: Role) -> UUID:
    """Return a match with both sides of the role, so that it may ask, answer and take back."""
    found = session.scalars(select(Record).where(Record.public_id == world.found)).one()
    mine = world.police if role is Role.LIAISON_OFFICER else world.missing
    other = session.scalars(select(Record).where(Record.public_id == mine)).one()
    ends = sorted((found.id, other.id))
    match = session.scalars(select(Match).where(Match.low == ends[0], Match.high == ends[1])).one()
    match.state = "open"
    case_role = role if role in CASE_ROLES else Role.CASEWORKER
    actor = world.installation.actor(case_role, agency_of(case_role))
    for record in (found, other):
        record.agency_id, record.state = actor.agency_id or 0, actor.state
    session.flush()
    if case_role is Role.CASEWORKER:
        session.merge(
            RecordAssignment(record_id=other.id, user_id=actor.user_id, since=found.created_at)
        )
        session.flush()
    context = world.installation.context
    if name == "asked_match":
        match_messages.write(session, context, actor, match.public_id, Letter(questions=QUESTIONS))
    if name in {"proposed_match", "changed_match"}:
        evidence = evidence_read(session, world.installation, actor, match.public_id)
        judgement = Judgement("same", "document", match.version, evidence)
        decisions.give_decision(session, context, actor, match.public_id, judgement)
    if name == "changed_match":
        session.refresh(match)
        match.low_review = match.high_review = "evidence_changed"
    return match.public_id


def _disclosed(world: World, session: Session, name: str, role: Role) -> UUID:
    """Return the role's confirmed match, or a request about its record, or a grant to its
    responsible agency.
    """
    mine = world.police if role is Role.LIAISON_OFFICER else world.found
    record = session.scalars(select(Record).where(Record.public_id == mine)).one()
    match = session.scalars(
        select(Match).where((Match.low == record.id) | (Match.high == record.id)).order_by(Match.id)
    ).first()
    assert match is not None
    other = session.get_one(Record, match.low if match.high == record.id else match.high)
    match.state = "confirmed"
    if name == "confirmed_match":
        return match.public_id
    public_id, now = uuid4(), world.installation.clock.now()
    reader = world.installation.actor(role, agency_of(role)).user_id if role in CASE_ROLES else None
    reader = reader or world.installation.actor(Role.CASEWORKER).user_id or 0
    about, asker = (other, record) if name == "grant" else (record, other)
    words = data_keys.seal_json(
        data_keys.open_data_key(session, world.installation.context.keys, about.public_id),
        {"purpose": "verify_hit", "reason": "", "imminent": ""},
        SealPlace("disclosure", public_id, "F4b", 1),
    )
    disclosure = Disclosure(
        public_id=public_id,
        record_id=about.id,
        match_id=match.id,
        agency_id=asker.agency_id,
        asked_by=reader,
        asker_state=asker.state,
        named_user_id=reader,
        responsible_agency_id=about.agency_id,
        responsible_state=about.state,
        asked="identity photo",
        permitted="identity photo",
        urgency="urgent",
        needs_desk=False,
        state="requested",
        path="ordinary",
        sealed=words,
        requested_at=now,
        answer_by=now,
    )
    session.add(disclosure)
    session.flush()
    if name == "disclosure":
        return public_id
    disclosure.state, disclosure.path = "released", "vital_interest"
    responsible = world.installation.context
    key = data_keys.open_data_key(session, responsible.keys, about.public_id)
    risk = uuid4()
    assessment = {
        "level": "high",
        "imminent": ["life"],
        "may_release": ["identity", "photo"],
        "notes": "x",
    }
    session.add(
        RiskAssessment(
            public_id=risk,
            record_id=about.id,
            sealed=data_keys.seal_json(
                key,
                assessment | {"is_adult_who_cannot_decide": False},
                SealPlace("risk_assessment", risk, "F4b", 1),
            ),
            assessed_by=reader,
            assessed_at=now,
        )
    )
    grant = Grant(
        public_id=uuid4(),
        disclosure_id=disclosure.id,
        record_id=about.id,
        user_id=reader,
        field_classes="F1 F2 F3",
        granted_at=now,
        ends_at=now + timedelta(hours=1),
    )
    session.add(grant)
    session.flush()
    with_picture = session.get(RecordPhoto, about.id)
    if with_picture is None:
        place = SealPlace("record_photo", about.public_id, "F3", 1)
        made = {
            "version": 1,
            "sealed": seal(key, PICTURE, place),
            "added_by": reader,
            "added_at": now,
        }
        session.add(RecordPhoto(record_id=about.id, **made))
    return grant.public_id
