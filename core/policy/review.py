"""Policy table of matches under review: the acts, who may do them, and the reasons for decisions.

Only people change the state of a match. Edits, scorings, imports and engine versions never do.
"""

from __future__ import annotations

import enum

from core.codes.agencies import AgencyKind
from core.codes.case import DeadlineKind
from core.codes.notifications import NotificationKind
from core.codes.operations import JobKind
from core.codes.review import DecisionOutcome, MatchState
from core.policy.actions import Action, roles_with
from core.policy.effects import StepEffect, Writes
from core.policy.process import Process, Step
from core.policy.roles import CASE_ROLES, Role
from core.refusals import Refusal

DECISION_REASONS: dict[str, frozenset[str]] = {
    DecisionOutcome.SAME: frozenset(
        {
            "document",
            "biometric_by_authority",
            "verification_passed",
            "relative_confirmed",
            "unique_mark_and_identity",
        }
    ),
    DecisionOutcome.DIFFERENT: frozenset(
        {
            "both_located_elsewhere",
            "age_impossible",
            "sex_documented",
            "relatives_differ",
            "verification_failed",
            "sibling_or_namesake",
        }
    ),
    DecisionOutcome.CANNOT_TELL: frozenset(
        {"too_little", "conflict", "awaiting_answer", "needs_photo_or_biometric", "child_not_ready"}
    ),
    # One person records this when no second person can be reached. It starts protection only.
    DecisionOutcome.PROVISIONALLY_SAME: frozenset({"no_second_person", "child_in_danger"}),
}

_SUPERVISOR = frozenset({Role.SUPERVISOR})

UNDO_REASONS = frozenset(
    {"new_evidence", "entered_by_mistake", "identity_disproved", "link_broken"}
)
MIN_QUESTIONS, MAX_QUESTIONS = 2, 5
# Decisions for these reasons need MIN_ANSWERS answered verification questions.
REASONS_FROM_ANSWERS = frozenset({"verification_passed", "verification_failed"})
MIN_ANSWERS = 2
LOCK_MINUTES = 15  # duration of a match lock
MAX_GROUP_SIZE = 50  # records of a group that are examined


# The fewest people of an agency with whom every match is decided and every report is closed: the
# second person of each decision is a supervisor.
MINIMUM_STAFF: dict[AgencyKind, tuple[Role, ...]] = {
    AgencyKind.PROTECTION: (Role.CASEWORKER, Role.SUPERVISOR),
    AgencyKind.HOTLINE: (Role.CASEWORKER, Role.SUPERVISOR),
    AgencyKind.POLICE: (Role.LIAISON_OFFICER, Role.SUPERVISOR),
}


class MatchPhase(enum.StrEnum):
    """The phase of a match: its state, and whether one side has confirmed."""

    OPEN = "open"
    PROPOSED = "proposed"
    HALF_CONFIRMED = "half_confirmed"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"


def stored_state(phase: MatchPhase) -> MatchState:
    """Return the state that is stored for a phase: a half-confirmed match is a proposed one."""
    return MatchState.PROPOSED if phase is MatchPhase.HALF_CONFIRMED else MatchState(phase)


class MatchRole(enum.StrEnum):
    """The part that the viewer's agency has in a match."""

    CHILD = "child"  # has the found person, or a record of the same kind, or both records
    REPORT = "report"  # has the missing report, and another agency the found person
    PROPOSER = "proposer"  # gave the current proposal
    OTHER = "other"  # has not confirmed yet, and the proposing side has
    DECIDER = "decider"  # took part in the decision


_CHILD = frozenset({MatchRole.CHILD})
_BOTH = _CHILD | {MatchRole.REPORT}
_PROPOSER = frozenset({MatchRole.PROPOSER})
_OTHER = frozenset({MatchRole.OTHER})
_DECIDER = frozenset({MatchRole.DECIDER})
_NEW = frozenset({MatchPhase.OPEN, MatchPhase.PROPOSED})
_UNDECIDED = _NEW | {MatchPhase.HALF_CONFIRMED}
_DECIDED_PHASES = frozenset({MatchPhase.CONFIRMED, MatchPhase.REFUTED})
_ONE_CONFIRMED = frozenset({MatchPhase.CONFIRMED})
_NOT_IN_WORK = (Refusal.MATCH_IS_IN_WORK,)
_NOTIFIES_OTHER_SIDE = (StepEffect.NOTIFIES_OTHER_SIDE,)
_STARTS_BEST_INTERESTS = (StepEffect.STARTS_BEST_INTERESTS, StepEffect.NOTIFIES_OTHER_SIDE)
_DECISION = (NotificationKind.MATCH_DECISION,)

