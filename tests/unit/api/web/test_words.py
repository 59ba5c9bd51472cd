from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

import pytest

from api.web import statistic_words
from api.web.code_words import WORDS
from api.web.reason_words import REASONS
from api.web.words import value
from core import (
    policy,
    policy_clearance,
    policy_consent,
    policy_disclosure,
    policy_exchange,
    policy_people,
    policy_photo,
    policy_relay,
    policy_review,
)
from core.crypto import KEY_NAMES
from core.policy_directory import SERVICE_KINDS
from core.policy_indicators import BASES, INDICATORS, STATUSES, WEIGHTS, Standing, Weight
from core.policy_prints import PRINTS
from core.policy_rights import REFUSALS, Right
from core.policy_search import ALERTS
from core.policy_story import NOTICES, SENTENCES
from matching import BANDS, attributes
from services.anchor_state import Trouble
from services.anchor_targets import FileTarget, HttpTarget, SyslogTarget
from services.offices import AGENCY_KINDS
from services.schedule import SCHEDULES
from services.statements import INTAKE_COLUMNS
from services.statistics import definitions
from workers.handlers import HANDLERS

ROOT = Path(__file__).parents[4]
OUTCOMES = policy.VERDICT_REASONS
CODES: dict[str, Iterable[str]] = {
    "role": [role.value for role in policy.Role if role is not policy.Role.MATCHER],
    "kind": attributes.KINDS,
    "band": BANDS,
    "pair": policy_review.PAIR_STATES,
    "sharing": policy.SHARING,
    "view": [view.name.lower() for view in policy.View],
    "birth_known": attributes.BIRTH_KNOWN,
    "calendar": attributes.CALENDARS,
    "clearance": policy.CLEARANCES,
    "clearance_request": ("request", "confirmation"),
    "institution_kind": policy_clearance.INSTITUTION_KINDS,
    "institution_state": ("proposed", "in_force", "expired", "revoked"),
    "protection": policy.INTERNATIONAL_PROTECTION,
    "legal_basis": policy.LEGAL_BASES,
    "purpose": policy.SEARCH_PURPOSES,
    "closure": policy.CLOSURES,
    "sentence": SENTENCES,
    "notice": NOTICES,
    "alert": ALERTS,
    "field": [*policy.FIELD_CLASSES, *INTAKE_COLUMNS],
    "attribute": policy.EVIDENCE_FIELDS,
    "outcome": OUTCOMES,
    "reason": frozenset().union(*OUTCOMES.values()),
    "undo": policy_review.UNDO_REASONS,
    "eyes": attributes.EYES,
    "hair": attributes.HAIR,
    "relation": attributes.RELATIONS,
    "mark_kind": attributes.MARK_KINDS,
    "mark_part": attributes.MARK_PARTS,
    "mark_side": attributes.MARK_SIDES,
    "phone_owner": attributes.PHONE_OWNERS,
    "print": PRINTS,
    "print_section": [name for sections in PRINTS.values() for name, _ in sections],
    "print_line": [line.code for sections in PRINTS.values() for _, lines in sections for line in lines],
    "indicator_group": INDICATORS,
    "indicator": WEIGHTS,
    "standing": list(Standing),
    "weight": list(Weight),
    "trafficking_status": STATUSES,
    "trafficking_basis": BASES,
    "service": SERVICE_KINDS,
    "document_type": attributes.DOCUMENT_TYPES,
    "scope": policy_consent.CONSENT_SCOPES,
    "giver": policy_consent.GIVERS,
    "giver_is": policy_consent.BARRED_GIVERS,
    "legal_ground": policy_consent.EMERGENCY_GROUNDS,
    "told": policy_consent.ADDRESSEES,
    "child_view": policy_consent.CHILD_VIEWS,
    "consent": policy_consent.CONSENT_STATES,
    "disclosure": [*policy_disclosure.STATES_OF_DISCLOSURE, *policy_disclosure.TOLD_TO_ASKER.values()],
    "act": [act for act in policy_disclosure.ACTS if act != "expire"],  # the clock's own
    "why_ended": [why for reasons in policy_disclosure.WHY_ENDED.values() for why in reasons],
    "urgency": policy_disclosure.ANSWER_HOURS,
    "path": policy_disclosure.PATHS,
    "imminent": policy_disclosure.IMMINENT_RISKS,
    "risk": policy_disclosure.RISK_LEVELS,
    "authority": policy_people.AUTHORITIES,
    "right": [right.value for right in Right],
    "refusal": REFUSALS,
    "format": policy_exchange.EXPORT_FORMATS,
    "job": HANDLERS,
    "schedule": SCHEDULES,
    "key": KEY_NAMES,
    "anchor": [target.kind for target in (FileTarget, SyslogTarget, HttpTarget)],
    "anchor_trouble": [trouble for trouble in Trouble if trouble],
    "agency_kind": AGENCY_KINDS,
    "photo_reason": policy_photo.REASONS,
    "relay_reason": policy_relay.REASONS,
}


@pytest.mark.parametrize("kind", sorted(CODES))
def test_every_code_has_its_words(kind: str) -> None:
    assert sorted(set(CODES[kind]) - WORDS[kind].keys()) == []


@pytest.mark.parametrize("kind", sorted(WORDS))
def test_words_are_a_sentence_or_a_name_and_no_code(kind: str) -> None:
    assert [said for said in WORDS[kind].values() if "_" in said or not said.strip()] == []


def test_a_value_is_read_in_words_where_it_is_a_code_and_else_as_it_was_written() -> None:
    assert value("sex", "F") == "Female"
    assert value("nationalities", "AF") == "Afghanistan"
    assert value("nationalities", "XXA") == "stateless"
    assert value("full_name", "F") == "F"
    assert value("relatives", "mother:Golchehra") == "Mother, Golchehra"
    assert value("marks", "burn:forearm:left") == "Burn, Forearm, Left"
    assert value("marks", "scar:knee::from a fall: old") == "Scar, Knee, from a fall: old"
    assert value("phones", "+49 151 000") == "+49 151 000"
    assert value("phones", "own:+49 151 000") == "Their own, +49 151 000"


def _reasons() -> set[str]:
    """Every reason that the code names when it refuses a value."""
    found: set[str] = set()
    for package in ("core", "services", "api"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "InvalidInput":
                    found |= {one.value for one in node.args[1:2] if isinstance(one, ast.Constant)}
    return found


def test_every_reason_why_a_value_is_not_taken_has_its_words() -> None:
    reasons = _reasons()
    assert len(reasons) > 60
    assert sorted(reasons - REASONS.keys()) == []


def test_every_cube_dimension_and_code_of_the_statistics_has_words() -> None:
    assert set(statistic_words.CUBES) == set(definitions.CUBES)
    assert set(statistic_words.DIMENSIONS) == set(definitions.CODES)
    for dimension, codes in definitions.CODES.items():
        own = WORDS.get(statistic_words.SAME_AS.get(dimension, dimension), {})
        bare = [code for code in codes if code not in own and code not in statistic_words.CODES]
        assert not [code for code in bare if not code[-1].isdigit() and code[-1] != "+"], dimension
