"""Codes in words: one table a kind of code. Messages are marked here and translated where they are shown."""

from __future__ import annotations

from collections.abc import Iterable

from api.web import language
from core.policy import REGISTER_ACTIONS, STATES, Action, scope
from core.policy_story import SENTENCES
from services.actor import Actor
from services.statements import LIST_COLUMNS


def N_(message: str) -> str:  # noqa: N802 - the name under which extractors of messages find it
    """Mark a message for translating; it is returned as it is."""
    return message


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
        "weak": N_("Weak"),
    },
    "pair": {
        "open": N_("To look at"),
        "proposed": N_("Proposed"),
        "confirmed": N_("Confirmed"),
        "refuted": N_("Different people"),
    },
    "sharing": {
        "none": N_("Nothing: only you are told of a match"),
        "hit": N_("Hit: that a record exists, and whom to call"),
        "profile": N_("Profile: age band, sex, nationality, region"),
        "identity": N_("Identity: names, birth, documents, relatives, looks"),
    },
    "view": {
        "none": N_("Nothing is shared"),
        "hit": N_("Hit only"),
        "profile": N_("Profile"),
        "identity": N_("Identity"),
        "full": N_("Everything"),
    },
    "sex": {
        "F": N_("Female"),
        "M": N_("Male"),
        "X": N_("Another"),
        "U": N_("Not known"),
    },
    "birth_known": {
        "documented": N_("From a document"),
        "claimed": N_("As said"),
        "assessed": N_("Estimated"),
    },
    "calendar": {
        "gregorian": N_("Gregorian"),
        "solar_hijri": N_("Solar Hijri (Iran, Afghanistan)"),
        "hijri": N_("Hijri"),
        "ethiopian": N_("Ethiopian"),
    },
    "clearance": {
        "unverified": N_("Not verified yet"),
        "cleared": N_("Cleared"),
        "flagged": N_("Flagged"),
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
    "category": {
        "runaway_or_thrown_out": N_("Ran away or was thrown out"),
        "parental_abduction": N_("Taken by a parent"),
        "missing_in_migration": N_("Missing in migration"),
        "criminal_abduction": N_("Abducted"),
        "lost_injured_other": N_("Lost, injured or otherwise missing"),
    },
    "eyes": {
        "black": N_("Black"),
        "blue": N_("Blue"),
        "brown": N_("Brown"),
        "green": N_("Green"),
        "grey": N_("Grey"),
        "hazel": N_("Hazel"),
        "maroon": N_("Maroon"),
        "different_each": N_("One unlike the other"),
    },
    "hair": {
        "bald": N_("Bald"),
        "black": N_("Black"),
        "blond": N_("Blond"),
        "brown": N_("Brown"),
        "grey": N_("Grey"),
        "red": N_("Red"),
        "sandy": N_("Sandy"),
        "white": N_("White"),
        "dyed": N_("Dyed"),
        "covered": N_("Covered"),
    },
    "relation": {
        "mother": N_("Mother"),
        "father": N_("Father"),
        "sister": N_("Sister"),
        "brother": N_("Brother"),
        "grandmother": N_("Grandmother"),
        "grandfather": N_("Grandfather"),
        "aunt": N_("Aunt"),
        "uncle": N_("Uncle"),
        "cousin": N_("Cousin"),
        "husband": N_("Husband"),
        "wife": N_("Wife"),
        "guardian": N_("Guardian"),
        "other_family": N_("Other family"),
        "travel_companion": N_("Travel companion"),
        "smuggler": N_("Smuggler"),
        "controller": N_("Controller"),
        "other": N_("Other"),
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
    "field": {
        "record_ref": N_("Own reference"),
        "category": N_("Category"),
        "full_name": N_("Full name"),
        "given_names": N_("Given names"),
        "family_names": N_("Family names"),
        "name_native": N_("Name in own script"),
        "aliases": N_("Other names"),
        "birth_date": N_("Born"),
        "birth_known": N_("How the birth date is known"),
        "birth_calendar": N_("Calendar of the birth date"),
        "age": N_("Age"),
        "age_on": N_("Age on that day"),
        "age_band": N_("Age band"),
        "sex": N_("Sex"),
        "nationalities": N_("Nationalities"),
        "languages": N_("Languages"),
        "ethnicity": N_("Ethnicity"),
        "birth_place": N_("Place of birth"),
        "event_date": N_("Day seen or found"),
        "event_country": N_("Country seen or found"),
        "event_place": N_("Place seen or found"),
        "region": N_("Region"),
        "route": N_("Route"),
        "phones": N_("Telephones"),
        "documents": N_("Documents"),
        "relatives": N_("Relatives and companions"),
        "height_cm": N_("Height in cm"),
        "height_band": N_("Height band"),
        "eyes": N_("Eyes"),
        "hair": N_("Hair"),
        "clothing": N_("Clothing"),
        "marks": N_("Marks"),
        "care": N_("Care"),
        "description": N_("Description"),
        "reporter": N_("Reporter"),
        "unread": N_("Could not be read"),
        "recipients": N_("Shared with"),
        "international_protection": N_("International protection"),
        "legal_basis": N_("Legal basis"),
        "noticed_by": N_("Noticed by"),
        "companions": N_("Companions"),
        "money": N_("Money"),
        "country": N_("Country"),
        "place": N_("Place"),
        "by": N_("By whom"),
        "note": N_("Note"),
        "left_at": N_("When"),
        "closure": N_("Sentence"),
        "likely_states": N_("Likely states"),
        "scopes": N_("What is asked for"),
        "purpose": N_("Purpose"),
        "case_number": N_("Case number"),
        "reason": N_("Reason"),
        "facts": N_("What is known"),
        "imminent": N_("Danger"),
        "bound_to": N_("Bound to"),
        "texts": N_("Questions"),
        "form": N_("Form"),
        "file": N_("File"),
        "mapping": N_("Which column is which"),
        "records": N_("Records"),
        "recipient": N_("Recipient"),
        "recipient_state": N_("State of the recipient"),
        "format": N_("Format"),
        "kind": N_("Kind"),
        "login": N_("Sign-in name"),
        "name": N_("Name"),
        "role": N_("Role"),
        "agency": N_("Agency"),
        "password": N_("Password"),
        "code": N_("Code"),
        "token": N_("Token"),
        "level": N_("Level"),
        "notes": N_("Notes"),
        "may_release": N_("What may be released"),
        "act_by": N_("Act by"),
        "trigger": N_("Occasion"),
        "child_view": N_("What the child says"),
        "child_heard_how": N_("How the child was heard"),
        "options": N_("Options"),
        "family_assessed_by": N_("Who assessed the family"),
        "panel": N_("Panel"),
        "decision": N_("Decision"),
        "dissent": N_("Dissent"),
        "review_on": N_("Review on"),
        "opens": N_("What it opens"),
        "giver": N_("Who gives it"),
        "giver_name": N_("Name of who gives it"),
        "giver_is": N_("Also"),
        "proof": N_("Proof of identity"),
        "appointment": N_("Appointment"),
        "language": N_("Language"),
        "text_hash": N_("Fingerprint of the text"),
        "interpreter": N_("Interpreter"),
        "counsellor": N_("Counsellor"),
        "until": N_("Until"),
        "authority": N_("Authority"),
        "document": N_("Document"),
        "appointed_at": N_("Appointed on"),
        "to_agency": N_("Agency"),
        "requester": N_("Who asks"),
        "grounds": N_("Grounds"),
        "received_at": N_("Received"),
        "changes": N_("What changes"),
        "picture": N_("Photograph"),
        "days": N_("Days"),
    },
    "attribute": {
        "name": N_("Name"),
        "birth": N_("Birth"),
        "sex": N_("Sex"),
        "origin": N_("Origin"),
        "ethnicity": N_("Ethnicity"),
        "birth_place": N_("Place of birth"),
        "event": N_("Places and days"),
        "phone": N_("Telephone"),
        "document": N_("Document"),
        "relative": N_("Relatives"),
        "height": N_("Height"),
        "eyes": N_("Eyes"),
        "hair": N_("Hair"),
        "marks": N_("Marks"),
    },
    "notice": {
        "candidate": N_("A record may be the same person"),
        "silent_hit": N_("A hidden record of yours matches another"),
        "search_hit": N_("A search met a record of yours"),
        "left_care": N_("A child left care and may come to your state"),
        "countersign": N_("A search waits for your countersignature"),
        "reporter_of_several": N_("One reporter stands on several children"),
        "reporter_under_suspicion": N_("A reporter is under suspicion"),
        "guardian_in_conflict": N_("A guardian has a conflict of interest"),
        "standing_hit": N_("A standing search found something"),
        "countersign_overdue": N_("A countersignature is overdue"),
        "closure_approved": N_("The other side approved how the report may close"),
        "duty_cover": N_("Somebody covers duty"),
        "transfer_offered": N_("A record is offered to you"),
        "transfer_refused": N_("A transfer was refused"),
        "hand_over": N_("A child found by police is handed over to you"),
        "hand_over_due": N_("A hand-over is due soon"),
        "hand_over_overdue": N_("A hand-over is overdue"),
        "hand_over_escalated": N_("A child found by police was not handed over in time"),
        "consent_ended": N_("A consent has ended"),
        "came_of_age": N_("A found child is of age now"),
        "exported": N_("A record of yours went out in another agency's export"),
        "export_asked": N_("An export waits for a second person"),
        "export_decided": N_("An export was decided"),
        "disclosure": N_("A disclosure request moved"),
        "question": N_("The other side asks verification questions"),
        "answer": N_("A question was answered"),
        "thread": N_("The other desk wrote to you"),
        "verdict": N_("A verdict was given"),
        "reopened": N_("A confirmed link was opened again"),
        "tell_guardian": N_("Tell the guardian"),
        "overdue": N_("A clock has run out"),
        "review_ahead": N_("A record is due for review in four months"),
        "review_soon": N_("A record is due for review in two weeks"),
        "review_overdue": N_("The review of a record is overdue"),
    },
    "clock": {
        "first_look": N_("First look at a strong pair"),
        "best_interests": N_("Best-interests decision after locating"),
        "answer": N_("Answer to a request"),
    },
    "closure": {
        "reunified": N_("Reunited with family"),
        "care_elsewhere": N_("Cared for elsewhere"),
        "located_no_contact_wished": N_("Located, no contact wished"),
        "turned_18": N_("Came of age"),
        "deceased": N_("Deceased"),
        "duplicate": N_("Duplicate"),
        "transferred": N_("Transferred"),
        "withdrawn": N_("Withdrawn"),
        "unsolved_archived": N_("Unsolved, archived"),
    },
}

WORDS["outcome"] = {
    "same": N_("One person"),
    "different": N_("Different people"),
    "cannot_tell": N_("Cannot tell yet"),
}
WORDS["reason"] = {
    "document": N_("A document"),
    "biometric_by_authority": N_("Fingerprints or face, compared by an authority"),
    "verification_passed": N_("The answers fit"),
    "relative_confirmed": N_("A relative confirmed it"),
    "unique_mark_and_identity": N_("A mark nobody else has, and the identity"),
    "both_located_elsewhere": N_("Both are at different places"),
    "age_impossible": N_("The ages cannot be"),
    "sex_documented": N_("The sex stands in documents"),
    "relatives_differ": N_("The relatives differ"),
    "verification_failed": N_("The answers do not fit"),
    "sibling_or_namesake": N_("A sibling or a namesake"),
    "too_little": N_("Too little is known"),
    "conflict": N_("Facts contradict each other"),
    "awaiting_answer": N_("An answer is awaited"),
    "needs_photo_or_biometric": N_("A photograph or fingerprints are needed"),
    "child_not_ready": N_("The child is not ready"),
}
WORDS["undo"] = {
    "new_evidence": N_("New evidence"),
    "entered_by_mistake": N_("Entered by mistake"),
    "identity_disproved": N_("The identity was disproved"),
    "link_broken": N_("Another link broke"),
}
WORDS["scope"] = {
    "match_abroad": N_("Being matched abroad"),
    "identity": N_("Identity"),
    "photo": N_("Photograph and looks"),
    "place": N_("Place"),
    "contact": N_("Contact"),
    "statistics": N_("Statistics"),
}
WORDS["urgency"] = {
    "ordinary": N_("Ordinary: 15 days"),
    "priority": N_("Priority: 24 hours"),
    "urgent": N_("Urgent: one hour"),
}
WORDS["path"] = {
    "ordinary": N_("Ordinary"),
    "vital_interest": N_("Vital interest"),
}
WORDS["imminent"] = {
    "life": N_("Life"),
    "serious_harm": N_("Serious harm"),
    "trafficking": N_("Trafficking"),
    "abduction": N_("Abduction"),
    "forced_marriage": N_("Forced marriage"),
    "medical_emergency": N_("Medical emergency"),
    "self_harm": N_("Self-harm"),
}
WORDS["disclosure"] = {
    "requested": N_("Asked"),
    "owner_review": N_("Being looked at"),
    "consent_check": N_("Consent to be checked"),
    "consent_sought": N_("Consent is being asked"),
    "consent_given": N_("Consent given"),
    "consent_refused": N_("Consent refused"),
    "risk_check": N_("Risk looked at"),
    "approved_once": N_("Approved once"),
    "approved_twice": N_("Approved twice"),
    "released": N_("Released"),
    "acknowledged": N_("Read"),
    "closed": N_("Closed"),
    "withdrawn": N_("Withdrawn"),
    "revoked": N_("Revoked"),
    "expired": N_("Expired"),
    "with_the_owner": N_("With the owner"),
    "not_released": N_("Not released"),
    "ended": N_("Ended"),
}
WORDS["act"] = {
    "review": N_("Take it up"),
    "check_consent": N_("Check consent"),
    "seek_consent": N_("Ask for consent"),
    "consent_given": N_("Consent is given"),
    "consent_refused": N_("Consent is refused"),
    "check_risk": N_("Look at the risk"),
    "approve": N_("Approve"),
    "release": N_("Release"),
    "acknowledge": N_("I have read it"),
    "tell_guardian": N_("The guardian was told"),
    "review_after": N_("Looked at afterwards"),
    "close": N_("Close"),
    "withdraw": N_("Withdraw the request"),
    "revoke": N_("Revoke"),
}
WORDS["episode"] = {
    "left_care": N_("Left care"),
    "located": N_("Located"),
    "returned": N_("Returned"),
    "transferred": N_("Transferred"),
    "closed": N_("Closed"),
    "reopened": N_("Opened again"),
}
WORDS["run"] = {
    "crossmatch": N_("Everybody with everybody"),
    "delta": N_("What changed"),
}
WORDS["run_state"] = {
    "planned": N_("Planned"),
    "running": N_("Running"),
    "done": N_("Done"),
    "failed": N_("Failed"),
    "cancelled": N_("Cancelled"),
}
WORDS["account"] = {
    "invited": N_("Invited"),
    "active": N_("Active"),
    "disabled": N_("Shut"),
}
WORDS["import"] = {
    "uploaded": N_("Sent, not imported yet"),
    "running": N_("Being imported"),
    "done": N_("Imported"),
    "undoing": N_("Being undone"),
    "undone": N_("Undone"),
}
WORDS["export"] = {
    "asked": N_("Waits for a second person"),
    "approved": N_("Approved"),
    "refused": N_("Refused"),
    "expired": N_("Over"),
}
WORDS["format"] = {
    "csv": N_("CSV, for a spreadsheet"),
    "json": N_("JSON"),
    "pfif": N_("PFIF 1.4"),
}
WORDS["authority"] = {
    "court": N_("A court"),
    "youth_office": N_("A youth office"),
    "guardianship_authority": N_("A guardianship authority"),
}
WORDS["giver"] = {
    "person": N_("The person"),
    "guardian": N_("A guardian"),
    "representative": N_("An appointed representative"),
}
WORDS["giver_is"] = {
    "reporter": N_("Who reported the child"),
    "companion": N_("Who travelled with the child"),
    "suspects_relative": N_("A relative of a suspect"),
    "asker": N_("Who asks for disclosure"),
}
WORDS["child_view"] = {
    "yes": N_("Yes"),
    "no": N_("No"),
    "unable": N_("Could not be heard"),
}
WORDS["consent"] = {
    "draft": N_("Draft"),
    "witnessed": N_("Witnessed"),
    "active": N_("In force"),
    "withdrawn": N_("Withdrawn"),
    "expired": N_("Expired"),
    "superseded": N_("Replaced"),
    "aged_out": N_("Ended with childhood"),
}
WORDS["consent_act"] = {
    "witness": N_("Witness it"),
    "start_spoken": N_("Start by word of mouth, for 72 hours"),
    "activate": N_("Put it in force"),
}
WORDS["risk"] = {
    "high": N_("High"),
    "medium": N_("Medium"),
    "low": N_("Low"),
}
WORDS["transfer"] = {
    "proposed": N_("Proposed to the supervisor"),
    "offered": N_("Offered"),
    "accepted": N_("Taken over"),
    "refused": N_("Refused"),
    "withdrawn": N_("Taken back"),
}
WORDS["right"] = {
    "access": N_("To know what is held"),
    "rectify": N_("To have it put right"),
    "restrict": N_("To have it restricted"),
    "object": N_("To object"),
    "erase": N_("To have it erased"),
}
WORDS["right_state"] = {
    "proposed": N_("Waits for a second person"),
    "approved": N_("Carried out"),
    "refused": N_("Refused"),
}
WORDS["refusal"] = {
    "identity_not_proven": N_("Identity is not proven"),
    "manifestly_unfounded": N_("Manifestly unfounded"),
    "legal_claims": N_("Needed for legal claims"),
    "vital_interests_of_the_child": N_("Vital interests of the child"),
    "rights_of_others": N_("Rights of others"),
    "compelling_grounds": N_("Compelling grounds"),
    "ongoing_investigation": N_("An investigation goes on"),
}
WORDS["photo_reason"] = {
    "first": N_("The first one"),
    "better": N_("A better one"),
    "wrong_person": N_("The last was of somebody else"),
    "withdrawn": N_("The person took it back"),
}
WORDS["mark_kind"] = {
    "scar": N_("Scar"),
    "burn": N_("Burn"),
    "tattoo": N_("Tattoo"),
    "brand": N_("Brand"),
    "piercing": N_("Piercing"),
    "birthmark": N_("Birthmark"),
    "mole": N_("Mole"),
    "missing_part": N_("Missing part"),
    "deformity": N_("Deformity"),
    "dental": N_("Teeth"),
    "surgical": N_("After surgery"),
    "skin": N_("Skin"),
    "ritual": N_("Ritual"),
    "self_harm": N_("Self-harm"),
}
WORDS["mark_part"] = {
    "scalp": N_("Scalp"),
    "forehead": N_("Forehead"),
    "eye": N_("Eye"),
    "ear": N_("Ear"),
    "nose": N_("Nose"),
    "mouth": N_("Mouth"),
    "tooth": N_("Tooth"),
    "chin": N_("Chin"),
    "neck": N_("Neck"),
    "shoulder": N_("Shoulder"),
    "upper_arm": N_("Upper arm"),
    "elbow": N_("Elbow"),
    "forearm": N_("Forearm"),
    "wrist": N_("Wrist"),
    "hand": N_("Hand"),
    "finger1": N_("Thumb"),
    "finger2": N_("Index finger"),
    "finger3": N_("Middle finger"),
    "finger4": N_("Ring finger"),
    "finger5": N_("Little finger"),
    "chest": N_("Chest"),
    "abdomen": N_("Abdomen"),
    "back": N_("Back"),
    "hip": N_("Hip"),
    "buttock": N_("Buttock"),
    "thigh": N_("Thigh"),
    "knee": N_("Knee"),
    "lower_leg": N_("Lower leg"),
    "ankle": N_("Ankle"),
    "foot": N_("Foot"),
    "toe": N_("Toe"),
    "genital": N_("Genital"),
}
WORDS["mark_side"] = {
    "left": N_("Left"),
    "right": N_("Right"),
    "both": N_("Both"),
    "middle": N_("Middle"),
}
WORDS["phone_owner"] = {
    "own": N_("Their own"),
    "relative": N_("A relative's"),
    "controller": N_("A controller's"),
}
WORDS["source"] = {
    "protection": N_("child protection"),
    "police": N_("police"),
    "hotline": N_("hotline"),
}
WORDS["alert"] = {
    "query_burst": N_("Many searches that hardly differ"),
    "not_countersigned": N_("A search was not countersigned in time"),
    "canary_seen": N_("Somebody looked at a record that nobody should find"),
    "reporter_of_several": N_("One reporter stands on several children"),
    "reporter_under_suspicion": N_("A reporter is under suspicion"),
    "guardian_in_conflict": N_("A guardian has a conflict of interest"),
    "vital_interest": N_("The vital-interest path was used"),
}

WORDS["sentence"] = dict(SENTENCES)  # marked for translating in `core`, where they stand

REGISTER = {
    "missing": N_("Register missing"),
    "found": N_("Register found"),
    "tracing": N_("Register tracing"),
}

# every language in its own words, so that one finds it who reads no other
LANGUAGES = {"en": "English", "fr": "Français", "it": "Italiano"}

# field -> the kind of code its values are
CODED = {
    "sex": "sex",
    "birth_known": "birth_known",
    "birth_calendar": "calendar",
    "eyes": "eyes",
    "hair": "hair",
    "category": "category",
    "legal_basis": "legal_basis",
    "international_protection": "protection",
}
COUNTRIES = frozenset({"nationalities", "event_country", "recipients"})

# the pages of an own record: name, path behind the record's, action, words
RECORD_PAGES = (
    ("facts", "", "read_own", N_("Facts")),
    ("story", "/story", "episode", N_("Story")),
    ("photo", "/photo", "edit", N_("Photograph")),
    ("people", "/people", "edit", N_("People around")),
    ("consents", "/consents", "record_consent", N_("Consent")),
    ("safety", "/safety", "assess_risk", N_("Safety")),
    ("looks", "/looks", "who_looked", N_("Who looked")),
)
SEVERAL = LIST_COLUMNS

# what a page says after an act, by the word in its address
DONE = {
    "signed_out": N_("You are signed out."),
    "saved": N_("Saved."),
    "closed": N_("The record is closed."),
    "read": N_("Marked as read."),
    "approved": N_("Approved. The auditor who drew it may open it now."),
    "signed": N_("Signed."),
    "disabled": N_("The account is shut."),
    "started": N_("The run is started."),
    "cancelled": N_("The run is cancelled; pairs that were found stay."),
    "retried": N_("They are tried again."),
    "stands": N_("The search stands; you are told when somebody fits."),
    "ended": N_("Ended."),
    "export_asked": N_("Another supervisor decides within three days."),
    "withdrawn": N_("Withdrawn. It holds from now on."),
    "cover": N_("You reach every record of your agency for twelve hours. Your supervisors are told."),
    "step": N_("The step is taken."),
    "requested": N_("The request is with the owner."),
    "left_care": N_("Written down. The desks below are told; call them as well."),
    "located": N_("Written down."),
    "reopened": N_("The record is open again."),
    "leased": N_("The pair is yours for a quarter of an hour."),
    "judged": N_("Your verdict is kept."),
    "undone": N_("That was undone."),
    "asked": N_("The questions are on their way to the other desk."),
    "answered": N_("The answer is on its way to the other desk."),
    "written": N_("Your message is on its way to the other desk."),
    "sentence": N_("The other side may close its report with this sentence."),
}


def said(code: str, kind: str) -> str:
    """Return a code in words of the answer's language; one without words stays as it is, without underscores."""
    message = WORDS[kind].get(code)
    return language.gettext(message) if message else code.replace("_", " ")


def options(kind: str, codes: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """Return codes with their words for a list to choose from, in the table's order."""
    known = WORDS[kind]
    return [(code, said(code, kind)) for code in (known if codes is None else [one for one in known if one in codes])]


def value(field: str, text: str) -> str:
    """Return a fact's value for reading: codes in words, countries by name, the rest as it was written."""
    if field in CODED:
        return said(text, CODED[field])
    if field in COUNTRIES:
        return language.country(text)
    return text


def may(actor: Actor, action: str) -> bool:
    """Tell whether the role has an action, so that a page offers what will not be refused."""
    return scope(Action(action), actor.role) is not None


def registers(actor: Actor) -> list[str]:
    """Return the kinds of record the role may register."""
    return [kind for kind, action in REGISTER_ACTIONS.items() if scope(action, actor.role) is not None]


def states() -> list[tuple[str, str]]:
    """Return the states that take part, by name."""
    return language.countries(STATES)


def every_country() -> list[tuple[str, str]]:
    """Return every country there is, by name."""
    return language.every_country()
