"""Pairs of the matrix, and their disclosures."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.policy.roles import CASE_ROLES, Role
from core.security.crypto import SealPlace, seal
from models.consent.consent import RiskAssessment
from models.disclosure.disclosure import Disclosure, Grant
from models.matching_runs.pair import Pair
from models.records.photo import RecordPhoto
from models.records.record import Record, RecordAssignment
from services.foundation import data_keys
from services.review import decisions, pair_messages
from services.review.decision_steps import Judgement
from services.review.pair_messages import Letter
from tests.integration.api.matrix_calls import PICTURE, QUESTIONS
from tests.integration.api.matrix_world import World, agency_of
from tests.integration.pairs.steps import evidence_read


def of_case(world: World, name: str, role: Role) -> UUID:
    if name == "consent":
        return world.consent
    with world.installation.database.transaction() as session:
        if name in {"own_pair", "asked_pair", "proposed_pair", "changed_pair"}:
            return _own_pair(world, session, name, role)
        return _disclosed(world, session, name, role)


def _own_pair(world: World, session: Session, name: str, role: Role) -> UUID:
    """Return a pair of which the role owns both sides, so that it may ask, answer and take back."""
    found = session.scalars(select(Record).where(Record.public_id == world.found)).one()
    mine = world.police if role is Role.LIAISON_OFFICER else world.missing
    other = session.scalars(select(Record).where(Record.public_id == mine)).one()
    ends = sorted((found.id, other.id))
    pair = session.scalars(select(Pair).where(Pair.low == ends[0], Pair.high == ends[1])).one()
    pair.state = "open"
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
    if name == "asked_pair":
        pair_messages.write(session, context, actor, pair.public_id, Letter(questions=QUESTIONS))
    if name in {"proposed_pair", "changed_pair"}:
        evidence = evidence_read(session, world.installation, actor, pair.public_id)
        judgement = Judgement("same", "document", pair.version, evidence)
        decisions.give_decision(session, context, actor, pair.public_id, judgement)
    if name == "changed_pair":
        session.refresh(pair)
        pair.low_review = pair.high_review = "evidence_changed"
    return pair.public_id


def _disclosed(world: World, session: Session, name: str, role: Role) -> UUID:
    """Return the role's confirmed pair, or a request about its record, or a grant to its owner."""
    mine = world.police if role is Role.LIAISON_OFFICER else world.found
    record = session.scalars(select(Record).where(Record.public_id == mine)).one()
    pair = session.scalars(
        select(Pair).where((Pair.low == record.id) | (Pair.high == record.id)).order_by(Pair.id)
    ).first()
    assert pair is not None
    other = session.get_one(Record, pair.low if pair.high == record.id else pair.high)
    pair.state = "confirmed"
    if name == "confirmed_pair":
        return pair.public_id
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
        pair_id=pair.id,
        agency_id=asker.agency_id,
        asked_by=reader,
        asker_state=asker.state,
        named_user_id=reader,
        owner_agency_id=about.agency_id,
        owner_state=about.state,
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
    owner = world.installation.context
    key = data_keys.open_data_key(session, owner.keys, about.public_id)
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
