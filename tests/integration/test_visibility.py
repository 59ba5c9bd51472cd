"""What each account sees of records, compared with a computation in Python.

Records have every combination of sharing, bars, offers and responsible agencies. Rows are written
without the services. Each condition of the query is the only reason for a result at least once.
"""

from __future__ import annotations

import dataclasses
import itertools
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.policy.case.care_confirmation import CareProof
from core.policy.fields import FieldClass
from core.policy.participating_states import STATES
from core.policy.roles import Role
from core.policy.sharing.views import View
from models.agencies.agency import Agency
from models.agencies.user import DutyCover
from models.case.care_confirmation import CareConfirmation, CareDeclaration
from models.case.transfer import Transfer
from models.oversight.decoy import Decoy
from models.records.event_knowledge import EventKnowledge
from models.records.record import Record, RecordAssignment, RecordShare
from models.sql.bulk import insert_rows
from services.foundation.actor import Actor
from services.sharing import visibility
from tests.factories import AGENCIES, Installation
from tests.integration.statements import heard

ROLES = (
    Role.CASEWORKER,
    Role.SUPERVISOR,
    Role.LIAISON_OFFICER,
    Role.AUDITOR,
    Role.SYSTEM,
    Role.MATCHER,
)
ACTING = (*AGENCIES, "DE-POL as GR", "GR-POL as IT", "GR-CPA as US")
# shares of a record: (state, audience, view)
SHARED: tuple[tuple[tuple[str, str, int], ...], ...] = (
    (),
    (("GR", "police", 1),),
    (("GR", "police", 3), ("GR", "protection", 2)),
    (("**", "police", 1), ("**", "protection", 1)),
    (("**", "police", 2), ("**", "protection", 3)),
    (("GR", "police", 0), ("GR", "protection", 0), ("**", "police", 1), ("**", "protection", 1)),
    (("GR", "police", 0), ("**", "protection", 3)),
    (("**", "protection", 1), ("FR", "protection", 3)),
    (("CH", "protection", 3), ("US", "protection", 3)),
    (("**", "police", 4), ("US", "police", 1)),
)
# state of the care confirmation in the database -> the expected proof
CARE_CONFIRMATION = {
    "nothing": CareProof.NOTHING,
    "confirmed": CareProof.CONFIRMED,
    "ended": CareProof.NOTHING,
    "declared": CareProof.DECLARED,
    "waiting": CareProof.NOTHING,
    "run out": CareProof.NOTHING,
    "confirmed and declared": CareProof.CONFIRMED,
}
# event that another agency was told of, or kept from: (agency, kind, is_told)
LEARNED = (
    None,
    ("GR-CPA", "contact_shown", True),
    ("GR-CPA", "contact_shown", False),
    ("GR-CPA", "relayed", True),
    ("GR-POL", "contact_shown", True),
)
OFFERS = (None, ("GR-CPA", "offered"), ("GR-CPA", "refused"), ("CH-CPA", "offered"))


@dataclasses.dataclass
class Case:
    """A record and everything that decides who sees it."""

    public_id: UUID
    agency: str
    shares: tuple[tuple[str, str, int], ...]
    is_eu_only: bool
    offer: tuple[str, str] | None
    status: str
    is_assigned: bool
    is_decoy: bool
    care_confirmation: str
    learned: tuple[str, str, bool] | None
    hides_appearance: bool
    id: int = 0


