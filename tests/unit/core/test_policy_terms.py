"""Compare the smaller policy tables (core/policy_*.py) with independent copies."""

from __future__ import annotations

from datetime import date

import pytest

from core.codes.data_rights import DataRight
from core.codes.notices import NoticeKind
from core.policy import access, data_rights, directory, exchange, review, search, statistics
from core.policy.access import AttemptLimit
from core.policy.actions import Action
from core.policy.case import case_story, clearance, consent, custody, people
from core.policy.case.closures import CLOSING_SENTENCES, CLOSURES
from core.policy.fields import FIELD_CLASSES, FieldClass
from core.policy.records import dates, photos, retention
from core.policy.records.dates import DateRange
from core.policy.records.retention import ReviewOutcome, review_months
from core.policy.roles import CASE_ROLES, Role
from core.policy.sharing import disclosure, disclosure_steps, evidence
from core.policy.sharing.views import View

KINDS = ("missing", "found", "tracing", "preventive")
ALL = {"F1", "F2", "F2a", "F2b", "F3", "F4a", "F4b"}
CASE = {Role.CASEWORKER, Role.SUPERVISOR, Role.LIAISON_OFFICER}
TERMS: dict[object, dict[str, object]] = {
    access: {
        "INVITABLE": {
            Role.SUPERVISOR: CASE,
            Role.ADMINISTRATOR: CASE | {Role.AUDITOR, Role.ANALYST, Role.ADMINISTRATOR},
        },
        "INVITATION_HOURS": 72,
        "RESET_HOURS": 24,
        "GRANT_HOURS": 72,
        "INDEPENDENT_DAYS": 30,
        "ON_DUTY_HOURS": 12,
        "REVIEW_DAYS": 30,
        "TOTP_DIGITS": 6,
        "TOTP_STEP_S": 30,
        "TOTP_DRIFT_STEPS": 1,
        "TOTP_SECRET_BYTES": 20,
        "WRONG_CODES_PER_HOUR": 10,
        "ATTEMPT_LIMITS": {
            "device": (AttemptLimit(6, 60), AttemptLimit(30, 3600)),
            "source": (AttemptLimit(6, 60), AttemptLimit(10, 3600)),
            "account": (AttemptLimit(30, 3600),),
            "address": (AttemptLimit(60, 60), AttemptLimit(300, 3600)),
            "session": (AttemptLimit(6, 60), AttemptLimit(30, 3600)),
            "correct": (AttemptLimit(60, 60),),
        },
        "MINUTE_SETTINGS": {
            "device": "wrong_sign_ins_per_minute",
            "source": "wrong_sign_ins_per_minute",
            "session": "wrong_sign_ins_per_minute",
            "correct": "sign_ins_per_minute",
        },
        "DEVICE_DAYS": 180,
        "MAX_PASSKEYS": 10,
        "PASSKEY_MINUTES": 5,
        "FRESH_MINUTES": 15,
        "FRESH_ACTIONS": {
            Action.EXPORT,
            Action.APPROVE_DISCLOSURE_FIRST,
            Action.APPROVE_DISCLOSURE_SECOND,
            Action.CONFIRM_VERDICT,
            Action.DECIDE_BEST_INTERESTS,
            Action.CONFIRM_BEST_INTERESTS,
            Action.CLEAR_REPORTER,
            Action.APPROVE_CLOSURE,
            Action.APPROVE_DATA_RIGHT,
            Action.SAMPLE_SEARCHES,
            Action.INVITE_USER,
            Action.RESET_ACCESS,
            Action.DECIDE_ACCESS,
            Action.NAME_DEPUTY,
            Action.ISSUE_TOKENS,
            Action.MANAGE,
        },
        "RECOVERY_CODES": 10,
        "RECOVERY_BYTES": 10,
        "DEPUTY_ROLES": {Role.CASEWORKER, Role.LIAISON_OFFICER},
        "DEPUTY_DAYS": 14,
    },
    clearance: {
        "REPORT_KINDS": {"missing", "tracing", "preventive"},
        "CONFIRM_DAYS": 14,
        "INSTITUTION_DAYS": 365,
        "INSTITUTION_KINDS": set(
            "youth_office police_desk court guardianship_authority care_home hotline".split()
        ),
        "CORRECTION_LEVELS": {"name": "agree", "birth_place": "similar", "relative": "little"},
        "CASE_MIN_LEVELS": {
            "name": "similar",
            "birth": "one_digit",
            "phone": "one_digit",
            "document": "one_sign",
            "relative": "little",
            "marks": "kind_and_part",
            "sensitive_marks": "kind_and_part",
        },
        "CASE_EXCLUDED_LEVELS": {"sex": {"differ"}, "origin": {"differ", "language_differs"}},
    },
    consent: {
        "SCOPES_CHILD_MAY_REFUSE": {"photo", "place", "contact"},
        "CHILD_REFUSAL_FROM_YEARS": 12,
        "MAJORITY_YEARS": 18,
        "CONSENT_DAYS": 365,
        "SPOKEN_CONSENT_HOURS": 72,
        "SPOKEN_SCOPES": {"match_abroad", "statistics"},
        "GIVERS": ("person", "guardian", "representative", "emergency"),
        "APPOINTED_GIVERS": {"guardian", "representative", "emergency"},
        "EMERGENCY_GIVER": "emergency",
        "EMERGENCY_DAYS": 30,
        "EMERGENCY_GROUNDS": ("statutory_guardianship", "provisional_care", "interim_order"),
        "BARRED_GIVERS": ("reporter", "companion", "suspects_relative", "asker"),
        "BARRED_RELATIONS": {"travel_companion", "smuggler", "controller"},
        "ADDRESSEES": ("guardian", "court", "youth_office"),
        "ADDRESSEE_BY_CONFLICT": {
            "suspect": "court",
            "reporter": "youth_office",
            "elsewhere": "court",
        },
        "CHILD_VIEWS": ("yes", "no", "unable"),
    },
    disclosure: {
        "ENDED_STATES": {"closed", "withdrawn", "revoked", "expired"},
        "ASKED_AGAIN_STATES": {"closed", "withdrawn", "revoked", "expired", "consent_refused"},
        "RELEASED_STATES": {"released", "acknowledged"},
        "DISCLOSURE_ACTS": tuple(
            "review check_consent seek_consent consent_given consent_refused check_risk call_back"
            " call_police approve release approve_after tell_guardian review_after acknowledge"
            " close withdraw revoke expire".split()
        ),
        "ENDED_AFTER_RELEASE": "ended",
        "AUTOMATIC_ENDING": "not_permitted_now",
        "ASKED_SCOPES": ("identity", "photo", "place", "contact"),
        "SCOPES_ON_LEGAL_BASIS": {"identity"},
        "SEARCH_GROUNDS": set(
            "gdpr_6_1_c_9_2_g gdpr_6_1_d_9_2_c gdpr_6_1_e_9_2_g led_8_10 sis_decision court_order"
            " interpol_rules".split()
        ),
        "SEARCHING_AGENCIES": {"police", "protection"},
        "SEARCH_SCOPES": {"identity", "photo", "place"},
        "SCOPES_NEEDING_OTHER_UNIT": {"place"},
        "RISK_LEVELS": ("high", "medium", "low"),
        "AT_RISK_LEVELS": {"high", "medium"},
        "IMMINENT_RISKS": set(
            "life serious_harm trafficking abduction forced_marriage medical_emergency"
            " self_harm".split()
        ),
        "SCOPES_NEVER_VITAL": {"place"},
        "KINDS_NEEDING_POLICE": {"found", "preventive"},
        "RISK_FRESH_HOURS": {"ordinary": 168, "vital_interest": 24},
        "GRANT_HOURS": {"ordinary": 72, "vital_interest": 24},
        "SECOND_APPROVER_HOURS": 4,
        "VITAL_REVIEW_HOURS": 24,
        "ANSWER_HOURS": {"urgent": 1, "priority": 24, "ordinary": 360},
        "UNANSWERED_DAYS": 60,
        "FIRST_LOOK_HOURS": {"urgent": 1, "ordinary": 24},
        "BEST_INTERESTS_HOURS": 12,
        "ESCALATE_AFTER_HOURS": {"urgent": 1, "ordinary": 12},
    },
    exchange: {
        "MAX_FILE_BYTES": 4_194_304,
        "MAX_FILE_ROWS": 5_000,
        "MAX_COLUMNS": 200,
        "MAX_CELL_LENGTH": 20_000,
        "MAX_ROW_LENGTH": 200_000,
        "FILE_KEPT_DAYS": 7,
        "MAX_BATCH_ROWS": 50,
        "MAX_DRY_RUN_SEARCHES": 20,
        "MAX_XML_DEPTH": 6,
        "MAX_XML_ELEMENTS": 100_000,
        "MAX_XML_ATTRIBUTES": 8,
        "MAX_XML_MARKUP": 1_024,
        "MAX_XLSX_PARTS": 200,
        "MAX_XLSX_BYTES": 20_971_520,
        "MAX_XLSX_RATIO": 150,
        "MAX_XLSX_CELLS": 150_000,
        "MAX_XLSX_TAGS": {"worksheet": 1_200_000, "sst": 400_000},
        "MAX_XLSX_OTHER_TAGS": 60_000,
        "MAX_EXPORT_ROWS": 100,
        "EXPORT_DECIDE_HOURS": 72,
        "EXPORT_HOURS": 24,
        "EXPORT_FORMATS": ("csv", "json", "pfif"),
        "MAX_EXPORT_VIEW": View.IDENTITY,
        "EXPORT_VIEW_WITHOUT_CONSENT": View.PROFILE,
    },
    dates: {
        "EVENT_DATES": DateRange(date(1900, 1, 1), 1),
        "BIRTH_DATES": DateRange(date(1880, 1, 1), 1),
        "PAPER_DATES": DateRange(date(1900, 1, 1), 1),
        "DEADLINE_DATES": DateRange(date(2000, 1, 1), 20),
        "COUNTED_DATES": DateRange(date(2000, 1, 1), 1),
        "DATE_RANGES": {
            **dict.fromkeys(
                "age_on event_date route left_at at age_assessments protection_status"
                " trafficking_status".split(),
                DateRange(date(1900, 1, 1), 1),
            ),
            **dict.fromkeys(
                "appointed_at appointed_on received_at".split(), DateRange(date(1900, 1, 1), 1)
            ),
            **dict.fromkeys("act_by review_on until".split(), DateRange(date(2000, 1, 1), 20)),
            "birth_date": DateRange(date(1880, 1, 1), 1),
            "since": DateRange(date(2000, 1, 1), 1),
        },
    },
    directory: {
        "SERVICE_KINDS": (
            *(
                "hotline",
                "child_protection",
                "guardianship",
                "trafficking_support",
                "legal_aid",
                "asylum_advice",
            ),
            *("health", "psychological_help", "interpreting", "family_tracing"),
        ),
        "MAX_NAME_LENGTH": 200,
        "MAX_LINE_LENGTH": 300,
        "MAX_LANGUAGES": 40,
    },
    people: {
        "SUSPECT_RELATIONS": {"travel_companion", "smuggler", "controller", "suspect"},
        "REPORTER_ALERT_CHILDREN": 3,
        "AUTHORITIES": {"court", "youth_office", "guardianship_authority"},
        "EMERGENCY_AUTHORITIES": {
            "statutory_guardianship": {"youth_office", "guardianship_authority"},
            "provisional_care": {"youth_office"},
            "interim_order": {"court"},
        },
    },
    photos: {
        "PHOTO_FORMATS": ("JPEG", "PNG", "WEBP"),
        "MAX_BYTES": 8_000_000,
        "MAX_PIXELS": {"JPEG": 64_000_000, "PNG": 25_000_000, "WEBP": 25_000_000},
        "MAX_FRAMES": 1,
        "STORED_SIDE_PIXELS": 1280,
        "STORED_JPEG_QUALITY": 85,
        "OWNER_ONLY_KINDS": {"found", "tracing", "preventive"},
        "PHOTO_REASONS": ("first", "better", "wrong_person", "withdrawn"),
    },
    retention: {
        "REVIEW_NOTICES": {120: "review_ahead", 15: "review_soon", 0: "review_overdue"},
        "OVERDUE_AGAIN_DAYS": 30,
        "ARCHIVED_CLOSURE": "unsolved_archived",
        "UNSOLVED_CLOSURES": {"unsolved_archived", "withdrawn", "adult_established"},
        "CLOSED_MONTHS": 6,
        "DRAFT_HOURS": 24,
        "MAX_DRAFT_BYTES": 200_000,
        "SEARCH_MONTHS": 36,
    },
    review: {
        "UNDO_REASONS": {"new_evidence", "entered_by_mistake", "identity_disproved", "link_broken"},
        "MIN_QUESTIONS": 2,
        "MAX_QUESTIONS": 5,
        "REASONS_FROM_ANSWERS": {"verification_passed", "verification_failed"},
        "MIN_ANSWERS": 2,
        "LOCK_MINUTES": 15,
        "MAX_GROUP_SIZE": 50,
    },
    data_rights: {
        "ANSWER_MONTHS": 1,
        "EXTENSION_MONTHS": 2,
        "RESTRICTS_AT_ONCE": {DataRight.RESTRICT, DataRight.OBJECT},
        "REQUESTERS": {"person", "guardian", "representative"},
        "ERASE_MISSING_BY": {"person"},
        "REFUSAL_REGIMES": {
            **{
                reason: {"gdpr", "led"}
                for reason in (
                    "identity_not_proven manifestly_unfounded legal_claims"
                    " vital_interests_of_the_child rights_of_others"
                ).split()
            },
            "compelling_grounds": {"gdpr"},
            "ongoing_investigation": {"led"},
        },
        "THIRD_PARTY_FIELDS": {"relatives", "reporter"},
        "THIRD_PARTY_FIELDS_BY_OWNER": {"phones", "home_address", "dangers"},
        "THIRD_PARTY_OWNERS": {"relative", "controller", "smuggler", "person"},
        "REDACTION_TEXT": "[somebody else]",
    },
    search: {
        "COUNTERSIGN_HOURS": 24,
        "GUESSING_RULES": {
            "query_burst": search.GuessingRule(hours=1, size=6),
            "value_series": search.GuessingRule(hours=24, size=6),
        },
        "BURST_OVERLAP": 0.4,
        "SERIES_ACTS": 300,
        "SERIES_PEOPLE": 5_000,
        "EDIT_LIMITS": {"record": (10, 24), "person": (60, 1)},
        "SAVED_SEARCH_DAYS": 90,
        "MAX_SAVED_SEARCHES": 20,
        "SAVED_SEARCH_INTERVAL_MINUTES": 60,
        "SAVED_SEARCH_WAIT_DAYS": 7,
        "PAST_SEARCHES_PAGE": 50,
        "MAX_WARNED_DESKS": 3,
        "CANARY_ONE_IN": 500,
        "SAMPLE_SIZE": 10,
        "SAMPLE_DAYS": 92,
        "SAMPLE_HOURS": 24,
    },
    custody: {
        "PAIR_KIND_BITS": 2.0,
        "PAIR_KINDS_NEEDED": 2,
        "CARE_EPISODE": "returned",
        "CHOSEN_CUSTODY_ENDINGS": ("mistake", "child_gone", "other_child"),
        "CUSTODY_ENDINGS": {
            "mistake",
            "child_gone",
            "other_child",
            "edited",
            "left_care",
            "handed_over",
            "reopened",
        },
        "CONFIRMED_FIELDS": set(
            "age age_band age_on aliases birth_calendar birth_date birth_known birth_place clothing"
            " documents event_country event_date event_place eyes family_names full_name"
            " given_names hair height_band height_cm home_address languages marks name_native"
            " nationalities phones region relatives route sex".split()
        ),
        "RUNNING_DECLARATIONS": {"open", "waiting"},
        "DECLARATION_OPENS_HOURS": 12,
        "DECLARATION_COMPLETE_HOURS": 24,
        "MAX_DECLARATIONS": 3,
        "DECLARATIONS_WITHIN_DAYS": 30,
    },
    statistics: {
        "COUNTED_CLASSES": {
            "yes": dict.fromkeys(KINDS, ALL),
            "no": {kind: set[str]() for kind in KINDS},
            "not_asked": {
                "missing": ALL,
                "found": ALL - {"F4b"},
                "tracing": ALL,
                "preventive": ALL - {"F4b"},
            },
        },
        "NEEDS_LEGAL_BASIS": {("not_asked", "found"), ("not_asked", "preventive")},
        "PUBLICATION_DELAY_DAYS": (7, 28),
        "COUNTED_PERIOD_DAYS": 365,
        "PAIRS_DRAWN_PER_NIGHT": {"weak": 2, "possible": 2, "strong": 1},
        "MAX_DRAWN_WAITING": 20,
    },
    case_story: {
        "KINDS_WITHOUT_NOTICE": {"found", "tracing", "preventive"},
        "OUTCOMES": {
            "": "open",
            "left_care": "open",
            "reopened": "open",
            "located": "located",
            "safe": "safe",
            "returned": "returned",
            "reunified": "reunified",
        },
        "REFERRAL_STEPS": (
            case_story.ReferralNotice(-6, "hand_over_due", is_to_desk=False),
            case_story.ReferralNotice(0, "hand_over_overdue", is_to_desk=False),
            case_story.ReferralNotice(6, "hand_over_escalated", is_to_desk=True),
        ),
    },
}
CELLS = [(table, name, agreed) for table, terms in TERMS.items() for name, agreed in terms.items()]


