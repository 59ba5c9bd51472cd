from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from api.web import render
from api.web.labels import statistics
from api.web.labels.codes import WORDS
from api.web.labels.display import value
from api.web.labels.reasons import REASONS
from api.web.pages.consent.written_consent import TEXT_SOURCES
from core.codes.agencies import AgencyKind
from core.codes.alerts import HitAction
from core.codes.consent import ConsentScopeCode, ConsentState, ConsentTextAudience
from core.codes.data_rights import DataRight
from core.codes.disclosure import DisclosurePath, DisclosureState
from core.codes.link_requests import LinkRequestKind, LinkRequestState
from core.codes.messages import DangerCode, MessageKind, MessageState, RelayCall
from core.codes.missing_from_care import NotSent, StateDanger
from core.codes.notifications import AlertKind, NotificationKind
from core.codes.records import ReporterCheck
from core.codes.review import MatchState
from core.codes.search import SearchState
from core.codes.trafficking import TraffickingBasis, TraffickingStatus
from core.policy import exchange, figures, review
from core.policy.case import consent, people, reporter_check
from core.policy.case.closures import CLOSING_SENTENCES, CLOSURES
from core.policy.case.departure_practice import (
    PracticeAnswer,
    PracticeDetail,
    PracticeQuestion,
)
from core.policy.case.indicators import (
    INDICATORS,
    WEIGHTS,
    IndicatorResult,
    IndicatorWeight,
)
from core.policy.case.likely_states import LikelyReason
from core.policy.data_rights import REFUSAL_REGIMES
from core.policy.directory import SERVICE_KINDS
from core.policy.fields import FIELD_CLASSES
from core.policy.processes import PROCESSES
from core.policy.records import photos
from core.policy.records.declarations import INTERNATIONAL_PROTECTION, LEGAL_BASES
from core.policy.records.printed_forms import PRINTED_FORMS
from core.policy.review import DECISION_REASONS
from core.policy.roles import Role
from core.policy.search import SEARCH_PURPOSES
from core.policy.sharing import disclosure, link_requests, relay_desk
from core.policy.sharing.evidence import EVIDENCE_FIELDS
from core.policy.sharing.views import SHARING_VIEWS, View
from core.security.crypto import KEY_NAMES
from matching import BANDS
from matching.codes import code_lists
from matching.model.coded import CODED
from matching.model.levels import ATTRIBUTE_NAMES
from services.foundation.facts.statements import INTAKE_COLUMNS
from services.operations.schedule import SCHEDULES
from services.oversight.anchor_state import AnchorFailure
from services.oversight.anchor_targets import FileTarget, HttpTarget, SyslogTarget
from services.statistics import definitions
from workers.handlers import HANDLERS

ROOT = Path(__file__).parents[4]
OUTCOMES = DECISION_REASONS
CODES: dict[str, Iterable[str]] = {
    "role": [role.value for role in Role if role is not Role.MATCHER],
    "kind": code_lists.KINDS,
    "band": BANDS,
    "match": MatchState,
    "sharing": SHARING_VIEWS,
    "view": [view.name.lower() for view in View],
    "birth_known": code_lists.BIRTH_KNOWN,
    "calendar": code_lists.CALENDARS,
    "reporter_check": ReporterCheck,
    "institution_kind": reporter_check.INSTITUTION_KINDS,
    "institution_state": ("proposed", "in_force", "expired", "revoked"),
    "protection": INTERNATIONAL_PROTECTION,
    "legal_basis": LEGAL_BASES,
    "purpose": SEARCH_PURPOSES,
    "closure": CLOSURES,
    "sentence": CLOSING_SENTENCES,
    "notification": NotificationKind,
    "alert": AlertKind,
    "field": [*FIELD_CLASSES, *INTAKE_COLUMNS],
    "attribute": EVIDENCE_FIELDS,
    "outcome": OUTCOMES,
    "reason": frozenset().union(*OUTCOMES.values()),
    "undo": review.UNDO_REASONS,
    "eyes": code_lists.EYES,
    "hair": code_lists.HAIR,
    "relation": code_lists.RELATIONS,
    "mark_kind": code_lists.MARK_KINDS,
    "mark_part": code_lists.MARK_PARTS,
    "mark_side": code_lists.MARK_SIDES,
    "phone_owner": code_lists.PHONE_OWNERS,
    "print": PRINTED_FORMS,
    "print_section": [one.heading for sections in PRINTED_FORMS.values() for one in sections],
    "print_line": [
        line.code for sections in PRINTED_FORMS.values() for one in sections for line in one.lines
    ],
    "indicator_group": INDICATORS,
    "indicator": WEIGHTS,
    "indicator_result": list(IndicatorResult),
    "search_state": SearchState,
    "likely_reason": LikelyReason,
    "state_danger": StateDanger,
    "not_sent": NotSent,
    "practice": PracticeQuestion,
    "practice_answer": PracticeAnswer,
    "practice_detail": PracticeDetail,
    "weight": list(IndicatorWeight),
    "trafficking_status": TraffickingStatus,
    "trafficking_basis": TraffickingBasis,
    "hit_action": [action for action in HitAction if action != HitAction.NONE],
    "service": SERVICE_KINDS,
    "document_type": code_lists.DOCUMENT_TYPES,
    "scope": ConsentScopeCode,
    "giver": consent.GIVERS,
    "giver_is": consent.BARRED_GIVERS,
    "legal_ground": consent.EMERGENCY_GROUNDS,
    "told": consent.ADDRESSEES,
    "child_view": consent.CHILD_VIEWS,
    "text_audience": ConsentTextAudience,
    "text_source": TEXT_SOURCES,
    "consent": ConsentState,
    "disclosure": [*DisclosureState, *disclosure.STATE_SHOWN_TO_ASKER.values()],
    "act": [act for act in disclosure.DISCLOSURE_ACTS if act != "expire"],  # only the clock uses it
    "step_next": [
        f"{process.name}.{step.act}"
        for process in PROCESSES.values()
        for step in process.steps
        if step.is_main
    ],
    "step_done": [
        f"{process.name}.{process.start}" for process in PROCESSES.values() if process.start
    ],
    "why_ended": [why for reasons in disclosure.ENDING_REASONS.values() for why in reasons],
    "urgency": disclosure.ANSWER_HOURS,
    "path": DisclosurePath,
    "imminent": disclosure.IMMINENT_RISKS,
    "risk": disclosure.RISK_LEVELS,
    "authority": people.AUTHORITIES,
    "right": [right.value for right in DataRight],
    "refusal": REFUSAL_REGIMES,
    "format": exchange.EXPORT_FORMATS,
    "import_format": exchange.IMPORT_FORMATS,
    "job": HANDLERS,
    "schedule": SCHEDULES,
    "key": KEY_NAMES,
    "anchor": [target.kind for target in (FileTarget, SyslogTarget, HttpTarget)],
    "anchor_trouble": [trouble for trouble in AnchorFailure if trouble],
    "agency_kind": AgencyKind,
    "photo_reason": photos.PHOTO_REASONS,
    "danger": DangerCode,
    "message_kind": MessageKind,
    "message_state": MessageState,
    "link_request_kind": LinkRequestKind,
    "link_request": [*LinkRequestState, link_requests.ENDED],
    "link_request_refusal": link_requests.REFUSAL_REASONS,
    "link_next_step": link_requests.NEXT_STEPS.values(),
    "relay_reason": relay_desk.RELAY_REASONS,
    "relay_call": RelayCall,
    "relay_outcome": ("reached", "missed"),
}


