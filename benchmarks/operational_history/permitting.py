"""Consent and disclosure on both paths: given, granted, refused, revoked or unanswered."""

from __future__ import annotations

import dataclasses
from typing import cast
from uuid import UUID

from sqlalchemy import select

from benchmarks.operational_history.reviewing import PairSide, PairSides
from benchmarks.operational_history.town import AgencyStaff, SimulatedInstallation
from models.disclosure.requests_and_grants import Disclosure
from models.records.record import Record
from services.case import risks
from services.case.risks import RiskForm
from services.consent import written_consent
from services.disclosure import grants, telephone_calls
from services.disclosure import requests as disclosure_requests
from services.disclosure.endings import Ending
from services.disclosure.requests import DisclosureForm, DisclosureView
from services.disclosure.steps import StepDetails
from tests.integration.consent_steps import FORM

# share of people of each kind who are asked for consent
ASKED_FOR_CONSENT = {
    "found": 0.5,
    "missing": 0.2,
    "tracing": 0.5,
}
ASKED_WITHIN_DAYS = 45
SCOPES = {
    "match_abroad": 0.92,
    "identity": 0.75,
    "photo": 0.5,
    "place": 0.3,
    "contact": 0.35,
    "statistics": 0.85,
}
WENT_ON = {"stays": 0.8, "withdrawn": 0.09, "superseded": 0.05, "only_spoken": 0.06}
REQUESTS = 0.85  # of the confirmed matches of two agencies
ENDS = {"released": 0.45, "refused": 0.15, "withdrawn": 0.1, "unanswered": 0.18, "waiting": 0.12}
IN_DANGER = 0.14  # of the requests, on the vital path
URGENCIES = {"ordinary": 0.7, "priority": 0.2, "urgent": 0.1}
HOURS = {
    "ordinary": 90.0,
    "priority": 16.0,
    "urgent": 0.8,
}  # mean hours until the answer of the responsible agency
REVIEWED = {"in_time": 0.7, "late": 0.15, "never": 0.15}  # afterwards, of disclosures in danger
LOW = RiskForm(
    level="low",
    may_release=frozenset({"identity", "photo", "place", "contact"}),
    notes="nobody looks for them",
)
DANGER = dataclasses.replace(LOW, level="high", imminent=frozenset({"trafficking"}))
WITHOUT_CONSENT = ("review", "call_police", "check_risk")
REFUSED = ("review", "check_consent", "consent_refused", "close")
REVOKED = ("review", "revoke")
WHY = {
    "revoke": {
        "too_much_asked": 0.3,
        "not_explained": 0.2,
        "no_consent": 0.3,
        "not_in_best_interests": 0.2,
    },
    "withdraw": {"no_longer_needed": 0.5, "learned_otherwise": 0.4, "asked_by_mistake": 0.1},
}
WITH_CONSENT = ("review", "check_consent", "consent_given", "check_risk")


