from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from api.schemas.case.transfers import TransferOut
from core.codes.agencies import AgencyKind
from core.codes.approvals import ApprovalKind
from core.errors import Conflict, DuplicateReference, InvalidInput, NotFound, Refused
from core.policy.approvals import INDEPENDENT_DAYS
from core.policy.roles import Role
from core.policy.sharing.views import View
from core.refusals import Refusal
from models.agencies.agency import Agency
from models.agencies.desk import Desk
from models.agencies.user import UserAccount
from models.case.transfer import Transfer
from models.consent.written_consent import Consent, ConsentScope
from models.operations.job import Job
from models.oversight.alert import Alert
from models.oversight.approval import Approval
from models.records.notification import Notification
from models.records.record import Record
from services.agencies import accounts, agency_register
from services.agencies.accounts import INSTALLER, UserForm
from services.agencies.agency_register import AgencyForm
from services.approval_decisions import approval_list
from services.case.care import agency_transfers, missing_from_care, transfer_list
from services.case.care.missing_from_care import MissingFromCareForm
from services.foundation.actor import Actor
from services.operations import system_status
from services.records import erasure, register
from services.records.intake.preparation import Declaration
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, NOW, OTHER, PASSWORD, Installation
from tests.integration.search_steps import ask
from tests.integration.steps import decide

BASIS = "gdpr_6_1_e_9_2_g"


def _offer(
    one: Installation, actor: Actor, record: UUID, to: str = "FR-116", reason: str = "moved"
) -> UUID:
    return one.do(actor, agency_transfers.offer_record, record, to_agency=to, reason=reason)[0]


def _do(one: Installation, what: Any, actor: Actor, transfer: UUID, **arguments: Any) -> Any:
    return one.do(actor, what, transfer, **arguments)


def _read(one: Installation, actor: Actor, record: UUID) -> register.RecordView:
    return one.do(actor, register.read_record, record)


def _list(one: Installation, actor: Actor) -> list[transfer_list.TransferView]:
    return one.do(actor, transfer_list.list_transfers)


def _consent(one: Installation, record: UUID, scope: str, recipient: str) -> None:
    with one.database.transaction() as session:
        found = session.scalars(select(Record).where(Record.public_id == record)).one()
        consent = Consent(
            public_id=uuid4(),
            record_id=found.id,
            state="active",
            paper=b"",
            recorded_by=one.actor(Role.CASEWORKER).user_id,
            recorded_at=NOW,
            expires_at=NOW + timedelta(days=30),
        )
        session.add(consent)
        session.flush()
        session.add(ConsentScope(consent_id=consent.id, scope=scope, recipient=recipient))


@pytest.fixture
def giver(installation: Installation) -> Actor:
    return installation.actor(Role.SUPERVISOR)


@pytest.fixture
def taker(installation: Installation) -> Actor:
    return installation.actor(Role.SUPERVISOR, "FR-116")


@pytest.fixture
def child(installation: Installation) -> UUID:
    return installation.register(FOUND, installation.actor(Role.CASEWORKER))


def test_the_existence_of_an_offered_record_is_visible_but_no_fact(
    installation: Installation, giver: Actor, taker: Actor
) -> None:
    adult = {**FOUND, "birth_date": "1990-01-02"}
    hidden = installation.register(adult, installation.actor(Role.CASEWORKER))
    with pytest.raises(NotFound):
        _read(installation, taker, hidden)
    _offer(installation, giver, hidden)
    shown = _read(installation, taker, hidden)
    assert (shown.view, shown.statements) == (View.LINK, ())
    assert installation.notifications(taker) == [("transfer_offered", hidden)]
    (line,) = _list(installation, taker)
    assert (line.record, line.from_agency, line.reason) == (hidden, "DE-JUG", "")
    with pytest.raises(NotFound):
        _read(installation, installation.actor(Role.SUPERVISOR, "GR-CPA"), hidden)


