"""The closed sets of codes: requests, refusals and `GET /v1/codes` take their codes from here.

A set has the name of its table of labels. The codes themselves are those of the tables of policy.
The codes of intake columns are in `core.intake`, those that the engine reads in `matching.codes`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from core.codes.agencies import AgencyKind, ClosingReason
from core.codes.case import DeadlineEnd
from core.codes.consent import ConsentScopeCode
from core.codes.data_rights import DataRight
from core.codes.disclosure import DisclosurePath, Urgency
from core.codes.link_requests import LinkRequestKind
from core.codes.messages import DangerCode
from core.codes.operations import MatchingRunKind
from core.codes.records import RecordKind, ReporterCheck
from core.codes.review import DecisionOutcome
from core.codes.sightings import SightingTeller
from core.codes.trafficking import TraffickingBasis, TraffickingStatus
from core.errors import in_order
from core.policy.actions import TokenScope
from core.policy.case.care_confirmation import CHOSEN_CARE_CONFIRMATION_ENDINGS, CONFIRMATION_WAYS
from core.policy.case.closures import CLOSURES
from core.policy.case.consent import (
    ADDRESSEES,
    BARRED_GIVERS,
    CHILD_VIEWS,
    EMERGENCY_GROUNDS,
    GIVERS,
)
from core.policy.case.departure_practice import PracticeAnswer, PracticeQuestion
from core.policy.case.indicators import WEIGHTS
from core.policy.case.people import AUTHORITIES
from core.policy.case.reporter_check import INSTITUTION_KINDS
from core.policy.data_rights import REFUSAL_REGIMES
from core.policy.directory import SERVICE_KINDS
from core.policy.exchange import EXPORT_FORMATS, IMPORT_FORMATS
from core.policy.participating_states import STATES
from core.policy.records.declarations import INTERNATIONAL_PROTECTION, LEGAL_BASES
from core.policy.records.photos import PHOTO_REASONS
from core.policy.records.provenance import INFORMATION_GRADES, SOURCES
from core.policy.records.retention import ReviewOutcome
from core.policy.review import DECISION_REASONS, UNDO_REASONS
from core.policy.roles import PERSONAL_ROLES
from core.policy.search import SEARCH_PURPOSES
from core.policy.sharing.disclosure import (
    ENDING_REASONS,
    IMMINENT_RISKS,
    RISK_LEVELS,
)
from core.policy.sharing.link_requests import REFUSAL_REASONS
from core.policy.sharing.relay_desk import RELAY_REASONS

UNKNOWN_CODE = "unknown_code"
STATE_SET = "state"


def _union(tables: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for table in tables for code in in_order(table)))


_TABLES: dict[str, Iterable[str]] = {
    "agency": AgencyKind,
    "authority": AUTHORITIES,
    "child_view": CHILD_VIEWS,
    "reporter_check": ReporterCheck,
    "closing_reason": ClosingReason,
    "closure": CLOSURES,
    "care_confirmation_ending": CHOSEN_CARE_CONFIRMATION_ENDINGS,
    "care_confirmation_way": CONFIRMATION_WAYS,
    "danger": DangerCode,
    "deadline_end": DeadlineEnd,
    "format": EXPORT_FORMATS,
    "giver": GIVERS,
    "giver_is": BARRED_GIVERS,
    "link_request_refusal": REFUSAL_REASONS,
    "link_request_kind": LinkRequestKind,
    "imminent": IMMINENT_RISKS,
    "import_format": IMPORT_FORMATS,
    "indicator": WEIGHTS,
    "information_grade": INFORMATION_GRADES,
    "institution_kind": INSTITUTION_KINDS,
    "kept": ReviewOutcome,
    "kind": RecordKind,
    "legal_basis": LEGAL_BASES,
    "legal_ground": EMERGENCY_GROUNDS,
    "outcome": DecisionOutcome,
    "path": DisclosurePath,
    "photo_reason": PHOTO_REASONS,
    "practice": PracticeQuestion,
    "practice_answer": PracticeAnswer,
    "protection": INTERNATIONAL_PROTECTION,
    "purpose": SEARCH_PURPOSES,
    "reason": _union(DECISION_REASONS.values()),
    "refusal": REFUSAL_REGIMES,
    "relay_reason": RELAY_REASONS,
    "right": DataRight,
    "risk": RISK_LEVELS,
    "role": PERSONAL_ROLES,
    "matching_run": MatchingRunKind,
    "scope": ConsentScopeCode,
    "service": SERVICE_KINDS,
    "source": SOURCES,
    STATE_SET: STATES,
    "teller": SightingTeller,
    "token_scope": TokenScope,
    "told": ADDRESSEES,
    "trafficking_basis": TraffickingBasis,
    "trafficking_status": TraffickingStatus,
    "undo": UNDO_REASONS,
    "urgency": Urgency,
    "why_ended": _union(ENDING_REASONS.values()),
}
CODE_SETS: dict[str, tuple[str, ...]] = {name: in_order(codes) for name, codes in _TABLES.items()}


@dataclasses.dataclass(frozen=True, slots=True)
class OneOf:
    """The mark of a request field whose codes belong to a set of `CODE_SETS`.

    Its codes are an enum in the OpenAPI document, and another code is refused with them. An answer
    with this field keeps an open text. `among` limits the codes to a part of the set; None: all.
    `may_be_empty`: "" means no code. `is_checked_later`: only the service refuses another code,
    because it audits the refusal or has a reason of its own for some codes.
    """

    name: str
    among: Iterable[str] | None = None
    may_be_empty: bool = False
    is_checked_later: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the permitted codes, without the empty one."""
        return CODE_SETS[self.name] if self.among is None else in_order(self.among)

    @property
    def accepted(self) -> tuple[str, ...]:
        """Return the permitted values."""
        return ("", *self.codes) if self.may_be_empty else self.codes

    def check(self, value: Any) -> Any:
        """Return a code, a list of codes or None; raise a pydantic error for another code."""
        given = (value,) if isinstance(value, str) else value or ()
        if not set(self.accepted).issuperset(given):
            raise PydanticCustomError(
                UNKNOWN_CODE, "not a code of the list", {"codes": list(self.codes)}
            )
        return value

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        schema = handler(source)
        if self.is_checked_later:
            return schema
        return core_schema.no_info_after_validator_function(self.check, schema)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        described = handler(schema)
        if handler.mode == "validation":
            place = described.get("items", described)
            for bound in ("maxLength", "minLength", "pattern"):
                place.pop(bound, None)
            place |= {"type": "string", "enum": list(self.accepted), "x-code-set": self.name}
        return described
