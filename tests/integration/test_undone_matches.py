"""What undoing an import does with the matches and notifications of the records it withdraws."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from core.policy.roles import Role
from models.case.deadline import CaseDeadline
from models.matching_runs.match import Match, MatchDecision, Score
from models.oversight.audit import Audit, AuditRecord
from models.records.record import Record
from models.row_security.database_roles import DatabaseRole
from services.case.care import reopening
from services.foundation.actor import Actor
from services.imports import files as import_files
from services.imports import undo as import_undo
from services.imports import undo_traces
from services.imports.files import ImportPlan, ImportProgress
from services.records.intake.preparation import Declaration
from services.review import match_lists, match_messages
from services.review.match_messages import Letter
from services.sharing import notification_lists
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, Installation
from tests.integration.matches.steps import record_decision, undo_decision
from tests.integration.records.steps import close

pytestmark = pytest.mark.both

HEADER = (
    "record_ref,full_name,birth_date,relatives,marks,event_country,dangers,trafficking_status,"
    "nationalities\n"
)
CHILD = "{},Shekiba Rahimzadah,2009-07-10,mother:Golchehra,burn:forearm:left,DE,none,unknown,AF\n"
DOUBT, SAME = ("cannot_tell", "too_little"), ("same", "document")
TEXTS = ("What does her mother call her?", "A scar from what?")
# its candidates come at once
AT_RISK = {**MISSING, "trafficking_status": "presumed"}
MAPPING = {name: name for name in HEADER.strip().split(",")}


@dataclasses.dataclass(frozen=True, slots=True)
class Sides:
    """Who imports, who undoes, and the desk that looks for the child."""

    importer: Actor
    head: Actor
    family: Actor


@pytest.fixture
def sides(installation: Installation) -> Sides:
    return Sides(
        installation.actor(Role.CASEWORKER),
        installation.actor(Role.SUPERVISOR),
        installation.actor(Role.SUPERVISOR, "GR-CPA"),
    )


def _import(one: Installation, sides: Sides, *references: str, kind: str = "found") -> UUID:
    data = (HEADER + "".join(CHILD.format(name) for name in references)).encode()
    batch = one.do(sides.importer, import_files.upload_file, data=data, form="csv").id
    one.do(sides.importer, import_files.start_import, batch, ImportPlan(MAPPING, kind, LAWFUL))
    one.work()
    return batch


def _undo(one: Installation, sides: Sides, batch: UUID) -> ImportProgress:
    one.do(sides.head, import_undo.request_undo, batch, reason="wrong file")
    one.work()
    progress = one.do(sides.head, import_files.read_progress, batch)
    assert progress.batch.status == "undone"
    return progress


def _matches(one: Installation, actor: Actor) -> list[UUID]:
    return [match.id for match in one.do(actor, match_lists.list_matches)[0]]


def _notifications(one: Installation, actor: Actor) -> list[tuple[str, UUID | None]]:
    return [
        (notification.kind, notification.match)
        for notification in one.do(actor, notification_lists.list_notifications)
    ]


def test_untouched_matches_and_notifications_are_withdrawn_on_both_sides(
    installation: Installation, sides: Sides
) -> None:
    installation.register(MISSING, sides.family, CHECKED)
    batch = _import(installation, sides, "A-1", "A-2")
    own = len(_notifications(installation, sides.head))
    assert len(_matches(installation, sides.family)) == 2
    assert own
    progress = _undo(installation, sides, batch)
    for side in (sides.head, sides.family):
        assert _matches(installation, side) == []
        assert _notifications(installation, side) == []
    assert installation.count(Score) == 0
    of_pairs = select(CaseDeadline.id).where(CaseDeadline.match_id.is_not(None))
    assert installation.read_all(of_pairs) == []
    assert (progress.batch.rows_undone, progress.batch.notifications_withdrawn) == (2, own)
    assert progress.batch.matches_withdrawn == installation.count(Match)


def test_what_people_said_stays_with_its_match(installation: Installation, sides: Sides) -> None:
    installation.register(MISSING, sides.family, CHECKED)
    batch = _import(installation, sides, "A-1", "A-2")
    match = _matches(installation, sides.family)[0]
    record_decision(installation, sides.importer, match, "cannot_tell", "too_little", 1)
    before = installation.count(MatchDecision)
    _undo(installation, sides, batch)
    assert installation.count(MatchDecision) == before == 1
    remaining = installation.read_all(select(Match.public_id).where(Match.score_id.is_not(None)))
    assert remaining == [match]


def _propose_and_take_back(one: Installation, sides: Sides, match: UUID) -> None:
    assert record_decision(one, sides.importer, match, "same", "document", 1) == "proposed"
    undo_decision(one, sides.importer, match, "entered_by_mistake")


# work on a match -> whether its imported record stays open, because the match is not open
WORK: dict[str, tuple[Callable[[Installation, Sides, UUID], object], bool]] = {
    "doubt": (
        lambda one, sides, match: record_decision(one, sides.importer, match, *DOUBT, 1),
        False,
    ),
    "proposal": (
        lambda one, sides, match: record_decision(one, sides.importer, match, *SAME, 1),
        True,
    ),
    "proposal taken back": (_propose_and_take_back, False),
    "questions": (
        lambda one, sides, match: one.do(
            sides.importer, match_messages.write, match, Letter(questions=TEXTS)
        ),
        False,
    ),
    "message of the other side": (
        lambda one, sides, match: one.do(
            sides.family, match_messages.write, match, Letter("Call us.")
        ),
        False,
    ),
}


def test_every_match_that_people_worked_on_stays_with_its_notifications(
    installation: Installation, sides: Sides
) -> None:
    installation.register(AT_RISK, sides.family, CHECKED)
    batch = _import(installation, sides, *(f"A-{number}" for number in range(len(WORK) + 1)))
    matches = _matches(installation, sides.family)
    assert len(matches) == len(WORK) + 1
    worked_on, untouched = matches[: len(WORK)], matches[-1]
    for (work, _), match in zip(WORK.values(), worked_on, strict=True):
        work(installation, sides, match)
    before = _held(installation)
    notifications_before = {
        notification
        for notification in _notifications(installation, sides.family)
        if notification[1] != untouched
    }
    assert ("candidate", untouched) in _notifications(installation, sides.family)
    progress = _undo(installation, sides, batch)
    after = _held(installation)
    assert after.pop(untouched)[2] is None
    assert after == {match: before[match] for match in worked_on}
    assert set(_notifications(installation, sides.family)) == notifications_before
    stay_open = sum(stays_open for _, stays_open in WORK.values())
    assert progress.batch.rows_undone == len(matches) - stay_open
    imported_matches = math.comb(len(matches), 2)
    assert progress.batch.matches_withdrawn == 1 + imported_matches


def _held(one: Installation) -> dict[UUID, tuple[str, int, int | None]]:
    """Return the state, version and score of the matches with the report."""
    report = select(Record.id).where(Record.kind == "missing").scalar_subquery()
    found = one.read_all(select(Match).where(Match.low == report))
    return {match.public_id: (match.state, match.version, match.score_id) for match in found}


def test_hidden_matches_go_as_well_and_are_not_counted(
    installation: Installation, sides: Sides
) -> None:
    hidden = Declaration(None, "unverified", "no")
    installation.register(FOUND, sides.family, hidden)
    batch = _import(installation, sides, "A-1", kind="missing")
    assert _matches(installation, sides.head) == []
    assert _notifications(installation, sides.head) == []
    assert installation.count(Score) == 1
    progress = _undo(installation, sides, batch)
    assert installation.count(Score) == 0
    assert (progress.batch.matches_withdrawn, progress.batch.notifications_withdrawn) == (0, 0)


def test_the_audit_log_has_one_act_for_them_whatever_they_were(
    installation: Installation, sides: Sides, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undo_traces, "MATCHES", 1)
    monkeypatch.setattr(undo_traces, "NOTIFICATIONS", 1)
    installation.register(MISSING, sides.family, CHECKED)
    batch = _import(installation, sides, "A-1", "A-2")
    _undo(installation, sides, batch)
    acts = installation.read_all(select(Audit).where(Audit.action == "withdraw_matches"))
    named = select(AuditRecord.id).where(AuditRecord.audit_id.in_([act.id for act in acts]))
    assert [act.subject for act in acts] == [batch]
    assert installation.read_all(named) == []
    assert _matches(installation, sides.family) == []


def test_each_step_is_bounded_and_a_killed_undoing_goes_on(
    installation: Installation, sides: Sides, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undo_traces, "MATCHES", 1)
    installation.register(MISSING, sides.family, CHECKED)
    batch = _import(installation, sides, "A-1", "A-2", "A-3")
    made = installation.count(Score)
    assert made >= 3
    installation.do(sides.head, import_undo.request_undo, batch, reason="wrong file")
    left: list[int] = []
    with installation.database.transaction(is_read_only=True) as session:
        batch_id = (
            session.scalars(
                select(Record.import_batch_id).where(Record.import_batch_id.is_not(None))
            ).first()
            or 0
        )
    is_left = True
    while is_left:
        with installation.app.transaction(door=DatabaseRole.WORKER) as session:
            is_left = import_undo.undo_next(session, installation.context, batch_id)
        left.append(installation.count(Score))
    falls = [before - after for before, after in zip([made, *left], left, strict=False)]
    assert max(falls) == 1
    assert left[-1] == 0
    installation.work()  # the job itself finds it done
    progress = installation.do(sides.head, import_files.read_progress, batch)
    assert (progress.batch.status, progress.batch.rows_undone) == ("undone", 3)


def test_a_notification_that_was_read_stays_without_its_match(
    installation: Installation, sides: Sides
) -> None:
    installation.register(AT_RISK, sides.family, CHECKED)
    batch = _import(installation, sides, "A-1")
    received_notifications = installation.do(sides.family, notification_lists.list_notifications)
    (candidate,) = [
        notification for notification in received_notifications if notification.kind == "candidate"
    ]
    installation.do(sides.family, notification_lists.mark_read, candidate.id)
    _undo(installation, sides, batch)
    assert _notifications(installation, sides.family) == [("candidate", None)]


def test_a_record_that_a_person_withdrew_before_keeps_its_matches(
    installation: Installation, sides: Sides
) -> None:
    installation.register(MISSING, sides.family, CHECKED)
    batch = _import(installation, sides, "A-1")
    of_batch = Record.import_batch_id.is_not(None)
    child = installation.read_one(select(Record.public_id).where(of_batch))
    close(installation, sides.head, child, "withdrawn", "twice")
    installation.clock.move(timedelta(minutes=1))
    progress = _undo(installation, sides, batch)
    assert (progress.batch.rows_undone, progress.batch.matches_withdrawn) == (0, 0)
    assert installation.count(Score) == 1


def test_a_withdrawn_record_that_is_opened_again_is_matched_again(
    installation: Installation, sides: Sides
) -> None:
    installation.register(MISSING, sides.family, CHECKED)
    batch = _import(installation, sides, "A-1")
    before = _matches(installation, sides.family)
    _undo(installation, sides, batch)
    closed = installation.read_one(select(Record).where(Record.status == "closed"))
    installation.do(
        sides.head,
        reopening.reopen_record,
        closed.public_id,
        expected_version=closed.version,
        reason="right after all",
    )
    installation.work()
    assert _matches(installation, sides.family) == before
