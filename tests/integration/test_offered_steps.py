"""The services do for each person what the next steps of a transfer and a consent state.

Files of this name in `matches` and `disclosures` do the same there, and
`test_offered_steps_in_one_agency.py` for the other processes. A transfer has two agencies, so the
row policies of PostgreSQL decide too. A consent has one.
"""

from __future__ import annotations

import dataclasses
from uuid import UUID

import pytest

from core.codes.approvals import ApprovalKind
from core.errors import NotFound
from core.policy.case.consent import CONSENT_PROCESS
from core.policy.case.transfer import TRANSFER_PROCESS
from core.policy.process import Process
from core.policy.roles import Role
from services.approval_decisions import approval_list
from services.approvals.approval_requests import Decision
from services.case.care import agency_transfers, transfer_list
from services.consent import written_consent
from services.consent.written_consent import GivenText
from services.foundation.actor import Actor
from tests.factories import FOUND, LAWFUL, Installation
from tests.integration import consent_steps
from tests.integration.next_step_checks import Act, compare, outcome_of
from tests.integration.records.steps import close
from tests.integration.steps import approval_of

GIVER, RECEIVER = "DE-JUG", "FR-116"
BASIS = "gdpr_6_1_e_9_2_g"
ROLES = (Role.CASEWORKER, Role.SUPERVISOR)


def _register(one: Installation, number: int) -> UUID:
    row = {**FOUND, "record_ref": f"T-{number}"}
    return one.register(row, one.actor(Role.CASEWORKER), LAWFUL)


def _close(one: Installation, record: UUID) -> None:
    close(one, one.actor(Role.SUPERVISOR), record, "withdrawn", "by mistake")


def transfer_acts(one: Installation, transfer: UUID) -> dict[str, Act]:
    offer = approval_of(one, transfer, ApprovalKind.TRANSFER_OFFER)
    return {
        "confirm": lambda session, actor: approval_list.decide_approval(
            session, one.context, actor, offer, Decision(is_approved=True)
        ),
        "accept": lambda session, actor: agency_transfers.accept_record(
            session, one.context, actor, transfer, legal_basis=BASIS
        ),
        "refuse": lambda session, actor: agency_transfers.refuse_record(
            session, one.context, actor, transfer, reason="no place"
        ),
        "withdraw": lambda session, actor: agency_transfers.withdraw_offer(
            session, one.context, actor, transfer
        ),
    }


# state -> the acts that lead to it, after a caseworker proposed: the agency of a supervisor, act
TRANSFERS: dict[str, tuple[tuple[str, str], ...]] = {
    "proposed": (),
    "offered": ((GIVER, "confirm"),),
    "accepted": ((GIVER, "confirm"), (RECEIVER, "accept")),
    "refused": ((GIVER, "confirm"), (RECEIVER, "refuse")),
    "withdrawn": ((GIVER, "confirm"), (GIVER, "withdraw")),
}


def make_transfer(one: Installation, state: str, number: int) -> UUID:
    transfer, _ = one.do(
        one.actor(Role.CASEWORKER),
        agency_transfers.offer_record,
        _register(one, number),
        to_agency=RECEIVER,
        reason="moved",
    )
    for agency, act in TRANSFERS[state]:
        actor = one.actor(Role.SUPERVISOR, agency)
        with one.acting(actor) as session:
            transfer_acts(one, transfer)[act](session, actor)
    return UUID(str(transfer))


@pytest.mark.both
def test_a_transfer_does_for_each_person_what_its_next_steps_state(
    installation: Installation,
) -> None:
    one = installation
    made = {make_transfer(one, state, n): state for n, state in enumerate(TRANSFERS)}
    compared, states = set(), set()
    for agency in (GIVER, RECEIVER):
        for role in ROLES:
            actor = one.actor(role, agency)
            steps_by_transfer = {
                line.id: line.next_steps for line in one.do(actor, transfer_list.list_transfers)
            }
            for transfer, state in made.items():
                acts = transfer_acts(one, transfer)
                if agency == RECEIVER:  # the proposal is in the list of the giving agency only
                    with pytest.raises(NotFound):
                        outcome_of(one, actor, TRANSFER_PROCESS, acts.pop("confirm"))
                if transfer not in steps_by_transfer:
                    assert (agency, state) == (RECEIVER, "proposed")
                    _is_hidden(one, actor, TRANSFER_PROCESS, acts)
                    continue
                states.add(steps_by_transfer[transfer].state)
                steps = steps_by_transfer[transfer]
                compared |= compare(one, actor, TRANSFER_PROCESS, steps, acts, transfer)
    assert states == set(TRANSFERS)
    assert {act for act, reason in compared if not reason} == set(TRANSFER_PROCESS.acts)


