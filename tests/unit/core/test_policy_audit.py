"""How each act accesses records: compare the table with the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from api.web.labels.audit import ACTS
from core.policy.audit import (
    MATCH_ACTS,
    PARTY_ACTS,
    RECORD_ACTS,
    AuditReach,
    is_of_party,
    is_shown_to_responsible,
    reach_of,
)
from core.policy.records.printed_forms import PRINTED_FORMS
from services.foundation.audit_log import AuditEvent, MatchAccessEnd, ShownRecord

SERVICES = Path(__file__).parents[3] / "services"
# Modules that access records through matches: they open a match or read decisions about matches.
OPENS = {
    "services.review.visible_matches",
    "services.review.match_message_sealing",
    "services.matching_runs.decision_labels",
}
# Calls that record an act, and the position of its name. The last two name records, never a match.
NAME_PLACES = {
    "audit_log.AuditEvent": 0,
    "audit_log.record_act": 3,
    "audit_log.record_act_on_all": 3,
}
# Acts of these modules that access records in another way: (file, name of the act or of the
# variable that holds it).
NOT_BY_MATCH = {
    # through a request; the responsible agency of the record has it, too
    (
        "disclosure/requests.py",
        "list_disclosures",
    ),
    ("disclosure/requests.py", "action"),
    ("oversight/audit_reading.py", "read_access_log"),  # an own record
    ("review/match_delivery.py", "propose_message"),  # an own record
}


def test_no_act_reaches_records_in_two_ways() -> None:
    assert MATCH_ACTS.isdisjoint(RECORD_ACTS)
    assert reach_of("list_matches") is AuditReach.MATCH
    assert (
        reach_of("read_record")
        is reach_of("consent_withdraw")
        is reach_of("disclosure_expire")
        is AuditReach.RECORD
    )
    assert reach_of("decision_withdrawn") is None


def test_the_table_has_acts_that_there_are_and_each_printed_form() -> None:
    assert sorted((MATCH_ACTS | RECORD_ACTS) - ACTS.keys()) == []
    assert {f"print_{form}" for form in PRINTED_FORMS} <= RECORD_ACTS


def _imported(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{name.name}" for name in node.names} | {str(node.module)}
    return found


def _acts_of_matches() -> Iterator[tuple[str, ast.Call]]:
    """Yield (file, act) for each audited act of a module that accesses records through matches."""
    for path in sorted(SERVICES.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        module = ".".join(("services", *path.relative_to(SERVICES).with_suffix("").parts))
        if module in OPENS or not OPENS.isdisjoint(_imported(tree)):
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in NAME_PLACES:
                    yield path.relative_to(SERVICES).as_posix(), node


def test_each_act_of_a_module_that_opens_matches_names_the_match_of_each_record() -> None:
    without, with_match = set(), 0
    for file, act in _acts_of_matches():
        called = ast.unparse(act.func)
        name = act.args[NAME_PLACES[called]]
        action_name = name.value if isinstance(name, ast.Constant) else ast.unparse(name)
        names = {word.arg for word in act.keywords}
        if "records" in names or called != "audit_log.AuditEvent":
            without.add((str(file), str(action_name)))
        with_match += "ends" in names
    assert without == NOT_BY_MATCH
    assert with_match >= 8


def test_an_act_that_is_not_in_the_table_names_no_record() -> None:
    record, match = uuid4(), uuid4()
    for good in (
        AuditEvent("sign_in"),
        AuditEvent("next_match", subject=match),
        AuditEvent("read_record", records=(ShownRecord(record),)),
        AuditEvent("read_match", ends=(MatchAccessEnd(match, record),)),
    ):
        good.check()
    for bad in (
        AuditEvent("an_act_of_tomorrow", records=(ShownRecord(record),)),
        AuditEvent("an_act_of_tomorrow", ends=(MatchAccessEnd(match, record),)),
        AuditEvent("read_match", records=(ShownRecord(record),)),
        AuditEvent("read_record", ends=(MatchAccessEnd(match, record),)),
        AuditEvent(
            "read_record", records=(ShownRecord(record),), ends=(MatchAccessEnd(match, record),)
        ),
    ):
        with pytest.raises(KeyError, match=r"core\.policy\.audit"):
            bad.check()


@pytest.mark.parametrize(
    ("action", "is_own", "is_match_known", "is_shown"),
    [
        ("read_match", True, False, True),
        ("read_match", False, True, True),
        ("read_match", False, False, False),
        ("read_record", False, False, True),
        ("an_act_of_yesterday", False, True, False),
        ("an_act_of_yesterday", True, False, True),
    ],
)
def test_an_responsible_is_shown_own_acts_and_others_unless_their_match_is_unknown(
    action: str, is_own: bool, is_match_known: bool, is_shown: bool
) -> None:
    assert is_shown_to_responsible(action, is_own=is_own, is_match_known=is_match_known) is is_shown


@pytest.mark.parametrize(
    ("action", "is_named"),
    [
        ("disclosure_release", True),
        ("transfer_offered", True),
        ("ask_from_link", True),
        ("search", False),
        ("read_record", False),
        ("read_export_file", False),
        ("list_matches", False),
    ],
)
def test_only_a_party_of_a_request_or_transfer_is_named_by_its_act(
    action: str, is_named: bool
) -> None:
    assert is_of_party(action) is is_named


def test_each_act_of_a_party_names_records_in_another_way_than_by_a_match() -> None:
    assert PARTY_ACTS <= RECORD_ACTS
