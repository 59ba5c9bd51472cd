from __future__ import annotations

import threading

from sqlalchemy import delete, func, select, text, update

from core.policy.roles import Role
from models.matching_runs.match import Match
from models.records.notification import Notification
from services.matching_runs import candidate_notifications
from tests.factories import FOUND, MISSING, Installation
from tests.faults.serving import wait_for


def test_two_simultaneous_workers_notify_of_a_match_only_once(
    installation: Installation,
) -> None:
    for row in (MISSING, FOUND):
        installation.register(row, installation.actor(Role.CASEWORKER))
    installation.work()
    with installation.database.transaction() as session:
        match = session.scalars(select(Match)).one()
        notification_count = session.scalar(select(func.count()).select_from(Notification))
        session.execute(delete(Notification))
        session.execute(update(Match).values(low_notified=0, high_notified=0))

    def notify(record_id: int) -> None:
        with installation.database.transaction() as session:
            candidate_notifications.notify_of_candidates(session, installation.context, record_id)

    second = threading.Thread(target=notify, args=(match.high,))
    with installation.database.transaction() as session:
        candidate_notifications.notify_of_candidates(session, installation.context, match.low)
        session.flush()
        second.start()
        if (
            not installation.database.is_sqlite
        ):  # on SQLite the second transaction cannot begin before the first has ended
            waiting = text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND"
                " wait_event_type = 'Lock'"
            )
            engine = installation.database.engine.execution_options(isolation_level="AUTOCOMMIT")
            with (
                engine.connect() as watcher
            ):  # inside a transaction pg_stat_activity would always return the same rows
                wait_for(lambda: watcher.scalar(waiting) == 1)
    second.join()
    with installation.database.transaction(is_read_only=True) as session:
        assert (
            session.scalar(select(func.count()).select_from(Notification))
            == notification_count
            == 2
        )
