"""THE table of deadlines: what starts each one, after how many hours it is due, who is responsible
for it, and what fulfils it.

Each row names the law or practice that it follows. The hours are ours, not the law's. Both are to
be checked by a lawyer for each state.
"""

from __future__ import annotations

import dataclasses
import enum
import functools
from collections.abc import Mapping

from core.codes.case import DeadlineKind
from core.codes.disclosure import Urgency
from core.codes.notifications import NotificationKind
from core.policy.case.missing_from_care import MISSING_FROM_CARE_CHECK_HOURS
from core.policy.case.sealed_messages import READ_WITHIN_HOURS
from core.policy.roles import Role
from core.policy.sharing.disclosure import (
    ANSWER_HOURS,
    BEST_INTERESTS_HOURS,
    FIRST_REVIEW_HOURS,
    VITAL_REVIEW_HOURS,
)
from core.policy.sharing.link_requests import ANSWER_HOURS as LINK_ANSWER_HOURS

DAY = 24
CONSULTATION_HOURS = 12
DELETION_HOURS = 24


class DeadlineStart(enum.StrEnum):
    """The event from which the hours of a deadline count."""

    STRONG_MATCH = "strong_match"
    CONFIRMED_MATCH = "confirmed_match"
    DISCLOSURE_ASKED = "disclosure_asked"
    VITAL_RELEASE = "vital_release"
    MESSAGE_DELIVERED = "message_delivered"
    LINK_REQUESTED = "link_requested"  # another agency asks after a link that a search showed
    REPORTED = "reported"  # a missing report is registered, or opened again
    FOUND = "found"  # a found child is registered, or opened again, and its record is silent
    REPEATED = "repeated"  # the last of `REPEATED_EPISODES` within `REPEATED_WITHIN_DAYS`
    # a child went missing from care, and a second person has to check the report
    MISSING_FROM_CARE = "missing_from_care"
    WITHDRAWN = "withdrawn"  # a second person refused a report that other agencies were sent
    DELETION_ASKED = "deletion_asked"  # of an agency that was sent such a report
    LOCATED = "located"  # a child who was missing from care
    RETURNED = "returned"
    NEARLY_ADULT = "nearly_adult"


class DeadlineSide(enum.StrEnum):
    """The side of a case whose agency is responsible for a deadline."""

    REPORT = "report"  # the agency that looks for the person
    CHILD = "child"  # the agency that has the child
    RECORD = "record"  # the agency of the record, on either side
    RECEIVER = "receiver"  # an agency that was sent a report, which it no longer sees


class DeadlineFact(enum.StrEnum):
    """A fact of a record that fulfils a deadline, or that makes one necessary."""

    POLICE_INFORMED = "police_informed"
    RISK_ASSESSED = "risk_assessed"
    PHOTO_HELD = "photo_held"
    OWN_PHONE_HELD = "own_phone_held"
    CLOTHING_HELD = "clothing_held"
    SIS_CONFIRMED = "sis_confirmed"
    GUARDIAN_APPOINTED = "guardian_appointed"
    LIKELY_STATES_NAMED = "likely_states_named"
    SIBLINGS_NAMED = "siblings_named"
    YELLOW_NOTICE_ASKED = "yellow_notice_asked"
    SIENA_SENT = "siena_sent"
    TRAFFICKING_PRESUMED = "trafficking_presumed"
    REPORT_CHECKED = "report_checked"  # by the second person, who approved or refused it
    COPIES_DELETED = "copies_deleted"  # every agency that was sent the withdrawn report confirmed
    CONSULTED = "consulted"  # the agencies agreed on measures for a located child
    SHARING_ANSWERED = "sharing_answered"  # no question of core.policy.sharing.opening is open


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineRule:
    """One deadline.

    `hours` is a number, or a number for each urgency. `role` is the role that is notified
    first when it is overdue; a liaison officer gets those of the police's records for either role.
    `fulfilled_by`: the facts of which one ends it, without a click. A deadline without such facts
    ends by a recorded act, as does one that `may_be_recorded` where the fact is kept elsewhere.
    `may_be_impossible`: a person may record why it cannot be done. `opened_by`: the fact without
    which the deadline does not run. `is_of_children`: it runs only where the person may be a child.
    If `opened_by` is None, the deadline needs no fact to run. `basis` is the law or practice that
    it follows. `is_notified`: people are notified when it is overdue; else it is a task of the
    list. `overdue_notification` is what the supervisors then get.
    """

    start: DeadlineStart
    hours: int | Mapping[str, int]
    side: DeadlineSide
    role: Role
    basis: str
    is_notified: bool = True
    overdue_notification: NotificationKind = NotificationKind.OVERDUE
    fulfilled_by: frozenset[DeadlineFact] = frozenset()
    may_be_recorded: bool = False
    may_be_impossible: bool = False
    opened_by: DeadlineFact | None = None
    is_of_children: bool = False

    @property
    def is_ended_by_act(self) -> bool:
        """Return whether a person may record that it was done."""
        return self.may_be_recorded or not self.fulfilled_by