def test_accepting_moves_the_record_completely_to_the_other_agency(
    installation: Installation, giver: Actor, taker: Actor, child: UUID
) -> None:
    transfer = _offer(installation, giver, child)
    taken = _do(
        installation, agency_transfers.accept_record, taker, transfer, legal_basis="court_order"
    )
    assert taken == child
    shown = _read(installation, taker, child)
    assert (shown.view, shown.state, shown.version) == (View.FULL, "FR", 2)
    values = {one.field: one.value for one in shown.statements}
    assert (values["care"], values["legal_basis"]) == ("residential", "court_order")
    for former in (giver, installation.actor(Role.CASEWORKER)):
        # as agencies of other states see a minor
        assert _read(installation, former, child).view is View.LINK
    jobs = installation.read_all(
        select(Job.record_version).where(Job.kind == "match").order_by(Job.id)
    )
    assert jobs == [1, 2]
    (line,) = _list(installation, giver)
    assert (line.status, line.to_agency) == ("accepted", "FR-116")


def test_done_steps_have_their_time_and_name_the_doer_to_their_own_agency_only(
    installation: Installation, giver: Actor, taker: Actor, child: UUID
) -> None:
    transfer = _offer(installation, giver, child)
    _do(installation, agency_transfers.accept_record, taker, transfer, legal_basis="court_order")
    for viewer, doers in ((giver, (giver.user_id, None)), (taker, (None, taker.user_id))):
        (line,) = _list(installation, viewer)
        done = line.next_steps.done
        assert [step.act for step in done] == ["offer", "accept"]
        assert tuple(step.user_id for step in done) == doers
        shown = TransferOut.of(line, user_id=viewer.user_id).next_steps.done
        assert [step.is_by_you for step in shown] == [doer is not None for doer in doers]
        assert all(step.at == installation.clock.now() for step in shown)


@pytest.mark.parametrize("maker", ["offered", "confirmed"])
def test_an_account_of_the_giving_side_accepts_only_after_thirty_days(
    installation: Installation, giver: Actor, taker: Actor, child: UUID, maker: str
) -> None:
    proposer = installation.actor(Role.CASEWORKER)
    transfer = _offer(installation, proposer, child)
    decide(installation, giver, transfer)
    with installation.database.transaction() as session:
        user = session.get_one(UserAccount, taker.user_id)
        user.invited_by = proposer.user_id if maker == "offered" else giver.user_id
        user.confirmed_at = NOW
    with pytest.raises(Refused) as refused:
        _do(installation, agency_transfers.accept_record, taker, transfer, legal_basis=BASIS)
    assert refused.value.refusal is Refusal.ACCOUNT_IS_TOO_NEW
    (line,) = _list(installation, taker)
    assert {action.name: action.refusal for action in line.next_steps.actions}["accept"] is (
        Refusal.ACCOUNT_IS_TOO_NEW
    )
    installation.clock.move(timedelta(days=INDEPENDENT_DAYS, minutes=1))
    _do(installation, agency_transfers.accept_record, taker, transfer, legal_basis=BASIS)


@pytest.mark.both
def test_the_supervisors_of_the_former_responsible_are_notified_that_a_record_was_taken_over(
    installation: Installation, giver: Actor, taker: Actor, child: UUID
) -> None:
    transfer = _offer(installation, giver, child)
    _do(installation, agency_transfers.accept_record, taker, transfer, legal_basis=BASIS)
    assert ("transfer_accepted", child) in installation.notifications(giver)
    for other in (installation.actor(Role.CASEWORKER), taker):
        kinds = [kind for kind, _ in installation.notifications(other)]
        assert "transfer_accepted" not in kinds


def test_a_transferred_record_is_still_matched_and_searched(
    installation: Installation, giver: Actor, taker: Actor, child: UUID
) -> None:
    _do(
        installation,
        agency_transfers.accept_record,
        taker,
        _offer(installation, giver, child),
        legal_basis=BASIS,
    )
    installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    installation.work()
    assert ("candidate", child) in installation.notifications(taker)
    facts = {"name_native": "شکیبا رحیم زاده", "birth_date": "2009-07-10"}
    found = ask(installation, taker, facts, purpose="identify_found", legal_basis=BASIS).found
    assert child in {one.record.id for one in found if one.record.is_responsible}


