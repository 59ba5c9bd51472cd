"""The table of approvals: who asks, who decides, and which persons must differ.

A new kind is a row of `APPROVALS` and an effect in `services.approval_decisions.effects`.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from core.codes.approvals import ApprovalKind, ApprovalState
from core.codes.case import DeadlineKind
from core.codes.disclosure import DisclosurePath
from core.codes.notifications import AlertKind, NotificationKind
from core.codes.operations import JobKind
from core.policy.access import (
    CLOSING_HOURS,
    CLOSING_WAIT_HOURS,
    GRANT_HOURS,
    INVITATION_HOURS,
    RESET_HOURS,
)
from core.policy.actions import Action
from core.policy.case.care_confirmation import DECLARATION_COMPLETE_HOURS
from core.policy.case.deadlines import DEADLINES, DeadlineStart
from core.policy.case.missing_from_care import (
    MISSING_FROM_CARE_CHECK_HOURS,
    MISSING_FROM_CARE_DESK_HOURS,
)
from core.policy.case.transfer import TRANSFER_PROCESS
from core.policy.effects import Writes
from core.policy.exchange import EXPORT_DECIDE_HOURS
from core.policy.process import Decider
from core.policy.search import SAVED_SEARCH_PROCESS, SEARCH_APPROVAL_HOURS
from core.policy.sharing.disclosure import DESK_ASKED_MINUTES, SECOND_APPROVER_HOURS
from core.policy.sharing.disclosure_steps import DISCLOSURE_PROCESSES
from core.policy.sharing.relay_desk import RELAY_DECIDE_HOURS
from core.refusals import Refusal

# In its first days, an account is no second person for those who invited or confirmed it. For some
# kinds, neither is a new colleague whom the same person invited (`ApprovalRule.of_siblings`).
INDEPENDENT_DAYS = 30
NOT_INDEPENDENT = frozenset(
    {
        Refusal.ACCOUNT_IS_TOO_NEW,
        Refusal.SIBLING_DECIDES_ACCESS,
        Refusal.SIBLING_DECIDES_TOKEN,
    }
)


class Timing(enum.StrEnum):
    """When the act of an approval has its effect."""

    BEFORE = "before"  # the act waits for the second person
    AFTER = "after"  # the act works at once, and the second person checks it


class AtExpiry(enum.StrEnum):
    """What happens when the time for the decision is over."""

    # the act is not done, or ends; the auditor is alerted if the kind has a `late_alert`
    ENDS = "ends"
    # the act stays; its people are asked again, and the auditor is alerted once
    ASKS_AGAIN = "asks_again"
    # the act stays and still waits; its people are reminded and the auditor is alerted, both once
    REMINDS = "reminds"


class Deciders(enum.StrEnum):
    """The people who may decide, if their role has the action."""

    AGENCY = "agency"  # of the agency that asked
    AGENCY_OR_ADMINISTRATORS = "agency_or_administrators"
    RESPONSIBLE = "responsible"  # those whose own record it is about
    OTHER_AGENCY = "other_agency"  # of the agency that the request names
    AUDITORS = "auditors"  # of any agency
    # The first with a supervisor on duty: the account's agency, its state's desk, any desk of the
    # state. Administrators decide about accounts without case work.
    OF_ACCOUNT = "of_account"


@dataclasses.dataclass(frozen=True, slots=True)
class ApprovalRule:
    """The rule of a kind of approval.

    `asks` and `decides`: the actions of the two persons. `deciders`: whose people decide. `hours`:
    the time for the decision, None without a limit. `late_alert`, `refused_alert`: the alerts to
    the auditor when the time is over and after a refusal, None without one. `same_person`: the
    refusal for the asker and for an author of the subject. `is_decided`, `is_over`: the refusals
    for an approval that has been decided, and for one whose time is over. `asked_notification`,
    `decided_notification`, `lapsed_notification`: notifications to the agency when it is asked,
    decided or over; None without one. `needs_reason`: the decision has a reason, sealed with the
    data key of the record or the subject, and the page of the subject takes it. `page`: the address
    of that page, with `{subject}` or `{record}` for the id; "" without one. `has_content`: the
    decision has more than a reason, so only the page and the route of the subject take it.
    `is_lasting`: it waits for the next responsible agency of the record too, and again after the
    record was closed and reopened. `desk_minutes`: after these minutes without a decision, the
    desks of the record's state get `desk_notification` and may decide too, and the auditor gets
    `desk_alert`; None if they never may, and for no alert. `refuses`: the action of others who got
    a notification and may only refuse: people of the asker's agency, or auditors; None without
    them. `wait_hours`: the time that they have before the approval, None without one.
    `of_siblings`: the refusal for two new accounts of one agency that one person invited. It names
    the people outside the agency who decide instead. It is None where only the agency decides: its
    colleagues count as two persons, because a new agency could decide nothing otherwise. `writes`:
    what asking (`ask`) and the decisions `approve` and `refuse` write in addition to the entry and
    the notification that the other columns state (`writes_of`).
    """

    asks: Action
    decides: Action
    same_person: Refusal
    is_decided: Refusal
    deciders: Deciders = Deciders.AGENCY
    timing: Timing = Timing.BEFORE
    at_expiry: AtExpiry = AtExpiry.ENDS
    hours: int | None = None
    is_over: Refusal | None = None
    asked_notification: NotificationKind | None = None
    decided_notification: NotificationKind | None = None
    lapsed_notification: NotificationKind | None = None
    needs_reason: bool = False
    page: str = ""
    late_alert: AlertKind | None = None
    refused_alert: AlertKind | None = None
    has_content: bool = False
    is_lasting: bool = False
    desk_minutes: int | None = None
    desk_notification: NotificationKind | None = None
    desk_alert: AlertKind | None = None
    refuses: Action | None = None
    wait_hours: int | None = None
    of_siblings: Refusal | None = None
    writes: Mapping[str, Writes] = dataclasses.field(default_factory=dict)


def _access(asks: Action, hours: int, entry: str) -> ApprovalRule:
    return ApprovalRule(
        asks=asks,
        decides=Action.DECIDE_ACCESS,
        deciders=Deciders.OF_ACCOUNT,
        same_person=Refusal.SECOND_PERSON_DECIDES,
        is_decided=Refusal.ACCESS_IS_DECIDED,
        hours=hours,
        is_over=Refusal.ACCESS_IS_DECIDED,
        of_siblings=Refusal.SIBLING_DECIDES_ACCESS,
        writes={"ask": Writes((entry,))},
    )


_VITAL_DISCLOSURE = DISCLOSURE_PROCESSES[DisclosurePath.VITAL_INTEREST]
# the matches of a record that others may see from now on
_NEW_CANDIDATES = Writes(
    (), (NotificationKind.CANDIDATE,), (JobKind.NOTIFY,), (DeadlineKind.FIRST_REVIEW,)
)
_MISSING_FROM_CARE_REFUSED = Writes(
    (),
    (NotificationKind.MISSING_FROM_CARE_WITHDRAWN,),
    (JobKind.NOTIFY,),
    (DeadlineKind.DELETION, DeadlineKind.DELETION_CALL),
)
# it files the report
_MISSING_FROM_CARE_ASKED = Writes(
    ("missing_from_care", "register"),
    (NotificationKind.MISSING_FROM_CARE, NotificationKind.CANDIDATE),
    (JobKind.MATCH,),
    (
        DeadlineKind.FIRST_REVIEW,
        *(
            kind
            for kind, deadline in DEADLINES.items()
            if deadline.start in {DeadlineStart.REPORTED, DeadlineStart.MISSING_FROM_CARE}
            and deadline.opened_by is None
        ),
    ),
)
_MISSING_FROM_CARE = ApprovalRule(
    asks=Action.EPISODE,
    decides=Action.CHECK_REPORTER,
    deciders=Deciders.RESPONSIBLE,
    same_person=Refusal.SECOND_PERSON_CHECKS,
    is_decided=Refusal.MISSING_FROM_CARE_IS_DECIDED,
    timing=Timing.AFTER,
    at_expiry=AtExpiry.ASKS_AGAIN,
    hours=MISSING_FROM_CARE_CHECK_HOURS,
    is_over=Refusal.MISSING_FROM_CARE_IS_DECIDED,
    asked_notification=NotificationKind.MISSING_FROM_CARE_CHECK,
    late_alert=AlertKind.MISSING_FROM_CARE_UNCHECKED,
    page="/records/{subject}",
    desk_minutes=60 * MISSING_FROM_CARE_DESK_HOURS,
    desk_notification=NotificationKind.MISSING_FROM_CARE_DESK_ASKED,
    writes={
        "ask": _MISSING_FROM_CARE_ASKED,
        "approve": _NEW_CANDIDATES,
        "refuse": _MISSING_FROM_CARE_REFUSED,
    },
)
APPROVALS: dict[ApprovalKind, ApprovalRule] = {
    ApprovalKind.INSTITUTION: ApprovalRule(
        asks=Action.PROPOSE_INSTITUTION,
        decides=Action.CHECK_REPORTER,
        same_person=Refusal.SECOND_PERSON_CONFIRMS_INSTITUTION,
        is_decided=Refusal.INSTITUTION_IS_DECIDED,
        asked_notification=NotificationKind.INSTITUTION_PROPOSED,
        writes={"ask": Writes(("propose_institution",))},
    ),
    ApprovalKind.EXPORT: ApprovalRule(
        asks=Action.EXPORT,
        decides=Action.EXPORT,
        same_person=Refusal.SECOND_PERSON_DECIDES,
        is_decided=Refusal.EXPORT_IS_DECIDED,
        hours=EXPORT_DECIDE_HOURS,
        is_over=Refusal.EXPORT_IS_OVER,
        asked_notification=NotificationKind.EXPORT_ASKED,
        decided_notification=NotificationKind.EXPORT_DECIDED,
        needs_reason=True,
        page="/exports/{subject}",
        writes={"ask": Writes(("ask_export",))},
    ),
    ApprovalKind.SEARCH_SAMPLE: ApprovalRule(
        asks=Action.SAMPLE_SEARCHES,
        decides=Action.SAMPLE_SEARCHES,
        deciders=Deciders.AUDITORS,
        same_person=Refusal.SECOND_PERSON_APPROVES,
        is_decided=Refusal.SAMPLE_IS_DECIDED,
        writes={"ask": Writes(("draw_sample",))},
    ),
    # The second person reads the desk to call; the first one reads nothing.
    ApprovalKind.RELAY: ApprovalRule(
        asks=Action.RELAY,
        decides=Action.RELAY,
        same_person=Refusal.SECOND_PERSON_DECIDES,
        is_decided=Refusal.RELAY_IS_DECIDED,
        hours=RELAY_DECIDE_HOURS,
        is_over=Refusal.RELAY_IS_DECIDED,
        writes={
            "ask": Writes(("ask_relay",)),
            "approve": Writes(("relay",), (NotificationKind.RELAY_ASKED,)),
        },
    ),
    # The second approver is also a step of the disclosure, which may be of the state's desk.
    ApprovalKind.DANGER_RELEASE: ApprovalRule(
        asks=Action.APPROVE_DISCLOSURE_FIRST,
        decides=Action.APPROVE_DISCLOSURE_SECOND,
        same_person=Refusal.SECOND_PERSON_APPROVES,
        is_decided=Refusal.APPROVED_BY_SECOND_PERSON,
        timing=Timing.AFTER,
        hours=SECOND_APPROVER_HOURS,
        is_over=Refusal.SECOND_APPROVAL_IS_LATE,
        asked_notification=NotificationKind.VITAL_SECOND_NEEDED,
        lapsed_notification=NotificationKind.VITAL_LAPSED,
        late_alert=AlertKind.VITAL_NOT_APPROVED,
        desk_minutes=DESK_ASKED_MINUTES,
        desk_notification=NotificationKind.VITAL_DESK_ASKED,
        desk_alert=AlertKind.VITAL_UNANSWERED,
        refused_alert=AlertKind.VITAL_REFUSED,
        page="/disclosures/{subject}",
        has_content=True,
        writes={
            "ask": _VITAL_DISCLOSURE.writes_of("release"),
            "approve": _VITAL_DISCLOSURE.writes_of("approve_after"),
            "refuse": _VITAL_DISCLOSURE.writes_of("revoke"),
        },
    ),
    ApprovalKind.CARE_DECLARATION: ApprovalRule(
        asks=Action.ATTEST_CARE,
        decides=Action.CONFIRM_CARE,
        deciders=Deciders.RESPONSIBLE,
        same_person=Refusal.SECOND_PERSON_CONFIRMS_CARE,
        is_decided=Refusal.DECLARATION_IS_DECIDED,
        timing=Timing.AFTER,
        hours=DECLARATION_COMPLETE_HOURS,
        is_over=Refusal.DECLARATION_IS_DECIDED,
        asked_notification=NotificationKind.CARE_SECOND_NEEDED,
        lapsed_notification=NotificationKind.CARE_DECLARATION_LAPSED,
        late_alert=AlertKind.CARE_DECLARATION_LAPSED,
        refused_alert=AlertKind.CARE_DECLARATION_REFUSED,
        page="/records/{subject}#care-confirmation",
        has_content=True,
        writes={
            "ask": Writes(
                ("declare_care", "notify_of_care_declaration"),
                (NotificationKind.CARE_DECLARED,),
                (JobKind.NOTIFY,),
            ),
            "approve": Writes(("confirm_care",), jobs=(JobKind.NOTIFY,)),
            "refuse": Writes(("withdraw_care_confirmation",)),
        },
    ),
    ApprovalKind.SEARCH_APPROVAL: ApprovalRule(
        asks=Action.SEARCH_OTHERS,
        decides=Action.APPROVE_SEARCH,
        same_person=Refusal.SECOND_PERSON_APPROVES_SEARCH,
        is_decided=Refusal.SEARCH_APPROVAL_IS_DECIDED,
        timing=Timing.AFTER,
        at_expiry=AtExpiry.REMINDS,
        hours=SEARCH_APPROVAL_HOURS,
        is_over=Refusal.SEARCH_APPROVAL_IS_DECIDED,
        asked_notification=NotificationKind.APPROVE_SEARCH,
        late_alert=AlertKind.SEARCH_NOT_APPROVED,
        refused_alert=AlertKind.SEARCH_APPROVAL_REFUSED,
        writes={
            "ask": Writes(("search", "save_search"), jobs=(JobKind.SILENT_MATCHES,)),
            "approve": SAVED_SEARCH_PROCESS.writes_of("sign"),
            "refuse": SAVED_SEARCH_PROCESS.writes_of("refuse"),
        },
    ),
    ApprovalKind.MISSING_FROM_CARE: _MISSING_FROM_CARE,
    ApprovalKind.MISSING_FROM_CARE_WAITS: dataclasses.replace(
        _MISSING_FROM_CARE,
        timing=Timing.BEFORE,
        writes={
            "ask": _MISSING_FROM_CARE_ASKED,
            "approve": dataclasses.replace(
                _NEW_CANDIDATES,
                notifications=(NotificationKind.MISSING_FROM_CARE, *_NEW_CANDIDATES.notifications),
            ),
            "refuse": _MISSING_FROM_CARE_REFUSED,
        },
    ),
    # An invented report could lead the other desk astray, so a colleague reads its texts first.
    ApprovalKind.UNCHECKED_LETTER: ApprovalRule(
        asks=Action.USE_THREAD,
        decides=Action.USE_THREAD,
        deciders=Deciders.RESPONSIBLE,
        same_person=Refusal.SECOND_PERSON_DECIDES,
        is_decided=Refusal.LETTER_IS_DECIDED,
        asked_notification=NotificationKind.LETTER_ASKED,
        writes={
            "ask": Writes(("propose_message",)),
            "approve": Writes(("write_message",), (NotificationKind.MESSAGE,)),
        },
    ),
    ApprovalKind.LEGAL_REGIME: ApprovalRule(
        asks=Action.EDIT,
        decides=Action.APPROVE_DATA_RIGHT,
        deciders=Deciders.RESPONSIBLE,
        same_person=Refusal.SECOND_PERSON_DECIDES,
        is_decided=Refusal.LEGAL_REGIME_IS_DECIDED,
        page="/records/{subject}",
        writes=dict.fromkeys(
            ("ask", "approve", "refuse"), Writes(("edit_record",), jobs=(JobKind.MATCH,))
        ),
    ),
    ApprovalKind.REPORTER_CHECK: ApprovalRule(
        asks=Action.EDIT,
        decides=Action.CHECK_REPORTER,
        deciders=Deciders.RESPONSIBLE,
        same_person=Refusal.SECOND_PERSON_CHECKS,
        is_decided=Refusal.REPORT_IS_CHECKED,
        asked_notification=NotificationKind.REPORTER_CHECK_ASKED,
        page="/records/{subject}/people",
        has_content=True,
        is_lasting=True,
        writes={
            "ask": Writes(("ask_reporter_check",)),
            "approve": dataclasses.replace(_NEW_CANDIDATES, audit=("decide_reporter",)),
            "refuse": Writes(("decide_reporter",), jobs=(JobKind.NOTIFY,)),
        },
    ),
    ApprovalKind.RETENTION_REVIEW: ApprovalRule(
        asks=Action.EXTEND,
        decides=Action.EXTEND,
        deciders=Deciders.RESPONSIBLE,
        same_person=Refusal.SECOND_PERSON_REVIEWS,
        is_decided=Refusal.REVIEW_IS_DECIDED,
        needs_reason=True,
        page="/records/{subject}/review",
        writes={
            "ask": Writes(("propose_review",)),
            "approve": Writes(("review_record",)),
        },
    ),
    ApprovalKind.DATA_REQUEST: ApprovalRule(
        asks=Action.PROPOSE_DATA_RIGHT,
        decides=Action.APPROVE_DATA_RIGHT,
        deciders=Deciders.RESPONSIBLE,
        same_person=Refusal.SECOND_PERSON_DECIDES,
        is_decided=Refusal.REQUEST_IS_DECIDED,
        page="/rights/{subject}",
        has_content=True,
        writes={"ask": Writes(("propose_data_right",))},
    ),
    ApprovalKind.DETERMINATION: ApprovalRule(
        asks=Action.DECIDE_BEST_INTERESTS,
        decides=Action.CONFIRM_BEST_INTERESTS,
        deciders=Deciders.RESPONSIBLE,
        same_person=Refusal.SECOND_PERSON_CONFIRMS_DETERMINATION,
        is_decided=Refusal.DETERMINATION_IS_DECIDED,
        needs_reason=True,
        page="/records/{record}/safety",
        writes={"ask": Writes(("decide_best_interests",))},
    ),
    ApprovalKind.TRANSFER_OFFER: ApprovalRule(
        asks=Action.PROPOSE_TRANSFER,
        decides=Action.TRANSFER,
        same_person=Refusal.SECOND_PERSON_OFFERS,
        is_decided=Refusal.TRANSFER_IS_NOT_PROPOSED,
        writes={
            "ask": Writes(("transfer_proposed",)),
            "approve": TRANSFER_PROCESS.writes_of("confirm"),
            "refuse": TRANSFER_PROCESS.writes_of("withdraw"),
        },
    ),
    ApprovalKind.TRANSFER: ApprovalRule(
        asks=Action.PROPOSE_TRANSFER,
        decides=Action.TRANSFER,
        deciders=Deciders.OTHER_AGENCY,
        same_person=Refusal.SECOND_PERSON_TAKES_OVER,
        is_decided=Refusal.TRANSFER_IS_DECIDED,
        page="/transfers",
        has_content=True,
        writes={
            "ask": Writes(("transfer_offered",), (NotificationKind.TRANSFER_OFFERED,)),
            "approve": TRANSFER_PROCESS.writes_of("accept"),
            "refuse": TRANSFER_PROCESS.writes_of("refuse"),
        },
    ),
    ApprovalKind.CLOSE_AGENCY: ApprovalRule(
        asks=Action.CLOSE_AGENCY,
        decides=Action.CLOSE_AGENCY,
        deciders=Deciders.OTHER_AGENCY,
        same_person=Refusal.SECOND_PERSON_DECIDES,
        is_decided=Refusal.CLOSING_IS_DECIDED,
        hours=CLOSING_HOURS,
        is_over=Refusal.CLOSING_IS_DECIDED,
        asked_notification=NotificationKind.CLOSING_ASKED,
        refuses=Action.REFUSE_CLOSING,
        wait_hours=CLOSING_WAIT_HOURS,
        writes={
            "ask": Writes(("ask_closing",)),
            "approve": Writes((), (NotificationKind.AGENCY_TAKEN_OVER,), (JobKind.CLOSE_AGENCIES,)),
        },
    ),
    ApprovalKind.INVITATION: _access(Action.INVITE_USER, INVITATION_HOURS, "invite_user"),
    ApprovalKind.RESET: _access(Action.RESET_ACCESS, RESET_HOURS, "ask_reset"),
    ApprovalKind.THEFT: _access(Action.RESET_ACCESS, RESET_HOURS, "ask_theft"),
    ApprovalKind.STATE: _access(Action.INVITE_USER, GRANT_HOURS, "ask_state"),
    ApprovalKind.IDENTITY: _access(Action.MANAGE, GRANT_HOURS, "ask_identity"),
    # A supervisor of the agency or an administrator decides. Neither gets the token.
    ApprovalKind.SYSTEM_TOKEN: ApprovalRule(
        asks=Action.ISSUE_TOKENS,
        decides=Action.DECIDE_ACCESS,
        deciders=Deciders.AGENCY_OR_ADMINISTRATORS,
        same_person=Refusal.SECOND_PERSON_DECIDES,
        is_decided=Refusal.TOKEN_IS_DECIDED,
        hours=GRANT_HOURS,
        is_over=Refusal.TOKEN_IS_DECIDED,
        page="/tokens",
        of_siblings=Refusal.SIBLING_DECIDES_TOKEN,
        writes={"ask": Writes(("ask_system_token",))},
    ),
}
# about accounts; their rows are read under the office role
ACCESS_KINDS = tuple(
    kind for kind, rule in APPROVALS.items() if rule.deciders is Deciders.OF_ACCOUNT
)
# the report of a child missing from care; shared at once, or after the approval
MISSING_FROM_CARE_KINDS = (ApprovalKind.MISSING_FROM_CARE, ApprovalKind.MISSING_FROM_CARE_WAITS)
DECIDING_ACTIONS = tuple(
    dict.fromkeys(
        action
        for rule in APPROVALS.values()
        for action in (rule.decides, rule.refuses)
        if action is not None
    )
)


def writes_of(kind: ApprovalKind, act: str) -> Writes:
    """Return all rows that an act of a kind writes, in addition to alerts.

    `ask`; the decisions `approve` and `refuse`; `expire`, the end of the time, with the question to
    the desks of the state before it.
    """
    rule = APPROVALS[kind]
    ended = rule.lapsed_notification if rule.at_expiry is AtExpiry.ENDS else rule.asked_notification
    own = {"ask": (rule.asked_notification,), "expire": (ended, rule.desk_notification)}
    notifications = (
        notification
        for notification in own.get(act, (rule.decided_notification,))
        if notification is not None
    )
    entry = () if act in own else (f"decide_{kind}",)
    more = rule.writes.get(act, Writes(()))
    return dataclasses.replace(
        more, audit=(*entry, *more.audit), notifications=(*notifications, *more.notifications)
    )


def refusal_of(  # noqa: PLR0913 - the facts of an approval
    kind: ApprovalKind,
    state: str,
    *,
    due_at: datetime | None,
    now: datetime,
    decider: Decider,
    firsts: Collection[int | None],
    concerned: Collection[int | None] = (),
) -> Refusal | None:
    """Return why a person cannot decide an approval; None if they can.

    `due_at` is None without a time limit. An act that stays at its expiry can be decided even when
    its time is over. `firsts` are the asker and the authors of the subject. `concerned`: the
    accounts that the approval is about; neither they nor accounts that they made decide.
    """
    rule = APPROVALS[kind]
    is_late = due_at is not None and due_at <= now and rule.at_expiry is AtExpiry.ENDS
    if state == ApprovalState.LAPSED or (state == ApprovalState.WAITING and is_late):
        return rule.is_over or rule.is_decided
    if state != ApprovalState.WAITING:
        return rule.is_decided
    return person_refusal_of(kind, decider, firsts, concerned)


def person_refusal_of(
    kind: ApprovalKind,
    decider: Decider,
    firsts: Collection[int | None],
    concerned: Collection[int | None] = (),
) -> Refusal | None:
    """Return why a person is not the second person of a kind; None if they are.

    The accounts are those of `refusal_of`.
    """
    rule = APPROVALS[kind]
    return decider.refusal(firsts, rule.same_person, rule.of_siblings) or decider.refusal_about(
        concerned, rule.same_person
    )


def approve_refusal_of(
    kind: ApprovalKind, *, asked_at: datetime, now: datetime, may_only_refuse: bool
) -> Refusal | None:
    """Return why a person who may decide cannot approve, but only refuse; None if they can."""
    rule = APPROVALS[kind]
    if may_only_refuse:
        return Refusal.OTHERS_APPROVE
    is_early = rule.wait_hours is not None and now < asked_at + timedelta(hours=rule.wait_hours)
    return Refusal.OTHERS_MAY_REFUSE_FIRST if is_early else None
