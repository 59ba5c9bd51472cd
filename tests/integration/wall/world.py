"""One child registered in every agency in random situations, as the database shows it."""

from __future__ import annotations

import itertools
import random
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from core.policy.roles import Role
from models.case.care_confirmation import CareConfirmation, CareDeclaration
from models.matching_runs.match import Match, Score
from models.records.record import Record
from services.foundation import actor_database_role as services_wall
from services.foundation.actor import Actor
from services.records.intake.preparation import Declaration
from tests.factories import AGENCIES, FOUND, MISSING, OTHER, Installation

SHARINGS = ("", "none", "link", "profile", "identity")
RECIPIENTS: tuple[list[str] | None, ...] = (None, [], ["DE", "FR"], ["CH"], ["GR", "CH", "DE"])
# a missing report without candidates
LONE = {
    "kind": "missing",
    "full_name": "",
    "birth_date": "",
}
DECLARATIONS = tuple(
    Declaration(basis, reporter_check, protection)
    for basis in (None, "led_8_10")
    for reporter_check in ("checked", "unverified", "flagged")
    for protection in ("no", "unknown")
)


def register_world(installation: Installation, seed: int = 11) -> None:
    """Register one child's reports in every agency in random situations, and match them.

    The states of the matches are drawn at random, too.
    """
    chance = random.Random(seed)
    number = itertools.count()
    for code, (kind, _) in AGENCIES.items():
        role = Role.LIAISON_OFFICER if kind == "police" else Role.SUPERVISOR
        actor = installation.actor(role, code)
        for row in (MISSING, FOUND, {**MISSING, "kind": "tracing"}, OTHER, LONE):
            if kind == "police" and row["kind"] == "tracing":
                continue
            unmatched_name = " ".join(
                "".join(chance.choices("bdfgklmnrtvz", k=7)) for _ in range(2)
            )
            recipients = chance.choice(RECIPIENTS)
            drawn = {
                **row,
                **({"full_name": unmatched_name} if row is LONE else {}),
                "record_ref": f"W-{seed}-{next(number)}",
                "sharing": chance.choice(SHARINGS),
                "birth_date": chance.choice(["2009-07-10", "1984-07-10"]),
                "nationalities": chance.choice([["AF"], ["DE"], ["GR", "FR"]]),
                "dangers": chance.choice([["none"], ["none"], [], ["state:FR"]]),
                **({} if recipients is None else {"recipients": recipients}),
            }
            if recipients is None:
                drawn.pop("recipients", None)
            installation.register(drawn, actor, chance.choice(DECLARATIONS))
    installation.work()
    with installation.database.transaction() as session:
        for match in session.scalars(select(Match).order_by(Match.id)):
            match.state = chance.choice(["open", "open", "refuted", "confirmed"])
            score = session.get_one(Score, match.score_id)
            score.band, score.kinds = chance.choice([1, 2, 3]), chance.choice([0, 1, 2])
        prove(installation, session, chance)


def prove(installation: Installation, session: Session, chance: random.Random) -> None:
    """Confirm or declare the care of some found children, and end some of these again."""
    now = installation.clock.now()
    known = {
        *session.scalars(select(CareConfirmation.record_id)),
        *session.scalars(select(CareDeclaration.record_id)),
    }
    found = (
        select(Record).where(Record.kind == "found", Record.id.not_in(known)).order_by(Record.id)
    )
    for record in session.scalars(found).all():
        drawn = chance.choice(["nothing", "declared", "objected", "confirmed", "ended"])
        by = {"public_id": uuid4(), "record_id": record.id, "agency_id": record.agency_id}
        if drawn in ("confirmed", "ended"):
            ended = {"ended_at": now, "ending": "mistake"} if drawn == "ended" else {}
            session.add(
                CareConfirmation(
                    **by,
                    way="colleague",
                    confirmed_by=record.registered_by,
                    confirmed_at=now,
                    **ended,
                )
            )
        elif drawn != "nothing":
            session.add(
                CareDeclaration(
                    **by,
                    declared_by=record.registered_by,
                    declared_at=now,
                    reason=b"",
                    state="open" if drawn == "declared" else "objected",
                    opens_until=now + timedelta(hours=12),
                    complete_by=now + timedelta(hours=24),
                )
            )


def actors_of(installation: Installation) -> list[Actor]:
    return [
        installation.actor(role, code)
        for code, (kind, _) in AGENCIES.items()
        for role in (Role.LIAISON_OFFICER, Role.SUPERVISOR)
        if (role is Role.LIAISON_OFFICER) <= (kind == "police")
    ]


def reached(installation: Installation, actor: Actor) -> dict[UUID, int]:
    with installation.app.transaction() as session:
        services_wall.enter_role(session, actor)
        rows = session.execute(
            text("SELECT public_id, homeward_reach(id) AS reach FROM record")
        ).all()
    return {row.public_id: row.reach for row in rows}
