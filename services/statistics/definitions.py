"""THE table of published cubes and of the codes of their dimensions. No machinery.

Which section of the feasibility report reads which cube:

    2 coverage     the cubes of `counted_facts`, guardians, age_bands, sexes, origins, delays;
                   overlap with agencies (capture-recapture)
    3 data quality completeness, births, scripts, evidence, attribute_bits (what a field gave to
                   hits, and where the two records of one person contradict each other)
    4 matching     bands, drawn_bands, sample_decisions (precision and recall by decisions on
    matches
                   that chance drew), match_scripts, match_origins, match_sexes, match_ages
                   (fairness), engines, attribute_bits (failures)
    5 work         bands against kinds (candidates per 1,000 records), outcomes (decided matches for
    a
                   hit), review_minutes, queue
    6 borders      confirmed_matches, days_to_confirmation
    7 protection   consent_coverage, consent_scopes, consents_ended, disclosures, answer_times,
                   answers_kept, vital_reviews, disclosure_scopes, deadlines, notifications (silent
                   hits), searches, refusals, rights, erasures, retention, closures,
                   audit_log_checks
    8 cost         runs
"""

from __future__ import annotations

from core.codes.case import GuardianKind
from core.codes.consent import ConsentScopeCode, ConsentState
from core.codes.data_rights import DataRequestState, DataRight
from core.codes.disclosure import DisclosurePath, Urgency
from core.codes.operations import MatchingRunKind
from core.codes.records import RecordKind
from core.codes.review import DecisionStep, MatchState
from core.counted_facts import COUNTED_FACTS, NOT_SAID
from core.policy.case.closures import CLOSURES
from core.policy.case.deadlines import COUNTED_DEADLINES
from core.policy.search import SEARCH_PURPOSES
from core.policy.sharing.disclosure import ASKED_SCOPES
from core.policy.sharing.evidence import ATTRIBUTE_POLICIES
from core.policy.statistics import COUNTED_PERIOD_DAYS
from services.statistics.cube import CubeDefinition

DECIDED_STATES = (MatchState.CONFIRMED, MatchState.REFUTED)
WAITING_STATES = (MatchState.OPEN, MatchState.PROPOSED)
# If a cube adds one of these to its parent, a zero is withheld like a small count. Otherwise a
# change from zero to some would reveal that a person, or a victim, came to a place.
DIMENSIONS_WITH_ZERO = frozenset(
    {"state", "agency", "state_a", "state_b", "agency_a", "agency_b", "guardian"}
    | {fact.dimension for fact in COUNTED_FACTS}
)
_YES_NO = ("yes", "no")
_DAYS = ("0", "1", "2-7", "8-30", "31-180", "181+", "unknown")

