"""Labels of cubes, dimensions and codes. Codes with a table of their own are in `labels.codes`."""

from __future__ import annotations

from api.web import language
from api.web.labels.codes import N_, WORDS
from api.web.labels.intake import INTAKE_LABELS
from core.counted_facts import COUNTED_FACTS, CountedFact


def _name(fact: CountedFact) -> str:
    """Return the label of a column, or of one part."""
    words = INTAKE_LABELS[fact.field.name]
    names = [part.name for part in fact.field.parts]
    return words.parts[names.index(fact.part)] if fact.part else words.name


def _list(fact: CountedFact) -> str:
    """Return the name of a fact's list of codes."""
    return next(
        (part.codes for part in fact.field.parts if part.name == fact.part), fact.field.codes
    )


# dimension -> name of the table in `WORDS` with its codes, if the names differ
SAME_AS = {
    **{fact.dimension: _list(fact) for fact in COUNTED_FACTS},
    "outcome": "match",
    "decided": "match",
    "consent_end": "consent",
    "consent_scope": "scope",
    "asked_scope": "scope",
    "decision": "right_state",
}
DIMENSIONS: dict[str, str] = {
    **{fact.dimension: _name(fact) for fact in COUNTED_FACTS},
    **{fact.held: N_("Recorded") for fact in COUNTED_FACTS if fact.is_multiple},
    "guardian": N_("Guardian"),
    "kind": N_("Kind"),
    "state": N_("State"),
    "agency": N_("Agency"),
    "state_a": N_("State"),
    "state_b": N_("Other state"),
    "agency_a": N_("Agency"),
    "agency_b": N_("Other agency"),
    "age_band": N_("Age in years"),
    "birth_held": N_("Birth date recorded"),
    "birth_known": N_("How the birth date is known"),
    "sex": N_("Sex"),
    "origin": N_("Region of the world"),
    "script": N_("Script other than Latin"),
    "days": N_("Days"),
    "evidence_kinds": N_("Kinds of evidence"),
    "field": N_("Field"),
    "held": N_("Recorded"),
    "review": N_("Review"),
    "closure": N_("How it ended"),
    "outcome": N_("Outcome"),
    "band": N_("Strength"),
    "waiting_days": N_("Days waiting"),
    "drawn": N_("Selected by"),
    "decided": N_("Outcome"),
    "attribute": N_("Characteristic"),
    "bits_given": N_("Evidence in bits"),
    "engine": N_("Matching engine"),
    "step": N_("Step"),
    "minutes": N_("Minutes"),
    "consent_end": N_("How it ended"),
    "consent_scope": N_("Scope"),
    "covered": N_("Covered"),
    "consent": N_("Consent"),
    "path": N_("Procedure"),
    "end": N_("Status"),
    "answered": N_("Answered within"),
    "asked_scope": N_("Scope"),
    "asked": N_("Requested"),
    "deadline": N_("Deadline"),
    "urgency": N_("Urgency"),
    "kept": N_("Deadline met"),
    "notification": N_("Notification"),
    "channel": N_("Kind of search"),
    "purpose": N_("Purpose"),
    "refused_action": N_("Refused action"),
    "refusal": N_("Why"),
    "reviewed": N_("Reviewed"),
    "audit_log": N_("Result of the audit log check"),
    "right": N_("Right"),
    "decision": N_("Decision"),
    "matching_run": N_("Kind of matching run"),
    "quantity": N_("Quantity"),
}
CODES: dict[str, str] = {
    "other": N_("Other, or not known"),
    "not_said": N_("Not stated"),
    "several": N_("Two or more are possible"),
    "institution": N_("Institution"),
    "person": N_("Private person"),
    "statutory_emergency": N_("Authority that acts by law in an emergency"),
    "18-120": N_("18 and over"),
    "unknown": N_("Not known"),
    "day": N_("Exact day"),
    "placeholder": N_("Placeholder, such as 1 January"),
    "wider": N_("Within a longer period"),
    "contradictory": N_("Contradicting dates"),
    "contradicts": N_("The records contradict each other"),
    "female": N_("Female"),
    "male": N_("Male"),
    "other_or_unknown": N_("Other, or not known"),
    "middle_east_north_africa": N_("Middle East and North Africa"),
    "west_central_africa": N_("West and Central Africa"),
    "east_southern_africa": N_("East and Southern Africa"),
    "central_south_asia": N_("Central and South Asia"),
    "east_southeast_asia": N_("East and Southeast Asia"),
    "eastern_europe_caucasus": N_("Eastern Europe and the Caucasus"),
    "european_union_partners": N_("European Union and partners"),
    "americas_oceania": N_("Americas and Oceania"),
    "several_or_unknown": N_("Several, or not known"),
    "latin_only": N_("None"),
    "arabic": N_("Arabic"),
    "cyrillic": N_("Cyrillic"),
    "ethiopic": N_("Ethiopic"),
    "cjk": N_("Chinese, Japanese, Korean"),
    "indic": N_("Indic"),
    "photo": N_("Photograph"),
    "yes": N_("Yes"),
    "no": N_("No"),
    "not_due": N_("Not yet due"),
    "overdue": N_("Overdue"),
    "sample": N_("Random sample"),
    "work": N_("Daily work"),
    "hand": N_("Matched by hand"),
    "waits": N_("Waiting"),
    "propose": N_("Proposed"),
    "provisional": N_("Provisional"),
    "propose_undo": N_("Undo proposed"),
    "review": N_("Reviewed"),
    "confirm": N_("Confirmed"),
    "undo": N_("Undone"),
    "in_force": N_("In force"),
    "ended": N_("Ended"),
    "never": N_("Never given"),
    "open": N_("Open"),
    "released": N_("Shared"),
    "refused_or_revoked": N_("Refused or revoked"),
    "withdrawn": N_("Withdrawn"),
    "expired": N_("Expired"),
    "1h": N_("1 hour"),
    "24h": N_("24 hours"),
    "72h": N_("72 hours"),
    "15d": N_("15 days"),
    "later": N_("Later"),
    "not_yet": N_("Not yet"),
    "kept": N_("Met"),
    "missed": N_("Missed"),
    "running": N_("Still running"),
    "whole": N_("Intact"),
    "broken": N_("Broken"),
    "search": N_("Search"),
    "batch": N_("List of people"),
    "duplicate": N_("Warning at registration"),
    "dry_run": N_("Test run of an import"),
    "saved_search": N_("Saved search"),
    "refused": N_("Not allowed for this role"),
    "limit_reached": N_("The quota was used up"),
    "conflict_of_interest": N_("Conflict of interest"),
    "not_found": N_("Not found or not visible"),
    "matching_runs": N_("Matching runs"),
    "records": N_("Records"),
    "pairs_compared": N_("Pairs of records compared"),
    "pairs_kept": N_("Possible matches kept"),
    "seconds": N_("Seconds"),
}
_OF_FACT = N_("Open records: %(fact)s")
CUBES: dict[str, str] = {
    **{fact.cube: _OF_FACT for fact in COUNTED_FACTS},
    "kinds": N_("Open records by kind"),
    "guardians": N_("Open records by kind of guardian"),
    "states": N_("Open records by state"),
    "agencies": N_("Open records by agency"),
    "completeness": N_("Completeness of fields"),
    "birth_held": N_("Records with a birth date"),
    "age_bands": N_("Open records by age"),
    "births": N_("How birth dates are known"),
    "sexes": N_("Sex"),
    "origins": N_("Region of the world"),
    "scripts": N_("Script of the names"),
    "delays": N_("Days until registration"),
    "evidence": N_("Kinds of evidence in records"),
    "retention": N_("Overdue reviews"),
    "consent_coverage": N_("Open records with a consent"),
    "consent_scopes": N_("What consents cover"),
    "closures": N_("Closed records by outcome"),
    "erasures": N_("Erased records"),
    "matches": N_("Possible matches with a score"),
    "outcomes": N_("Possible matches by outcome"),
    "bands": N_("Possible matches by strength"),
    "queue": N_("Possible matches waiting for a decision"),
    "match_scripts": N_("Decided matches by script"),
    "match_origins": N_("Decided matches by region of the world"),
    "match_sexes": N_("Decided matches by sex"),
    "match_ages": N_("Decided matches by age"),
    "drawn_bands": N_("Randomly drawn matches"),
    "sample_decisions": N_("Decisions on randomly drawn matches"),
    "engines": N_("Possible matches by engine version"),
    "attribute_bits": N_("Evidence from each characteristic"),
    "confirmed_matches": N_("Confirmed matches between states"),
    "overlap": N_("Confirmed matches between agencies"),
    "days_to_confirmation": N_("Days to a confirmed match"),
    "decisions": N_("Match decisions"),
    "review_minutes": N_("Minutes to a match decision"),
    "consents_ended": N_("Consents that ended"),
    "disclosure_paths": N_("Disclosures by procedure"),
    "disclosures": N_("Disclosures by outcome"),
    "answer_times": N_("Time until an answer"),
    "answers_kept": N_("Disclosure requests answered in time"),
    "vital_reviews": N_("Emergency sharing, reviewed"),
    "disclosure_scopes": N_("Information requested"),
    "deadlines": N_("Deadlines met and missed"),
    "notifications": N_("Notifications to responsible agencies"),
    "searches": N_("Searches for people"),
    "refusals": N_("Refusals"),
    "rights": N_("Requests about own data"),
    "audit_log_checks": N_("Checks of the audit log"),
    "matching_runs": N_("Work of matching runs"),
}


def cube(name: str) -> str:
    """Return a cube's name in words."""
    facts = {fact.cube: fact.dimension for fact in COUNTED_FACTS}
    words = language.gettext(CUBES[name])
    return words % {"fact": dimension(facts[name])} if name in facts else words


def dimension(name: str) -> str:
    """Return a dimension's name in words."""
    return language.gettext(DIMENSIONS[name])


def code(name: str, value: str) -> str:
    """Return a code of a dimension in words; numbers, agencies and engines stay unchanged."""
    if name.startswith("state"):
        return language.country(value)
    message = WORDS.get(SAME_AS.get(name, name), {}).get(value) or CODES.get(value)
    return language.gettext(message) if message else value