def _is_hidden(one: Installation, actor: Actor, process: Process, acts: dict[str, Act]) -> None:
    """Fail unless a supervisor meets "not found", and another role the reason of the role."""
    for act in acts.values():
        if actor.role is Role.SUPERVISOR:
            with pytest.raises(NotFound):
                outcome_of(one, actor, process, act)
        else:
            assert outcome_of(one, actor, process, act) == process.wrong_role.code


def _consent_acts(one: Installation, consent: UUID) -> dict[str, Act]:
    def step(act: str) -> Act:
        text = GivenText("1" if act == "explain_in_writing" else "")
        return lambda session, actor: written_consent.take_step(
            session, one.context, actor, consent, act, text
        )

    return {
        **{act: step(act) for act in CONSENT_PROCESS.acts if act != "withdraw"},
        "withdraw": lambda session, actor: written_consent.withdraw_consent(
            session, one.context, actor, consent
        ),
    }


# state -> the acts that lead to it
CONSENTS: dict[str, tuple[str, ...]] = {
    "draft": (),
    "witnessed": ("witness",),
    "active": ("witness", "activate"),
    "spoken": ("start_spoken",),
    "spoken and witnessed": ("start_spoken", "witness"),
    "not explained": ("unexplained",),
    "withdrawn": ("withdraw",),
    "superseded": ("witness", "activate", "another"),
    "draft of a closed record": ("close",),
    "witnessed of a closed record": ("witness", "close"),
}
STATES = {"draft", "witnessed", "active", "withdrawn", "superseded"}


def _make_consent(one: Installation, way: str, recorder: Role, number: int) -> tuple[UUID, UUID]:
    other = Role.SUPERVISOR if recorder is Role.CASEWORKER else Role.CASEWORKER
    record = _register(one, number)
    is_explained = "unexplained" not in CONSENTS[way]
    form = dataclasses.replace(
        consent_steps.FORM, is_briefed_spoken=is_explained, is_briefed_written=is_explained
    )
    consent = consent_steps.take_down(one, record, form, actor=one.actor(recorder))
    for act in CONSENTS[way]:
        if act == "unexplained":
            continue
        if act == "close":
            _close(one, record)
        elif act == "another":
            consent_steps.put_in_force(one, record)
        elif act == "withdraw":
            consent_steps.withdraw(one, consent)
        else:
            consent_steps.step(one, consent, act, other)
    return record, consent


@pytest.mark.parametrize("recorder", ROLES)
def test_a_consent_does_for_each_person_what_its_next_steps_state(
    installation: Installation, recorder: Role
) -> None:
    one = installation
    made = [_make_consent(one, way, recorder, n) for n, way in enumerate(CONSENTS)]
    compared, states = set(), set()
    for role in ROLES:
        actor = one.actor(role)
        for record, consent in made:
            (next_steps,) = (
                line.next_steps
                for line in one.do(actor, written_consent.list_consents, record)
                if line.id == consent
            )
            states.add(next_steps.state)
            acts = _consent_acts(one, consent)
            compared |= compare(one, actor, CONSENT_PROCESS, next_steps, acts, consent)
    for _, consent in made[:1]:
        stranger = one.actor(Role.SUPERVISOR, RECEIVER)
        _is_hidden(one, stranger, CONSENT_PROCESS, _consent_acts(one, consent))
    assert states == STATES
    assert {act for act, reason in compared if not reason} == set(CONSENT_PROCESS.acts)
    # the person who recorded it does not witness it
    assert ("witness", "second_person_witnesses") in compared
