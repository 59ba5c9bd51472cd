"""THE table of published cubes and of the codes of their dimensions. No machinery.

Which section of the feasibility report reads which cube:

    2 coverage     the cubes of `counted_facts`, age_bands, sexes, origins, delays; overlap with
                   agencies (capture-recapture)
    3 data quality completeness, births, scripts, evidence, attribute_bits (what a field gave to
                   hits, and where the two records of one person contradict each other)
    4 matching     bands, drawn_bands, sample_verdicts (precision and recall by verdicts on pairs
                   that chance drew), pair_scripts, pair_origins, pair_sexes, pair_ages (fairness),
                   engines, attribute_bits (failures)
    5 work         bands against kinds (candidates per 1,000 records), outcomes (decided pairs for a
                   hit), review_minutes, queue
    6 borders      hits, days_to_hit
    7 protection   consent_coverage, consent_scopes, consents_ended, disclosures, answer_times,
                   answers_kept, vital_reviews, disclosure_scopes, clocks, notices (silent hits),
                   searches, refusals, rights, erasures, retention, closures, trail_checks
    8 cost         runs
"""

from __future__ import annotations

from core.codes.consent import ConsentScopeCode, ConsentState
from core.codes.data_rights import DataRequestState, DataRight
from core.codes.disclosure import Urgency
from core.codes.operations import RunKind
from core.codes.records import RecordKind
from core.codes.review import PairState, VerdictStep
from core.counted_facts import COUNTED_FACTS
from core.policy.case.closures import CLOSURES
from core.policy.case.deadlines import COUNTED_DEADLINES
from core.policy.disclosure import ASKED_SCOPES, DISCLOSURE_PATHS
from core.policy.evidence import ATTRIBUTE_POLICIES
from core.policy.search import SEARCH_PURPOSES
from services.statistics.cube import CubeDefinition

DECIDED_STATES = (PairState.CONFIRMED, PairState.REFUTED)
WAITING_STATES = (PairState.OPEN, PairState.PROPOSED)
# If a cube adds one of these to its parent, a zero is withheld like a small count. Otherwise a
# change from zero to some would reveal that a person, or a victim, came to a place.
DIMENSIONS_WITH_ZERO = frozenset(
    {"state", "agency", "state_a", "state_b", "agency_a", "agency_b"}
    | {fact.dimension for fact in COUNTED_FACTS}
)
_YES_NO = ("yes", "no")
_DAYS = ("0", "1", "2-7", "8-30", "31-180", "181+", "unknown")

# Dimension -> its codes; () for those made by agencies: participating states, their agencies, and
# pairs of them.
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
    "age_band": (
        "0-5",
        "6-11",
        "12-15",
        "16-17",
        "18-120",
        "several",
        "unknown",
    ),  # several: two or more are possible
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
    "outcome": tuple(PairState),
    "band": ("none", "weak", "possible", "strong"),
    "waiting_days": ("0-1", "2-7", "8-30", "31+"),
    "drawn": ("sample", "work"),
    "decided": (*DECIDED_STATES, "waits"),
    "attribute": tuple(ATTRIBUTE_POLICIES),
    "bits_given": (
        "unknown",
        "contradicts",
        "<0",
        "0-2",
        "2-6",
        "6-12",
        "12+",
    ),  # contradicts: at any number of bits
    "engine": (),
    "step": tuple(VerdictStep),
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
    "path": tuple(DISCLOSURE_PATHS),
    "end": ("open", "released", "refused_or_revoked", "withdrawn", "expired"),
    "answered": ("1h", "24h", "72h", "15d", "later", "not_yet"),
    "asked_scope": ASKED_SCOPES,
    "asked": _YES_NO,
    "clock": COUNTED_DEADLINES,
    "urgency": tuple(Urgency),
    "kept": ("kept", "missed", "running"),
    "reviewed": ("kept", "missed", "running"),
    "notice": ("candidate", "silent_hit", "search_hit", "standing_hit", "other"),
    "channel": ("search", "batch", "duplicate", "dry_run", "standing"),
    "purpose": tuple(sorted(SEARCH_PURPOSES)),
    "looked": ("looking", "other"),
    "refusal": ("refused", "limit_reached", "conflict_of_interest", "not_found"),
    "right": (
        DataRight.ACCESS,
        DataRight.RECTIFY,
        DataRight.RESTRICT,
        DataRight.OBJECT,
    ),  # erased records are counted as erased
    "decision": tuple(DataRequestState),
    "trail": ("whole", "broken"),
    "run": tuple(RunKind),
    "quantity": ("runs", "records", "pairs_compared", "pairs_kept", "seconds"),
}

