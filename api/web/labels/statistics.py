"""Words of cubes, dimensions and codes: from the pages' own tables where they exist, else here."""

from __future__ import annotations

from api.web import language
from api.web.labels.codes import N_, WORDS
from api.web.labels.intake import INTAKE_LABELS
from core.counted_facts import COUNTED_FACTS, CountedFact


def _name(fact: CountedFact) -> str:
    """Return the words of a column, or of a part of it."""
    words = INTAKE_LABELS[fact.field.name]
    names = [part.name for part in fact.field.parts]
    return words.parts[names.index(fact.part)] if fact.part else words.name


def _list(fact: CountedFact) -> str:
    """Return the name of a fact's list of codes."""
    return next(
        (part.codes for part in fact.field.parts if part.name == fact.part), fact.field.codes
    )


# dimension -> the table of the pages that has its codes, where the names differ
SAME_AS = {
    **{fact.dimension: _list(fact) for fact in COUNTED_FACTS},
    "outcome": "pair",
    "decided": "pair",
    "consent_end": "consent",
    "consent_scope": "scope",
    "asked_scope": "scope",
    "decision": "right_state",
}
DIMENSIONS: dict[str, str] = {
    **{fact.dimension: _name(fact) for fact in COUNTED_FACTS},
    **{fact.held: N_("Is held") for fact in COUNTED_FACTS if fact.is_multiple},
    "kind": N_("Kind"),
    "state": N_("State"),
    "agency": N_("Agency"),
    "state_a": N_("State"),
    "state_b": N_("Other state"),
    "agency_a": N_("Agency"),
    "agency_b": N_("Other agency"),
    "age_band": N_("Age in years"),
    "birth_held": N_("Birth is held"),
    "birth_known": N_("Birth is known"),
    "sex": N_("Sex"),
    "origin": N_("Part of the world"),
    "script": N_("Script beside Latin"),
    "days": N_("Days"),
    "evidence_kinds": N_("Kinds of evidence"),
    "field": N_("Field"),
    "held": N_("Is held"),
    "review": N_("Review"),
    "closure": N_("How it ended"),
    "outcome": N_("Outcome"),
    "band": N_("Band"),
    "waiting_days": N_("Days it waits"),
    "drawn": N_("Brought up by"),
    "decided": N_("Outcome"),
    "attribute": N_("Attribute"),
    "bits_given": N_("Bits it gave"),
    "engine": N_("Engine"),
    "step": N_("Step"),
    "minutes": N_("Minutes"),
    "consent_end": N_("How it ended"),
    "consent_scope": N_("Scope"),
    "covered": N_("Is covered"),
    "consent": N_("Consent"),
    "path": N_("Path"),
    "end": N_("How it stands"),
    "answered": N_("Answered within"),
    "asked_scope": N_("Scope"),
    "asked": N_("Was asked for"),
    "clock": N_("Clock"),
    "urgency": N_("Urgency"),
    "kept": N_("Was kept"),
    "notice": N_("Notice"),
    "channel": N_("Way of looking"),
    "purpose": N_("Purpose"),
    "looked": N_("What was refused"),
    "refusal": N_("Why"),
    "reviewed": N_("Looked at again"),
    "trail": N_("The trail was found"),
    "right": N_("Right"),
    "decision": N_("Decision"),
    "run": N_("Run"),
    "quantity": N_("Quantity"),
}
CODES: dict[str, str] = {
    "other": N_("Other, or not known"),
    "not_said": N_("Not said"),
    "several": N_("May be two or more"),
    "18-120": N_("18 and over"),
    "unknown": N_("Not known"),
    "day": N_("To the day"),
    "placeholder": N_("Placeholder (1 January or the like)"),
    "wider": N_("Within a longer stretch"),
    "contradictory": N_("Dates that contradict"),
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
    "not_due": N_("Not due"),
    "overdue": N_("Overdue"),
    "sample": N_("The nightly draw"),
    "work": N_("Work"),
    "waits": N_("Waits"),
    "propose": N_("Proposed"),
    "provisional": N_("Provisional"),
    "propose_undo": N_("Undo proposed"),
    "review": N_("Reviewed"),
    "confirm": N_("Confirmed"),
    "undo": N_("Undone"),
    "in_force": N_("In force"),
    "ended": N_("Ended"),
    "never": N_("None yet"),
    "open": N_("Open"),
    "released": N_("Released"),
    "refused_or_revoked": N_("Refused or revoked"),
    "withdrawn": N_("Withdrawn"),
    "expired": N_("Expired"),
    "1h": N_("1 hour"),
    "24h": N_("24 hours"),
    "72h": N_("72 hours"),
    "15d": N_("15 days"),
    "later": N_("Later"),
    "not_yet": N_("Not yet"),
    "kept": N_("Kept"),
    "missed": N_("Missed"),
    "running": N_("Still runs"),
    "whole": N_("Whole"),
    "broken": N_("Broken"),
    "search": N_("Search"),
    "batch": N_("Batch"),
    "duplicate": N_("Warning at registration"),
    "dry_run": N_("Dry run of an import"),
    "standing": N_("Saved search"),
    "looking": N_("Looking for a person"),
    "refused": N_("Not this role's"),
    "limit_reached": N_("The quota was used up"),
    "conflict_of_interest": N_("Conflict of interest"),
    "not_found": N_("Not there, or not shown"),
    "runs": N_("Runs"),
    "records": N_("Records"),
    "pairs_compared": N_("Pairs compared"),
    "pairs_kept": N_("Pairs kept"),
    "seconds": N_("Seconds"),
}
_OF_FACT = N_("Open records: %(fact)s")
CUBES: dict[str, str] = {
    **{fact.cube: _OF_FACT for fact in COUNTED_FACTS},
    "kinds": N_("Open records by kind"),
    "states": N_("Open records by state"),
    "agencies": N_("Open records by agency"),
    "completeness": N_("Fields that are held"),
    "birth_held": N_("Births that are held"),
    "age_bands": N_("Open records by age"),
    "births": N_("How births are known"),
    "sexes": N_("Sex"),
    "origins": N_("Part of the world"),
    "scripts": N_("Script of the names"),
    "delays": N_("Days to the registration"),
    "evidence": N_("Kinds of evidence that are held"),
    "retention": N_("Reviews that are overdue"),
    "consent_coverage": N_("Open records with a consent"),
    "consent_scopes": N_("What consents cover"),
    "closures": N_("Closed records by their end"),
    "erasures": N_("Erased records"),
    "pairs": N_("Pairs with a score"),
    "outcomes": N_("Pairs by what became of them"),
    "bands": N_("Pairs by band"),
    "queue": N_("Pairs that wait"),
    "pair_scripts": N_("Decided pairs by script"),
    "pair_origins": N_("Decided pairs by part of the world"),
    "pair_sexes": N_("Decided pairs by sex"),
    "pair_ages": N_("Decided pairs by age"),
    "drawn_bands": N_("Pairs drawn by chance"),
    "sample_verdicts": N_("Verdicts on drawn pairs"),
    "engines": N_("Pairs by engine"),
    "attribute_bits": N_("What each attribute gave"),
    "hits": N_("Hits between states"),
    "overlap": N_("Hits between agencies"),
    "days_to_hit": N_("Days to a hit"),
    "verdicts": N_("Verdicts"),
    "review_minutes": N_("Minutes to a verdict"),
    "consents_ended": N_("Consents that ended"),
    "disclosure_paths": N_("Requests for disclosure by path"),
    "disclosures": N_("Requests for disclosure by their end"),
    "answer_times": N_("Time to an answer"),
    "answers_kept": N_("Answers in time"),
    "vital_reviews": N_("Releases in danger, looked at again"),
    "disclosure_scopes": N_("What was asked for"),
    "clocks": N_("Clocks kept and missed"),
    "notices": N_("What owners were told"),
    "searches": N_("Looks for a person"),
    "refusals": N_("Refusals"),
    "rights": N_("Requests about one's own data"),
    "trail_checks": N_("Walks of the trail"),
    "runs": N_("Work of the runs"),
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
