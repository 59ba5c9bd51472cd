"""Why no other agency sees an open record, and the page where its responsible agency changes that.

The causes follow from the same facts as the sharing (`services.sharing.visibility.sharing_rule`).
"""

from __future__ import annotations

import dataclasses

from core.codes.records import RecordKind, ReporterCheck
from core.codes.records import UnsharedCause as Cause
from core.policy.sharing.views import View

# The page with the input or the step that ends a cause; "" if none ends it.
CAUSE_PAGES: dict[Cause, str] = {
    Cause.RESTRICTED: "/records/{record}/rights",
    Cause.SHARING_NONE: "/records/{record}/edit#sharing",
    Cause.STATE_DEFAULT: "/records/{record}/edit#sharing",
    Cause.NO_RECIPIENTS: "/records/{record}/edit#recipients",
    Cause.REPORTER_FLAGGED: "/records/{record}/people",
    Cause.QUESTIONS_OPEN: "/records/{record}/questions",
    Cause.NO_LEGAL_BASIS: "/records/{record}/edit#legal_basis",
    Cause.CONSENT_WITHDRAWN: "/records/{record}/consents/new",
    Cause.NO_CONSENT: "/records/{record}/consents/new",
    Cause.NO_DECISION: "/records/{record}/edit#sis_decision",
    Cause.TRACING: "",
}


@dataclasses.dataclass(frozen=True, slots=True)
class SharingFacts:
    """The facts of a record that decide who sees it.

    `sharing_rule` is the name of its sharing rule, `sharing` the preference ("": none),
    `default` the view of its situation without a preference. `is_seen`: some agency sees it.
    `has_basis`: a legal basis holds. `is_consent_withdrawn`: it is declared, and is a consent that
    was withdrawn. `is_minor` and `is_victim` are as in the sharing.
    """

    kind: str
    sharing_rule: str
    sharing: str
    default: View
    is_seen: bool
    is_restricted: bool
    has_basis: bool
    is_consent_withdrawn: bool
    has_decision: bool
    is_minor: bool
    is_victim: bool


def unshared_causes(facts: SharingFacts) -> tuple[Cause, ...]:
    """Return every cause that must end before another agency sees the record; () if one does."""
    if facts.is_restricted:
        return (Cause.RESTRICTED,)
    if facts.is_seen:
        return ()
    causes = [*_of_kind(facts)]
    if facts.sharing == "none":
        causes.append(Cause.SHARING_NONE)
    elif not causes:
        is_default = not facts.sharing and facts.default is View.NONE
        causes.append(Cause.STATE_DEFAULT if is_default else Cause.NO_RECIPIENTS)
    return tuple(causes)


def _of_kind(facts: SharingFacts) -> tuple[Cause, ...]:
    """Return the causes that the kind and the situation of a record have."""
    if facts.kind == RecordKind.TRACING:
        return (Cause.TRACING,)
    if facts.sharing_rule == ReporterCheck.FLAGGED:
        return (Cause.REPORTER_FLAGGED,)
    no_basis = (
        ()
        if facts.has_basis
        else (Cause.CONSENT_WITHDRAWN if facts.is_consent_withdrawn else Cause.NO_LEGAL_BASIS,)
    )
    if facts.kind == RecordKind.PREVENTIVE:
        no_decision = () if facts.has_decision else (Cause.NO_DECISION,)
        return (*no_basis, *no_decision)
    if facts.kind != RecordKind.FOUND or facts.sharing_rule.startswith("consented"):
        return ()
    if facts.sharing_rule == "minor_unanswered":
        return (Cause.QUESTIONS_OPEN,)
    if facts.is_victim or not facts.is_minor:
        return (Cause.NO_CONSENT,)
    return no_basis