def test_a_caseworker_proposes_and_a_supervisor_offers(
    installation: Installation, giver: Actor, taker: Actor, child: UUID
) -> None:
    transfer = _offer(installation, installation.actor(Role.CASEWORKER), child)
    assert _list(installation, taker) == []
    assert installation.notifications(taker) == []
    with pytest.raises(NotFound):
        _do(installation, agency_transfers.accept_record, taker, transfer, legal_basis=BASIS)
    with pytest.raises(Refused):
        decide(installation, installation.actor(Role.CASEWORKER), transfer)
    decide(installation, giver, transfer)
    assert installation.notifications(taker) == [("transfer_offered", child)]
    with pytest.raises(Conflict):
        decide(installation, giver, transfer, kind=ApprovalKind.TRANSFER_OFFER)


@pytest.mark.both
def test_a_proposal_is_confirmed_by_another_person_than_its_proposer(
    installation: Installation, giver: Actor, child: UUID
) -> None:
    worker = installation.actor(Role.CASEWORKER)
    transfer = _offer(installation, worker, child)
    with pytest.raises(Conflict) as refused:
        decide(installation, dataclasses.replace(worker, role=Role.SUPERVISOR), transfer)
    assert refused.value.refusal is Refusal.SECOND_PERSON_OFFERS
    decide(installation, giver, transfer)


@pytest.mark.both
def test_a_person_of_the_giving_side_decides_nothing_for_the_receiving_side(
    installation: Installation, giver: Actor, taker: Actor, child: UUID
) -> None:
    worker = installation.actor(Role.CASEWORKER)
    transfer = _offer(installation, worker, child)
    decide(installation, giver, transfer)
    for person in (worker, giver):
        acting = dataclasses.replace(taker, user_id=person.user_id)
        with pytest.raises(Conflict) as refused:
            _do(installation, agency_transfers.refuse_record, acting, transfer, reason="not ours")
        assert refused.value.refusal is Refusal.SECOND_PERSON_TAKES_OVER
    _do(installation, agency_transfers.refuse_record, taker, transfer, reason="not ours")


def test_a_refused_proposal_ends_before_the_other_agency_learns_of_it(
    installation: Installation, giver: Actor, taker: Actor, child: UUID
) -> None:
    transfer = _offer(installation, installation.actor(Role.CASEWORKER), child)
    decide(installation, giver, transfer, is_approved=False)
    assert installation.read_all(select(Transfer.status)) == ["withdrawn"]
    assert (installation.notifications(taker), _list(installation, taker)) == ([], [])
    assert _offer(installation, giver, child)


@pytest.mark.both
def test_the_transfers_of_an_erased_record_are_erased_with_their_approvals(
    installation: Installation, giver: Actor, child: UUID
) -> None:
    decide(installation, giver, _offer(installation, installation.actor(Role.CASEWORKER), child))
    with installation.acting(giver) as session:
        record = session.scalars(select(Record).where(Record.public_id == child)).one()
        erasure.erase_decided(session, installation.context, giver, record)
    assert installation.read_all(select(Transfer.id)) == []
    assert installation.read_all(select(Approval.id)) == []


def test_a_refusal_has_a_reason_and_the_responsible_is_notified(
    installation: Installation, giver: Actor, taker: Actor, child: UUID
) -> None:
    transfer = _offer(installation, giver, child)
    with pytest.raises(InvalidInput):
        _do(installation, agency_transfers.refuse_record, taker, transfer, reason=" ")
    _do(
        installation,
        agency_transfers.refuse_record,
        taker,
        transfer,
        reason="she lives in Metz no more",
    )
    (line,) = _list(installation, giver)
    assert (line.status, line.reason, line.answer) == (
        "refused",
        "moved",
        "she lives in Metz no more",
    )
    assert ("transfer_refused", child) in installation.notifications(giver)
    with pytest.raises(Conflict):
        _do(installation, agency_transfers.accept_record, taker, transfer, legal_basis=BASIS)
    assert _offer(installation, giver, child, "CH-CPA")