_OPEN = "open records that are no canaries and are not restricted"


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
        "the same, by the state of the agency that owns it",
        under="kinds",
    ),
    *(
        _cube(
            fact.cube,
            f"kind {fact.dimension} {fact.held}" if fact.is_multiple else f"kind {fact.dimension}",
            "an open record",
            "the same, by whether the record says a code, code by code"
            if fact.is_multiple
            else "the same, by what the record says",
            under="kinds",
            split=fact.dimension if fact.is_multiple else "",
        )
        for fact in COUNTED_FACTS
    ),
    _cube(
        "agencies",
        "kind state agency",
        "an open record",
        "the same, by the agency that owns it",
        under="states",
    ),
    _cube(
        "completeness",
        "kind state agency field held",
        "an open record",
        "whether the record holds anything for a field, field by field; no: or it may not be"
        " counted by what it says",
        under="agencies",
        split="field",
    ),
    _cube(
        "birth_held",
        "kind birth_held",
        "an open record",
        "whether it says anything of a birth",
        under="kinds",
    ),
    _cube(
        "age_bands",
        "kind birth_held age_band",
        "an open record",
        "the age band on the day of counting",
        under="birth_held",
    ),
    _cube(
        "births",
        "kind birth_held birth_known",
        "an open record",
        "how the birth is known: to the day, as a placeholder (1 January or the like), as a longer"
        " stretch, or as dates more than a year apart",
        under="birth_held",
    ),
    _cube("sexes", "kind sex", "an open record", "the sex said of it", under="kinds"),
    _cube(
        "origins",
        "kind origin",
        "an open record",
        "the part of the world of its nationalities",
        under="kinds",
    ),
    _cube(
        "scripts",
        "kind script",
        "an open record",
        "the script beside Latin in which a name is held",
        under="kinds",
    ),
    _cube(
        "delays",
        "kind days",
        "an open record",
        "days from the day last seen (missing) or found to the registration",
        under="kinds",
    ),
    _cube(
        "evidence",
        "kind evidence_kinds",
        "an open record",
        "how many independent kinds of evidence it holds: name, birth, phone, document, relative,"
        " mark; with fewer than two it can hardly be matched",
        under="kinds",
    ),
    _cube(
        "retention",
        "kind review",
        "an open record",
        "whether its review is overdue on the day of counting",
        under="kinds",
    ),
    _cube(
        "consent_coverage",
        "kind consent",
        "an open record",
        "whether a consent of the person is in force, was once, or never was",
        under="kinds",
    ),
    _cube(
        "consent_scopes",
        "kind consent consent_scope covered",
        "an open record with a consent in force",
        "whether the consent covers a scope, for whatever recipient, scope by scope",
        under="consent_coverage",
        split="consent_scope",
    ),
    _cube(
        "closures",
        "kind closure",
        "a closed record",
        "closed records not yet erased, by the sentence of their end",
    ),
    _cube(
        "erasures",
        "state",
        "an erased record",
        "tombstones, by the state of the agency that owned the record",
    ),
    # --- pairs
    _cube("pairs", "", "a pair of records", "pairs with a score in force"),
    _cube(
        "outcomes",
        "outcome",
        "a pair of records",
        "the same, by what people made of them",
        under="pairs",
    ),
    _cube(
        "bands",
        "band",
        "a pair of records",
        "the same, by band of the score in force",
        under="pairs",
    ),
    _cube(
        "drawn_bands",
        "band drawn",
        "a pair of records",
        "whether chance drew the pair, band by band, into the sample that people were asked to look"
        " at, or work brought it up",
        under="bands",
    ),
    _cube(
        "sample_verdicts",
        "band drawn decided",
        "a pair of the sample",
        "what people made of the pairs that chance drew",
        under="drawn_bands",
    ),
    _cube(
        "queue",
        "outcome waiting_days",
        "a pair that waits",
        "open and proposed pairs, by days since they were found",
        under="outcomes",
    ),
    *(
        _cube(
            f"pair_{plural}",
            f"outcome {name}",
            "a decided pair",
            f"confirmed and refuted pairs, by the {words} of its two records where they agree or"
            " only one says it; several_or_unknown, other_or_unknown, several or other where they"
            " do not",
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
        "a pair of records",
        "the version of engine and weights of the score in force",
        under="outcomes",
    ),
    _cube(
        "attribute_bits",
        "outcome attribute bits_given",
        "a decided pair",
        "what each attribute gave to confirmed and to refuted pairs, attribute by attribute;"
        " contradicts: they say what seldom holds of one person together, such as two sexes",
        under="outcomes",
        split="attribute",
    ),
    _cube(
        "hits",
        "outcome state_a state_b",
        "a confirmed pair",
        "the states of the two agencies, in alphabetical order",
        under="outcomes",
    ),
    _cube(
        "overlap",
        "outcome state_a state_b agency_a agency_b",
        "a confirmed pair",
        "the two agencies, in the order of their states, then of their codes",
        under="hits",
    ),
    _cube(
        "days_to_hit",
        "outcome days",
        "a confirmed pair",
        "days from the later registration to the last confirmation",
        under="outcomes",
    ),
    _cube(
        "verdicts", "step", "a verdict", "what people said of pairs in the last 365 days, by step"
    ),
    _cube(
        "review_minutes",
        "step minutes",
        "a verdict",
        "minutes between opening the pair and the verdict of the same person",
        under="verdicts",
    ),
    # --- protection in practice
    _cube(
        "consents_ended",
        "consent_end",
        "a consent that ended",
        "consents that ended, by how; a record may have several",
    ),
    _cube("disclosure_paths", "path", "a request for disclosure", "requests, by path"),
    _cube(
        "disclosures",
        "path end",
        "a request for disclosure",
        "how it stands or ended",
        under="disclosure_paths",
    ),
    _cube(
        "answer_times",
        "path end answered",
        "a request for disclosure",
        "time from the request to its release, or to its end without one",
        under="disclosures",
    ),
    _cube(
        "vital_reviews",
        "path end reviewed",
        "a release in danger",
        "whether somebody who did not decide looked at it again within 72 hours, later or not in"
        " time, or may yet",
        under="disclosures",
    ),
    _cube(
        "disclosure_scopes",
        "path asked_scope asked",
        "a request for disclosure",
        "whether a scope was asked for, scope by scope",
        under="disclosure_paths",
        split="asked_scope",
    ),
    _cube(
        "answers_kept",
        "path urgency kept",
        "a request for disclosure",
        "whether its owner's clock to an answer was met in time, missed, or still runs in time",
        under="disclosure_paths",
    ),
    _cube(
        "clocks",
        "clock urgency kept",
        "a deadline",
        "whether the deadline of a first look, of a best-interests decision, or of a record's owner"
        " was met in time, missed, or still runs; not those that ended with the search",
    ),
    _cube(
        "notices",
        "notice",
        "a notice",
        "what owners were told; silent hits are shown to the hidden side alone",
    ),
    _cube(
        "searches",
        "channel purpose",
        "a look for one person",
        "looks, by the way they were made and why",
    ),
    _cube(
        "refusals",
        "looked refusal",
        "a refused act",
        "refusals in the trail of the last 365 days: of looking for people or of anything else,"
        " and why",
    ),
    _cube(
        "rights",
        "right decision",
        "a request about one's own data",
        "requests, by kind and what was decided",
    ),
    CubeDefinition(
        "trail_checks",
        ("trail",),
        "a walk of the trail",
        "walks of the whole trail and its signed checkpoints in the last 365 days, by auditors or"
        " by command, by what they found",
        is_of_people=False,
    ),
    # --- cost
    CubeDefinition(
        "runs",
        ("run", "quantity"),
        "a unit of the quantity",
        "runs that ended well, summed, to two significant digits",
        is_of_people=False,
    ),
)
CUBES: dict[str, CubeDefinition] = {definition.name: definition for definition in _ALL}