_CASEWORKER, _SUPERVISOR = Role.CASEWORKER, Role.SUPERVISOR


_of_report = functools.partial(DeadlineRule, start=DeadlineStart.REPORTED, side=DeadlineSide.REPORT)


def _held(fact: DeadlineFact) -> frozenset[DeadlineFact]:
    return frozenset({fact})


DEADLINES: dict[DeadlineKind, DeadlineRule] = {
    # between agencies: an overdue one reaches the supervisors, then the state's desk
    DeadlineKind.FIRST_REVIEW: DeadlineRule(
        start=DeadlineStart.STRONG_MATCH,
        hours=FIRST_REVIEW_HOURS,
        side=DeadlineSide.RECORD,
        role=_SUPERVISOR,
        basis="SIRENE Manual: a hit is answered within 12 hours; of a child at risk at once",
    ),
    DeadlineKind.BEST_INTERESTS: DeadlineRule(
        start=DeadlineStart.CONFIRMED_MATCH,
        hours=BEST_INTERESTS_HOURS,
        side=DeadlineSide.CHILD,
        role=_SUPERVISOR,
        basis="Convention on the Rights of the Child, Art. 3(1); General comment No. 14",
        is_of_children=True,
    ),
    DeadlineKind.ANSWER: DeadlineRule(
        start=DeadlineStart.DISCLOSURE_ASKED,
        hours=ANSWER_HOURS,
        side=DeadlineSide.RECORD,
        role=_SUPERVISOR,
        basis="practice of the desks; Directive (EU) 2023/977, Art. 5, has limits for police",
    ),
    DeadlineKind.DANGER_ANSWER: DeadlineRule(
        start=DeadlineStart.DISCLOSURE_ASKED,
        hours=ANSWER_HOURS[Urgency.URGENT],
        side=DeadlineSide.RECORD,
        role=_SUPERVISOR,
        basis="Directive (EU) 2023/977, Art. 5: eight hours if urgent; shorter in danger to life",
    ),
    DeadlineKind.VITAL_REVIEW: DeadlineRule(
        start=DeadlineStart.VITAL_RELEASE,
        hours=VITAL_REVIEW_HOURS,
        side=DeadlineSide.RECORD,
        role=_SUPERVISOR,
        basis="GDPR, Art. 5(2) and 6(1)(d): a release in danger is reviewed afterwards",
    ),
    DeadlineKind.READ_MESSAGE: DeadlineRule(
        start=DeadlineStart.MESSAGE_DELIVERED,
        hours=READ_WITHIN_HOURS,
        side=DeadlineSide.RECORD,
        role=_SUPERVISOR,
        basis="practice of the desks: a warning of danger is read on the same day",
    ),
    DeadlineKind.ANSWER_LINK_REQUEST: DeadlineRule(
        start=DeadlineStart.LINK_REQUESTED,
        hours=LINK_ANSWER_HOURS,
        side=DeadlineSide.RECORD,
        role=_SUPERVISOR,
        basis="practice of the desks; Directive (EU) 2023/977, Art. 5, has limits for police",
    ),
    # The agency no longer sees the report, so the reminder is the notification that asked for it.
    DeadlineKind.DELETION: DeadlineRule(
        start=DeadlineStart.DELETION_ASKED,
        hours=DELETION_HOURS,
        side=DeadlineSide.RECEIVER,
        role=_SUPERVISOR,
        basis="GDPR, Art. 19; Directive (EU) 2016/680, Art. 7(3) and 16(6): the recipient erases",
        overdue_notification=NotificationKind.MISSING_FROM_CARE_WITHDRAWN,
    ),
    # of a missing report
    DeadlineKind.POLICE_REPORT: _of_report(
        hours=0,
        role=_CASEWORKER,
        basis="practice of the police: no waiting time for a missing child (CM/Rec(2009)12)",
        is_notified=False,  # the form of the report asks for it
        fulfilled_by=_held(DeadlineFact.POLICE_INFORMED),
        may_be_recorded=True,
    ),
    DeadlineKind.RISK_ASSESSMENT: _of_report(
        hours=1,
        role=_CASEWORKER,
        basis="practice of the police: the risk is assessed with the report",
        fulfilled_by=_held(DeadlineFact.RISK_ASSESSED),
    ),
    DeadlineKind.PHOTO: _of_report(
        hours=1,
        role=_CASEWORKER,
        basis="practice of the police: details for a search in the first hour",
        fulfilled_by=_held(DeadlineFact.PHOTO_HELD),
        may_be_impossible=True,
    ),
    DeadlineKind.PHONE: _of_report(
        hours=1,
        role=_CASEWORKER,
        basis="practice of the police: details for a search in the first hour",
        fulfilled_by=_held(DeadlineFact.OWN_PHONE_HELD),
        may_be_impossible=True,
    ),
    DeadlineKind.CLOTHING: _of_report(
        hours=1,
        role=_CASEWORKER,
        basis="practice of the police: details for a search in the first hour",
        fulfilled_by=_held(DeadlineFact.CLOTHING_HELD),
        may_be_impossible=True,
    ),
    DeadlineKind.SIS_ENTRY: _of_report(
        hours=6,
        role=_CASEWORKER,
        basis="Regulation (EU) 2018/1862, Art. 32(1): an alert on a missing person",
        fulfilled_by=_held(DeadlineFact.SIS_CONFIRMED),
    ),
    DeadlineKind.GUARDIAN: _of_report(
        hours=DAY,
        role=_CASEWORKER,
        basis="Directive (EU) 2024/1346, Art. 27: a representative without delay",
        fulfilled_by=_held(DeadlineFact.GUARDIAN_APPOINTED),
        may_be_impossible=True,
        is_of_children=True,
    ),
    DeadlineKind.LIKELY_STATES: _of_report(
        hours=DAY,
        role=_CASEWORKER,
        basis="practice of the hotlines 116 000 (Directive (EU) 2018/1972, Art. 96)",
        fulfilled_by=_held(DeadlineFact.LIKELY_STATES_NAMED),
        may_be_impossible=True,
        is_of_children=True,
    ),
    DeadlineKind.SIBLINGS: _of_report(
        hours=DAY,
        role=_CASEWORKER,
        basis="Convention on the Rights of the Child, Art. 9 and 10: families stay together",
        fulfilled_by=_held(DeadlineFact.SIBLINGS_NAMED),
        may_be_impossible=True,
        is_of_children=True,
    ),
    DeadlineKind.CASE_CONFERENCE: _of_report(
        hours=2 * DAY,
        role=_SUPERVISOR,
        basis="practice of child protection: police, guardian and carers confer",
        is_of_children=True,
    ),
    DeadlineKind.REVIEW_72_HOURS: _of_report(
        hours=3 * DAY,
        role=_SUPERVISOR,
        basis="practice of the police: a second officer reviews the search",
    ),
    # A notification can reach those a person fled: whether it is asked for is a decision.
    DeadlineKind.YELLOW_NOTICE: _of_report(
        hours=3 * DAY,
        role=_SUPERVISOR,
        basis="Interpol Rules on the Processing of Data, Art. 90",
        fulfilled_by=_held(DeadlineFact.YELLOW_NOTICE_ASKED),
        may_be_impossible=True,
    ),
    DeadlineKind.SIENA: _of_report(
        hours=3 * DAY,
        role=_SUPERVISOR,
        basis="Directive 2011/36/EU, Art. 20; Regulation (EU) 2016/794, Art. 7",
        fulfilled_by=_held(DeadlineFact.SIENA_SENT),
        may_be_impossible=True,
        opened_by=DeadlineFact.TRAFFICKING_PRESUMED,
    ),
    DeadlineKind.REVIEW_7_DAYS: _of_report(
        hours=7 * DAY,
        role=_SUPERVISOR,
        basis="practice of the police: a second officer reviews the search",
    ),
    DeadlineKind.REVIEW_30_DAYS: _of_report(
        hours=30 * DAY,
        role=_SUPERVISOR,
        basis="practice of the police: a second officer reviews the search",
    ),
    DeadlineKind.REVIEW_90_DAYS: _of_report(
        hours=90 * DAY,
        role=_SUPERVISOR,
        basis="practice of the police: a second officer reviews the search",
    ),
    # A notification can be overlooked at night, so a person on duty calls.
    DeadlineKind.SUPERVISOR_CALL: DeadlineRule(
        start=DeadlineStart.MISSING_FROM_CARE,
        hours=MISSING_FROM_CARE_CHECK_HOURS,
        side=DeadlineSide.REPORT,
        role=_CASEWORKER,
        basis="practice of the desks: after silence at night the supervisor is called",
        fulfilled_by=_held(DeadlineFact.REPORT_CHECKED),
        may_be_recorded=True,
        is_of_children=True,
    ),
    DeadlineKind.DELETION_CALL: DeadlineRule(
        start=DeadlineStart.WITHDRAWN,
        hours=DELETION_HOURS,
        side=DeadlineSide.REPORT,
        role=_CASEWORKER,
        basis="GDPR, Art. 19: the data controller tells each recipient; practice: it then calls",
        fulfilled_by=_held(DeadlineFact.COPIES_DELETED),
        may_be_recorded=True,
        is_of_children=True,
    ),
    # of a found child
    DeadlineKind.SHARING_QUESTIONS: DeadlineRule(
        start=DeadlineStart.FOUND,
        hours=DAY,
        side=DeadlineSide.CHILD,
        role=_CASEWORKER,
        basis="Directive 2011/36/EU, Art. 13: protection of a child victim; decision 0002",
        fulfilled_by=_held(DeadlineFact.SHARING_ANSWERED),
        may_be_impossible=True,
        is_of_children=True,
    ),
    # of a child's story
    DeadlineKind.REPEAT_CONFERENCE: DeadlineRule(
        start=DeadlineStart.REPEATED,
        hours=2 * DAY,
        side=DeadlineSide.RECORD,
        role=_SUPERVISOR,
        basis="practice of child protection: repeated absences are a sign of harm",
    ),
    DeadlineKind.CONSULTATION: DeadlineRule(
        start=DeadlineStart.LOCATED,
        hours=CONSULTATION_HOURS,
        side=DeadlineSide.REPORT,
        role=_CASEWORKER,
        basis="Regulation (EU) 2018/1862, Art. 33: the desks agree on measures within 12 hours",
        fulfilled_by=_held(DeadlineFact.CONSULTED),
        may_be_recorded=True,
        is_of_children=True,
    ),
    DeadlineKind.RETURN_INTERVIEW: DeadlineRule(
        start=DeadlineStart.RETURNED,
        hours=3 * DAY,
        side=DeadlineSide.RECORD,
        role=_CASEWORKER,
        basis="practice of child protection: an interview within 72 hours of the return",
        may_be_impossible=True,
    ),
    DeadlineKind.ADULTHOOD_PLAN: DeadlineRule(
        start=DeadlineStart.NEARLY_ADULT,
        hours=120 * DAY,
        side=DeadlineSide.RECORD,
        role=_CASEWORKER,
        basis="CM/Rec(2019)4 on young refugees in transition to adulthood",
    ),
}