def test_an_offer_is_taken_back(
    installation: Installation, giver: Actor, taker: Actor, child: UUID
) -> None:
    transfer = _offer(installation, giver, child)
    with pytest.raises(Conflict):
        _offer(installation, giver, child, "CH-CPA")
    _do(installation, agency_transfers.withdraw_offer, giver, transfer)
    with pytest.raises(Conflict):
        _do(installation, agency_transfers.accept_record, taker, transfer, legal_basis=BASIS)
    with pytest.raises(Conflict):
        _do(installation, agency_transfers.withdraw_offer, giver, transfer)


def test_consents_are_looked_at_again(
    installation: Installation, giver: Actor, taker: Actor, child: UUID
) -> None:
    _consent(installation, child, "identity", "DE")
    _consent(installation, child, "match_abroad", "FR")
    _do(
        installation,
        agency_transfers.accept_record,
        taker,
        _offer(installation, giver, child),
        legal_basis=BASIS,
    )
    states = installation.read_all(select(Consent.state).order_by(Consent.id))
    sharing_rule = installation.read_one(select(Record.sharing_rule))
    assert states == ["superseded", "active"]
    assert sharing_rule == "consented_match"


def test_a_transfer_between_police_and_others_needs_consent(
    installation: Installation, giver: Actor, child: UUID
) -> None:
    with pytest.raises(Conflict):
        _offer(installation, giver, child, "DE-POL")
    _consent(installation, child, "identity", "**")
    for spoken, until in (
        (True, NOW + timedelta(days=30)),
        (False, NOW),
    ):  # a spoken consent does not suffice, and an expired one does not either
        with installation.database.transaction() as session:
            consent = session.scalars(select(Consent)).one()
            consent.is_spoken, consent.expires_at = spoken, until
        with pytest.raises(Conflict):
            _offer(installation, giver, child, "DE-POL")
    installation.change(update(Consent).values(expires_at=NOW + timedelta(days=30)))
    transfer = _offer(installation, giver, child, "DE-POL")
    police = installation.actor(Role.SUPERVISOR, "DE-POL")
    assert (
        _do(installation, agency_transfers.accept_record, police, transfer, legal_basis="led_8_10")
        == child
    )


def test_protection_keeps_states_out(installation: Installation, giver: Actor) -> None:
    declared = Declaration(BASIS, "unverified", "applicant")
    child = installation.register({**FOUND, "nationalities": ["FR"]}, giver, declared)
    with pytest.raises(InvalidInput) as caught:
        _offer(installation, giver, child, "FR-116")
    assert caught.value.reason == "barred"
    assert _offer(installation, giver, child, "CH-CPA")


def _receivers(one: Installation, actor: Actor, record: UUID) -> list[str]:
    return [found.code for found in one.do(actor, agency_transfers.list_receivers, record)]


def test_an_agency_is_chosen_from_all_others_by_state_and_from_no_state_that_protection_keeps_out(
    installation: Installation, giver: Actor, child: UUID
) -> None:
    assert _receivers(installation, giver, child) == [
        "CH-CPA",
        "DE-POL",
        "FR-116",
        "GR-CPA",
        "GR-POL",
    ]
    declared = Declaration(BASIS, "unverified", "applicant")
    protected = installation.register({**OTHER, "nationalities": ["FR"]}, giver, declared)
    assert _receivers(installation, giver, protected) == ["CH-CPA", "DE-POL", "GR-CPA", "GR-POL"]
    with pytest.raises(NotFound):
        _receivers(installation, installation.actor(Role.SUPERVISOR, "GR-CPA"), child)


def test_a_reference_the_taker_has_already_stops_the_transfer(
    installation: Installation, giver: Actor, taker: Actor, child: UUID
) -> None:
    installation.register({**OTHER, "record_ref": "F-1"}, taker)
    transfer = _offer(installation, giver, child)
    with pytest.raises(DuplicateReference):
        _do(installation, agency_transfers.accept_record, taker, transfer, legal_basis=BASIS)
    assert _read(installation, giver, child).is_responsible


def test_a_child_that_missing_from_care_is_not_transferred_until_it_is_back(
    installation: Installation, giver: Actor, child: UUID
) -> None:
    left = installation.do(
        giver, missing_from_care.report_missing_from_care, child, MissingFromCareForm(NOW)
    )
    for record in (child, left.report):
        with pytest.raises(Conflict):
            _offer(installation, giver, record)


