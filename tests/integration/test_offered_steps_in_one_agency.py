"""The services do what the next steps of a data request, an export, a saved search and an import
state.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from core.codes.approvals import ApprovalKind
from core.codes.data_rights import DataRight
from core.errors import NotFound
from core.policy.data_rights import DATA_REQUEST_PROCESS
from core.policy.exchange import EXPORT_DECIDE_HOURS, EXPORT_HOURS, EXPORT_PROCESS
from core.policy.imports import IMPORT_PROCESS
from core.policy.roles import Role
from core.policy.search import SAVED_SEARCH_PROCESS, SAVED_SEARCH_WAIT_DAYS
from models.imports.import_batch import ImportFile
from services.approval_decisions import approval_list
from services.approvals.approval_requests import Decision
from services.data_rights import data_requests
from services.data_rights.data_requests import DataRequestForm
from services.disclosure import exports
from services.disclosure.exports import ExportForm
from services.foundation.actor import Actor
from services.imports import dry_run, undo
from services.imports import files as import_files
from services.imports.files import ImportPlan
from services.search import saved_searches
from services.search.saved_searches import SavedSearchView
from tests.factories import FOUND, LAWFUL, Installation
from tests.integration.next_step_checks import Act, compare, outcome_of, stated_reason
from tests.integration.search_steps import approve_search, ask, save
from tests.integration.steps import approval_of, decide, second_supervisor, to_decide

AGENCY = "DE-POL"


def _register(one: Installation) -> UUID:
    return one.register(FOUND, one.actor(Role.CASEWORKER), LAWFUL)


# --- data requests


def _data_request_acts(one: Installation, request: UUID) -> dict[str, Act]:
    return {
        "decide": lambda session, actor: data_requests.decide_request(
            session, one.context, actor, request, refusal=None, reason="looked at"
        ),
        "extend": lambda session, actor: data_requests.extend_deadline(
            session, one.context, actor, request, reason="many records"
        ),
    }


# state -> the acts of a second supervisor that lead to it
DATA_REQUESTS: dict[str, tuple[str, ...]] = {
    "proposed": (),
    "extended": ("extend",),
    "approved": ("decide",),
    "refused": ("refuse",),
}


def _make_data_request(
    one: Installation, record: UUID, proposer: Actor, second: Actor, way: str
) -> UUID:
    now = one.clock.now()
    form = DataRequestForm(DataRight.ACCESS, "person", "identity card seen", now, "because")
    request = one.do(proposer, data_requests.propose_request, record, form).id
    for act in DATA_REQUESTS[way]:
        if act == "refuse":
            words = {"refusal": "identity_not_proven", "reason": "looked at"}
            one.do(second, data_requests.decide_request, request, **words)
        else:
            with one.acting(second) as session:
                _data_request_acts(one, request)[act](session, second)
    return request


def test_a_data_request_does_for_each_person_what_its_next_steps_state(
    installation: Installation,
) -> None:
    one, record = installation, _register(installation)
    compared: set[tuple[str, str]] = set()
    caseworker = one.actor(Role.CASEWORKER)
    supervisor = one.actor(Role.SUPERVISOR)
    deputy = second_supervisor(one)  # the caseworker
    for proposer, second in ((supervisor, deputy), (caseworker, supervisor)):
        for way in DATA_REQUESTS:
            request = _make_data_request(one, record, proposer, second, way)
            for actor in (caseworker, supervisor, deputy):
                next_steps = one.do(actor, data_requests.read_request, request).next_steps
                acts = _data_request_acts(one, request)
                compared |= compare(one, actor, DATA_REQUEST_PROCESS, next_steps, acts, request)
    assert {act for act, reason in compared if not reason} == set(DATA_REQUEST_PROCESS.acts)
    codes = {"second_person_decides", "supervisor_takes_step", "extended_once"}
    assert {reason for _, reason in compared} == {"", "request_is_decided", *codes}


# --- exports


def _export_acts(one: Installation, export: UUID) -> dict[str, Act]:
    approval, decision = approval_of(one, export), Decision(is_approved=True, reason="in order")
    return {
        "decide": lambda session, actor: approval_list.decide_approval(
            session,
            one.context,
            actor,
            approval,
            decision,
        ),
        "read": lambda session, actor: exports.read_export_content(
            session, one.context, actor, export
        ),
    }


def _make_export(one: Installation, record: UUID, state: str) -> UUID:
    form = ExportForm(
        records=(record,),
        format="csv",
        purpose="locate_missing",
        reason="the desk works without a line tonight",
        recipient="duty desk",
        recipient_state="DE",
    )
    export = one.do(one.actor(Role.SUPERVISOR), exports.request_export, form).id
    if state != "asked":
        decide(one, second_supervisor(one), export, is_approved=state == "approved")
    return export


def test_an_export_does_for_each_person_what_its_next_steps_state(
    installation: Installation,
) -> None:
    one, record = installation, _register(installation)
    compared, states = set(), set()
    made = [_make_export(one, record, state) for state in ("asked", "approved", "refused")]
    waits = (timedelta(0), timedelta(hours=EXPORT_HOURS), timedelta(hours=EXPORT_DECIDE_HOURS))
    for wait in waits:
        one.clock.move(wait)
        for export in made:
            for actor in (one.actor(Role.SUPERVISOR), second_supervisor(one)):
                next_steps = one.do(actor, exports.read_export, export).next_steps
                states.add(next_steps.state)
                acts = _export_acts(one, export)
                compared |= compare(one, actor, EXPORT_PROCESS, next_steps, acts, export)
            caseworker = one.actor(Role.CASEWORKER)  # reads no export
            for act in _export_acts(one, export).values():
                refused = outcome_of(one, caseworker, EXPORT_PROCESS, act)
                assert refused == EXPORT_PROCESS.wrong_role.code
    assert states == set(EXPORT_PROCESS.states)
    assert {act for act, reason in compared if not reason} == set(EXPORT_PROCESS.acts)


# --- saved searches

SAVED_SEARCHES = ("waiting", "running", "refused", "withdrawn", "ended")


def _make_saved_search(one: Installation, saver: Actor, way: str) -> tuple[UUID, UUID]:
    """Return the ids of a search and of its saved search."""
    search_id = ask(one, saver).id
    saved = save(one, saver, search_id).id
    if way in {"running", "ended", "refused"}:
        second = second_supervisor(one, AGENCY)
        approve_search(one, second, search_id, is_approved=way != "refused")
    if way in {"withdrawn", "ended"}:
        one.do(saver, saved_searches.end_search, saved)
    return search_id, saved


def _saved(session: Session, one: Installation, saver: Actor, saved: UUID) -> SavedSearchView:
    (view,) = (
        line
        for line in saved_searches.list_saved_searches(session, one.context, saver)
        if line.id == saved
    )
    return view


SIGNING = ("sign", "refuse")


def _signing(one: Installation, search_id: UUID, act: str) -> Act:
    decision = Decision(is_approved=act == "sign")
    approval = approval_of(one, search_id)
    return lambda session, actor: approval_list.decide_approval(
        session, one.context, actor, approval, decision
    )


# state -> the state to which the service that ends a saved search leads
ENDS = {"waiting": "withdrawn", "running": "ended"}


def _check_saved_search(one: Installation, saver: Actor, search_id: UUID, saved: UUID) -> str:
    """Compare the next steps of the saver with the services; return the state."""
    with one.acting(saver) as session:
        next_steps = _saved(session, one, saver, saved).next_steps

    def end(session: Session, actor: Actor) -> None:
        saved_searches.end_search(session, one.context, actor, saved)
        # one service takes both acts, and does not change a search that is over
        after = _saved(session, one, actor, saved).state
        assert after == ENDS.get(next_steps.state, next_steps.state)

    for act in SIGNING:
        signed = outcome_of(one, saver, SAVED_SEARCH_PROCESS, _signing(one, search_id, act))
        assert signed != ""
        assert signed == stated_reason(next_steps, act) or next_steps.state != "waiting"
    assert outcome_of(one, saver, SAVED_SEARCH_PROCESS, end) == ""
    allowed = {act for act in (*SIGNING, "withdraw", "end") if not stated_reason(next_steps, act)}
    targets = {step.to for step in SAVED_SEARCH_PROCESS.steps if step.act in allowed}
    assert targets == ({(ENDS[next_steps.state],)} if next_steps.state in ENDS else set())
    return next_steps.state


def _check_signing(one: Installation, search_id: UUID, state: str) -> None:
    """Fail unless a second supervisor signs exactly the searches that are shown as theirs."""
    second = second_supervisor(one, AGENCY)
    waiting = {
        line.subject: line.about for line in to_decide(one, second, ApprovalKind.SEARCH_APPROVAL)
    }
    assert ("saved_days" in waiting.get(search_id, {})) == (state == "waiting")
    # a search can be signed after its saved search has ended
    for act in SIGNING:
        outcome = outcome_of(one, second, SAVED_SEARCH_PROCESS, _signing(one, search_id, act))
        assert (outcome == "") == (search_id in waiting)


def test_a_saved_search_does_for_each_person_what_its_next_steps_state(
    installation: Installation,
) -> None:
    one, states = installation, set()
    for role in (Role.SUPERVISOR, Role.LIAISON_OFFICER):
        saver = one.actor(role, AGENCY)
        made = [_make_saved_search(one, saver, way) for way in SAVED_SEARCHES]
        for wait in (timedelta(0), timedelta(days=SAVED_SEARCH_WAIT_DAYS)):
            one.clock.move(wait)
            for search_id, saved in made:
                state = _check_saved_search(one, saver, search_id, saved)
                _check_signing(one, search_id, state)
                states.add(state)
    assert states == set(SAVED_SEARCH_PROCESS.states)


# --- imports of files

FILE = b"record_ref,full_name\nI-1,Dmytro Kovalchuk\n"
PLAN = ImportPlan({"record_ref": "record_ref", "full_name": "full_name"}, "missing", LAWFUL)
IMPORTS = ("uploaded", "not kept", "running", "done", "undoing", "undone")


def _import_acts(one: Installation, batch: UUID) -> dict[str, Act]:
    return {
        "dry_run": lambda session, actor: dry_run.dry_run(
            session, one.context, actor, batch, PLAN, searches=0
        ),
        "start": lambda session, actor: import_files.start_import(
            session, one.context, actor, batch, PLAN
        ),
        "undo": lambda session, actor: undo.request_undo(
            session, one.context, actor, batch, reason="wrong file"
        ),
    }


def _make_import(one: Installation, uploader: Actor, way: str) -> UUID:
    batch = one.do(uploader, import_files.upload_file, data=FILE, form="csv").id
    if way == "not kept":
        one.change(delete(ImportFile))
    if way in {"running", "done", "undoing", "undone"}:
        one.do(uploader, import_files.start_import, batch, PLAN)
    if way in {"done", "undoing", "undone"}:
        one.work()
    if way in {"undoing", "undone"}:
        one.do(one.actor(Role.SUPERVISOR, AGENCY), undo.request_undo, batch, reason="wrong file")
    if way == "undone":
        one.work()
    return batch


def test_an_import_does_for_each_person_what_its_next_steps_state(
    installation: Installation,
) -> None:
    one, compared, states = installation, set(), set()
    officer = one.actor(Role.LIAISON_OFFICER, AGENCY)
    supervisor = one.actor(Role.SUPERVISOR, AGENCY)
    for uploader in (officer, supervisor):
        for way in IMPORTS:
            batch = _make_import(one, uploader, way)
            for actor in (officer, supervisor):
                acts = _import_acts(one, batch)
                if actor is not supervisor and actor is not uploader:
                    for act in acts.values():
                        with pytest.raises(NotFound):
                            outcome_of(one, actor, IMPORT_PROCESS, act)
                    continue
                next_steps = one.do(actor, import_files.read_progress, batch).next_steps
                states.add(next_steps.state)
                compared |= compare(one, actor, IMPORT_PROCESS, next_steps, acts, batch)
            one.work()
    assert states == set(IMPORT_PROCESS.states)
    assert {act for act, reason in compared if not reason} == {"dry_run", "start", "undo"}
