"""The table of refusals, second part: the page of the next step, and the input that is wrong.

The sentences are in `core.refusals`. A refusal with a next step has a row in `LINKS`, also if it
has no link. A template contains ids in braces and nothing personal. The first template whose ids
are all known is used. Without one the link is null. An id comes from the address of the request or
from the service, never from the other side of a pair. `api.refusal_links` leaves out a page that
the viewer's role does not open.
"""

from __future__ import annotations

import string
from collections.abc import Mapping

from core.policy.case.closures import FACT_PAGES, LACKING
from core.refusals import Refusal

# another person, another agency or another side takes the next step
_ANOTHER_PERSON = (
    Refusal.REFUSED,
    Refusal.NOT_FOR_ONES_OWN_ACCOUNT,
    Refusal.ROLE_MAY_NOT_INVITE,
    Refusal.DEPUTY_NAMES_DEPUTY,
    Refusal.SECOND_PERSON_DECIDES,
    Refusal.SECOND_PERSON_REVIEWS,
    Refusal.SECOND_PERSON_CONFIRMS,
    Refusal.SECOND_PERSON_COUNTERSIGNS,
    Refusal.SECOND_PERSON_DECIDES_REPORTER,
    Refusal.SECOND_PERSON_LIFTS_FLAG,
    Refusal.SECOND_PERSON_CLEARS,
    Refusal.SECOND_PERSON_CONFIRMS_CUSTODY,
    Refusal.SECOND_PERSON_CONFIRMS_DETERMINATION,
    Refusal.SECOND_PERSON_CONFIRMS_INSTITUTION,
    Refusal.SECOND_PERSON_WITNESSES,
    Refusal.SECOND_PERSON_APPROVES,
    Refusal.SECOND_PERSON_UNDOES,
    Refusal.SECOND_PERSON_TAKES_OVER,
    Refusal.ACCOUNT_IS_TOO_NEW,
    Refusal.RECORD_IS_RESTRICTED,
    Refusal.HIT_OF_UNSIGNED_SEARCH,
    Refusal.ROLE_LEAVES_NO_MESSAGE,
    Refusal.OWN_STATE_LEAVES_MESSAGE,
    Refusal.CLOSURE_IS_A_SUPERVISORS,
    Refusal.DEADLINE_IS_A_SUPERVISORS,
    Refusal.PAIR_IS_DECIDED,
    Refusal.FOUND_SIDE_PROPOSES,
    Refusal.ONE_SIDE_HAS_CONFIRMED,
    Refusal.OWN_SIDE_HAS_CONFIRMED,
    Refusal.PROPOSING_SIDE_CONFIRMS_FIRST,
    Refusal.QUESTIONS_ARE_OPEN,
    Refusal.ANOTHER_PERSONS_PROPOSAL,
    Refusal.ANOTHER_SIDES_DECISION,
    Refusal.SUPERVISOR_TAKES_STEP,
    Refusal.FOUND_SIDE_APPROVES_SENTENCE,
    Refusal.AGENCY_OF_SEARCH_COUNTERSIGNS,
    Refusal.SAVED_SEARCH_WAITS,
    Refusal.OTHER_AGENCY_TAKES_STEP,
    Refusal.REPORT_BY_SOFTWARE,
    Refusal.CUSTODY_IS_DECLARED,
    Refusal.CUSTODY_NEEDS_PHOTO,
    Refusal.CUSTODY_NEEDS_EPISODE,
    Refusal.CONFLICT_OF_INTEREST,
    Refusal.CONSENT_IS_NOT_WITNESSED,
    Refusal.GIVER_TAKES_NO_STEP,
    Refusal.REQUEST_IS_NOT_APPROVED,
    Refusal.IMPORT_OF_ANOTHER_AGENCY,
    Refusal.EXPORT_IS_NOT_APPROVED,
    Refusal.ASKER_DOES_NOT_APPROVE,
    Refusal.APPROVER_OF_ANOTHER_UNIT,
    Refusal.STEP_OF_ANOTHER_SIDE,
)
# the next step is to wait
_WAITING = (
    Refusal.ACCESS_LINK_IS_VALID,
    Refusal.HIT_REQUEST_WAITS,
    Refusal.PAIR_IS_IN_WORK,
    Refusal.UPGRADE_RUNS,
    Refusal.RESTRICTED_RECORD_STAYS,
    Refusal.IMPORT_IS_STARTED,
    Refusal.IMPORT_IS_NOT_FINISHED,
    Refusal.SECOND_APPROVAL_IS_LATE,
    Refusal.RECORDS_WAIT_FOR_UPGRADE,
    Refusal.LAST_RUN_IS_ACTIVE,
)
# the same request is sent again with another value, or with another act
_SAME_FORM = (
    Refusal.OFFICER_REGISTERS_FOR_POLICE,
    Refusal.AGENCY_OF_ANOTHER_STATE,
    Refusal.KEY_USED_FOR_ANOTHER_BODY,
    Refusal.CUSTODY_BELONGS_WHERE_CHILD_IS,
    Refusal.CLOSURE_IS_OF_OTHER_RECORDS,
    Refusal.DEADLINE_IS_POSSIBLE,
    Refusal.CUSTODY_WAY_OF_ANOTHER_AGENCY,
    Refusal.CUSTODY_REGISTRATION_UNKNOWN,
    Refusal.GUARDIAN_IS_TOLD,
    Refusal.COURT_IS_TOLD,
    Refusal.YOUTH_OFFICE_IS_TOLD,
)
# the next step is on the page of a pair whose id the viewer's request does not have
_PAGE_UNKNOWN = (Refusal.DISCLOSURE_HAS_ENDED,)

