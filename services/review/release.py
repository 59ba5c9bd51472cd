"""The scopes of a record that may be released now: requested, consented, and recently assessed.

They are computed at every approval, at the release and at each read of a grant; the result is not
cached. The caller runs as the responsible agency (`models.row_security.database_roles.as_role`),
because only the responsible agency may read consent, risk and age.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from sqlalchemy.orm import Session

from core.codes.agencies import AgencyKind
from core.codes.disclosure import DisclosurePath
from core.codes.records import RecordKind, RecordStatus, ReporterCheck
from core.policy.case.reporter_check import REPORT_KINDS
from core.policy.fields import FieldClass, field_class
from core.policy.sharing.disclosure import (
    SCOPE_FIELDS,
    SCOPES_NEVER_VITAL,
    SCOPES_ON_LEGAL_BASIS,
    SEARCH_GROUNDS,
    SEARCH_SCOPES,
    SEARCHING_AGENCIES,
)
from models.records.record import Record
from services.case import consent_form, risks
from services.case.risks import RiskAssessmentView
from services.foundation.context import Context
from services.foundation.facts.age_range import AgeRange
from services.foundation.facts.statements import Statement
from services.records import register, repository
from services.records.closing import adulthood
from services.sharing import permissions


@dataclasses.dataclass(frozen=True, slots=True)
class ReleaseRecipient:
    """The recipient of a release: agency kind, state, own record in the match.

    `state` is the one that the asker acts for, `home_state` that of the agency. `names` are those
    of asker and reader. A consent that one of them gave permits no scope.
    """

    agency_kind: str
    state: str
    home_state: str
    own_kind: str
    own_reporter_check: str
    own_has_basis: bool
    names: tuple[str, ...] = ()

    @property
    def is_proven(self) -> bool:
        """Whether the asker's own record is checked, or is no report."""
        return self.own_kind not in REPORT_KINDS or self.own_reporter_check == ReporterCheck.CHECKED


@dataclasses.dataclass(frozen=True, slots=True)
class ReleaseRequest:
    """A request for the disclosure of a record, as input of the decision to release it.

    `scopes` are codes of the requested scopes. `path` is a code of `DisclosurePath`.
    `responsible_kind` is the kind of the responsible agency. `is_confirmed`: the match is
    confirmed.
    """

    scopes: frozenset[str]
    path: str
    asker: ReleaseRecipient
    responsible_kind: str
    is_confirmed: bool


@dataclasses.dataclass(frozen=True, slots=True)
class ReleaseState:
    """The state of a record for a release; `risk` is None without an assessment.

    `is_child`: child rules apply. `is_victim`: a statement may mean that the person is a victim.
    """

    statements: tuple[Statement, ...]
    ages: AgeRange
    risk: RiskAssessmentView | None
    is_child: bool
    is_victim: bool

    @property
    def is_child_at_risk(self) -> bool:
        """Whether a child may be at risk; True for victims and for children never assessed."""
        return self.is_child and (self.is_victim or self.risk is None or self.risk.is_at_risk)

    @property
    def may_be_helped_in_danger(self) -> bool:
        """Whether the vital path is open: for a child, or an adult assessed as unable to decide."""
        return self.is_child or (
            self.risk is not None and self.risk.form.is_adult_who_cannot_decide
        )


def release_state(session: Session, context: Context, record: Record) -> ReleaseState:
    """Return the state of a record, from its facts and its newest risk assessment."""
    statements = register.open_statements(session, context, [(record, frozenset(FieldClass))]).get(
        record.id, []
    )
    ages = consent_form.ages_in(
        statements, record.kind, protected_since=adulthood.protected_since(session, record)
    )
    return ReleaseState(
        statements=tuple(statements),
        ages=ages,
        risk=risks.newest_assessment(session, context, record),
        is_child=ages.is_child(context.clock.now().date()),
        is_victim=any(statement.is_of_victim for statement in statements),
    )


def is_search_by_authority(record: Record, request: ReleaseRequest, state: ReleaseState) -> bool:
    """Return whether a missing child is disclosed to the searching asker without consent.

    The ground is a legal duty, by the declared legal basis, or an assessed imminent danger.
    """
    if (
        record.kind != RecordKind.MISSING
        or not state.is_child
        or request.asker.agency_kind not in SEARCHING_AGENCIES
    ):
        return False
    bases = {statement.value for statement in state.statements if statement.field == "legal_basis"}
    return bool(bases & SEARCH_GROUNDS) or (
        state.risk is not None and bool(state.risk.form.imminent)
    )


def consented_scopes(
    session: Session,
    context: Context,
    record: Record,
    request: ReleaseRequest,
    state: ReleaseState,
) -> frozenset[str]:
    """Return the requested scopes covered by consent or by a legal ground.

    There are two legal grounds: `is_search_by_authority`, and two police agencies that both entered
    the missing person on a legal basis.
    """
    asker = request.asker
    allowed = permissions.permitted_scopes(
        session, context, record, state=asker.state, ages=state.ages, askers=asker.names
    )
    if is_search_by_authority(record, request, state):
        allowed |= SEARCH_SCOPES
    both_police = request.responsible_kind == asker.agency_kind == AgencyKind.POLICE
    both_entered = (
        record.kind == asker.own_kind == RecordKind.MISSING
        and record.has_basis
        and asker.own_has_basis
    )
    if both_police and both_entered:
        allowed |= SCOPES_ON_LEGAL_BASIS
    return allowed & request.scopes


def vital_scopes(request: ReleaseRequest, state: ReleaseState) -> frozenset[str]:
    """Return the requested scopes that the vital path permits; never a place."""
    if state.risk is None or not state.risk.form.imminent or not state.may_be_helped_in_danger:
        return frozenset()
    return request.scopes - SCOPES_NEVER_VITAL


def permitted_scopes(
    session: Session,
    context: Context,
    record: Record,
    request: ReleaseRequest,
    state: ReleaseState,
) -> frozenset[str]:
    """Return the scopes permitted on this path now; empty for a closed or restricted record, and
    for a recipient whose state a bar keeps from the record.
    """
    asker = request.asker
    states = {asker.state, asker.home_state}
    if any(permissions.is_barred(session, record, state) for state in sorted(states)):
        return frozenset()
    if (
        record.status != RecordStatus.OPEN
        or state.risk is None
        or not state.risk.is_fresh(request.path, context.clock.now())
    ):
        return frozenset()
    if repository.is_restricted(session, record):
        return frozenset()
    if request.path == DisclosurePath.VITAL_INTEREST:
        allowed = vital_scopes(request, state)
    elif request.is_confirmed and asker.is_proven:
        allowed = consented_scopes(session, context, record, request, state)
    else:
        return frozenset()
    return allowed & state.risk.form.may_release


def fields_of(scopes: Iterable[str]) -> frozenset[str]:
    """Return the fields of these scopes."""
    return frozenset().union(*(SCOPE_FIELDS[scope] for scope in scopes))


def classes_of(scopes: Iterable[str], kind: str) -> frozenset[FieldClass]:
    """Return the classes of the fields in these scopes, without those for the responsible agency
    only.
    """
    classes = frozenset(field_class(field, kind) for field in fields_of(scopes))
    return classes - {FieldClass.F4B, FieldClass.F5, FieldClass.F6}


def released_statements(
    statements: Iterable[Statement], scopes: Iterable[str], kind: str
) -> list[Statement]:
    """Return the statements in the fields of these scopes, unless their class is more sensitive."""
    fields = fields_of(scopes)
    return [
        statement
        for statement in statements
        if statement.field in fields
        and statement.class_of(kind) is field_class(statement.field, kind)
    ]