def test_only_the_agency_with_the_offer_may_accept_a_transfer(
    installation: Installation, giver: Actor, child: UUID
) -> None:
    transfer = _offer(installation, giver, child)
    for agency, error in (("GR-CPA", NotFound), ("DE-JUG", Conflict)):
        with pytest.raises(error):
            _do(
                installation,
                agency_transfers.accept_record,
                installation.actor(Role.SUPERVISOR, agency),
                transfer,
                legal_basis=BASIS,
            )
    with pytest.raises(Refused):
        _do(
            installation,
            agency_transfers.accept_record,
            installation.actor(Role.CASEWORKER, "FR-116"),
            transfer,
            legal_basis=BASIS,
        )
    with pytest.raises(NotFound):
        _offer(installation, installation.actor(Role.SUPERVISOR, "FR-116"), child, "GR-CPA")


@pytest.mark.parametrize("to", ["DE-JUG", "NOBODY"])
def test_a_record_is_transferred_only_to_another_known_agency(
    installation: Installation, giver: Actor, child: UUID, to: str
) -> None:
    with pytest.raises(InvalidInput):
        _offer(installation, giver, child, to)


# --- a child found by police


def _found_by_police(one: Installation, **changes: Any) -> UUID:
    officer = one.actor(Role.LIAISON_OFFICER, "DE-POL")
    return one.register(
        {**FOUND, "record_ref": "P-1", **changes}, officer, Declaration(None, "unverified", "no")
    )


def _clock(one: Installation) -> None:
    from models.row_security.database_roles import DatabaseRole
    from services.records import child_protection_referral

    with one.app.transaction(door=DatabaseRole.WORKER) as session:
        child_protection_referral.escalate_referrals(session, one.context)


def test_a_child_found_by_police_is_offered_to_the_child_protection_desk_at_once(
    installation: Installation,
) -> None:
    child = _found_by_police(installation)
    desk = installation.actor(Role.SUPERVISOR)
    assert installation.notifications(desk) == [("referral", child)]
    (line,) = _list(installation, desk)
    assert line.is_hand_over
    assert line.hand_over_due_at == NOW + timedelta(hours=24)
    _do(installation, agency_transfers.accept_record, desk, line.id, legal_basis=BASIS)
    assert _read(installation, desk, child).view is View.FULL
    assert installation.read_all(select(Record.hand_over_due_at)) == [None]


def test_an_adult_is_not_handed_over(installation: Installation) -> None:
    _found_by_police(installation, birth_date="1990-01-02")
    assert installation.read_all(select(Transfer)) == []
    assert installation.read_all(select(Record.hand_over_due_at)) == [None]


def test_a_police_supervisor_and_an_import_hand_over_too(installation: Installation) -> None:
    installation.register(FOUND, installation.actor(Role.SUPERVISOR, "DE-POL"))
    assert installation.read_all(select(Transfer.is_hand_over)) == [True]


CLOCK = [
    (17, []),
    (18, ["referral_due"]),
    (24, ["referral_due", "referral_overdue"]),
    (30, ["referral_due", "referral_overdue", "referral_escalated"]),
    (90, ["referral_due", "referral_overdue", "referral_escalated"]),
]


@pytest.mark.parametrize(("hours", "kinds"), CLOCK)
def test_the_clock_notifies_responsible_supervisor_and_state_desk_in_turn_once_each(
    installation: Installation, hours: int, kinds: list[str]
) -> None:
    child = _found_by_police(installation)
    installation.clock.move(timedelta(hours=hours))
    for _ in range(2):
        _clock(installation)
    written = installation.read_all(
        select(Notification.kind).where(Notification.kind != "referral").order_by(Notification.id)
    )
    assert list(written) == kinds
    head = installation.notifications(installation.actor(Role.SUPERVISOR, "DE-POL"))
    assert (("referral_overdue", child) in head) == ("referral_overdue" in kinds)
    officer = installation.notifications(installation.actor(Role.LIAISON_OFFICER, "DE-POL"))
    assert ("referral_overdue", child) not in officer
    desk = installation.notifications(installation.actor(Role.CASEWORKER))
    assert (("referral_escalated", child) in desk) == ("referral_escalated" in kinds)


