"""The figures of policy that texts name: placeholder -> value.

A text takes a figure as `%(duty_cover_hours)s`, in every language. `api.web.language` replaces the
placeholders on pages, and `api.openapi` in the descriptions of the interface.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from core.codes.case import DeadlineKind
from core.codes.disclosure import Urgency
from core.policy.access import INVITATION_HOURS, PASSKEY_MINUTES
from core.policy.case.care_confirmation import (
    DECLARATION_COMPLETE_HOURS,
    DECLARATION_OPENS_HOURS,
    MATCH_KINDS_NEEDED,
)
from core.policy.case.case_story import DUTY_COVER_HOURS
from core.policy.case.consent import (
    CHILD_REFUSAL_FROM_YEARS,
    CONSENT_DAYS,
    EMERGENCY_DAYS,
    SPOKEN_CONSENT_HOURS,
)
from core.policy.case.deadlines import (
    CONSULTATION_HOURS,
    DEADLINES,
    REPEATED_EPISODES,
    REPEATED_WITHIN_DAYS,
    hours_of,
)
from core.policy.case.reporter_check import INSTITUTION_DAYS
from core.policy.case.sealed_messages import READ_WITHIN_HOURS, VALID_DAYS
from core.policy.data_rights import EXTENSION_MONTHS
from core.policy.exchange import (
    EXPORT_DECIDE_HOURS,
    EXPORT_HOURS,
    MAX_BATCH_ROWS,
    MAX_EXPORT_ROWS,
    MAX_FILE_BYTES,
    MAX_FILE_ROWS,
)
from core.policy.records.photos import MAX_BYTES as MAX_PHOTO_BYTES
from core.policy.records.retention import NOTIFICATION_BEFORE_REVIEW_DAYS
from core.policy.review import LOCK_MINUTES, MAX_QUESTIONS, MIN_QUESTIONS
from core.policy.search import (
    IDENTIFYING_FACTS_NEEDED,
    MAX_SEARCH_RESULTS,
    PHONE_DIGITS_NEEDED,
    SAMPLE_HOURS,
    SEARCHES_PER_DAY,
    SEARCHES_PER_HOUR,
)
from core.policy.sharing.disclosure import (
    ANSWER_HOURS,
    DESK_ASKED_MINUTES,
    SECOND_APPROVER_HOURS,
    VITAL_REVIEW_HOURS,
)
from core.policy.sharing.hand_matches import VALID_DAYS as HAND_MATCH_DAYS
from core.policy.statistics import MIN_CELL_COUNT, PUBLICATION_DELAY_DAYS

DAY_HOURS = 24


def _days_of(kind: DeadlineKind) -> int:
    return hours_of(DEADLINES[kind]) // DAY_HOURS


FIGURES: dict[str, int] = {
    "answer_ordinary_days": ANSWER_HOURS[Urgency.ORDINARY] // DAY_HOURS,
    "answer_priority_hours": ANSWER_HOURS[Urgency.PRIORITY],
    "answer_urgent_hours": ANSWER_HOURS[Urgency.URGENT],
    "batch_rows": MAX_BATCH_ROWS,
    "child_refusal_years": CHILD_REFUSAL_FROM_YEARS,
    "consent_days": CONSENT_DAYS,
    "declaration_complete_hours": DECLARATION_COMPLETE_HOURS,
    "declaration_opens_hours": DECLARATION_OPENS_HOURS,
    "consultation_hours": CONSULTATION_HOURS,
    "duty_cover_hours": DUTY_COVER_HOURS,
    "emergency_days": EMERGENCY_DAYS,
    "export_decide_hours": EXPORT_DECIDE_HOURS,
    "export_hours": EXPORT_HOURS,
    "export_rows": MAX_EXPORT_ROWS,
    "extension_months": EXTENSION_MONTHS,
    "file_mb": MAX_FILE_BYTES // 1024**2,
    "file_rows": MAX_FILE_ROWS,
    "hand_match_days": HAND_MATCH_DAYS,
    "identifying_facts": IDENTIFYING_FACTS_NEEDED,
    "institution_days": INSTITUTION_DAYS,
    "invitation_hours": INVITATION_HOURS,
    "lock_minutes": LOCK_MINUTES,
    "max_questions": MAX_QUESTIONS,
    "message_read_hours": READ_WITHIN_HOURS,
    "message_valid_days": VALID_DAYS,
    "min_cell_count": MIN_CELL_COUNT,
    "min_questions": MIN_QUESTIONS,
    "match_kinds": MATCH_KINDS_NEEDED,
    "passkey_minutes": PASSKEY_MINUTES,
    "phone_digits": PHONE_DIGITS_NEEDED,
    "photo_mb": MAX_PHOTO_BYTES // 1000**2,
    "publication_days": PUBLICATION_DELAY_DAYS[0],
    "repeated_days": REPEATED_WITHIN_DAYS,
    "repeated_episodes": REPEATED_EPISODES,
    "review_first_days": NOTIFICATION_BEFORE_REVIEW_DAYS[0],
    "review_last_days": NOTIFICATION_BEFORE_REVIEW_DAYS[1],
    "risk_review_first_hours": hours_of(DEADLINES[DeadlineKind.REVIEW_72_HOURS]),
    "risk_review_fourth_days": _days_of(DeadlineKind.REVIEW_90_DAYS),
    "risk_review_second_days": _days_of(DeadlineKind.REVIEW_7_DAYS),
    "risk_review_third_days": _days_of(DeadlineKind.REVIEW_30_DAYS),
    "sample_hours": SAMPLE_HOURS,
    "search_results": MAX_SEARCH_RESULTS,
    "searches_per_day": SEARCHES_PER_DAY,
    "searches_per_hour": SEARCHES_PER_HOUR,
    "desk_asked_minutes": DESK_ASKED_MINUTES,
    "second_approver_hours": SECOND_APPROVER_HOURS,
    "spoken_consent_hours": SPOKEN_CONSENT_HOURS,
    "vital_review_hours": VITAL_REVIEW_HOURS,
}
_PLACEHOLDER = re.compile(r"%\((" + "|".join(FIGURES) + r")\)s")


def fill(text: str, write: Callable[[int], str] = str) -> str:
    """Return a text with its figures of policy. Other placeholders stay.

    `write` returns a number in the form of a language.
    """
    return _PLACEHOLDER.sub(lambda placeholder: write(FIGURES[placeholder[1]]), text)