@pytest.mark.parametrize(("table", "name", "agreed"), CELLS, ids=[name for _, name, _ in CELLS])
def test_a_term_is_as_agreed(table: object, name: str, agreed: object) -> None:
    assert getattr(table, name) == agreed


@pytest.mark.parametrize("words", [ReviewOutcome, DataRight])
def test_stored_codes_of_members_are_their_names(words: type[DataRight]) -> None:
    assert all(member.value.upper() == member.name for member in words)


@pytest.mark.parametrize(
    ("kind", "is_at_risk", "months"),
    [
        ("found", True, 12),
        ("found", False, 12),
        ("missing", True, 12),
        ("missing", False, 36),
        ("tracing", False, 36),
        ("preventive", True, 12),
        ("preventive", False, 12),
    ],
)
def test_a_record_is_looked_at_again_after_the_months_agreed_on(
    kind: str, is_at_risk: bool, months: int
) -> None:
    assert review_months(kind, is_at_risk=is_at_risk) == months


# scope -> the fields that it opens
SCOPES = {
    "identity": (
        "full_name given_names family_names name_native aliases birth_date birth_known"
        " birth_calendar age age_on birth_place sex nationalities languages documents relatives"
        " age_band"
    ),
    "photo": "height_cm eyes hair marks",
    "place": "event_date event_country event_place route",
    "contact": "phones",
}


