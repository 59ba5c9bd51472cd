"""Helpers that record a consent and take its steps."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from core.policy.roles import Role
from services.case.consent_form import Appointment, ConsentForm
from services.consent import consents
from services.foundation import database_roles
from services.foundation.actor import Actor
from tests.factories import Installation

FORM = ConsentForm(
    giver="guardian",
    giver_name="Marlene Vogt",
    proof="identity card seen",
    scopes=frozenset({"match_abroad", "identity", "photo", "place"}),
    recipients=frozenset({"GR"}),
    purposes=frozenset({"trace_family"}),
    language="prs",
    text_hash="a" * 64,
    interpreter="sworn",
    counsellor="youth welfare",
    is_briefed_spoken=True,
    is_briefed_written=True,
    child_view="yes",
    child_heard_how="alone with the counsellor",
    appointment=Appointment("Local court", date(2026, 1, 12), "F 12/26"),
)


def take_down(
    one: Installation, record: UUID, form: ConsentForm = FORM, actor: Actor | None = None
) -> UUID:
    with one.app.transaction() as session:
        recorder = actor or one.actor(Role.CASEWORKER)
        database_roles.enter_role(session, recorder)
        return consents.record_consent(session, one.context, recorder, record, form)


def step(one: Installation, consent: UUID, act: str, role: Role = Role.SUPERVISOR) -> str:
    with one.app.transaction() as session:
        actor = one.actor(role)
        database_roles.enter_role(session, actor)
        return consents.take_step(session, one.context, actor, consent, act)


def put_in_force(one: Installation, record: UUID, form: ConsentForm = FORM) -> UUID:
    consent = take_down(one, record, form)
    assert step(one, consent, "witness") == "witnessed"
    assert step(one, consent, "activate") == "active"
    return consent


def withdraw(one: Installation, consent: UUID, role: Role = Role.CASEWORKER) -> None:
    with one.app.transaction() as session:
        actor = one.actor(role)
        database_roles.enter_role(session, actor)
        consents.withdraw_consent(session, one.context, actor, consent)