@pytest.fixture
def cases(installation: Installation) -> list[Case]:
    """Every combination, written to the database."""
    grid = itertools.product(("DE-JUG", "DE-POL", "GR-POL"), SHARED, (False, True), OFFERS)
    cases = [
        Case(
            uuid4(),
            agency,
            shares,
            is_eu_only,
            offer,
            ("open", "closed", "erased")[number % 7 // 3],
            is_assigned=number % 3 == 0,
            is_decoy=number % 5 == 0,
            care_confirmation=care_confirmation,
            learned=LEARNED[number % len(LEARNED)],
            hides_appearance=number % 4 < 2,
        )
        for care_confirmation, (number, (agency, shares, is_eu_only, offer)) in zip(
            itertools.cycle(CARE_CONFIRMATION), enumerate(grid)
        )
    ]
    with installation.database.transaction() as session:
        agencies = {row.code: row for row in session.scalars(select(Agency))}
        now = installation.clock.now()
        rows = [
            {
                "public_id": one.public_id,
                "agency_id": agencies[one.agency].id,
                "state": agencies[one.agency].state,
                "kind": "found",
                "status": one.status,
                "sharing": "",
                "sharing_rule": "other",
                "reporter_check": "unverified",
                "has_basis": False,
                "may_warn": one.hides_appearance,
                "is_eu_only": one.is_eu_only,
                "ref_tag": one.public_id.bytes,
                "version": 1,
                "matched_version": 0,
                "created_at": now,
                "updated_at": now,
            }
            for one in cases
        ]
        insert_rows(session, Record, rows)
        ids = {
            row.public_id: row.id for row in session.execute(select(Record.id, Record.public_id))
        }
        for one in cases:
            one.id = ids[one.public_id]
        worker = installation.actor(Role.CASEWORKER)
        insert_rows(session, RecordShare, [
            {
                "record_id": one.id, "state": state, "audience": audience, "view": view,
                "hides_appearance": one.hides_appearance,
            }
            for one in cases for state, audience, view in one.shares
        ])  # fmt: skip
        insert_rows(session, EventKnowledge, [
            {
                "record_id": one.id, "agency_id": agencies[one.learned[0]].id,
                "kind": one.learned[1], "is_told": one.learned[2], "decided_at": now,
            }
            for one in cases if one.learned is not None
        ])  # fmt: skip
        insert_rows(
            session,
            Transfer,
            [
                {
                    "public_id": uuid4(),
                    "record_id": one.id,
                    "from_agency_id": agencies[one.agency].id,
                    "to_agency_id": agencies[one.offer[0]].id,
                    "status": one.offer[1],
                    "is_hand_over": False,
                    "reason": b"",
                }
                for one in cases
                if one.offer is not None
            ],
        )
        insert_rows(
            session,
            RecordAssignment,
            [
                {"record_id": one.id, "user_id": worker.user_id, "since": now}
                for one in cases
                if one.is_assigned
            ],
        )
        insert_rows(
            session,
            Decoy,
            [{"record_id": one.id, "planted_at": now} for one in cases if one.is_decoy],
        )
        assert worker.user_id is not None
        _write_care_confirmation(session, cases, worker.user_id, now)
    return cases


def _write_care_confirmation(
    session: Session, cases: list[Case], user_id: int, now: datetime
) -> None:
    agency_id = {
        row.id: row.agency_id for row in session.execute(select(Record.id, Record.agency_id))
    }
    insert_rows(session, CareConfirmation, [
        {
            "public_id": uuid4(), "record_id": one.id, "agency_id": agency_id[one.id],
            "way": "colleague", "confirmed_by": user_id, "confirmed_at": now,
            "ended_at": now if one.care_confirmation == "ended" else None,
        }
        for one in cases if "confirmed" in one.care_confirmation or one.care_confirmation == "ended"
    ])  # fmt: skip
    insert_rows(session, CareDeclaration, [
        {
            "public_id": uuid4(), "record_id": one.id, "agency_id": agency_id[one.id],
            "declared_by": user_id, "declared_at": now, "reason": b"",
            "state": "waiting" if one.care_confirmation == "waiting" else "open",
            "opens_until": now + timedelta(hours=0 if one.care_confirmation == "run out" else 12),
            "complete_by": now + timedelta(hours=24),
        }
        for one in cases
        if "declared" in one.care_confirmation or one.care_confirmation in ("waiting", "run out")
    ])  # fmt: skip


def _actor(installation: Installation, role: Role, who: str) -> Actor:
    agency, _, state = who.partition(" as ")
    actor = installation.actor(
        role if role.value not in ("system", "matcher") else Role.SUPERVISOR, agency
    )
    user = {"user_id": None} if role in (Role.SYSTEM, Role.MATCHER) else {}
    home = actor.state if state and state != actor.state else None
    return dataclasses.replace(
        actor, role=role, state=state or actor.state, home_state=home, **user
    )


def _is_own(one: Case, role: Role, agency: str, state: str) -> bool:
    if role is Role.CASEWORKER:
        return agency == one.agency == "DE-JUG" and one.is_assigned
    if role in (Role.SUPERVISOR, Role.SYSTEM):
        return agency == one.agency
    if role is Role.LIAISON_OFFICER:
        return agency.endswith("POL") and one.agency == f"{state}-POL"
    return False


def _is_barred(one: Case, states: set[str]) -> bool:
    """Return whether a bar applies to the state acted for or the agency's own state."""
    return any(view == 0 and of in states for of, _, view in one.shares) or (
        one.is_eu_only and not states <= STATES
    )


def _level(one: Case, role: Role, agency: str, state: str) -> int:
    """Return the view of an actor on a record, computed independently in Python."""
    states = {state, AGENCIES[agency][1]}
    if _is_own(one, role, agency, state):
        return 3 if role is Role.SYSTEM else 6
    if role not in (Role.CASEWORKER, Role.SUPERVISOR, Role.LIAISON_OFFICER) or _is_barred(
        one, states
    ):
        return 0
    groups = {state} | ({"**"} if state in STATES else set())
    audience = "police" if agency.endswith("POL") else "protection"
    open_to = [view for of, towards, view in one.shares if of in groups and towards == audience]
    offered = 1 if one.offer == (agency, "offered") else 0
    return min(3, max([0, offered, *open_to]))


@pytest.mark.parametrize("role", ROLES)
def test_everybody_sees_of_every_record_what_its_rows_say(
    installation: Installation, cases: list[Case], role: Role
) -> None:
    now = installation.clock.now()
    for who in ACTING:
        actor = _actor(installation, role, who)
        agency = who.partition(" ")[0]
        audience = "police" if agency.endswith("POL") else "protection"
        expected = {
            one.id: _level(one, role, agency, actor.state)
            for one in cases
            if one.status != "erased"
        }
        with installation.database.transaction(is_read_only=True) as session:
            every = visibility.records_with_view(
                session, actor, now=now, ids=[one.id for one in cases]
            )
            assert {one.record.id: int(one.view) for one in every} == expected, who
            some = visibility.visible_records(
                session, actor, now=now, public_ids=[one.public_id for one in cases]
            )
            assert {one.record.id for one in some} == {
                each for each, level in expected.items() if level
            }, who
            query = (
                select(Record.id)
                .join(Agency)
                .where(Record.status != "erased", visibility.seen_by(actor))
            )
            theirs = set(session.scalars(query))
        cases_by_id = {one.id: one for one in cases}
        for one in every:
            case = cases_by_id[one.record.id]
            assert one.is_responsible == _is_own(case, role, agency, actor.state)
            assert one.is_barred == _is_barred(case, set(actor.states))
            assert one.is_decoy == case.is_decoy
            assert one.proof is CARE_CONFIRMATION[case.care_confirmation]
            assert one.viewer_state == actor.state
            assert one.agency_kind == AGENCIES[case.agency][0]
            has_contact = case.learned == (agency, "contact_shown", True)
            assert one.has_contact == has_contact
            assert one.is_at_risk is (not case.hides_appearance and not has_contact)
            assert one.hides_appearance == (
                case.hides_appearance
                and not one.is_responsible
                and (actor.state, audience) in {share[:2] for share in case.shares}
            )
            hidden = {FieldClass.F3} if one.hides_appearance else set[FieldClass]()
            assert one.classes == visibility.opened_classes(actor, one.view) - hidden
            if not one.is_responsible:
                assert (case.id in theirs) == (one.view > View.NONE)


def test_only_requested_records_are_returned(installation: Installation, cases: list[Case]) -> None:
    actor, now = installation.actor(Role.SUPERVISOR), installation.clock.now()
    mine = [one for one in cases if one.agency == "DE-JUG" and one.status == "open"]
    with installation.database.transaction(is_read_only=True) as session:
        by_id = visibility.visible_records(session, actor, now=now, ids=[mine[0].id])
        by_public = visibility.visible_records(
            session, actor, now=now, public_ids=[mine[1].public_id]
        )
        assert [one.record.id for one in (*by_id, *by_public)] == [mine[0].id, mine[1].id]
        assert visibility.visible_records(session, actor, now=now) == []
        assert visibility.records_with_view(session, actor, now=now) == []


@pytest.mark.parametrize(
    ("who", "starts_s", "ends_s", "is_covered"),
    [
        ("self", 0, 3600, True),  # begins at this moment
        ("self", -3600, 1, True),
        ("self", -3600, 0, False),  # ends at this moment
        ("self", 1, 3600, False),
        ("colleague", -3600, 3600, False),
        ("elsewhere", -3600, 3600, False),
    ],
)
def test_duty_cover_opens_the_agencys_records_to_that_one_for_that_time(
    installation: Installation,
    cases: list[Case],
    who: str,
    starts_s: int,
    ends_s: int,
    is_covered: bool,
) -> None:
    actor, now = installation.actor(Role.CASEWORKER), installation.clock.now()
    other = installation.actor(Role.SUPERVISOR if who == "colleague" else Role.CASEWORKER, "DE-JUG")
    elsewhere = installation.actor(Role.CASEWORKER, "GR-CPA")
    covers: dict[str, Any] = {
        "self": (actor.agency_id, actor.user_id),
        "colleague": (other.agency_id, other.user_id),
        "elsewhere": (elsewhere.agency_id, actor.user_id),
    }
    agency_id, user_id = covers[who]
    with installation.database.transaction() as session:
        session.add(DutyCover(
            public_id=uuid4(), agency_id=agency_id, user_id=user_id, reason=b"",
            starts_at=now + timedelta(seconds=starts_s), ends_at=now + timedelta(seconds=ends_s),
        ))  # fmt: skip
    with installation.database.transaction(is_read_only=True) as session:
        visible = visibility.visible_records(session, actor, now=now, ids=[one.id for one in cases])
    own_records = {one.record.id for one in visible if one.is_responsible}
    mine = {one.id for one in cases if one.agency == "DE-JUG" and one.status != "erased"}
    assigned = {one.id for one in cases if one.id in mine and one.is_assigned}
    assert own_records == (mine if is_covered else assigned)


def test_a_visibility_query_is_one_statement_for_any_records(
    installation: Installation, cases: list[Case]
) -> None:
    actor, now = installation.actor(Role.CASEWORKER), installation.clock.now()
    for public_ids in ([], [uuid4()], [one.public_id for one in cases]):
        with (
            heard(installation.database) as statements,
            installation.database.transaction(is_read_only=True) as session,
        ):
            visibility.visible_records(session, actor, now=now, public_ids=public_ids)
        assert len([one for one in statements if "FROM record" in one]) == 1