_NEW_CONSENT = ("/records/{record}/consents/new",)
_REPORTER = ("/records/{record}/people",)
_DISCLOSURE_ACTS = ("/disclosures/{disclosure}#acts",)
LINKS: Mapping[Refusal, tuple[str, ...]] = {
    **dict.fromkeys((*_ANOTHER_PERSON, *_WAITING, *_SAME_FORM, *_PAGE_UNKNOWN), ()),
    # accounts
    Refusal.TOO_MANY_PASSKEYS: ("/passkeys",),
    Refusal.ACCOUNT_IS_DISABLED: ("/users",),
    # records
    Refusal.DUPLICATE_REFERENCE: ("/records",),
    Refusal.REFERENCE_IS_TAKEN: ("/records",),
    Refusal.RECORD_IS_CLOSED: ("/records/{record}",),
    Refusal.REPORT_IS_FLAGGED: _REPORTER,
    Refusal.LIFTS_PROTECTION_BAR: ("/records/{record}/rights",),
    **{LACKING[fact]: (f"/records/{{record}}{page}",) for fact, page in FACT_PAGES.items()},
    Refusal.SENTENCE_IS_NOT_APPROVED: ("/records/{record}/pairs",),
    Refusal.SENTENCE_NEEDS_CONFIRMED_PAIR: ("/pairs/{pair}",),
    Refusal.DEADLINE_ENDS_BY_FACT: ("/records/{record}/edit",),
    # pairs
    Refusal.OUTCOME_DOES_NOT_FIT: ("/pairs/{pair}",),
    Refusal.PAIR_IS_NOT_DECIDED: ("/pairs/{pair}",),
    Refusal.PAIR_IS_NOT_CONFIRMED: ("/pairs/{pair}",),
    Refusal.OWN_SIDE_ANSWERS_FIRST: ("/pairs/{pair}#questions",),
    Refusal.ALL_QUESTIONS_ARE_ASKED: ("/pairs/{pair}#thread",),
    Refusal.REVIEW_IS_NEEDED: ("/pairs/{pair}#review", "/records/{record}/pairs"),
    Refusal.NO_REVIEW_NEEDED: ("/pairs/{pair}#undo",),
    Refusal.UNDO_IS_NOT_PROPOSED: ("/pairs/{pair}#undo",),
    Refusal.UNDO_IS_PROPOSED: ("/pairs/{pair}#review",),
    Refusal.OTHER_SIDE_DOES_NOT_SEE: ("/records/{record}/edit",),
    Refusal.BOTH_RECORDS_ARE_OWN: ("/records",),
    Refusal.REPORT_IS_NOT_CLEARED: _REPORTER,
    # searches
    Refusal.NOT_A_SEARCH_TO_SAVE: ("/search",),
    Refusal.REPORT_OF_SEARCH_IS_NOT_CLEARED: _REPORTER,
    Refusal.SAVED_SEARCH_RUNS: ("/standing",),
    Refusal.SAVED_SEARCH_IS_OVER: ("/search",),
    # care and transfers
    Refusal.OFFERED_ALREADY: ("/transfers",),
    Refusal.TRANSFER_NEEDS_CONSENT: _NEW_CONSENT,
    Refusal.REPORTER_OF_OPEN_REPORT: ("/records/{record}",),
    Refusal.NO_REPORTER: _REPORTER,
    Refusal.APPOINTMENT_HAS_ENDED: ("/records/{record}/people",),
    Refusal.EPISODE_DOES_NOT_FOLLOW: ("/records/{record}/story#story",),
    Refusal.STORY_STANDS_AT_FOUND_RECORD: ("/records/{found}/story",),
    Refusal.FOUND_WITHOUT_LEGAL_BASIS: ("/records/{record}/edit",),
    Refusal.LATER_DETERMINATION: ("/records/{record}/safety",),
    Refusal.INSTITUTION_IS_DECIDED: ("/institutions",),
    # consent
    Refusal.CONSENT_IS_WITNESSED: ("/records/{record}/consents",),
    Refusal.CONSENT_IS_ACTIVE: _NEW_CONSENT,
    Refusal.CONSENT_IS_OVER: _NEW_CONSENT,
    Refusal.SPOKEN_CONSENT_COVERS_NOTHING: _NEW_CONSENT,
    Refusal.OWN_CONSENT_NEEDED: _NEW_CONSENT,
    Refusal.GUARDIAN_CONSENTS: _NEW_CONSENT,
    # data requests, files
    Refusal.REVIEW_DOES_NOT_FIT: ("/records/{record}",),
    Refusal.EXTENDED_ONCE: ("/rights/{request}",),
    Refusal.IMPORT_IS_UNDONE: ("/imports",),
    Refusal.SAME_ROWS_IMPORTED: ("/imports",),
    Refusal.IMPORT_IS_FINISHED: ("/imports",),
    Refusal.FILE_IS_NOT_KEPT: ("/imports",),
    Refusal.ANOTHER_PERSONS_FILE: ("/imports",),
    Refusal.EXPORT_IS_DECIDED: ("/exports/new",),
    Refusal.EXPORT_IS_OVER: ("/exports/new",),
    # disclosures
    Refusal.NO_CONSENT_COVERS_THIS: ("/records/{record}/consents",),
    Refusal.NOTHING_MAY_BE_RELEASED: ("/records/{record}/safety",),
    Refusal.DISCLOSURE_IS_ASKED: ("/disclosures",),
    Refusal.CALL_OWN_POLICE_FIRST: ("/disclosures/{disclosure}#call_police",),
    Refusal.CALL_BACK_FIRST: ("/disclosures/{disclosure}#call_back",),
    Refusal.CHECK_CONSENT_FIRST: _DISCLOSURE_ACTS,
    Refusal.LOOK_AT_RISK_INSTEAD: _DISCLOSURE_ACTS,
    Refusal.SECOND_APPROVER_NEEDED: _DISCLOSURE_ACTS,
    Refusal.TELL_AND_REVIEW_FIRST: _DISCLOSURE_ACTS,
    Refusal.STEP_IS_NOT_NEXT: ("/disclosures/{disclosure}",),
    # oversight and runs
    Refusal.SAMPLE_IS_NOT_APPROVED: ("/samples",),
    Refusal.RUN_IS_ACTIVE: ("/runs",),
}