# The desk of the record's state never sees these: it may be the sender of the message, an asker
# who may not know the responsible agency, or a desk that was not sent the withdrawn report. The
# agency that must act sees them, and the auditor.
WITHIN_AGENCY = frozenset(
    {DeadlineKind.READ_MESSAGE, DeadlineKind.ANSWER_LINK_REQUEST, DeadlineKind.DELETION}
)
# Deadlines of one agency about its own record. No other agency and no auditor sees that one runs:
# which ones run follows from facts that the responsible agency keeps.
CASE_DEADLINES = frozenset(
    kind
    for kind, rule in DEADLINES.items()
    if rule.start
    in {
        DeadlineStart.REPORTED,
        DeadlineStart.FOUND,
        DeadlineStart.MISSING_FROM_CARE,
        DeadlineStart.WITHDRAWN,
        DeadlineStart.LOCATED,
        DeadlineStart.REPEATED,
        DeadlineStart.RETURNED,
        DeadlineStart.NEARLY_ADULT,
    }
)
# Only a child missing from care starts one of these, or a silent record of a found child.
_UNCOUNTED = frozenset(
    {
        DeadlineStart.FOUND,
        DeadlineStart.MISSING_FROM_CARE,
        DeadlineStart.WITHDRAWN,
        DeadlineStart.LOCATED,
    }
)
# The counted deadlines. The number of the others would show how many people have a fact that only
# responsible agencies know, how many records of children are silent, or how many children went
# missing from care.
COUNTED_DEADLINES = (
    DeadlineKind.FIRST_REVIEW,
    DeadlineKind.BEST_INTERESTS,
    *(
        kind
        for kind, rule in DEADLINES.items()
        if kind in CASE_DEADLINES and not rule.opened_by and rule.start not in _UNCOUNTED
    ),
)
# What ends with the search. A conference on many absences, a consultation, an interview and a plan
# do not.
LAPSING_STARTS = frozenset(
    {DeadlineStart.REPORTED, DeadlineStart.FOUND, DeadlineStart.MISSING_FROM_CARE}
)

