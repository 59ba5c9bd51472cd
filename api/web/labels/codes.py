"""Labels of codes, one table per kind. Messages are marked here and translated later."""

from __future__ import annotations

from api.web.gettext_marker import N_ as N_
from api.web.labels.actions import ACTION_WORDS
from api.web.labels.audit import ACTS, AREAS, ENDS, KEPT, TO_KEEP
from api.web.labels.facts import FACT_WORDS
from api.web.labels.fields import FIELD_WORDS
from api.web.labels.intake import INTAKE_CODES, NOT_KNOWN_WORDS
from api.web.labels.operations import WORK_WORDS
from api.web.labels.steps import STEP_WORDS
from core.policy.case.closures import CLOSING_SENTENCES
from core.policy.records.alerts import ACTION_SENTENCES

WORDS: dict[str, dict[str, str]] = {
    "role": {
        "caseworker": N_("Caseworker"),
        "supervisor": N_("Team leader"),
        "liaison_officer": N_("Liaison officer"),
        "auditor": N_("Auditor"),
        "analyst": N_("Analyst"),
        "administrator": N_("Administrator"),
        "system": N_("System"),
    },
    "kind": {
        "missing": N_("Missing"),
        "found": N_("Found"),
        "tracing": N_("Family tracing"),
        "preventive": N_("Prevention of travel"),
    },
    # the action for an agency that has traced the person of a record
    # marked for translation in `core`
    "hit_action": {
        action: sentences[0] for action, sentences in ACTION_SENTENCES.items() if sentences
    },
    "status": {
        "open": N_("Open"),
        "closed": N_("Closed"),
        "restricted": N_("Restricted"),
        "erased": N_("Erased"),
    },
    "band": {
        "strong": N_("Strong"),
        "possible": N_("Possible"),
        "link": N_("Possible link"),
        "weak": N_("Weak"),
        "none": N_("Unlikely"),
    },
    "pair": {
        "open": N_("To review"),
        "proposed": N_("Proposed"),
        "confirmed": N_("Confirmed"),
        "refuted": N_("Different people"),
    },
    "field_class": {
        "F0": N_("Existence of the record"),
        "F1": N_("Profile"),
        "F2": N_("Names and documents"),
        "F2a": N_("Relatives"),
        "F2b": N_("Telephone numbers"),
        "F3": N_("Appearance"),
        "F4a": N_("Places and contacts"),
        "F4b": N_("Sensitive details"),
        "F5": N_("Consent and review documents"),
        "F6": N_("Audit log"),
    },
    "sharing": {
        "none": N_("Nothing: only you are notified of a match"),
        "hit": N_("Existence: that a record exists, and whom to call"),
        "profile": N_("Profile: age band, sex, nationality, region"),
        "identity": N_(
            "Identity: names, birth, documents, appearance; no relatives, no telephone numbers"
        ),
    },
    "view": {
        "none": N_("Nothing is shared"),
        "hit": N_("Existence only"),
        "profile": N_("Profile"),
        "identity": N_("Identity"),
        "relatives": N_("Identity and relatives"),
        "contacts": N_("Identity, relatives and telephone numbers"),
        "full": N_("Full record"),
    },
    "clearance": {
        "unverified": N_("Not checked yet"),
        "cleared": N_("Checked"),
        "flagged": N_("Flagged as a concern"),
        "provisional": N_("Shared, check under way"),
    },
    "institution_kind": {
        "youth_office": N_("Youth office"),
        "police_desk": N_("Police desk"),
        "court": N_("Court"),
        "guardianship_authority": N_("Guardianship authority"),
        "care_home": N_("Care home"),
        "hotline": N_("Hotline"),
    },
    "institution_state": {
        "proposed": N_("Proposed"),
        "in_force": N_("Valid"),
        "expired": N_("Expired"),
        "revoked": N_("Revoked"),
    },
    "protection": {
        "no": N_("No"),
        "applicant": N_("Has applied"),
        "beneficiary": N_("Has been granted"),
        "unknown": N_("Not known"),
    },
    "legal_basis": {
        "gdpr_6_1_a_9_2_a": N_("GDPR 6(1)(a), 9(2)(a): consent"),
        "gdpr_6_1_c_9_2_g": N_("GDPR 6(1)(c), 9(2)(g): legal obligation"),
        "gdpr_6_1_d_9_2_c": N_("GDPR 6(1)(d), 9(2)(c): vital interest"),
        "gdpr_6_1_e_9_2_g": N_("GDPR 6(1)(e), 9(2)(g): public task"),
        "led_8_10": N_("LED 8 and 10: police task"),
        "sis_decision": N_("Decision as for a SIS alert"),
        "court_order": N_("Court order"),
        "interpol_rules": N_("Interpol rules"),
    },
    "purpose": {
        "locate_missing": N_("Find a missing person"),
        "identify_found": N_("Find out who a found person is"),
        "prevent_abduction": N_("Prevent an abduction"),
        "protect_victim": N_("Protect a victim"),
        "trace_family": N_("Trace family"),
        "investigate_trafficking": N_("Investigate trafficking"),
        "verify_hit": N_("Verify a search result"),
        "data_quality": N_("Check data quality"),
    },
    "likely_reason": {
        "chosen": N_("you named this state"),
        "relatives": N_("relatives or telephone number in that state"),
        "language": N_("a language that the child speaks"),
    },
    "search_state": {
        "asked": N_("done once"),
        "waiting": N_("waiting for countersignature"),
        "running": N_("running"),
        "ended": N_("ended"),
        "refused": N_("countersignature refused"),
        "withdrawn": N_("withdrawn"),
        "expired": N_("expired"),
    },
    "standing": {
        "none": N_("nothing"),
        "some": N_("indicators present"),
        "stands_out": N_("clear pattern"),
    },
    "weight": {
        "strong": N_("strong"),
        "medium": N_("medium"),
        "weak": N_("weak"),
    },
    "service": {
        "hotline": N_("Hotline"),
        "child_protection": N_("Child protection"),
        "guardianship": N_("Guardianship"),
        "trafficking_support": N_("Support for victims of trafficking"),
        "legal_aid": N_("Legal aid"),
        "asylum_advice": N_("Asylum advice"),
        "health": N_("Health"),
        "psychological_help": N_("Psychological support"),
        "interpreting": N_("Interpreting"),
        "family_tracing": N_("Family tracing"),
    },
    "agency": {
        "protection": N_("Child protection"),
        "police": N_("Police"),
        "hotline": N_("Hotline"),
    },
    "run": {
        "crossmatch": N_("All records"),
        "delta": N_("Changed records"),
    },
    "run_state": {
        "planned": N_("Planned"),
        "running": N_("Running"),
        "done": N_("Done"),
        "failed": N_("Failed"),
        "cancelled": N_("Cancelled"),
    },
    "token_scope": {
        "register": N_("Register records"),
        "correct": N_("Correct facts of own records"),
        "read": N_("Read own records, without relatives and telephone numbers"),
        "matches": N_("Read notices of matches of own records"),
    },
    "closing_reason": {
        "merged": N_("Merged with another agency"),
        "dissolved": N_("Dissolved"),
        "task_moved": N_("Another agency has the task now"),
    },
    # why a record did not move when its agency closed
    "leftover": {
        "barred": N_("International protection bars the state of the other agency"),
        "restricted_record_stays": N_("The processing of the record is restricted"),
        "duplicate_reference": N_("The other agency has this reference already"),
        "transfer_needs_consent": N_("No consent covers the other agency"),
        "offered_already": N_("The record is offered to an agency already"),
        "left_care_stays_together": N_("The record stays with the report of a child who left care"),
        "custody_belongs_where_child_is": N_("The child is in another state"),
        "agency_closes": N_("The other agency closes too"),
    },
    "approval_kind": {
        "institution": N_("Reporting institution"),
        "export": N_("Export"),
        "search_sample": N_("Sample of searches"),
        "close_agency": N_("Closing of an agency"),
        "invitation": N_("New account"),
        "reset": N_("Lost device"),
        "theft": N_("Stolen device"),
        "state": N_("Act for another state"),
        "identity": N_("External sign-in"),
        "countersignature": N_("Search to countersign"),
        "left_care": N_("Report of a child missing from care"),
        "transfer_offer": N_("Offer of a record to another agency"),
        "transfer": N_("Transfer of a record between agencies"),
        "retention_review": N_("Retention of a record"),
        "data_request": N_("Request about personal data"),
    },
    "approval": {
        "waiting": N_("Waiting"),
        "approved": N_("Approved"),
        "refused": N_("Refused"),
        "lapsed": N_("Expired"),
        "withdrawn": N_("Withdrawn"),
    },
    "account": {
        "invited": N_("Invited"),
        "active": N_("Active"),
        "blocked": N_("Blocked"),
        "disabled": N_("Disabled"),
    },
    "import": {
        "uploaded": N_("Uploaded, not imported yet"),
        "running": N_("Being imported"),
        "done": N_("Imported"),
        "undoing": N_("Being undone"),
        "undone": N_("Undone"),
    },
    "export": {
        "asked": N_("Waiting for the second check"),
        "approved": N_("Approved"),
        "refused": N_("Refused"),
        "expired": N_("Expired"),
    },
    "format": {
        "csv": N_("CSV, for a spreadsheet"),
        "json": N_("JSON"),
        "pfif": N_("PFIF 1.4"),
    },
    "risk": {
        "high": N_("High"),
        "medium": N_("Medium"),
        "low": N_("Low"),
    },
    "transfer": {
        "proposed": N_("Proposed to the team leader"),
        "offered": N_("Offered"),
        "accepted": N_("Accepted"),
        "refused": N_("Refused"),
        "withdrawn": N_("Withdrawn"),
    },
    "source": {
        "protection": N_("child protection"),
        "police": N_("police"),
        "hotline": N_("hotline"),
        "person": N_("the person"),
        "reporter": N_("the reporter"),
        "relative": N_("a relative"),
        "guardian": N_("the guardian"),
        "companion": N_("a companion"),
        "witness": N_("a witness"),
        "professional": N_("a doctor, teacher or social worker"),
        "authority": N_("an authority"),
        "controller": N_("the person in control"),
        "owner": N_("the agency"),
        "derived": N_("computed"),
    },
    "provenance": {
        "source": N_("Source of the statement"),
        "stated_on": N_("Date of the statement"),
        "quality": N_("Reliability"),
        "source_grade": N_("The source is"),
        "information_grade": N_("The information is"),
        "handling": N_("Handling"),
    },
    "source_grade": {
        "A": N_("certain"),
        "B": N_("mostly reliable"),
        "C": N_("unreliable"),
        "X": N_("not assessed"),
    },
    "information_grade": {
        "1": N_("beyond doubt"),
        "2": N_("known first-hand"),
        "3": N_("confirmed by others"),
        "4": N_("hearsay or not assessed"),
    },
    "handling": {
        "H0": N_("none"),
        "H1": N_("not as evidence in court"),
        "H2": N_("do not pass on"),
        "H3": N_("ask the source first"),
    },
    **FIELD_WORDS,
    **FACT_WORDS,
    **{name: {**words, **NOT_KNOWN_WORDS} for name, words in INTAKE_CODES.items()},
    **ACTION_WORDS,
    **STEP_WORDS,
    **WORK_WORDS,
    "did": ACTS,
    "area": AREAS,
    "ended": ENDS,
    "kept": KEPT,
    "to_keep": TO_KEEP,
    "sentence": dict(CLOSING_SENTENCES),  # marked for translation in `core`
}