# refusal -> the input of the request that must have another value
FIELDS: Mapping[Refusal, str] = {
    Refusal.ROLE_MAY_NOT_INVITE: "role",
    Refusal.INVITES_TO_OWN_AGENCY: "agency",
    Refusal.DUPLICATE_REFERENCE: "record_ref",
    Refusal.LIFTS_PROTECTION_BAR: "international_protection",
    Refusal.CUSTODY_BELONGS_WHERE_CHILD_IS: "to_agency",
    Refusal.CUSTODY_WAY_OF_ANOTHER_AGENCY: "way",
    Refusal.CUSTODY_REGISTRATION_UNKNOWN: "way",
    Refusal.SENTENCE_IS_NOT_APPROVED: "closure",
    Refusal.CLOSURE_IS_OF_OTHER_RECORDS: "closure",
    Refusal.CLOSURE_IS_A_SUPERVISORS: "closure",
    **dict.fromkeys(LACKING.values(), "closure"),
    Refusal.DEADLINE_ENDS_BY_FACT: "end",
    Refusal.DEADLINE_IS_POSSIBLE: "end",
    Refusal.OUTCOME_DOES_NOT_FIT: "outcome",
    Refusal.QUESTIONS_ARE_OPEN: "reason",
    Refusal.REVIEW_DOES_NOT_FIT: "outcome",
    Refusal.CONFLICT_OF_INTEREST: "giver_name",
    Refusal.GUARDIAN_IS_TOLD: "told",
    Refusal.COURT_IS_TOLD: "told",
    Refusal.YOUTH_OFFICE_IS_TOLD: "told",
}


def ids_of(template: str) -> frozenset[str]:
    """Return the names of the ids in a template of a link."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


def link_of(refusal: Refusal, ids: Mapping[str, object]) -> str:
    """Return the address of the next step of a refusal; "" without one, or with an unknown id."""
    templates = (template for template in LINKS.get(refusal, ()) if ids_of(template) <= ids.keys())
    return next(templates, "").format_map(ids)
