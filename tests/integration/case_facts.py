"""Makes a record hold each fact that a deadline or a closure asks for, as people do it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from core.codes.approvals import ApprovalKind
from core.codes.notifications import NotificationKind
from core.policy.case.closures import ClosureFact
from core.policy.case.deadlines import DeadlineFact
from core.policy.roles import Role
from services.case import best_interests, episodes, guardians, risks
from services.case.best_interests import BestInterestsForm, WeighedOption
from services.case.care import copy_deletions, departure_practice
from services.case.episodes import NewEpisode
from services.case.guardians import GuardianForm
from services.case.risks import RiskForm
from services.records import photos
from services.sharing import notification_lists
from tests.factories import AGENCIES, ANSWERED, FOUND, MISSING, Installation, picture
from tests.integration.records import steps as record_steps
from tests.integration.steps import decide

DESK = "GR-CPA"
# a report that holds none of the facts
BARE = {name: value for name, value in MISSING.items() if name not in ("relatives", "recipients")}
RISK = RiskForm(level="low", may_release=frozenset(), notes="seen by the night duty")
PAPER = GuardianForm(
    "Anna Weber", "court", datetime(2026, 2, 1, tzinfo=UTC), "12 F 34", relation="guardian"
)
DECISION = BestInterestsForm(
    trigger="located",
    is_guardian_present=True,
    child_view="yes",
    child_heard_how="alone",
    options=(WeighedOption("with the aunt", "safe"),),
    family_assessed_by="child protection",
    panel=("M. Vogt", "A. Berger"),
    decision="she may live with the aunt",
    dissent="",
    opens=frozenset(),
    review_on=date(2027, 3, 1),
)
Make = Callable[[Installation, UUID, str], object]


def edit(one: Installation, record: UUID, desk: str, changes: Mapping[str, Any]) -> None:
    actor = one.actor(Role.CASEWORKER, desk)
    record_steps.edit(one, actor, record, changes, reason="learnt today")


def _edits(**changes: Any) -> Make:
    return lambda one, record, desk: edit(one, record, desk, changes)


def _assess(one: Installation, record: UUID, desk: str) -> object:
    return one.do(one.actor(Role.CASEWORKER, desk), risks.store_assessment, record, RISK)


def _appoint(one: Installation, record: UUID, desk: str) -> object:
    return one.do(one.actor(Role.CASEWORKER, desk), guardians.store_appointment, record, PAPER)


def _photograph(one: Installation, record: UUID, desk: str) -> object:
    return one.do(one.actor(Role.CASEWORKER, desk), photos.store_photo, record, data=picture(8, 8))


def _decide(one: Installation, record: UUID, desk: str) -> object:
    return one.do(
        one.actor(Role.SUPERVISOR, desk), best_interests.store_determination, record, DECISION
    )


def locate(one: Installation, record: UUID, desk: str) -> object:
    step = NewEpisode("located", one.clock.now(), {"by": "railway police"})
    return one.do(one.actor(Role.CASEWORKER, desk), episodes.record_step, record, step)


VERIFIED: dict[str, Any] = {
    "relatives": ["aunt:Golchehra"],
    "relatives@source": "authority",
    "relatives@quality": "A1H0",
}


def _approve_report(one: Installation, record: UUID, desk: str) -> None:
    decide(one, one.actor(Role.SUPERVISOR, desk), record, kind=ApprovalKind.MISSING_FROM_CARE_WAITS)


def _consult(one: Installation, record: UUID, desk: str) -> None:
    form = departure_practice.PracticeAnswerForm("consultation", "yes")
    caseworker = one.actor(Role.CASEWORKER, desk)
    one.do(caseworker, departure_practice.answer_practice, record, form)


def _delete_copies(one: Installation, record: UUID, _desk: str) -> None:
    """Let each agency that was sent a withdrawn report confirm that its copies are deleted."""
    for agency in AGENCIES:
        head = one.actor(Role.SUPERVISOR, agency)
        for notification in one.do(head, notification_lists.list_notifications):
            if (notification.kind, notification.record) == (
                NotificationKind.MISSING_FROM_CARE_WITHDRAWN,
                record,
            ):
                one.do(head, copy_deletions.mark_notification_read, notification.id)


DEADLINE_FACTS: dict[DeadlineFact, Make] = {
    DeadlineFact.POLICE_INFORMED: _edits(sis_status="reported:GR-1"),
    DeadlineFact.RISK_ASSESSED: _assess,
    DeadlineFact.PHOTO_HELD: _photograph,
    DeadlineFact.OWN_PHONE_HELD: _edits(phones=["own:+93 70 123 4567"]),
    DeadlineFact.CLOTHING_HELD: _edits(clothing="red anorak"),
    DeadlineFact.SIS_CONFIRMED: _edits(sis_status="confirmed:GR-1"),
    DeadlineFact.GUARDIAN_APPOINTED: _appoint,
    DeadlineFact.LIKELY_STATES_NAMED: _edits(recipients=["FR"]),
    DeadlineFact.SIBLINGS_NAMED: _edits(relatives=["half_brother:Reza"]),
    DeadlineFact.YELLOW_NOTICE_ASKED: _edits(interpol_status="reported:2026/1"),
    DeadlineFact.SIENA_SENT: _edits(europol_status="siena_reference:7"),
    DeadlineFact.REPORT_CHECKED: _approve_report,
    DeadlineFact.COPIES_DELETED: _delete_copies,
    DeadlineFact.CONSULTED: _consult,
    DeadlineFact.SHARING_ANSWERED: _edits(**ANSWERED),
    DeadlineFact.TRAFFICKING_PRESUMED: _edits(trafficking_status="presumed:frontline"),
}
# In this order: a risk counts that was assessed after the person was located.
CLOSURE_FACTS: dict[ClosureFact, Make] = {
    ClosureFact.LOCATED: locate,
    ClosureFact.POLICE_INFORMED: _edits(sis_status="reported:GR-1"),
    ClosureFact.VERIFIED_KINSHIP: lambda one, record, desk: edit(one, record, desk, VERIFIED),
    ClosureFact.BEST_INTERESTS: _decide,
    ClosureFact.RISK_ASSESSED: _assess,
    ClosureFact.GUARDIAN_APPOINTED: _appoint,
}
ADULT_BIRTH = "1990-04-02"


def silent_child(one: Installation, reference: str, desk: str = DESK) -> UUID:
    """Register a found child whose questions are open."""
    unanswered = {name: value for name, value in FOUND.items() if name not in ANSWERED}
    actor = one.actor(Role.CASEWORKER, desk)
    return one.register({**unanswered, "record_ref": reference}, actor)


def report(one: Installation, reference: str, desk: str = DESK, **changes: Any) -> UUID:
    """Register a report that holds none of the facts."""
    actor = one.actor(Role.CASEWORKER, desk)
    return one.register({**BARE, "record_ref": reference, **changes}, actor)