@pytest.mark.parametrize("kind", sorted(CODES))
def test_every_code_has_its_words(kind: str) -> None:
    assert sorted(set(CODES[kind]) - WORDS[kind].keys()) == []


def test_every_attribute_and_every_code_of_one_has_words() -> None:
    assert sorted(set(ATTRIBUTE_NAMES) - WORDS["attribute"].keys()) == []
    for name, one in CODED.items():
        assert sorted(set(one.codes) - WORDS[name].keys()) == [], name


@pytest.mark.parametrize("kind", sorted(WORDS))
def test_words_are_a_sentence_or_a_name_and_no_code(kind: str) -> None:
    texts = [figures.fill(text) for text in WORDS[kind].values()]
    assert [text for text in texts if "_" in text or "%" in text or not text.strip()] == []


def test_a_value_is_read_in_words_where_it_is_a_code_and_else_as_it_was_written() -> None:
    assert value("sex", "F") == "Female"
    assert value("nationalities", "AF") == "Afghanistan"
    assert value("nationalities", "XXA") == "stateless"
    assert value("full_name", "F") == "F"
    assert value("relatives", "mother:Golchehra") == "Mother, Golchehra"
    assert value("marks", "burn:forearm:left") == "Burn, Forearm, Left"
    assert value("marks", "scar:knee::from a fall: old") == "Scar, Knee, from a fall: old"
    assert value("phones", "+49 151 000") == "+49 151 000"
    assert value("phones", "own:+49 151 000") == "Own, +49 151 000"


def _reasons() -> set[str]:
    """Return every reason that the code gives when it refuses a value."""
    found: set[str] = set()
    for package in ("core", "services", "api"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id == "InvalidInput"
                ):
                    found |= {one.value for one in node.args[1:2] if isinstance(one, ast.Constant)}
    return found


def test_every_reason_why_a_value_is_not_taken_has_its_words() -> None:
    reasons = _reasons()
    assert len(reasons) > 60
    assert sorted(reasons - REASONS.keys()) == []


def test_every_cube_dimension_and_code_of_the_statistics_has_words() -> None:
    assert set(statistics.CUBES) == set(definitions.CUBES)
    assert set(statistics.DIMENSIONS) == set(definitions.DIMENSION_CODES)
    for dimension, codes in definitions.DIMENSION_CODES.items():
        own = WORDS.get(statistics.SAME_AS.get(dimension, dimension), {})
        bare = [code for code in codes if code not in own and code not in statistics.CODES]
        assert not [code for code in bare if not code[-1].isdigit() and code[-1] != "+"], dimension


TEMPLATES = Path(render.__file__).parent / "templates"
FIELD = re.compile(r"""parts\.(?:field|area|choice|boxes|institution)\(\s*"(\w+)\"""")
# Parts of a column that a person enters one by one. A refusal names their column.
PARTS = ("relative_", "phone_", "document_", "mark_", "route_", "reporter_", "likely_", "state_")


def test_the_error_summary_of_each_form_has_a_label_for_each_field() -> None:
    pages = {page.name: page.read_text(encoding="utf-8") for page in TEMPLATES.rglob("*.html")}
    fields = {
        (name, field)
        for name, text in pages.items()
        if "parts.problems(" in text
        for field in FIELD.findall(text)
        if not field.startswith(PARTS)
    }
    assert ("hand_matches.html", "reference") in fields
    assert [one for one in sorted(fields) if one[1] not in WORDS["field"]] == []