MATCH_PROCESS = Process(
    name="match",
    page="/matches/{match}",
    states=tuple(MatchPhase),
    steps=(
        Step(
            "confirm",
            frozenset({MatchPhase.PROPOSED}),
            _PROPOSER,
            _SUPERVISOR,
            Refusal.PROPOSING_SIDE_CONFIRMS_FIRST,
            (*_NOT_IN_WORK, Refusal.OWN_SIDE_ANSWERS_FIRST),
            distinct_from=("propose",),
            same_person=Refusal.SECOND_PERSON_CONFIRMS,
            to=(MatchPhase.HALF_CONFIRMED, MatchPhase.CONFIRMED, MatchPhase.REFUTED),
            is_main=True,
            effects=_NOTIFIES_OTHER_SIDE,
        ),
        Step(
            "confirm",
            frozenset({MatchPhase.HALF_CONFIRMED}),
            _OTHER,
            _SUPERVISOR,
            Refusal.OWN_SIDE_HAS_CONFIRMED,
            (*_NOT_IN_WORK, Refusal.OWN_SIDE_ANSWERS_FIRST),
            distinct_from=("propose", "confirm"),
            same_person=Refusal.SECOND_PERSON_CONFIRMS,
            to=(MatchPhase.CONFIRMED,),
            is_main=True,
            effects=_STARTS_BEST_INTERESTS,
        ),
        Step(
            "propose",
            _NEW,
            _CHILD,
            CASE_ROLES,
            Refusal.FOUND_SIDE_PROPOSES,
            _NOT_IN_WORK,
            to=(MatchPhase.PROPOSED,),
            is_main=True,
            effects=_NOTIFIES_OTHER_SIDE,
        ),
        Step(
            "doubt",
            _NEW,
            _BOTH,
            CASE_ROLES,
            Refusal.FOUND_SIDE_PROPOSES,
            _NOT_IN_WORK,
            to=(MatchPhase.OPEN,),
            effects=_NOTIFIES_OTHER_SIDE,
        ),
        Step(
            "provisional",
            frozenset({MatchPhase.OPEN}),
            _CHILD,
            CASE_ROLES,
            Refusal.FOUND_SIDE_PROPOSES,
            _NOT_IN_WORK,
            effects=_STARTS_BEST_INTERESTS,
        ),
        Step(
            "take_back",
            frozenset({MatchPhase.PROPOSED, MatchPhase.HALF_CONFIRMED}),
            _PROPOSER,
            CASE_ROLES,
            Refusal.ANOTHER_PERSONS_PROPOSAL,
            (*_NOT_IN_WORK, Refusal.ANOTHER_PERSONS_PROPOSAL),
            to=(MatchPhase.OPEN,),
            effects=_NOTIFIES_OTHER_SIDE,
        ),
        Step(
            "ask_questions",
            _UNDECIDED,
            _CHILD,
            CASE_ROLES,
            Refusal.FOUND_SIDE_ASKS,
            (
                Refusal.FOUND_SIDE_ASKS,
                Refusal.OTHER_SIDE_DOES_NOT_SEE,
                Refusal.ALL_QUESTIONS_ARE_ASKED,
            ),
            effects=_NOTIFIES_OTHER_SIDE,
        ),
        Step(
            "undo",
            _DECIDED_PHASES,
            _DECIDER,
            _SUPERVISOR,
            Refusal.ANOTHER_SIDES_DECISION,
            (*_NOT_IN_WORK, Refusal.UNDO_IS_NOT_PROPOSED),
            distinct_from=("propose_undo",),
            same_person=Refusal.SECOND_PERSON_UNDOES,
            to=(MatchPhase.OPEN,),
            is_main=True,
            effects=(
                StepEffect.REVOKES_GRANTS,
                StepEffect.OPENS_REVIEW,  # of the other matches of the group
                StepEffect.ENDS_REVIEW,
                StepEffect.NOTIFIES_OTHER_SIDE,
            ),
        ),
        Step(
            "propose_undo",
            _DECIDED_PHASES,
            _DECIDER,
            CASE_ROLES,
            Refusal.ANOTHER_SIDES_DECISION,
            (*_NOT_IN_WORK, Refusal.UNDO_IS_PROPOSED),
            effects=(StepEffect.OPENS_REVIEW, StepEffect.NOTIFIES_OTHER_SIDE),
        ),
        Step(
            "review",
            _DECIDED_PHASES | {MatchPhase.PROPOSED, MatchPhase.HALF_CONFIRMED},
            _BOTH,
            CASE_ROLES,
            Refusal.ANOTHER_SIDES_DECISION,
            (
                *_NOT_IN_WORK,
                Refusal.NO_REVIEW_NEEDED,
                Refusal.COLLEAGUE_REVIEWS_CHANGE,
                Refusal.SUPERVISOR_TAKES_STEP,
                Refusal.ANOTHER_SIDES_DECISION,
            ),
            is_main=True,
            effects=(StepEffect.ENDS_REVIEW, StepEffect.NOTIFIES_OTHER_SIDE),
        ),
        Step(
            "approve_closure",
            _ONE_CONFIRMED,
            _CHILD,
            _SUPERVISOR,
            Refusal.FOUND_SIDE_APPROVES_SENTENCE,
            (Refusal.BOTH_RECORDS_ARE_OWN, Refusal.REVIEW_IS_NEEDED),
            is_main=True,
            wrong_state=Refusal.SENTENCE_NEEDS_CONFIRMED_MATCH,
            effects=_NOTIFIES_OTHER_SIDE,
        ),
        Step(
            "ask_disclosure",
            _ONE_CONFIRMED,
            _BOTH,
            CASE_ROLES,
            Refusal.MATCH_IS_NOT_CONFIRMED,
            (
                Refusal.BOTH_RECORDS_ARE_OWN,
                Refusal.OTHER_SIDE_IS_BARRED,
                Refusal.RECORD_IS_CLOSED,
                Refusal.REVIEW_IS_NEEDED,
                Refusal.REPORT_IS_NOT_CHECKED,
                Refusal.DISCLOSURE_IS_ASKED,
            ),
            wrong_state=Refusal.MATCH_IS_NOT_CONFIRMED,
            effects=_NOTIFIES_OTHER_SIDE,
        ),
        # On the path of vital interests a request need not wait for the decision.
        Step(
            "ask_in_danger",
            _UNDECIDED | _ONE_CONFIRMED,
            _BOTH,
            CASE_ROLES,
            Refusal.MATCH_IS_NOT_CONFIRMED,
            (
                Refusal.BOTH_RECORDS_ARE_OWN,
                Refusal.OTHER_SIDE_IS_BARRED,
                Refusal.OTHER_SIDE_LEARNS_OF_RECORD,
                Refusal.RECORD_IS_CLOSED,
                Refusal.DISCLOSURE_IS_ASKED,
            ),
            effects=_NOTIFIES_OTHER_SIDE,
        ),
        Step(
            "close_record",
            _ONE_CONFIRMED,
            _BOTH,
            roles_with(Action.CLOSE),
            Refusal.MATCH_IS_NOT_CONFIRMED,
            (Refusal.REVIEW_IS_NEEDED, Refusal.SENTENCE_IS_NOT_APPROVED),
            is_main=True,
            effects=(StepEffect.CLOSES_RECORD, StepEffect.NOTIFIES_OTHER_SIDE),
        ),
    ),
    wrong_state={
        MatchPhase.OPEN: Refusal.MATCH_IS_NOT_DECIDED,
        MatchPhase.PROPOSED: Refusal.MATCH_IS_NOT_DECIDED,
        MatchPhase.HALF_CONFIRMED: Refusal.ONE_SIDE_HAS_CONFIRMED,
        MatchPhase.CONFIRMED: Refusal.MATCH_IS_DECIDED,
        MatchPhase.REFUTED: Refusal.MATCH_IS_DECIDED,
    },
    wrong_role=Refusal.SUPERVISOR_TAKES_STEP,
    writes={
        "propose": Writes(("decision_propose",), _DECISION),
        "confirm": Writes(
            ("decision_confirm",),
            _DECISION,
            (JobKind.CONTACTS,),  # each side may know the other's reporter from now on
            (DeadlineKind.BEST_INTERESTS,),
        ),
        "doubt": Writes(("decision_propose",), _DECISION),
        "provisional": Writes(
            ("decision_provisional",),
            (*_DECISION, NotificationKind.PROVISIONAL_MATCH),
            deadlines=(DeadlineKind.BEST_INTERESTS,),
        ),
        "take_back": Writes(("undo_decision",), _DECISION, (JobKind.NOTIFY,)),
        "ask_questions": Writes(("write_message",), (NotificationKind.MESSAGE,)),
        "undo": Writes(
            ("undo_decision",),
            (*_DECISION, NotificationKind.REVIEW_NEEDED, NotificationKind.DISCLOSURE),
            (JobKind.NOTIFY, JobKind.REOPEN),
        ),
        "propose_undo": Writes(("propose_undo",), _DECISION),
        "review": Writes(("keep_decision",), _DECISION),
        "approve_closure": Writes(("approve_closure",), (NotificationKind.CLOSURE_APPROVED,)),
        "ask_disclosure": Writes(
            ("ask_disclosure",), (NotificationKind.DISCLOSURE,), deadlines=(DeadlineKind.ANSWER,)
        ),
        "ask_in_danger": Writes(
            ("ask_disclosure",),
            (NotificationKind.DANGER_ASKED,),
            deadlines=(DeadlineKind.DANGER_ANSWER,),
        ),
        "close_record": Writes(("close_record",), (NotificationKind.OTHER_CLOSED,)),
    },
)


def phases_after(state: str, act: str, role: Role) -> frozenset[MatchPhase]:
    """Return the phases that an act of a role can lead to from a stored state; empty if refused."""
    return frozenset(
        MatchPhase(target)
        for step in MATCH_PROCESS.steps
        if step.act == act and role in step.roles
        for phase in step.states
        if stored_state(MatchPhase(phase)) == state
        for target in step.to or (phase,)
    )