def test_a_scope_opens_the_fields_agreed_on_and_together_none_that_has_no_class() -> None:
    opened = {scope: set(fields) for scope, fields in disclosure.SCOPE_FIELDS.items()}
    assert opened == {scope: set(fields.split()) for scope, fields in SCOPES.items()}
    assert set().union(*opened.values()) <= FIELD_CLASSES.keys()


# The agency that takes each disclosure step, and the state that the requesting agency is shown.
SIDES = {"acknowledge": "named", "withdraw": "asker", "expire": "clock"} | dict.fromkeys(
    ("approve", "approve_after"), "approver"
)
SHOWN_STATES = {
    **dict.fromkeys(("consent_refused", "revoked", "expired"), "not_released"),
    **{state: state for state in ("withdrawn", "released", "acknowledged")},
}


def test_sides_of_disclosure_acts_and_states_shown_to_the_requester_are_as_agreed() -> None:
    assert all(side == SIDES.get(act, "owner") for act, side in disclosure.ACTING_SIDES.items())
    shown_states = disclosure.STATE_SHOWN_TO_ASKER
    assert all(
        words == SHOWN_STATES.get(state, "with_the_owner") for state, words in shown_states.items()
    )


# Reasons for the end of a request. The requesting agency sees those about the request or itself,
# and not those about the person.
SHOWN_REASONS = {
    "revoke": (
        "too_much_asked not_explained another_reader reporter_not_proven not_the_same_person"
        " agreed_otherwise"
    ),
    "withdraw": (
        "no_longer_needed learned_otherwise not_the_same_person asked_by_mistake agreed_otherwise"
    ),
}
HIDDEN_REASONS = {
    "revoke": "no_consent not_permitted_now danger not_in_best_interests kept_back",
    "withdraw": "",
}