REPEATED_EPISODES = 3
REPEATED_WITHIN_DAYS = 90
# A task opens this many months before the latest possible 18th birthday, on the first day of a
# month: its plain dates name no birthday. The protection of a child ends no earlier than a person
# ends this task, also after the birthday.
ADULTHOOD_AHEAD_MONTHS = 4


def rules_from(start: DeadlineStart) -> dict[DeadlineKind, DeadlineRule]:
    """Return the deadlines that an event starts, in the order of the table."""
    return {kind: rule for kind, rule in DEADLINES.items() if rule.start is start}


def always_started(start: DeadlineStart) -> tuple[DeadlineKind, ...]:
    """Return the deadlines that an event starts for every child: those that need no fact."""
    return tuple(kind for kind, rule in rules_from(start).items() if rule.opened_by is None)


def hours_of(rule: DeadlineRule, urgency: Urgency = Urgency.ORDINARY) -> int:
    """Return the hours of a rule."""
    return rule.hours if isinstance(rule.hours, int) else rule.hours[urgency]


def is_responsible_role(rule: DeadlineRule, role: Role) -> bool:
    """Return whether a role may end a deadline: its responsible agency, a supervisor or a liaison
    officer.
    """
    return role is rule.role or role in {Role.SUPERVISOR, Role.LIAISON_OFFICER}
