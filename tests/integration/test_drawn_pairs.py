"""Pairs drawn at random for review.

Only the responsible agencies of a match get it, only once, a few at a time; their decisions are
counted separately.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from core.policy.roles import Role
from core.policy.statistics import MAX_DRAWN_WAITING, PAIRS_DRAWN_PER_NIGHT
from models.agencies.agency import Agency
from models.matching_runs.match import Match
from models.records.notification import Notification
from models.records.record import Record
from models.row_security.database_roles import DatabaseRole
from models.statistics.stored_counts import DrawnPair
from services.statistics import publication, random_sample
from tests.factories import CHECKED, FOUND, MISSING, Installation, add_match


def draw_once(one: Installation) -> int:
    with one.app.transaction(door=DatabaseRole.WORKER) as session:
        return random_sample.draw_pairs(session, one.context)


def drawn(one: Installation) -> list[tuple[str, int]]:
    query = select(Agency.code, DrawnPair.band).join(Agency, Agency.id == DrawnPair.agency_id)
    return sorted((code, band) for code, band in one.read_rows(query))


def pairs_of(one: Installation, count: int, band: int = 2, state: str = "open") -> None:
    """Write the given number of matches between found records of one agency."""
    actor = one.actor(Role.CASEWORKER)
    for _ in range(count + 1):
        one.register({**FOUND, "record_ref": uuid4().hex}, actor)
    now = one.clock.now()
    with one.database.transaction() as session:
        ids = session.scalars(
            select(Record.id).where(Record.agency_id == actor.agency_id).order_by(Record.id)
        ).all()
        for low, high in zip(ids[-count - 1 : -1], ids[-count:], strict=True):
            add_match(session, low, high, now, state=state, band=band, bits=14.0, probability=0.6)


def test_the_found_side_is_asked_to_look_and_the_other_is_not(installation: Installation) -> None:
    installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    installation.register(FOUND, installation.actor(Role.CASEWORKER))
    installation.work()
    assert draw_once(installation) == 1
    assert [code for code, _ in drawn(installation)] == ["DE-JUG"]
    notifications = installation.notifications(installation.actor(Role.SUPERVISOR))
    assert [kind for kind, _ in notifications].count("review_request") == 1


def test_a_match_that_does_not_exist_for_the_responsible_is_not_drawn(
    installation: Installation,
) -> None:
    installation.register(
        {**MISSING, "sharing": "none"}, installation.actor(Role.CASEWORKER, "FR-116"), CHECKED
    )
    installation.register({**FOUND, "sharing": "none"}, installation.actor(Role.CASEWORKER))
    installation.work()
    assert installation.read_one(select(Match)).state == "open"
    assert draw_once(installation) == 0


@pytest.mark.parametrize("state", ["proposed", "confirmed", "refuted"])
def test_a_match_with_a_decision_is_not_drawn(installation: Installation, state: str) -> None:
    pairs_of(installation, 3, state=state)
    assert draw_once(installation) == 0


def test_a_few_a_band_a_night_and_no_match_twice(installation: Installation) -> None:
    pairs_of(installation, 5, band=2)
    pairs_of(installation, 5, band=1)
    assert (
        draw_once(installation) == PAIRS_DRAWN_PER_NIGHT["possible"] + PAIRS_DRAWN_PER_NIGHT["weak"]
    )
    nights = [draw_once(installation) for _ in range(4)]
    assert sum(nights) == 10 - 4
    assert len(set(installation.read_all(select(DrawnPair.match_id)))) == 10
    assert (
        len(
            installation.read_all(select(Notification).where(Notification.kind == "review_request"))
        )
        == 10
    )


def test_drawing_stops_while_enough_matches_wait(installation: Installation) -> None:
    pairs_of(installation, MAX_DRAWN_WAITING + 5)
    while draw_once(installation):
        pass
    assert len(drawn(installation)) == MAX_DRAWN_WAITING
    one = installation.read_one(select(DrawnPair.match_id).limit(1))
    installation.change(update(Match).where(Match.id == one).values(state="refuted"))
    assert draw_once(installation) == 1


def test_drawn_matches_are_counted_apart(installation: Installation) -> None:
    pairs_of(installation, 4)
    draw_once(installation)
    installation.clock.move(timedelta(days=1))
    with installation.app.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
        counts = publication.count_everything(session, installation.context).tally.counts
    assert {cell: count.n for cell, count in counts["drawn_bands"].items()} == {
        ("possible", "sample"): 2,
        ("possible", "work"): 2,
    }
    assert {cell: count.n for cell, count in counts["sample_decisions"].items()} == {
        ("possible", "sample", "waits"): 2
    }