class DisclosureActivity:
    """Plans consents and requests for disclosure."""

    def __init__(self, town: SimulatedInstallation) -> None:
        self._town = town
        self._agencies = town.agency_codes()
        self._asked_ids: set[UUID] = set()

    # --- consent
    # ----------------------------------------------------------------------

    def plan(self) -> None:
        """Plan asking a share of the new people for consent."""
        town = self._town
        with town.looking() as session:
            rows = session.execute(select(Record.public_id, Record.kind, Record.agency_id)).all()
        for public_id, kind, agency_id in rows:
            if public_id in self._asked_ids:
                continue
            self._asked_ids.add(public_id)
            if town.chance(ASKED_FOR_CONSENT[kind]):
                crew = town.crews[self._agencies[agency_id]]
                days = min(town.draw.expovariate(1 / 12), ASKED_WITHIN_DAYS)
                town.in_(lambda one=public_id, crew=crew: self._take_word(one, crew), days=days)  # type: ignore[misc]

    def _take_word(self, record: UUID, crew: AgencyStaff) -> None:
        town, went_on = self._town, self._town.one_of(WENT_ON)
        consent = self.take_down(record, crew)
        if consent is None:
            return
        if went_on == "only_spoken":
            self._step(crew, consent, "start_spoken")
            return
        town.in_(lambda: self._put_in_force(crew, consent), hours=town.draw.uniform(1, 40))
        later = town.draw.uniform(5, 40)
        if went_on == "withdrawn":
            town.in_(lambda: self._withdraw(crew, consent), days=later)
        if went_on == "superseded":
            town.in_(lambda: self.give_now(record, crew), days=later)

    def take_down(
        self, record: UUID, crew: AgencyStaff, scopes: frozenset[str] | None = None
    ) -> UUID | None:
        """Record a consent of the guardian, or of a person who may be of age.

        Return it if its document is complete.
        """
        town = self._town
        chosen = (
            scopes
            or frozenset(scope for scope, share in SCOPES.items() if town.chance(share))
            or {"identity"}
        )
        other_states = {agency_staff.state for agency_staff in town.crews.values()} - {crew.state}
        form = dataclasses.replace(
            FORM,
            giver_name="Guardian appointed by the court",
            scopes=frozenset(chosen),
            recipients=frozenset(other_states),
            purposes=frozenset({"trace_family", "verify_hit"}),
            language="eng",
        )
        own = dataclasses.replace(form, giver="person", appointment=None)
        for consent_form in (form, own):
            consent = town.as_(
                crew.recorder,
                "record_consent",
                lambda s, a, one=consent_form: written_consent.record_consent(
                    s, town.context, a, record, one
                ),  # type: ignore[misc]
            )
            if consent is not None:
                return cast(UUID, consent)
        return None

    def _step(self, crew: AgencyStaff, consent: UUID, act: str) -> None:
        town = self._town
        town.as_(
            crew.supervisor,
            f"consent_{act}",
            lambda s, a: written_consent.take_step(s, town.context, a, consent, act),
        )

    def _put_in_force(self, crew: AgencyStaff, consent: UUID) -> None:
        for act in ("witness", "activate"):
            self._step(crew, consent, act)

    def _withdraw(self, crew: AgencyStaff, consent: UUID) -> None:
        town = self._town
        town.as_(
            crew.recorder,
            "withdraw_consent",
            lambda s, a: written_consent.withdraw_consent(s, town.context, a, consent),
        )

    def give_now(
        self, record: UUID, crew: AgencyStaff, scopes: frozenset[str] | None = None
    ) -> None:
        """Record and activate a consent. It supersedes an earlier one."""
        consent = self.take_down(record, crew, scopes)
        if consent is not None:
            self._put_in_force(crew, consent)

    # --- disclosure
    # ----------------------------------------------------------------------

    def on_confirmed(self, sides: PairSides) -> None:
        """Let the missing side ask the side with the child for disclosure, after some time."""
        town, responsible, asker = self._town, sides.first, sides.other
        if responsible.crew is not asker.crew and town.chance(REQUESTS):
            town.in_(
                lambda: self._ask(sides.pair, responsible, asker.crew),
                days=town.draw.expovariate(1 / 3),
            )

    def _ask(self, pair: UUID, responsible: PairSide, asker: AgencyStaff) -> None:
        town, urgency = self._town, self._town.one_of(URGENCIES)
        is_danger = town.chance(IN_DANGER)
        if is_danger:
            urgency = "urgent"
            self._assess(responsible, DANGER)
        scopes = frozenset(scope for scope in ("photo", "place", "contact") if town.chance(0.4)) | {
            "identity"
        }
        form = DisclosureForm(
            scopes=scopes,
            purpose="protect_victim" if is_danger else "verify_hit",
            reason="somebody may have found them first" if is_danger else "the family waits",
            urgency=urgency,
            path="vital_interest" if is_danger else "ordinary",
            imminent="trafficking" if is_danger else "",
        )
        request = town.as_(
            asker.worker,
            "ask_disclosure",
            lambda s, a: disclosure_requests.request_disclosure(s, town.context, a, pair, form),
        )
        if request is None:
            return
        end = "released" if is_danger and town.chance(0.75) else town.one_of(ENDS)
        case = PlannedRequest(
            cast(UUID, request), responsible, asker, is_danger=is_danger, scopes=scopes
        )
        answer = {
            "released": self._release,
            "refused": self._refuse,
            "withdrawn": self._take_back,
        }.get(end)
        if answer is not None:
            town.in_(lambda: answer(case), hours=town.draw.expovariate(1 / HOURS[urgency]))

    def _assess(self, responsible: PairSide, form: RiskForm) -> None:
        town = self._town
        town.as_(
            responsible.crew.worker,
            "assess_risk",
            lambda s, a: risks.store_assessment(s, town.context, a, responsible.public_id, form),
        )

    def _take(self, login: str, case: PlannedRequest, act: str) -> DisclosureView | None:
        town = self._town
        ending = Ending(town.one_of(WHY[act])) if act in WHY else Ending()
        details = StepDetails(ending, self._desk(case) if act == "call_police" else "")
        disclosure = town.as_(
            login,
            f"disclosure_{act}",
            lambda s, a: disclosure_requests.take_step(s, town.context, a, case.id, act, details),
        )
        return cast(DisclosureView | None, disclosure)

    def _desk(self, case: PlannedRequest) -> str:
        """Return the police or the contact desk of the state of the responsible agency."""
        with self._town.looking() as session:
            disclosure = session.scalars(
                select(Disclosure).where(Disclosure.public_id == case.id)
            ).one()
            desks = telephone_calls.callable_desks(session, disclosure)
            return next(desk.agency for desk in desks if desk.act == "call_police")

    def _release(self, case: PlannedRequest) -> None:
        """Take a request through all steps: two approvers, the named reader, and the duties after a
        danger.
        """
        town, crew = self._town, case.responsible.crew
        if not case.is_danger:
            self.give_now(
                case.responsible.public_id, crew, case.scopes | {"match_abroad", "statistics"}
            )
        self._assess(case.responsible, DANGER if case.is_danger else LOW)
        way = [(crew.worker, act) for act in (WITHOUT_CONSENT if case.is_danger else WITH_CONSENT)]
        way += [(crew.worker, "approve"), (crew.supervisor, "approve"), (crew.worker, "release")]
        if any(self._take(login, case, act) is None for login, act in way):
            return
        town.in_(lambda: self._read(case), hours=town.draw.uniform(0.2, 20))
        if case.is_danger:
            town.in_(lambda: self._take(crew.worker, case, "tell_guardian"), hours=2)
            when = town.one_of(REVIEWED)
            if when != "never":
                hours = (
                    town.draw.uniform(2, 23) if when == "in_time" else town.draw.uniform(30, 200)
                )
                town.in_(lambda: self._take(crew.second, case, "review_after"), hours=hours)

    def _read(self, case: PlannedRequest) -> None:
        town = self._town
        disclosure = self._take(case.asker.worker, case, "acknowledge")
        if disclosure is not None and disclosure.grant is not None:
            grant = disclosure.grant
            for _ in range(town.draw.randint(1, 3)):
                town.as_(
                    case.asker.worker,
                    "read_grant",
                    lambda s, a: grants.read_grant(s, town.context, a, grant),
                )

    def _refuse(self, case: PlannedRequest) -> None:
        for act in REVOKED if case.is_danger or self._town.chance(0.5) else REFUSED:
            self._take(case.responsible.crew.worker, case, act)

    def _take_back(self, case: PlannedRequest) -> None:
        self._take(case.asker.worker, case, "withdraw")


@dataclasses.dataclass(frozen=True, slots=True)
class PlannedRequest:
    """A request: the responsible side, the asking side and the person."""

    id: UUID
    responsible: PairSide
    asker: AgencyStaff
    is_danger: bool
    scopes: frozenset[str]
