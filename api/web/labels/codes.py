"""Tables of the words of codes, one per kind. Messages are marked here and translated later."""

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

WORDS: dict[str, dict[str, str]] = {
    "role": {
        "caseworker": N_("Caseworker"),
        "supervisor": N_("Supervisor"),
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
        "preventive": N_("To be protected from travel"),
    },
    # what a record asks of an agency that located its person
    "hit_action": {
        "protect": N_(
            "Call the desk at once and agree with it what to do. Where national law allows it,"
            " bring the person to a safe place, so that the journey does not go on."
        ),
        "whereabouts": N_(
            "Tell the desk, and nobody else, where the person is. Do not keep the person there."
        ),
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
        "open": N_("To look at"),
        "proposed": N_("Proposed"),
        "confirmed": N_("Confirmed"),
        "refuted": N_("Different people"),
    },
    "field_class": {
        "F0": N_("That it is there"),
        "F1": N_("Profile"),
        "F2": N_("Names and papers"),
        "F2a": N_("Relatives"),
        "F2b": N_("Telephone numbers"),
        "F3": N_("Looks"),
        "F4a": N_("Places and contacts"),
        "F4b": N_("Sensitive facts"),
        "F5": N_("Papers of consent and review"),
        "F6": N_("The trail"),
    },
    "sharing": {
        "none": N_("Nothing: only you are told of a match"),
        "hit": N_("Hit: that a record exists, and whom to call"),
        "profile": N_("Profile: age band, sex, nationality, region"),
        "identity": N_(
            "Identity: names, birth, documents, looks; no relatives, no telephone numbers"
        ),
    },
    "view": {
        "none": N_("Nothing is shared"),
        "hit": N_("Hit only"),
        "profile": N_("Profile"),
        "identity": N_("Identity"),
        "relatives": N_("Identity and relatives"),
        "contacts": N_("Identity, relatives and telephone numbers"),
        "full": N_("Everything"),
    },
    "clearance": {
        "unverified": N_("Not verified yet"),
        "cleared": N_("Cleared"),
        "flagged": N_("Flagged"),
    },
    "clearance_request": {
        "request": N_("To be cleared"),
        "confirmation": N_("Cleared by one person alone: to be confirmed"),
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
        "court_order": N_("Order of a court"),
        "interpol_rules": N_("Interpol rules"),
    },
    "purpose": {
        "locate_missing": N_("Find a missing person"),
        "identify_found": N_("Find out who a found person is"),
        "prevent_abduction": N_("Prevent an abduction"),
        "protect_victim": N_("Protect a victim"),
        "trace_family": N_("Trace family"),
        "investigate_trafficking": N_("Investigate trafficking"),
        "verify_hit": N_("Verify a hit"),
        "data_quality": N_("Check data quality"),
    },
    "likely_reason": {
        "chosen": N_("you named it"),
        "relatives": N_("a telephone number there"),
        "language": N_("a language of the child"),
    },
    "search_state": {
        "asked": N_("asked once"),
        "waiting": N_("waits for a signature"),
        "running": N_("running"),
        "ended": N_("ended"),
        "withdrawn": N_("withdrawn"),
        "expired": N_("expired"),
    },
    "standing": {
        "none": N_("nothing"),
        "some": N_("noticed"),
        "stands_out": N_("stands out"),
    },
    "weight": {
        "strong": N_("strong"),
        "medium": N_("medium"),
        "weak": N_("weak"),
    },
    "service": {
        "hotline": N_("Hotline"),
        "child_protection": N_("Child protection"),
        "guardianship": N_("Guardians"),
        "trafficking_support": N_("Help for victims of trafficking"),
        "legal_aid": N_("Legal aid"),
        "asylum_advice": N_("Advice on asylum"),
        "health": N_("Health"),
        "psychological_help": N_("Psychological help"),
        "interpreting": N_("Interpreting"),
        "family_tracing": N_("Tracing of families"),
    },
    "agency": {
        "protection": N_("Child protection"),
        "police": N_("Police"),
        "hotline": N_("Hotline"),
    },
    "run": {
        "crossmatch": N_("Everybody with everybody"),
        "delta": N_("What changed"),
    },
    "run_state": {
        "planned": N_("Planned"),
        "running": N_("Running"),
        "done": N_("Done"),
        "failed": N_("Failed"),
        "cancelled": N_("Cancelled"),
    },
    "access_request": {
        "invitation": N_("New account"),
        "reset": N_("Lost device"),
        "state": N_("Act for another state"),
        "identity": N_("Outside sign-in"),
        "review": N_("Review of an older account"),
    },
    "account": {
        "invited": N_("Invited"),
        "active": N_("Active"),
        "disabled": N_("Shut"),
    },
    "import": {
        "uploaded": N_("Sent, not imported yet"),
        "running": N_("Being imported"),
        "done": N_("Imported"),
        "undoing": N_("Being undone"),
        "undone": N_("Undone"),
    },
    "export": {
        "asked": N_("Waits for a second person"),
        "approved": N_("Approved"),
        "refused": N_("Refused"),
        "expired": N_("Over"),
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
        "proposed": N_("Proposed to the supervisor"),
        "offered": N_("Offered"),
        "accepted": N_("Taken over"),
        "refused": N_("Refused"),
        "withdrawn": N_("Taken back"),
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
        "controller": N_("a controller"),
        "owner": N_("the agency"),
        "derived": N_("computed"),
    },
    "provenance": {
        "source": N_("Who said it"),
        "stated_on": N_("When it was said"),
        "quality": N_("How reliable it is"),
        "source_grade": N_("The source is"),
        "information_grade": N_("The information is"),
        "handling": N_("Condition"),
    },
    "source_grade": {
        "A": N_("certain"),
        "B": N_("mostly reliable"),
        "C": N_("unreliable"),
        "X": N_("not assessed"),
    },
    "information_grade": {
        "1": N_("beyond doubt"),
        "2": N_("known at first hand"),
        "3": N_("confirmed by others"),
        "4": N_("hearsay or not assessed"),
    },
    "handling": {
        "H0": N_("none"),
        "H1": N_("not as evidence in court"),
        "H2": N_("not passed on"),
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