def test_the_deadline_ends_when_the_child_is_handed_over(installation: Installation) -> None:
    _found_by_police(installation)
    desk = installation.actor(Role.SUPERVISOR)
    (line,) = _list(installation, desk)
    _do(installation, agency_transfers.accept_record, desk, line.id, legal_basis=BASIS)
    installation.clock.move(timedelta(days=3))
    _clock(installation)
    assert set(installation.read_all(select(Notification.kind))) == {
        "referral",
        "transfer_accepted",
    }


def _add_agency(one: Installation, code: str, kind: str = "protection") -> Actor:
    """Add an agency that is not its state's desk; return its supervisor."""
    form = AgencyForm(
        code=code,
        name=f"{code} (fictional)",
        kind=AgencyKind(kind),
        state=code[:2],
        phone="+49 30 555 01 17",
        case_number_pattern=r"[A-Z]{2}-\d{4}",
        supervisory_authority="DPA",
        data_protection_contact="dpo",
    )
    with one.database.transaction() as session:
        desk = select(Desk.id).where(Desk.is_state_desk, Desk.state == code[:2])
        before = session.scalars(desk).one()
        agency = agency_register.add_agency(session, one.context, INSTALLER, form)
        session.flush()
        for each in session.scalars(select(Desk).where(Desk.state == code[:2])):
            each.is_state_desk = each.id == before
        user = UserForm(f"supervisor.{code}".lower(), "Somebody", Role.SUPERVISOR, PASSWORD)
        accounts.add_user(session, one.context, INSTALLER, agency, user)
    return one.actor(Role.SUPERVISOR, code)


def test_a_refused_hand_over_may_be_offered_to_another_of_the_state_who_protects(
    installation: Installation,
) -> None:
    child = _found_by_police(installation)
    desk = installation.actor(Role.SUPERVISOR)
    (line,) = _list(installation, desk)
    _do(
        installation, agency_transfers.refuse_record, desk, line.id, reason="of age by her passport"
    )
    officer = installation.actor(Role.LIAISON_OFFICER, "DE-POL")
    taker = _add_agency(installation, "DE-OTHER")
    again = _offer(installation, officer, child, "DE-OTHER")
    _do(installation, agency_transfers.accept_record, taker, again, legal_basis=BASIS)
    assert installation.read_all(select(Record.hand_over_due_at)) == [None]


def test_care_confirmation_of_a_child_found_by_police_stays_in_the_state_where_the_child_is(
    installation: Installation,
) -> None:
    child = _found_by_police(installation)
    desk = installation.actor(Role.SUPERVISOR)
    (line,) = _list(installation, desk)
    _do(installation, agency_transfers.refuse_record, desk, line.id, reason="another city")
    _consent(installation, child, "identity", "FR")  # not even with consent
    officer = installation.actor(Role.LIAISON_OFFICER, "DE-POL")
    with pytest.raises(Conflict) as refused:
        _offer(installation, officer, child, "FR-116")
    assert refused.value.refusal is Refusal.CARE_BELONGS_WHERE_CHILD_IS
    receivers = _do(installation, agency_transfers.list_receivers, officer, child)
    assert {receiver.state for receiver in receivers} == {"DE"}


def _close_desk(one: Installation) -> None:
    """Leave no agency of Germany that protects children."""
    with one.database.transaction() as session:
        for agency in session.scalars(select(Agency).where(Agency.state == "DE")):
            agency.kind = "police"


def _kinds(one: Installation) -> set[tuple[str, str]]:
    """Return kind and agency of every notification."""
    with one.database.transaction(is_read_only=True) as session:
        rows = session.execute(
            select(Notification.kind, Agency.code).join(Agency, Agency.id == Notification.agency_id)
        )
        return {(kind, code) for kind, code in rows}


