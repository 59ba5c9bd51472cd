"""Data requests, exports and oversight: decisions, files, audit verification and samples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.operational_history.town import AgencyStaff, SimulatedInstallation
from core.codes.approvals import ApprovalKind, ApprovalState
from core.codes.data_rights import DataRight
from models.records.record import Record
from services.approval_decisions import approval_list
from services.approvals import approval_requests
from services.approvals.approval_requests import Decision
from services.data_rights import data_requests
from services.data_rights.data_requests import DataRequestForm, DataRequestLine
from services.disclosure import exports
from services.disclosure.exports import ExportForm
from services.foundation.actor import Actor
from services.oversight import audit_reading, search_samples

ASKING = 0.07  # share of the records with a data request
RIGHTS = {
    DataRight.ACCESS: 0.3,
    DataRight.RECTIFY: 0.15,
    DataRight.RESTRICT: 0.13,
    DataRight.OBJECT: 0.12,
    DataRight.ERASE: 0.3,
}
DECIDED, APPROVED, EXTENDED = 0.88, 0.75, 0.06
EXPORTS = 30
EXPORTED = (5, 20)  # records of one export
EXPORT_ENDS = {"read": 0.6, "refused": 0.2, "waits": 0.2}
WHY = "asked in writing"


class OversightActivity:
    """Plans data requests, exports and oversight."""

    def __init__(self, town: SimulatedInstallation) -> None:
        self._town = town
        self._agencies = town.agency_codes()

    def plan(self, days: int) -> None:
        """Spread the data requests over these days."""
        town = self._town
        with town.looking() as session:
            rows = session.execute(
                select(Record.public_id, Record.kind, Record.agency_id).where(
                    Record.status == "open"
                )
            ).all()
        by_crew: dict[str, list[UUID]] = {}
        for public_id, kind, agency_id in rows:
            code = self._agencies[agency_id]
            by_crew.setdefault(code, []).append(public_id)
            if town.chance(ASKING):
                right = DataRight(
                    town.one_of({kind.value: share for kind, share in RIGHTS.items()})
                )
                town.in_(
                    lambda one=public_id, code=code, right=right, kind=kind: self._ask(  # type: ignore[misc]
                        town.crews[code], one, right, kind
                    ),
                    days=town.draw.uniform(1, days),
                )
        for number in range(EXPORTS):
            code = sorted(by_crew)[number % len(by_crew)]
            record_ids = town.draw.sample(
                by_crew[code], min(town.draw.randint(*EXPORTED), len(by_crew[code]))
            )
            town.in_(
                lambda code=code, export_ids=record_ids: self._export(town.crews[code], export_ids),  # type: ignore[misc]
                days=town.draw.uniform(1, days),
            )

    def _ask(self, crew: AgencyStaff, record: UUID, right: DataRight, kind: str) -> None:
        town = self._town
        requester = "person" if right is DataRight.ERASE or kind == "missing" else "guardian"
        changes = {"eyes": "green"} if right is DataRight.RECTIFY else {}
        asking = DataRequestForm(
            right, requester, "identity card seen", town.clock.now(), WHY, changes
        )
        line = town.as_(
            crew.worker,
            "propose_right",
            lambda s, a: data_requests.propose_request(s, town.context, a, record, asking),
        )
        if line is None:
            return
        request_id = cast(DataRequestLine, line).id
        if town.chance(EXTENDED):
            town.as_(
                crew.supervisor,
                "extend_right",
                lambda s, a: data_requests.extend_deadline(
                    s, town.context, a, request_id, reason="papers are awaited"
                ),
            )
        if town.chance(DECIDED):
            town.in_(lambda: self._decide_request(crew, request_id), days=town.draw.uniform(1, 25))

    def _decide_request(self, crew: AgencyStaff, request: UUID) -> None:
        town = self._town
        refusal = None if town.chance(APPROVED) else "identity_not_proven"
        town.as_(
            crew.supervisor,
            "decide_right",
            lambda s, a: data_requests.decide_request(
                s, town.context, a, request, refusal=refusal, reason=WHY
            ),
        )

    def _export(self, crew: AgencyStaff, record_ids: Sequence[UUID]) -> None:
        town = self._town
        form = ExportForm(
            record_ids,
            "csv",
            "data_quality",
            "yearly check of the lists",
            "the list's keeper",
            crew.state,
        )
        line = town.as_(
            crew.supervisor,
            "ask_export",
            lambda s, a: exports.request_export(s, town.context, a, form),
        )
        end = town.one_of(EXPORT_ENDS)
        if line is not None and end != "waits":
            export_id = cast(exports.ExportSummary, line).id
            town.in_(
                lambda: self._decide_export(crew, export_id, is_approved=end == "read"),
                hours=town.draw.uniform(1, 20),
            )

    def _decide_approval(
        self,
        session: Session,
        actor: Actor,
        kind: ApprovalKind,
        subject: UUID,
        decision: Decision,
    ) -> ApprovalState:
        approval = approval_requests.of_subject(session, kind, subject).public_id
        return approval_list.decide_approval(session, self._town.context, actor, approval, decision)

    def _decide_export(self, crew: AgencyStaff, export: UUID, *, is_approved: bool) -> None:
        town = self._town
        decided = town.as_(
            crew.second,
            "decide_export",
            lambda s, a: self._decide_approval(
                s, a, ApprovalKind.EXPORT, export, Decision(is_approved, "as asked")
            ),
        )
        if decided is not None and is_approved:
            town.as_(
                crew.supervisor,
                "read_export_file",
                lambda s, a: exports.read_export_content(s, town.context, a, export),
            )

    def plan_oversight(self) -> None:
        """Plan an export and the auditors' work for this day."""
        town = self._town
        crew = town.draw.choice(list(town.crews.values()))
        with town.looking() as session:
            rows = session.execute(
                select(Record.public_id, Record.agency_id).where(Record.status == "open")
            ).all()
        own = [
            public_id for public_id, agency_id in rows if self._agencies[agency_id] == crew.agency
        ]
        town.in_(lambda: self._export(crew, own[: EXPORTED[1]]), hours=1)
        town.in_(self._oversee, hours=20)

    def _oversee(self) -> None:
        """Let an auditor verify the audit log, and two auditors read sampled searches."""
        town, auditors = self._town, self._town.auditors
        town.sign()
        town.as_(
            auditors.first,
            "verify",
            lambda s, a: audit_reading.verify_audit_log(s, town.context, a),
        )
        answer = town.as_(
            auditors.first,
            "draw_sample",
            lambda s, a: search_samples.draw_sample(s, town.context, a, size=10, days=60),
        )
        if answer is not None:
            sample, _ = cast(tuple[UUID, int], answer)
            town.remember("{sample_id}", sample)
            town.as_(
                auditors.second,
                "decide_search_sample",
                lambda s, a: self._decide_approval(
                    s, a, ApprovalKind.SEARCH_SAMPLE, sample, Decision(is_approved=True)
                ),
            )
            town.as_(
                auditors.first,
                "read_sample",
                lambda s, a: search_samples.read_sample(s, town.context, a, sample),
            )