# Dimension -> its codes; () for those made by agencies: participating states, their agencies, and
# matches of them.
DIMENSION_CODES: dict[str, tuple[str, ...]] = {
    "kind": tuple(RecordKind),
    "state": (),
    "agency": (),
    "state_a": (),
    "state_b": (),
    "agency_a": (),
    "agency_b": (),
    **{fact.dimension: fact.codes for fact in COUNTED_FACTS},
    **{fact.held: _YES_NO for fact in COUNTED_FACTS if fact.is_multiple},
    "guardian": (*GuardianKind, NOT_SAID),
    # several: two or more are possible
    "age_band": (
        "0-5",
        "6-11",
        "12-15",
        "16-17",
        "18-120",
        "several",
        "unknown",
    ),
    "birth_held": _YES_NO,
    "birth_known": ("day", "placeholder", "wider", "contradictory", "unknown"),
    "sex": ("female", "male", "other_or_unknown"),
    "origin": (
        "middle_east_north_africa",
        "west_central_africa",
        "east_southern_africa",
        "central_south_asia",
        "east_southeast_asia",
        "eastern_europe_caucasus",
        "european_union_partners",
        "americas_oceania",
        "several_or_unknown",
    ),
    "script": ("latin_only", "arabic", "cyrillic", "ethiopic", "cjk", "indic", "other"),
    "days": _DAYS,
    "evidence_kinds": ("0-1", "2", "3", "4+"),
    "field": (
        "aliases",
        "birth_place",
        "languages",
        "phones",
        "documents",
        "relatives",
        "height_cm",
        "eyes",
        "hair",
        "marks",
        "event_place",
        "photo",
    ),
    "held": _YES_NO,
    "review": ("not_due", "overdue"),
    "closure": tuple(sorted(CLOSURES)),
    "outcome": tuple(MatchState),
    "band": ("none", "weak", "possible", "strong"),
    "waiting_days": ("0-1", "2-7", "8-30", "31+"),
    "drawn": ("sample", "work", "hand"),
    "decided": (*DECIDED_STATES, "waits"),
    "attribute": tuple(ATTRIBUTE_POLICIES),
    # contradicts: at any number of bits
    "bits_given": (
        "unknown",
        "contradicts",
        "<0",
        "0-2",
        "2-6",
        "6-12",
        "12+",
    ),
    "engine": (),
    "step": tuple(DecisionStep),
    "minutes": ("<2", "2-5", "5-15", "15-60", "60+", "unknown"),
    "consent_end": (
        ConsentState.WITHDRAWN,
        ConsentState.EXPIRED,
        ConsentState.SUPERSEDED,
        ConsentState.AGED_OUT,
    ),
    "consent_scope": tuple(ConsentScopeCode),
    "covered": _YES_NO,
    "consent": ("in_force", "ended", "never"),
    "path": tuple(DisclosurePath),
    "end": ("open", "released", "refused_or_revoked", "withdrawn", "expired"),
    "answered": ("1h", "24h", "72h", "15d", "later", "not_yet"),
    "asked_scope": ASKED_SCOPES,
    "asked": _YES_NO,
    "deadline": COUNTED_DEADLINES,
    "urgency": tuple(Urgency),
    "kept": ("kept", "missed", "running"),
    "reviewed": ("kept", "missed", "running"),
    "notification": (
        "candidate",
        "silent_match",
        "found_by_search",
        "saved_search_result",
        "other",
    ),
    "channel": ("search", "batch", "duplicate", "dry_run", "saved_search"),
    "purpose": tuple(sorted(SEARCH_PURPOSES)),
    "refused_action": ("search", "other"),
    "refusal": ("refused", "limit_reached", "conflict_of_interest", "not_found"),
    # erased records are counted as erased
    "right": (
        DataRight.ACCESS,
        DataRight.RECTIFY,
        DataRight.RESTRICT,
        DataRight.OBJECT,
    ),
    "decision": tuple(DataRequestState),
    "audit_log": ("whole", "broken"),
    "matching_run": tuple(MatchingRunKind),
    "quantity": ("matching_runs", "records", "pairs_compared", "pairs_kept", "seconds"),
}

_OPEN = "open records, without decoy records and restricted records"


def _cube(
    name: str, dimensions: str, counts: str, query: str, *, under: str = "", split: str = ""
) -> CubeDefinition:
    return CubeDefinition(name, tuple(dimensions.split()), counts, query, under, split)


