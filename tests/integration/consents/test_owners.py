"""Ownership of a consent: who may read it, its audit rows, and its encryption."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy import select

from core.errors import NotFound
from core.policy.roles import Role
from models.consent.written_consent import Consent
from models.oversight.audit import Audit
from services.approval_decisions import approval_list
from services.approval_decisions.approval_list import ApprovalLine
from services.consent import written_consent
from services.consent.written_consent import GivenText
from services.foundation import actor_database_role
from services.foundation.actor import Actor
from tests.factories import FOUND, LAWFUL, Installation
from tests.integration.consent_steps import FORM, put_in_force, step, take_down, withdraw
from tests.integration.consents.looking import register_found


@pytest.mark.parametrize(
    ("role", "agency"), [(Role.SUPERVISOR, "GR-CPA"), (Role.CASEWORKER, "FR-116")]
)
def test_the_consent_of_another_agency_is_answered_as_missing(
    installation: Installation, role: Role, agency: str
) -> None:
    record = register_found(installation)
    consent = put_in_force(installation, record)
    stranger = installation.actor(role, agency)
    with installation.app.transaction() as session:
        actor_database_role.enter_role(session, stranger)
        for attempt in (
            lambda: written_consent.read_consent(session, installation.context, stranger, consent),
            lambda: written_consent.list_consents(session, installation.context, stranger, record),
            lambda: written_consent.withdraw_consent(
                session, installation.context, stranger, consent
            ),
            lambda: written_consent.take_step(
                session, installation.context, stranger, consent, "witness"
            ),
        ):
            with pytest.raises(NotFound):
                attempt()


def _witness_lines(one: Installation, actor: Actor) -> list[ApprovalLine]:
    return [
        line
        for line in one.do(actor, approval_list.list_approvals)
        if line.kind == "consent_witness"
    ]


def test_a_consent_is_listed_only_for_those_who_may_witness_it_now(
    installation: Installation,
) -> None:
    one, record = installation, register_found(installation)
    writer, head = one.actor(Role.CASEWORKER), one.actor(Role.SUPERVISOR)
    others = [writer, *(one.actor(Role.SUPERVISOR, code) for code in ("GR-CPA", "FR-116"))]
    consent = take_down(one, record, dataclasses.replace(FORM, is_briefed_written=False))
    step(one, consent, "start_spoken", Role.CASEWORKER)
    assert not _witness_lines(one, head)  # the written explanation is missing
    text = GivenText(text_hash="a" * 64)
    one.do(writer, written_consent.take_step, consent, "explain_in_writing", text=text)
    line = ApprovalLine(
        id=consent,
        kind="consent_witness",
        subject=consent,
        title="F-1",
        about={},
        asked_as="",
        asked_in="",
        asked_at=None,
        due_at=one.read_one(select(Consent.expires_at)),
        is_own=False,
        needs_reason=False,
        has_content=True,
        page=f"/records/{record}/consents",
        refusal=None,
        position=0,
        record=record,
    )
    assert _witness_lines(one, head) == [line]
    assert [one.do(other, approval_list.list_approvals) for other in others] == [[], [], []]
    step(one, consent, "witness")
    assert not _witness_lines(one, head)


def test_an_unassigned_colleague_cannot_read_a_consent(installation: Installation) -> None:
    record = installation.register(FOUND, installation.actor(Role.SUPERVISOR), LAWFUL)
    consent = take_down(installation, record, actor=installation.actor(Role.SUPERVISOR))
    with pytest.raises(NotFound):
        step(installation, consent, "witness", Role.CASEWORKER)


def test_every_act_is_in_the_audit_log_with_its_record(installation: Installation) -> None:
    record = register_found(installation)
    consent = put_in_force(installation, record)
    with installation.app.transaction() as session:
        actor = installation.actor(Role.CASEWORKER)
        actor_database_role.enter_role(session, actor)
        shown = written_consent.read_consent(session, installation.context, actor, consent)
        assert shown.paper["giver_name"] == "Marlene Vogt"
        assert (
            written_consent.list_consents(session, installation.context, actor, record)[0].id
            == consent
        )
    withdraw(installation, consent)
    acts = installation.read_rows(select(Audit.action, Audit.records).order_by(Audit.id))
    done = [action for action, records_ in acts if record.hex in records_ and "consent" in action]
    assert done == [
        "record_consent",
        "consent_witness",
        "consent_activate",
        "read_consent",
        "list_consents",
        "consent_withdraw",
    ]


def test_the_paper_is_sealed(installation: Installation) -> None:
    put_in_force(installation, register_found(installation))
    assert b"Vogt" not in installation.read_one(select(Consent.paper))