def test_reasons_about_the_person_are_hidden_and_those_about_the_request_shown() -> None:
    for must_be_shown, agreed in ((True, SHOWN_REASONS), (False, HIDDEN_REASONS)):
        for act, reasons in disclosure.ENDING_REASONS.items():
            assert [
                why for why, is_shown in reasons.items() if is_shown is must_be_shown
            ] == agreed[act].split()
    assert disclosure.ENDING_REASONS.keys() == SHOWN_REASONS.keys() == HIDDEN_REASONS.keys()


def test_the_paths_of_disclosure_are_the_ordinary_one_and_that_of_vital_interest() -> None:
    assert disclosure_steps.DISCLOSURE_PROCESSES.keys() == {"ordinary", "vital_interest"}


# notice -> its recipients
NOTICES = {
    "owner": (
        "candidate please_look silent_hit search_hit closure_approved transfer_refused"
        " hand_over_due consent_ended came_of_age disclosure question answer thread verdict"
        " review_needed tell_guardian review_ahead review_soon exported custody_declared"
        " custody_objected assigned sealed_message sealed_message_reminder hit_request"
        " deadline_passed other_closed other_located other_safe other_reunified other_adult"
    ),
    "addressee": "left_care transfer_offered hand_over hand_over_escalated match_help",
    "seeker": "standing_hit standing_stopped hit_request_decided",
    "supervisor": (
        "countersign reporter_of_several reporter_under_suspicion guardian_in_conflict"
        " countersign_overdue known_elsewhere clearance_asked clearance_lapsed institution_proposed"
        " duty_cover hand_over_overdue overdue review_overdue export_asked export_decided"
        " acting_session custody_second_needed custody_lapsed vital_second_needed vital_lapsed"
        " relay_asked provisional_match standing_waits referral_without_desk"
        " records_unassigned transfer_accepted account_blocked"
    ),
}