@pytest.mark.both
def test_without_a_desk_supervisor_and_administrator_are_notified_at_once_and_a_deadline_runs(
    installation: Installation,
) -> None:
    _close_desk(installation)
    child = _found_by_police(installation)
    without = {("referral_without_desk", "DE-POL")}  # neighbours do not see the child
    assert _kinds(installation) == without
    assert installation.notifications(installation.actor(Role.SUPERVISOR, "DE-POL")) == [
        ("referral_without_desk", child)
    ]
    _clock(installation)
    administrator = installation.actor(Role.ADMINISTRATOR)
    (state,) = _look(installation, administrator)
    assert (state.state, state.authority, state.code) == ("DE", "Jugendamt", "DE-NCA")
    assert state.due_at == NOW + timedelta(hours=24)
    installation.clock.move(timedelta(hours=25))
    for _ in range(2):
        _clock(installation)
    assert _kinds(installation) == without | {
        ("referral_due", "DE-POL"),
        ("referral_overdue", "DE-POL"),
    }
    alerts = installation.read_all(select(Alert.kind))
    assert installation.read_all(select(Transfer)) == []
    assert list(alerts) == ["no_child_protection"]


def test_a_neighbouring_desk_is_asked_for_help_only_if_it_sees_the_record(
    installation: Installation,
) -> None:
    _close_desk(installation)
    _found_by_police(installation)  # hidden without a legal basis
    helper = installation.actor(Role.SUPERVISOR, "FR-116")
    assert installation.notifications(helper) == []
    officer = installation.actor(Role.LIAISON_OFFICER, "DE-POL")
    child = installation.register({**FOUND, "record_ref": "P-2"}, officer, LAWFUL)
    assert installation.notifications(helper) == [("match_help", child)]
    assert _list(installation, helper) == []  # asked to match, never offered the child


@pytest.mark.both
def test_the_national_authority_takes_the_child_over_also_where_it_joins_later(
    installation: Installation,
) -> None:
    _close_desk(installation)
    first = _found_by_police(installation)
    _clock(installation)
    authority = _add_agency(installation, "DE-NCA")
    second = _found_by_police(installation, record_ref="P-2")
    assert installation.notifications(authority) == [("referral", second)]
    for _ in range(2):
        _clock(installation)
    offered = {line.record: line for line in _list(installation, authority)}
    assert offered.keys() == {first, second}
    assert all(line.is_hand_over for line in offered.values())
    assert _look(installation, installation.actor(Role.ADMINISTRATOR)) == ()
    _do(
        installation,
        agency_transfers.accept_record,
        authority,
        offered[first].id,
        legal_basis=BASIS,
    )
    installation.clock.move(timedelta(hours=31))
    _clock(installation)
    assert ("referral_escalated", "DE-NCA") in _kinds(installation)


def test_an_authority_of_another_state_or_of_the_police_cannot_take_a_person_over(
    installation: Installation,
) -> None:
    _close_desk(installation)
    _add_agency(installation, "DE-NCA", "police")
    _add_agency(installation, "FR-NCA")
    _found_by_police(installation)
    assert installation.read_all(select(Transfer)) == []


def _look(one: Installation, administrator: Actor) -> tuple[Any, ...]:
    return one.do(administrator, system_status.read_status).missing_desks


def test_the_schedule_has_the_clock() -> None:
    from services.operations import schedule
    from services.records import child_protection_referral

    assert schedule.SCHEDULES["referral"] == schedule.Plan(
        5, child_protection_referral.escalate_referrals
    )


@pytest.mark.both
@pytest.mark.parametrize("act", ["offer", "accept"])
def test_an_officer_of_an_agency_that_is_no_police_decides_no_transfer(
    installation: Installation, act: str
) -> None:
    """The role reaches police records of the own state only."""
    one, worker = installation, installation.actor(Role.CASEWORKER)
    child = one.register(FOUND, worker)
    asker = worker if act == "offer" else one.actor(Role.SUPERVISOR)
    transfer, _ = one.do(
        asker, agency_transfers.offer_record, child, to_agency="FR-116", reason="moved"
    )
    officer = one.actor(Role.LIAISON_OFFICER, "DE-JUG" if act == "offer" else "FR-116")
    with pytest.raises(NotFound):
        if act == "offer":
            decide(one, officer, transfer, kind=ApprovalKind.TRANSFER_OFFER)
        else:
            one.do(officer, agency_transfers.accept_record, transfer, legal_basis="led_8_10")
    assert one.do(officer, approval_list.list_approvals) == []
