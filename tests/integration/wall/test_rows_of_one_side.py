"""The database hides messages of one side from the agency of the other record: a message that waits
for a colleague, and a call of the relay desk.
"""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import select, update

from core.codes.messages import MatchMessageKind
from core.policy.roles import Role
from models.matching_runs.match import Match, MatchMessage
from services.foundation.actor import Actor
from services.review import match_messages
from services.review.match_messages import Letter
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, Installation


def _read(one: Installation, actor: Actor) -> int:
    """Return how many messages the database role of an actor reads without any service."""
    with one.acting(actor) as session:
        return len(session.scalars(select(MatchMessage)).all())


def test_the_other_agency_reads_no_row_of_one_side(installation: Installation) -> None:
    one = installation
    missing_side, found_side = one.actor(Role.CASEWORKER, "GR-CPA"), one.actor(Role.CASEWORKER)
    one.register(MISSING, missing_side, CHECKED)
    one.register(FOUND, found_side, LAWFUL)
    one.work()
    match = one.read_one(select(Match.public_id))
    one.do(missing_side, match_messages.write, match, Letter("She has a brother."))
    assert (_read(one, missing_side), _read(one, found_side)) == (1, 1)
    one.change(update(MatchMessage).values(letter=uuid4()))
    assert (_read(one, missing_side), _read(one, found_side)) == (1, 0)
    one.change(update(MatchMessage).values(letter=None, kind=MatchMessageKind.RELAY))
    assert (_read(one, missing_side), _read(one, found_side)) == (1, 0)
    one.change(update(MatchMessage).values(kind=MatchMessageKind.TEXT))
    assert _read(one, found_side) == 1