def test_undoing_an_import_withdraws_only_notices_that_no_person_caused() -> None:
    assert (
        set(
            (
                "candidate please_look silent_hit search_hit standing_hit clearance_asked overdue"
                " hand_over hand_over_due hand_over_overdue hand_over_escalated"
            ).split()
        )
        == case_story.WITHDRAWN_WITH_IMPORT
    )


def test_recipients_of_notices_are_as_agreed() -> None:
    agreed = {kind: whom for whom, kinds in NOTICES.items() for kind in kinds.split()}
    assert {
        kind: audience.value for kind, audience in case_story.NOTICE_AUDIENCES.items()
    } == agreed
    assert set(case_story.NOTICE_AUDIENCES) == set(NoticeKind)


# closure -> words that only its sentence contains
CLOSING_WORDS = {
    "reunified": "back with their family or with those who cared for them.",
    "traced_by_police": "The police have found the person.",
    "joined_family_informally": "has been traced.",
    "transferred_under_asylum_rules": "Another authority is now responsible for the person.",
    "returned_to_origin": "has been traced. The authority will speak with you.",
    "detained": "has been traced. Someone will speak with you.",
    "adult_established": "is closed: the person is an adult and decides for themselves.",
    "care_elsewhere": "is safe and cared for.",
    "located_no_contact_wished": "has been traced and does not want contact.",
    "turned_18": "has turned 18 and decides for themselves.",
    "deceased": "has died. Someone will speak with you.",
    "duplicate": "was made twice. The other report stays open.",
    "transferred": "Another authority now handles the report and will speak with you.",
    "withdrawn": "The report was withdrawn.",
    "unsolved_archived": "has not been found. The report is kept and can be reopened.",
}


