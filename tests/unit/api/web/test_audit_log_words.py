"""Every act in the audit log has a text; the acts are collected from the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from api.app import PAGES, ROUTERS
from api.refusal_audit import stored_part
from api.web.labels.audit import ACTS, AREAS, ENDS, ENDS_IN, KEPT, TO_KEEP
from api.web.labels.display import did, ended
from core import errors
from core.codes.approvals import ApprovalKind
from core.policy.case import consent
from core.policy.records.printed_forms import PRINTED_FORMS
from core.policy.records.retention import ReviewOutcome
from core.policy.sharing import disclosure
from services.statistics.acts_counted import SEARCH_ACTIONS

ROOT = Path(__file__).parents[4]
PACKAGES = ("api", "cli", "core", "reports", "services", "workers")
# Acts with composed names: expression in the code -> its possible values.
MADE = {
    "f'decision_{step}'": ["decision_propose", "decision_confirm", "decision_provisional"],
    "f'transfer_{transfer.status}'": [
        f"transfer_{one}" for one in ("proposed", "offered", "accepted", "refused", "withdrawn")
    ],
    "f'decide_{row.kind}'": [f"decide_{kind}" for kind in ApprovalKind],
    "f'ask_{kind}'": ["ask_reset", "ask_theft"],
    "_ENDING_ACTS[status]": ["block_user", "disable_user"],
    "f'print_{form}'": [f"print_{form}" for form in PRINTED_FORMS],
    "f'consent_{act}'": [f"consent_{step.act}" for step in consent.CONSENT_PROCESS.steps],
    "f'disclosure_{act}'": [f"disclosure_{act}" for act in disclosure.DISCLOSURE_ACTS],
    "entry": ["locate", "note_safe", "reunify"],  # of the table of a story
    "f'{act}_saved_search'": ["end_saved_search", "withdraw_saved_search"],
    "name": [],  # in api.refusal_audit: a refusal, named by part and route
}
# Functions that pass the name of an act to the audit log, and the position of the argument.
HANDED_ON = {
    ("services/review/match_message_sealing.py", "record_match_event"): 3,
    ("services/foundation/audit_log.py", "record_act"): 3,
    ("services/foundation/audit_log.py", "record_act_on_all"): 3,
    ("services/case/care/care_confirmation.py", "_note"): 3,
    ("services/consent/written_consent.py", "_note"): 3,
    ("services/case/assignments.py", "_note"): 3,
    ("services/search/link_requests.py", "_note"): 3,
    ("services/agencies/system_tokens.py", "_record"): 3,
    ("services/records/photos.py", "_note"): 3,
    ("services/disclosure/requests.py", "_show"): 4,
    ("services/matching_runs/weights.py", "record_weights_event"): 3,
    ("cli/commands/weights.py", "_note"): 2,
}
# Calls of such a function from another file, by the name used there.
CALLED_AS = {
    (
        "services/review/match_message_sealing.py",
        "record_match_event",
    ): "match_message_sealing.record_match_event",
    ("services/foundation/audit_log.py", "record_act"): "audit_log.record_act",
    ("services/foundation/audit_log.py", "record_act_on_all"): "audit_log.record_act_on_all",
    ("services/matching_runs/weights.py", "record_weights_event"): "weights.note",
}


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    yield path.relative_to(ROOT).as_posix(), node


def _names() -> Iterator[tuple[str, ast.expr]]:
    """Yield (file, expression) for each name of an act in the code."""
    for file, call in _calls():
        called = ast.unparse(call.func)
        if called in {"audit_log.AuditEvent", "AuditEvent"}:
            name = call.args[0]
            if isinstance(name, ast.Name) and name.id in {"action", "act"}:
                assert any(holder == file for holder, _ in HANDED_ON), (
                    f"{file}: an act's name from elsewhere"
                )
                continue
            yield file, name
        for (holder, function), place in HANDED_ON.items():
            is_own = file == holder and called == function
            if (is_own or called == CALLED_AS.get((holder, function))) and len(call.args) > place:
                name = call.args[place]
                if not (isinstance(name, ast.Name) and name.id in {"action", "act"}):
                    yield file, name


def _acts() -> set[str]:
    found: set[str] = set()
    for file, name in _names():
        if isinstance(name, ast.Constant):
            found.add(name.value)
        else:
            assert ast.unparse(name) in MADE, f"{file}: what acts does {ast.unparse(name)} become?"
            found |= set(MADE[ast.unparse(name)])
    return found


def test_every_act_has_its_words_and_no_words_are_left_over() -> None:
    acts = _acts()
    assert len(acts) > 150
    assert sorted(acts - ACTS.keys()) == []
    assert sorted(ACTS.keys() - acts) == []


def test_every_part_of_the_interface_in_which_something_can_be_refused_has_its_words() -> None:
    parts = {
        stored_part(route.endpoint)  # type: ignore[attr-defined]
        for router in (*ROUTERS, *PAGES)
        for route in router.routes
    }
    assert sorted(parts - AREAS.keys()) == []
    assert sorted(AREAS.keys() - parts) == []


def test_acts_counted_as_searches_are_existing_routes() -> None:
    names = {
        f"{stored_part(route.endpoint)}.{route.name}"  # type: ignore[attr-defined]
        for router in (*ROUTERS, *PAGES)
        for route in router.routes
    }
    assert sorted(SEARCH_ACTIONS - names) == []


def _errors(kind: type[errors.HomewardError]) -> Iterator[str]:
    if not kind.__module__.startswith("cli."):  # command errors end a command and have no account
        yield kind.code
    for below in kind.__subclasses__():
        yield from _errors(below)


def test_every_way_of_being_refused_and_every_state_an_act_leads_to_has_its_words() -> None:
    assert sorted(set(_errors(errors.HomewardError)) - ENDS.keys()) == []
    assert KEPT.keys() == TO_KEEP.keys() == {one.value for one in ReviewOutcome}
    assert all(any(act.startswith(begins) for act in ACTS) for begins, _ in ENDS_IN)


def test_a_row_is_read_in_words() -> None:
    assert did("read_record") == "A record was opened"
    assert did("register.read") == "Records"
    assert ended("read_record", "done") == "Done"
    assert ended("records.read", "not_found") == "Not found or not visible"
    assert ended("disclosure_revoke", "revoked") == "Revoked"
    assert ended("decision_propose", "cannot_tell") == "Cannot decide yet"