_ALL = (
    # Records. If the person or a missing legal basis bars counting, it counts as not known, see
    # `core.policy.statistics`.
    _cube("kinds", "kind", "an open record", f"{_OPEN}, by kind"),
    _cube(
        "states",
        "kind state",
        "an open record",
        "open records, by state of the responsible agency",
        under="kinds",
    ),
    *(
        _cube(
            fact.cube,
            f"kind {fact.dimension} {fact.held}" if fact.is_multiple else f"kind {fact.dimension}",
            "an open record",
            "open records, by whether each value is recorded"
            if fact.is_multiple
            else "open records, by the recorded value",
            under="kinds",
            split=fact.dimension if fact.is_multiple else "",
        )
        for fact in COUNTED_FACTS
    ),
    _cube(
        "guardians",
        "kind guardian",
        "an open record",
        "open records, by kind of the guardian in charge",
        under="kinds",
    ),
    _cube(
        "agencies",
        "kind state agency",
        "an open record",
        "open records, by responsible agency",
        under="states",
    ),
    _cube(
        "completeness",
        "kind state agency field held",
        "an open record",
        "open records, by whether each field is filled in; no: empty, or may not be counted",
        under="agencies",
        split="field",
    ),
    _cube(
        "birth_held",
        "kind birth_held",
        "an open record",
        "open records, by whether a birth date or age is recorded",
        under="kinds",
    ),
    _cube(
        "age_bands",
        "kind birth_held age_band",
        "an open record",
        "open records, by age band on the day of counting",
        under="birth_held",
    ),
    _cube(
        "births",
        "kind birth_held birth_known",
        "an open record",
        "open records, by how the birth date is known: exact day, placeholder such as 1"
        " January, longer period, or dates more than a year apart",
        under="birth_held",
    ),
    _cube("sexes", "kind sex", "an open record", "open records, by recorded sex", under="kinds"),
    _cube(
        "origins",
        "kind origin",
        "an open record",
        "open records, by region of the world of the nationalities",
        under="kinds",
    ),
    _cube(
        "scripts",
        "kind script",
        "an open record",
        "open records, by script of a name other than Latin",
        under="kinds",
    ),
    _cube(
        "delays",
        "kind days",
        "an open record",
        "open records, by days from last seen (missing) or found to registration",
        under="kinds",
    ),
    _cube(
        "evidence",
        "kind evidence_kinds",
        "an open record",
        "open records, by number of independent kinds of evidence: name, birth, phone,"
        " document, relative, mark; with fewer than two a record can hardly be matched",
        under="kinds",
    ),
    _cube(
        "retention",
        "kind review",
        "an open record",
        "open records, by whether the review is overdue on the day of counting",
        under="kinds",
    ),
    _cube(
        "consent_coverage",
        "kind consent",
        "an open record",
        "open records, by whether the person has a consent in force, had one, or never had one",
        under="kinds",
    ),
    _cube(
        "consent_scopes",
        "kind consent consent_scope covered",
        "an open record with a consent in force",
        "open records with a consent, by whether the consent covers each scope for any recipient",
        under="consent_coverage",
        split="consent_scope",
    ),
    _cube(
        "closures",
        "kind closure",
        "a closed record",
        "closed records not yet erased, by closing sentence",
    ),
    _cube(
        "erasures",
        "state",
        "an erased record",
        "erased records, by state of the agency that owned the record",
    ),
    # --- matches
    _cube("matches", "", "a possible match", "possible matches with a current score"),
    _cube(
        "outcomes",
        "outcome",
        "a possible match",
        "possible matches, by outcome of the review",
        under="matches",
    ),
    _cube(
        "bands",
        "band",
        "a possible match",
        "possible matches, by strength of the current score",
        under="matches",
    ),
    _cube(
        "drawn_bands",
        "band drawn",
        "a possible match",
        "possible matches, by strength and by whether they were drawn at random for review",
        under="bands",
    ),
    _cube(
        "sample_decisions",
        "band drawn decided",
        "a randomly drawn match",
        "decisions on the randomly drawn matches",
        under="drawn_bands",
    ),
    _cube(
        "queue",
        "outcome waiting_days",
        "a possible match waiting for a decision",
        "open and proposed matches, by days since they were found",
        under="outcomes",
    ),
    *(
        _cube(
            f"match_{plural}",
            f"outcome {name}",
            "a decided match",
            f"confirmed and refuted matches, by {words} of the two records; if the records"
            " disagree, counted as several, other or not known",
            under="outcomes",
        )
        for plural, name, words in (
            ("scripts", "script", "script"),
            ("origins", "origin", "origin"),
            ("sexes", "sex", "sex"),
            ("ages", "age_band", "age band"),
        )
    ),
    _cube(
        "engines",
        "outcome engine",
        "a possible match",
        "possible matches, by version of engine and weights of the current score",
        under="outcomes",
    ),
    _cube(
        "attribute_bits",
        "outcome attribute bits_given",
        "a decided match",
        "evidence from each characteristic in confirmed and refuted matches; contradiction:"
        " values that one person seldom has together, such as two sexes",
        under="outcomes",
        split="attribute",
    ),
    _cube(
        "confirmed_matches",
        "outcome state_a state_b",
        "a confirmed match",
        "confirmed matches, by the states of the two agencies in alphabetical order",
        under="outcomes",
    ),
    _cube(
        "overlap",
        "outcome state_a state_b agency_a agency_b",
        "a confirmed match",
        "confirmed matches, by the two agencies in order of state, then code",
        under="confirmed_matches",
    ),
    _cube(
        "days_to_confirmation",
        "outcome days",
        "a confirmed match",
        "confirmed matches, by days from the later registration to the last confirmation",
        under="outcomes",
    ),
    _cube(
        "decisions",
        "step",
        "a match decision",
        f"match decisions in the last {COUNTED_PERIOD_DAYS} days, by step",
    ),
    _cube(
        "review_minutes",
        "step minutes",
        "a match decision",
        "match decisions, by minutes between opening the match and the decision of the same person",
        under="decisions",
    ),
    # --- protection in practice
    _cube(
        "consents_ended",
        "consent_end",
        "a consent that ended",
        "ended consents, by how they ended; a record can have several",
    ),
    _cube("disclosure_paths", "path", "a disclosure", "disclosures, by procedure"),
    _cube(
        "disclosures",
        "path end",
        "a disclosure",
        "disclosures, by status",
        under="disclosure_paths",
    ),
    _cube(
        "answer_times",
        "path end answered",
        "a disclosure",
        "disclosures, by time until the information was shared or the request ended",
        under="disclosures",
    ),
    _cube(
        "vital_reviews",
        "path end reviewed",
        "an emergency sharing",
        "emergency sharing, by whether a person who did not decide reviewed it in time, later,"
        " or not yet",
        under="disclosures",
    ),
    _cube(
        "disclosure_scopes",
        "path asked_scope asked",
        "a disclosure",
        "disclosures, by whether each scope was requested",
        under="disclosure_paths",
        split="asked_scope",
    ),
    _cube(
        "answers_kept",
        "path urgency kept",
        "a disclosure",
        "disclosures, by whether the responsible agency's deadline to answer was met, missed, or is"
        " still running",
        under="disclosure_paths",
    ),
    _cube(
        "deadlines",
        "deadline urgency kept",
        "a deadline",
        "deadlines of a first review, a best-interests decision or a record's responsible agency,"
        " by whether they were met, missed, or are still running; without those that ended with"
        " the search",
    ),
    _cube(
        "notifications",
        "notification",
        "a notification",
        "notifications to responsible agencies; silent matches are shown only to the hidden side",
    ),
    _cube(
        "searches",
        "channel purpose",
        "a search for one person",
        "searches, by kind and purpose",
    ),
    _cube(
        "refusals",
        "refused_action refusal",
        "a refused action",
        f"refusals in the audit log of the last {COUNTED_PERIOD_DAYS} days: searches for people or"
        " other actions, by reason",
    ),
    _cube(
        "rights",
        "right decision",
        "a request about own data",
        "requests about own data, by kind and decision",
    ),
    CubeDefinition(
        "audit_log_checks",
        ("audit_log",),
        "a check of the audit log",
        "checks of the whole audit log and its signed checkpoints in the last"
        f" {COUNTED_PERIOD_DAYS} days, by auditors or by command, by result",
        is_of_people=False,
    ),
    # --- cost
    CubeDefinition(
        "matching_runs",
        ("matching_run", "quantity"),
        "one unit of the quantity",
        "successful matching runs, summed, to two significant digits; records and matches to"
        " hundreds",
        is_of_people=False,
    ),
)
CUBES: dict[str, CubeDefinition] = {definition.name: definition for definition in _ALL}