def test_closing_sentences_are_as_agreed() -> None:
    assert CLOSING_WORDS.keys() == CLOSING_SENTENCES.keys() == CLOSURES
    for closure, words in CLOSING_WORDS.items():
        sentence = CLOSING_SENTENCES[closure]
        subject = "" if sentence == words else sentence.removesuffix(words)
        assert subject in {"", "The person ", "The person is ", "The report "}, closure


@pytest.mark.parametrize(
    "text", ["EL-2026-001", r"\d{4}/[A-Z]{2}", "[A-Z0-9]{1,12}", "a.b_c", "x" * 40, r"[A-Z]\d{2}"]
)
def test_a_pattern_of_case_numbers_may_be_this(text: str) -> None:
    assert search.CASE_NUMBER_PATTERN_SYNTAX.fullmatch(text)


@pytest.mark.parametrize(
    "text", ["", "(a+)+", "a*", r"\d+", "a{1000}", "x" * 41, r"\w{3}", "a{2,}", "a b"]
)
def test_a_case_number_pattern_with_unlimited_repetition_is_refused(text: str) -> None:
    assert not search.CASE_NUMBER_PATTERN_SYNTAX.fullmatch(text)


def test_only_supervisors_invite_users_of_their_agency_and_tokens_are_not_invited() -> None:
    invited = set().union(*access.INVITABLE.values())
    assert not invited & {Role.SYSTEM, Role.MATCHER}
    assert access.INVITABLE.keys() & CASE_ROLES == {Role.SUPERVISOR}


