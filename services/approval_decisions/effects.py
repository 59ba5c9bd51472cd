"""The effect of each kind of approval on its subject."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from core.codes.approvals import ApprovalKind
from core.policy.approvals import ACCESS_KINDS
from core.refusals import Refusal
from models.oversight.approval import Approval
from services.agencies import access_requests, system_tokens
from services.approvals import approval_requests
from services.approvals.approval_requests import Description
from services.case import reporters
from services.case.care import (
    agency_closings,
    agency_transfers,
    care_declarations,
    missing_from_care,
)
from services.data_rights import data_requests, retention_reviews
from services.disclosure import exports, second_approvers
from services.disclosure import steps as disclosure_steps
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.oversight import search_samples
from services.records import legal_regimes
from services.reporter_check import identity_authors, institutions
from services.review import match_delivery
from services.search import relay_desk, search_approvals

Step = Callable[[Session, Context, Actor, Approval], str | None]


def _nothing(_session: Session, _context: Context, _actor: Actor, _approval: Approval) -> None:
    pass


def _undescribed(
    _session: Session, _context: Context, _actor: Actor, _subjects: Collection[UUID]
) -> Mapping[UUID, Description]:
    return {}


def _no_authors(_session: Session, _subject: UUID) -> Collection[int]:
    return ()


def _no_refusal(
    _session: Session, _context: Context, _actor: Actor, _approval: Approval
) -> Refusal | None:
    return None


def _no_lapse(_session: Session, _context: Context, _approval: Approval) -> None:
    pass


@dataclasses.dataclass(frozen=True, slots=True)
class ApprovalEffect:
    """What a kind does to its subject.

    `approve` and `refuse` change the subject after the decision; they may return a text that the
    second person sees once. `check` raises if the subject allows no decision now. `describe`
    returns what the list shows of each subject; a subject without texts is left out, and the title
    of a kind that the responsible agency of a record decides is the reference of the record.
    `authors` returns the accounts that may not decide, besides the asker. `refusal` returns why the
    actor cannot decide the subject, besides the rule of the second person; None if they can. A kind
    whose decision has content has neither `approve` nor `refuse`: the service of the subject
    decides it.
    `lapse` ends the subject if nobody decided in time, `ask_desks` asks the desks of the state
    too. Both are for workers.
    """

    approve: Step = _nothing
    refuse: Step = _nothing
    check: Step = _nothing
    describe: Callable[[Session, Context, Actor, Collection[UUID]], Mapping[UUID, Description]] = (
        _undescribed
    )
    authors: Callable[[Session, UUID], Collection[int]] = _no_authors
    refusal: Callable[[Session, Context, Actor, Approval], Refusal | None] = _no_refusal
    lapse: Callable[[Session, Context, Approval], None] = _no_lapse
    ask_desks: Callable[[Session, Context, Approval], None] = approval_requests.ask_state_desks


_ACCESS = ApprovalEffect(
    approve=access_requests.grant_request,
    refuse=access_requests.decline_request,
    describe=access_requests.describe_requests,
    authors=access_requests.concerned_accounts,
)


EFFECTS: dict[ApprovalKind, ApprovalEffect] = {
    ApprovalKind.INSTITUTION: ApprovalEffect(
        approve=institutions.confirm_institution,
        refuse=institutions.refuse_institution,
        describe=institutions.describe_institutions,
    ),
    ApprovalKind.EXPORT: ApprovalEffect(
        approve=exports.open_export,
        check=exports.check_export,
        describe=exports.describe_exports,
    ),
    ApprovalKind.CLOSE_AGENCY: ApprovalEffect(
        approve=agency_closings.begin_closing,
        check=agency_closings.check_closing,
        describe=agency_closings.describe_closings,
    ),
    ApprovalKind.DANGER_RELEASE: ApprovalEffect(
        authors=disclosure_steps.approvers,
        ask_desks=second_approvers.ask_state_desk,
    ),
    ApprovalKind.CARE_DECLARATION: ApprovalEffect(
        authors=identity_authors.record_authors,
        lapse=care_declarations.lapse_declaration,
    ),
    ApprovalKind.SEARCH_APPROVAL: ApprovalEffect(
        approve=search_approvals.sign_search,
        refuse=search_approvals.refuse_search,
        describe=search_approvals.describe_searches,
    ),
    ApprovalKind.RELAY: ApprovalEffect(
        approve=relay_desk.name_desk, describe=relay_desk.describe_requests
    ),
    ApprovalKind.SEARCH_SAMPLE: ApprovalEffect(
        approve=search_samples.open_sample, describe=search_samples.describe_samples
    ),
    ApprovalKind.TRANSFER_OFFER: ApprovalEffect(
        approve=agency_transfers.confirm_offer,
        refuse=agency_transfers.refuse_offer,
        check=agency_transfers.check_offer,
        describe=agency_transfers.describe_transfers,
    ),
    ApprovalKind.TRANSFER: ApprovalEffect(
        describe=agency_transfers.describe_transfers, authors=agency_transfers.proposers
    ),
    ApprovalKind.UNCHECKED_LETTER: ApprovalEffect(
        approve=match_delivery.send_letter, describe=match_delivery.describe_letters
    ),
    ApprovalKind.LEGAL_REGIME: ApprovalEffect(
        approve=legal_regimes.apply_basis,
        refuse=legal_regimes.drop_basis,
        describe=legal_regimes.describe_bases,
    ),
    ApprovalKind.REPORTER_CHECK: ApprovalEffect(refusal=reporters.check_refusal),
    ApprovalKind.RETENTION_REVIEW: ApprovalEffect(
        approve=retention_reviews.carry_out, describe=retention_reviews.describe_reviews
    ),
    ApprovalKind.DATA_REQUEST: ApprovalEffect(describe=data_requests.describe_requests),
    ApprovalKind.DETERMINATION: ApprovalEffect(),  # its approval is read with it
    **dict.fromkeys(ACCESS_KINDS, _ACCESS),
    ApprovalKind.SYSTEM_TOKEN: ApprovalEffect(
        approve=system_tokens.approve_token,
        refuse=system_tokens.refuse_token,
        check=system_tokens.check_decision,
        describe=system_tokens.describe_tokens,
        refusal=system_tokens.decision_refusal,
    ),
    **dict.fromkeys(
        (ApprovalKind.MISSING_FROM_CARE, ApprovalKind.MISSING_FROM_CARE_WAITS),
        ApprovalEffect(
            approve=missing_from_care.confirm_report,
            refuse=missing_from_care.withdraw_report,
            authors=identity_authors.record_authors,
        ),
    ),
}
