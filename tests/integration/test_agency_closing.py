"""An agency closes: one approved act moves its records, each by the rules of a transfer."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select

from core.codes.agencies import AccountStatus, AgencyStatus, ClosingReason
from core.codes.consent import ConsentState
from core.codes.notifications import AlertKind, NotificationKind
from core.codes.records import EpisodeKind, ReporterCheck
from core.errors import Conflict, NotFound, NotSignedIn, Refused
from core.policy.access import CLOSING_WAIT_HOURS
from core.policy.roles import Role
from core.policy.sharing.views import View
from core.refusals import Refusal
from models.agencies.agency import Agency
from models.agencies.closing import AgencyClosing, AgencyLeftover
from models.agencies.desk import Desk
from models.agencies.user import UserAccount
from models.case.episode import Episode
from models.consent.written_consent import Consent
from models.oversight.alert import Alert
from models.oversight.audit import Audit
from models.records.notification import Notification
from models.records.record import Record, RecordShare
from services.agencies import directory, invitations, system_tokens
from services.agencies.accounts import UserForm
from services.approval_decisions import approval_list
from services.approval_decisions.approval_list import ApprovalLine
from services.approvals.approval_requests import Decision
from services.case.care import agency_closings, reopening
from services.case.care.agency_closings import Closing, ClosingForm
from services.foundation.actor import Actor
from services.records import processing_restrictions, register
from tests.factories import CHECKED, FOUND, MISSING, PASSWORD, Installation, software_token
from tests.integration.consent_steps import put_in_force
from tests.integration.records.steps import close
from tests.integration.steps import known_child, merge_agency, second_supervisor

BASIS = "gdpr_6_1_e_9_2_g"
MERGE = ClosingForm(successor="FR-116", reason=ClosingReason.MERGED, legal_basis=BASIS)


@pytest.fixture
def giver(installation: Installation) -> Actor:
    return installation.actor(Role.SUPERVISOR)


@pytest.fixture
def taker(installation: Installation) -> Actor:
    return installation.actor(Role.SUPERVISOR, "FR-116")


def _ask(one: Installation, giver: Actor, form: ClosingForm = MERGE) -> UUID:
    return one.do(giver, agency_closings.ask_closing, "DE-JUG", form)


def _decide(one: Installation, actor: Actor, approval: UUID, *, is_approved: bool = True) -> None:
    decision = Decision(is_approved=is_approved)
    one.do(actor, approval_list.decide_approval, approval, decision)


def _wait(one: Installation) -> None:
    """Move the clock over the time in which others may refuse."""
    one.clock.move(timedelta(hours=CLOSING_WAIT_HOURS))


def _approve(one: Installation, giver: Actor, taker: Actor) -> None:
    approval = _ask(one, giver)
    _wait(one)
    _decide(one, taker, approval)


def _register(one: Installation, count: int) -> list[UUID]:
    """Register records of every kind, and close every fifth."""
    worker, head = one.actor(Role.CASEWORKER), one.actor(Role.SUPERVISOR)
    adult = {**FOUND, "birth_date": "1990-01-02"}
    made = []
    for number in range(count):
        row, declared = [(MISSING, CHECKED), (FOUND, None), (adult, None)][number % 3]
        row = {**row, "record_ref": f"C-{number}"}
        made.append(one.register(row, worker, declared) if declared else one.register(row, worker))
        if number % 5 == 0:
            close(one, head, made[-1], "withdrawn")
    return made


def _token(one: Installation) -> str:
    with one.database.transaction() as session:
        return software_token(session, one.context, "DE-JUG")


def _restrict(one: Installation, record: UUID) -> None:
    with one.database.transaction() as session:
        row = session.scalars(select(Record).where(Record.public_id == record)).one()
        processing_restrictions.restrict_record(session, one.context, row)


def _lift(one: Installation, record: UUID) -> None:
    with one.database.transaction() as session:
        row = session.scalars(select(Record).where(Record.public_id == record)).one()
        processing_restrictions.lift_restriction(session, one.context, row)


def _responsible_agencies(one: Installation) -> dict[str, int]:
    query = select(Agency.code, func.count()).join(Record, Record.agency_id == Agency.id)
    return dict(iter(one.read_rows(query.group_by(Agency.code))))


def _status(one: Installation) -> str:
    return one.read_one(select(Agency.status).where(Agency.code == "DE-JUG"))


def _list(one: Installation, actor: Actor) -> list[Closing]:
    return one.do(actor, agency_closings.list_closings)


@pytest.mark.both
def test_one_approved_act_moves_every_record_and_closes_the_agency(
    installation: Installation, giver: Actor, taker: Actor
) -> None:
    made = _register(installation, 30)
    _token(installation)
    _approve(installation, giver, taker)
    assert _status(installation) == AgencyStatus.CLOSING
    installation.work()
    assert _responsible_agencies(installation) == {"FR-116": 30}
    assert installation.read_all(select(AgencyLeftover.reason)) == []
    episodes = select(Episode.record_id).where(Episode.kind == EpisodeKind.TRANSFERRED)
    assert len(set(installation.read_all(episodes))) == len(installation.read_all(episodes)) == 30
    assert installation.count(Audit, Audit.action == "transfer_accepted") == 30
    moved = [installation.do(taker, register.read_record, record) for record in made]
    assert {shown.view for shown in moved} == {View.FULL}
    assert {shown.status for shown in moved} == {"open", "closed"}
    assert _status(installation) == AgencyStatus.CLOSED
    digests = Notification.kind == NotificationKind.AGENCY_TAKEN_OVER
    assert installation.count(Notification, digests, Notification.agency_id == taker.agency_id) == 1
    transfers = Notification.kind.in_(("transfer_offered", "transfer_accepted"))
    assert installation.count(Notification, transfers) == 0


@pytest.mark.both
def test_the_asker_and_people_of_other_agencies_do_not_approve(
    installation: Installation, giver: Actor, taker: Actor
) -> None:
    approval = _ask(installation, giver)
    with pytest.raises(Conflict) as refused:
        _decide(installation, giver, approval)
    assert refused.value.refusal is Refusal.SECOND_PERSON_DECIDES
    for other in (Role.SUPERVISOR, "GR-CPA"), (Role.SUPERVISOR, "DE-POL"):
        with pytest.raises(NotFound):
            _decide(installation, installation.actor(*other), approval)
    with pytest.raises((NotFound, Refused)):
        _decide(installation, installation.actor(Role.CASEWORKER, "FR-116"), approval)
    assert installation.count(Alert, Alert.kind == AlertKind.CLOSING_ASKED) == 1
    for side in giver, taker:  # each with the other supervisors of the agency
        assert NotificationKind.CLOSING_ASKED in [
            kind for kind, _ in installation.notifications(side)
        ]
    _decide(installation, taker, approval, is_approved=False)
    assert _status(installation) == AgencyStatus.OPEN


def _line(one: Installation, actor: Actor) -> ApprovalLine:
    (line,) = one.do(actor, approval_list.list_approvals)
    return line


@pytest.mark.both
@pytest.mark.parametrize("refuser", ["colleague", "auditor"])
def test_those_who_were_told_may_refuse_but_not_approve(
    installation: Installation, giver: Actor, taker: Actor, refuser: str
) -> None:
    one, colleague = installation, second_supervisor(installation)
    person = colleague if refuser == "colleague" else one.actor(Role.AUDITOR, "GR-POL")
    approval = _ask(one, giver)
    line = _line(one, person)
    assert (line.title, line.refusal) == ("DE-JUG (fictional)", None)
    assert line.approve_refusal is Refusal.OTHERS_APPROVE
    _wait(one)
    with pytest.raises(Conflict) as refused:
        _decide(one, person, approval)
    assert refused.value.refusal is Refusal.OTHERS_APPROVE
    _decide(one, person, approval, is_approved=False)
    with pytest.raises(Conflict):
        _decide(one, taker, approval)
    assert _status(one) == AgencyStatus.OPEN
    assert one.count(Audit, Audit.action == "decide_close_agency", Audit.outcome == "refused") == 1


@pytest.mark.both
def test_the_successor_approves_after_the_time_in_which_others_may_refuse(
    installation: Installation, giver: Actor, taker: Actor
) -> None:
    one, approval = installation, _ask(installation, giver)
    one.clock.move(timedelta(hours=CLOSING_WAIT_HOURS, minutes=-1))
    assert _line(one, taker).approve_refusal is Refusal.OTHERS_MAY_REFUSE_FIRST
    with pytest.raises(Conflict) as refused:
        _decide(one, taker, approval)
    assert refused.value.refusal is Refusal.OTHERS_MAY_REFUSE_FIRST
    one.clock.move(timedelta(minutes=1))
    assert _line(one, taker).approve_refusal is None
    _decide(one, taker, approval)
    assert _status(one) == AgencyStatus.CLOSING


@pytest.mark.both
def test_a_refused_record_is_listed_for_the_desk_of_the_state(
    installation: Installation, giver: Actor, taker: Actor
) -> None:
    worker = installation.actor(Role.CASEWORKER)
    barred = installation.register({**FOUND, "record_ref": "L-1"}, worker)
    duplicate = installation.register({**MISSING, "record_ref": "L-2"}, worker, CHECKED)
    restricted = installation.register({**MISSING, "record_ref": "L-3"}, worker, CHECKED)
    free = installation.register({**MISSING, "record_ref": "L-4"}, worker, CHECKED)
    theirs = installation.actor(Role.CASEWORKER, "FR-116")
    installation.register({**MISSING, "record_ref": "L-2"}, theirs, CHECKED)
    _restrict(installation, restricted)
    with installation.database.transaction() as session:
        number = session.scalars(select(Record.id).where(Record.public_id == barred)).one()
        session.add(RecordShare(record_id=number, state="FR", audience="police", view=0))
    _approve(installation, giver, taker)
    installation.work()
    expected = {
        barred: "barred",
        duplicate: "duplicate_reference",
        restricted: "restricted_record_stays",
    }
    (own,) = _list(installation, giver)
    assert {one.record: one.reason for one in own.leftovers} == expected
    assert installation.do(taker, register.read_record, free).view is View.FULL
    desk = installation.read_one(
        select(Agency.code)
        .join(Desk, Desk.agency_id == Agency.id)
        .where(Desk.state == "DE", Desk.is_state_desk)
    )
    (of_state,) = _list(installation, installation.actor(Role.SUPERVISOR, desk))
    assert sorted(one.reason for one in of_state.leftovers) == sorted(expected.values())
    for other in (taker, installation.actor(Role.SUPERVISOR, "GR-CPA")):
        assert _list(installation, other) == []
    assert _status(installation) == AgencyStatus.CLOSING
    # people decide about what is left, and the worker tries the rest again
    for record in (barred, duplicate):
        close(installation, giver, record, "withdrawn")
    _lift(installation, restricted)
    installation.change(delete(RecordShare).where(RecordShare.view == 0))
    installation.clock.move(timedelta(hours=25))
    installation.enqueue("close_agencies")
    installation.work()
    assert _list(installation, installation.actor(Role.SUPERVISOR, desk))[0].leftovers == ()
    assert _status(installation) == AgencyStatus.CLOSED


@pytest.mark.both
def test_a_worker_that_was_killed_goes_on_and_moves_no_record_twice(
    installation: Installation, giver: Actor, taker: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    _register(installation, 12)
    _approve(installation, giver, taker)
    done = iter(range(5))
    move = agency_closings.move_record

    def killed(*arguments: object) -> None:
        if next(done, None) is None:
            raise KeyboardInterrupt
        move(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(agency_closings, "move_record", killed)
        with pytest.raises(KeyboardInterrupt):
            installation.work()
    assert _responsible_agencies(installation) == {"DE-JUG": 7, "FR-116": 5}
    installation.clock.move(timedelta(minutes=1))
    installation.work()
    assert _responsible_agencies(installation) == {"FR-116": 12}
    episodes = installation.read_all(
        select(Episode.record_id).where(Episode.kind == EpisodeKind.TRANSFERRED)
    )
    assert len(episodes) == len(set(episodes)) == 12
    assert _status(installation) == AgencyStatus.CLOSED


@pytest.mark.both
def test_nothing_is_added_to_an_agency_that_closes_and_nobody_signs_in_to_a_closed_one(
    installation: Installation, giver: Actor, taker: Actor
) -> None:
    held = installation.register(FOUND, installation.actor(Role.CASEWORKER))
    token = _token(installation)
    _restrict(installation, held)
    _approve(installation, giver, taker)
    installation.work()
    with pytest.raises(Conflict) as refused:
        installation.register(MISSING, installation.actor(Role.CASEWORKER), CHECKED)
    assert refused.value.refusal is Refusal.AGENCY_CLOSES
    form = UserForm("late", "Late", Role.CASEWORKER, PASSWORD)
    with pytest.raises(Conflict):
        installation.do(giver, invitations.invite, form)
    with pytest.raises(NotSignedIn), installation.app.transaction() as session:
        system_tokens.resolve_token(session, installation.context, token)
    _lift(installation, held)
    installation.clock.move(timedelta(hours=25))
    installation.enqueue("close_agencies")
    installation.work()
    of_agency = UserAccount.agency_id == giver.agency_id
    assert set(installation.read_all(select(UserAccount.status).where(of_agency))) == {
        AccountStatus.DISABLED
    }
    ended = installation.read_one(select(AgencyClosing.ended_at))
    assert ended == installation.clock.now()
    with installation.acting(taker) as session:
        listed = directory.list_desks(session, taker, "DE")
    name = installation.read_one(select(Desk.name).where(Desk.agency_id == giver.agency_id))
    assert name not in [desk.name for desk in listed]


@pytest.mark.both
def test_another_state_sees_a_moved_record_as_after_a_transfer(
    installation: Installation, giver: Actor, taker: Actor
) -> None:
    child = installation.register(FOUND, installation.actor(Role.CASEWORKER))
    other = installation.actor(Role.SUPERVISOR, "GR-CPA")
    before = installation.do(other, register.read_record, child)
    _approve(installation, giver, taker)
    installation.work()
    after = installation.do(other, register.read_record, child)
    assert (after.view, after.statements) == (before.view, before.statements)
    assert (before.state, after.state) == ("DE", "FR")
    assert installation.notifications(other) == []
    assert _list(installation, other) == []


@pytest.mark.both
@pytest.mark.parametrize("is_closed", [False, True], ids=["open", "closed"])
def test_no_record_goes_from_protection_to_police_without_consent(
    installation: Installation, giver: Actor, *, is_closed: bool
) -> None:
    one, child = installation, installation.register(FOUND, installation.actor(Role.CASEWORKER))
    if is_closed:
        close(one, giver, child, "withdrawn")
    merge_agency(one, "DE-JUG", "DE-POL")
    (own,) = _list(one, giver)
    assert [(left.record, left.reason) for left in own.leftovers] == [
        (child, "transfer_needs_consent")
    ]
    assert _responsible_agencies(one) == {"DE-JUG": 1}


@pytest.mark.both
def test_a_closed_report_needs_a_new_reporter_check_when_its_new_responsible_opens_it_again(
    installation: Installation, giver: Actor, taker: Actor
) -> None:
    one = installation
    report = one.register(MISSING, one.actor(Role.CASEWORKER), CHECKED)
    assert one.row_of(report).reporter_check == ReporterCheck.CHECKED
    close(one, giver, report, "withdrawn")
    merge_agency(one, "DE-JUG", "FR-116")
    version = one.row_of(report).version
    one.do(taker, reopening.reopen_record, report, expected_version=version, reason="new news")
    assert one.row_of(report).reporter_check == ReporterCheck.UNVERIFIED


@pytest.mark.both
def test_a_consent_to_another_data_controller_ends_when_a_closed_record_moves(
    installation: Installation, giver: Actor, taker: Actor
) -> None:
    one = installation
    child = known_child(one, record_ref="K-1")
    put_in_force(one, child)  # it names GR only
    close(one, giver, child, "withdrawn")
    merge_agency(one, "DE-JUG", "FR-116")
    version = one.row_of(child).version
    one.do(taker, reopening.reopen_record, child, expected_version=version, reason="new news")
    assert one.read_all(select(Consent.state)) == [ConsentState.SUPERSEDED]