def test_third_party_fields_have_a_field_class() -> None:
    assert FieldClass.F2A in {FIELD_CLASSES[field] for field in data_rights.THIRD_PARTY_FIELDS}


# way -> who confirms by it, and which earlier act another person must have done
WAYS = {
    "colleague": ("own_agency", "registration"),
    "photo": ("own_agency", "photo"),
    "care": ("own_agency", "episode"),
    "police": ("state_police", ""),
    "state_desk": ("state_desk", ""),
    "hand_over": ("receiver", ""),
}
KINDS_OF_EVIDENCE = {
    "name": "name",
    "birth": "birth birth_place",
    "document": "document",
    "phone": "phone",
    "relative": "relative",
    "body": "marks sensitive_marks",
    "route": "event interval",
}


def test_the_codes_of_a_custody_proof_are_its_names() -> None:
    assert [proof.value for proof in custody.CustodyProof] == ["nothing", "declared", "confirmed"]


def test_each_way_of_custody_within_an_agency_needs_another_person() -> None:
    assert {
        code: (way.confirmer.value, way.needs) for code, way in custody.CONFIRMATION_WAYS.items()
    } == WAYS
    assert all(
        way.needs
        for way in custody.CONFIRMATION_WAYS.values()
        if way.confirmer.value == "own_agency"
    )


def test_kinds_of_evidence_are_as_agreed_and_coarse_attributes_count_as_none() -> None:
    agreed = {name: kind for kind, names in KINDS_OF_EVIDENCE.items() for name in names.split()}
    assert agreed == evidence.PAIR_KINDS


def test_emergency_representation_covers_the_search_and_the_identity_only() -> None:
    assert sorted(consent.EMERGENCY_SCOPES) == ["identity", "match_abroad", "photo"]
