"""Sightings of a missing person by the reference of a report: send one, and list the sent ones.

No function here reads a record or a delivery. So an answer to the sender cannot depend on whether
there is such a report. `services.case.sighting_deliveries` delivers.
"""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID, uuid4

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.code_sets import OneOf
from core.codes.operations import JobKind
from core.codes.sightings import SightingTeller
from core.errors import InvalidInput, LimitReached, require_code, require_text
from core.policy.actions import Action
from core.policy.case.sightings import (
    KEPT_DAYS,
    LIMIT_HOURS,
    MAX_LENGTH,
    MAX_PLACE_LENGTH,
    PER_PERSON_A_DAY,
)
from core.policy.fields import FieldClass
from core.policy.records.provenance import INFORMATION_GRADES
from core.published import Code, MomentIn, published
from core.security.crypto import SealPlace
from models.case.sighting import Sighting
from models.sql import locks
from models.sql.locks import Lock
from services.foundation import audit_log, data_keys, jobs
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.foundation.facts import date_ranges, free_text_screening
from services.foundation.limits import rate_limits
from services.records.intake import code_checks

KEY_SCOPE = "sighting"
KEPT = timedelta(days=KEPT_DAYS)
# Tolerance for clock differences; a later time is refused.
MAX_CLOCK_SKEW = timedelta(minutes=10)
# They separate the parts and the values of the column `route`.
_SEPARATORS = frozenset(":|")


@published(
    examples=[
        {
            "reference": "6a1f0c52-6d0e-4d0f-9a53-6f0d5a4f8c21",
            "person": "A girl of about 12, alone, in a red anorak.",
            "grounds": "She answered to the name on the poster.",
            "country": "IT",
            "place": "Ventimiglia",
            "seen_at": "2026-03-01T21:40:00Z",
            "certainty": "2",
            "teller": "public",
            "gives_number": True,
        }
    ]
)
@dataclasses.dataclass(frozen=True, slots=True)
class SightingForm:
    """A sighting: who was seen, where and when, how sure that is, and who told it.

    `certainty` is the grade of the information: 1 beyond doubt, 2 known first-hand, 3 confirmed by
    others, 4 hearsay or not assessed. `gives_number`: the receivers read the number of your agency
    in the directory, so that they can call. Name no private person who told you: your own agency
    keeps the name.
    """

    reference: UUID
    person: Annotated[str, Field(min_length=1, max_length=MAX_LENGTH)]
    grounds: Annotated[
        str,
        Field(
            min_length=1, max_length=MAX_LENGTH, description="What supports that it is this person."
        ),
    ]
    country: Annotated[str, Field(max_length=3, description="ISO 3166-1 alpha-2.")]
    place: Annotated[str, Field(min_length=1, max_length=MAX_PLACE_LENGTH)]
    seen_at: MomentIn
    certainty: Annotated[Code, OneOf("information_grade")]
    teller: Annotated[Code, OneOf("teller")]
    gives_number: bool = False


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class SentSighting:
    """A sighting that you sent. Its line never changes."""

    reference: UUID
    sent_at: datetime


def sighting_place(public_id: UUID) -> SealPlace:
    """Return where the sealed text of a sighting is stored."""
    return SealPlace("sighting", public_id, FieldClass.F4B.value, 1)


def send(session: Session, context: Context, actor: Actor, form: SightingForm) -> None:
    """Store a sighting; a job delivers it if there is such a report. Audited.

    Raise `InvalidInput` for a text, place, time or code that is not permitted, and for a text with
    a telephone number. Raise `LimitReached` for too many sightings in a day.
    """
    require(actor, Action.SEND_SIGHTING)
    now = context.clock.now()
    _check_form(form, now)
    _check_limit(session, actor, now)
    public_id = uuid4()
    key = data_keys.make_data_key(
        session, context.keys, subject=public_id, scope=KEY_SCOPE, now=now
    )
    content = {
        "person": form.person.strip(),
        "grounds": form.grounds.strip(),
        "country": form.country.strip().upper(),
        "place": form.place.strip(),
        "seen_at": form.seen_at.astimezone(UTC).isoformat(),
        "seen_on": form.seen_at.date().isoformat(),
        "certainty": form.certainty,
        "teller": form.teller,
    }
    session.add(
        Sighting(
            public_id=public_id,
            agency_id=actor.agency_id,
            user_id=actor.user_id,
            reference=form.reference,
            gives_number=form.gives_number,
            sealed=data_keys.seal_json(key, content, sighting_place(public_id)),
            sent_at=now,
        )
    )
    session.flush()
    jobs.enqueue(session, context, JobKind.SIGHTINGS, [jobs.JobTarget()])
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("send_sighting", subject=public_id)
    )


def list_sent(session: Session, context: Context, actor: Actor) -> list[SentSighting]:
    """Return the sightings that the actor sent in the last `KEPT_DAYS`, newest first. Audited."""
    require(actor, Action.SEND_SIGHTING)
    rows = session.execute(
        select(Sighting.reference, Sighting.sent_at)
        .where(Sighting.user_id == actor.user_id, Sighting.sent_at > context.clock.now() - KEPT)
        .order_by(Sighting.id.desc())
    ).all()
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("list_sightings"))
    return [SentSighting(row.reference, row.sent_at) for row in rows]


def _check_form(form: SightingForm, now: datetime) -> None:
    require_code("teller", form.teller, list(SightingTeller))
    require_code("certainty", form.certainty, list(INFORMATION_GRADES))
    for field in ("person", "grounds", "place"):
        text = getattr(form, field)
        require_text(field, text)
        if len(text) > (MAX_PLACE_LENGTH if field == "place" else MAX_LENGTH):
            raise InvalidInput(field, "too_long")
        free_text_screening.check_no_contact(text, field=field)
    if not code_checks.is_country(form.country.strip().upper()):
        raise InvalidInput("country", "not_valid")
    if not _SEPARATORS.isdisjoint(form.place):
        raise InvalidInput("place", "not_valid")
    date_ranges.check_dates(now, seen_at=form.seen_at)
    if form.seen_at > now + MAX_CLOCK_SKEW:
        raise InvalidInput("seen_at", "not_a_past_moment")


def _check_limit(session: Session, actor: Actor, now: datetime) -> None:
    """Raise `LimitReached` if the person sent `PER_PERSON_A_DAY` sightings in `LIMIT_HOURS`."""
    locks.take_lock(session, Lock.QUOTA, actor.user_id or 0)
    freed_at = rate_limits.freed_at(
        session,
        Sighting.sent_at,
        Sighting.user_id == actor.user_id,
        most=PER_PERSON_A_DAY,
        window=timedelta(hours=LIMIT_HOURS),
        now=now,
    )
    if freed_at is not None:
        raise LimitReached(
            "too many sightings in a day", retry_after_s=rate_limits.wait_s(freed_at, now)
        )
