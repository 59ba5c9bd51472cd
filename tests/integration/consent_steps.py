"""Helpers that record a consent and take its steps."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from core.policy.roles import Role
from services.case.consent_form import Appointment, ConsentForm
from services.consent import written_consent
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
    recorder = actor or one.actor(Role.CASEWORKER)
    return one.do(recorder, written_consent.record_consent, record, form)


def step(one: Installation, consent: UUID, act: str, role: Role = Role.SUPERVISOR) -> str:
    return one.do(one.actor(role), written_consent.take_step, consent, act)


def put_in_force(one: Installation, record: UUID, form: ConsentForm = FORM) -> UUID:
    consent = take_down(one, record, form)
    assert step(one, consent, "witness") == "witnessed"
    assert step(one, consent, "activate") == "active"
    return consent


def withdraw(one: Installation, consent: UUID, role: Role = Role.CASEWORKER) -> None:
    one.do(one.actor(role), written_consent.withdraw_consent, consent)
