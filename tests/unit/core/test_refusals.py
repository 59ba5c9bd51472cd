from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

from core.errors import Conflict, Refused
from core.policy.case.consent import ADDRESSEES
from core.policy.processes import PROCESSES
from core.refusals import Refusal, ids_of
from services.disclosure.steps import ADDRESSEE_REFUSALS

ROOT = Path(__file__).resolve().parents[3]
# The errors of the table. A new password and a newer version explain themselves.
EXPLAINED = {"Conflict", "ConflictOfInterest", "DuplicateReference", "Refused"}
# Administrator commands have their own error messages; no page or route shows them.
COMMANDS = {"backup.py", "match_key_rotation.py"}


def _raised(package: str) -> list[tuple[str, ast.expr]]:
    return [
        (path.name, call.args[0])
        for path in sorted((ROOT / package).rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in EXPLAINED
        and call.args
    ]


def test_a_refusal_takes_its_words_from_the_table() -> None:
    in_words = [
        (file, ast.unparse(reason))
        for file, reason in [*_raised("services"), *_raised("api")]
        if isinstance(reason, ast.Constant | ast.JoinedStr) and file not in COMMANDS
    ]
    assert in_words == []


def test_every_refusal_is_raised_somewhere() -> None:
    written = Counter(
        node.attr
        for package in ("services", "api", "core/policy")
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
    )
    assert [refusal.name for refusal in Refusal if not written[refusal.name]] == []


def test_a_refusal_consists_of_complete_sentences() -> None:
    sentences = [sentence for refusal in Refusal for sentence in refusal.sentences]
    assert [text for text in sentences if not (text[0].isupper() and text.endswith("."))] == []
    assert all(refusal.reason for refusal in Refusal)


def test_an_error_says_the_reason_with_its_figures_and_the_next_step() -> None:
    error = Conflict(Refusal.TOO_MANY_PASSKEYS, most=5)
    assert error.detail == "An account has at most 5 passkeys. Remove one first."
    assert Refused(Refusal.RUN_IS_OVER).detail == "The matching run has ended."


def test_every_addressee_of_a_release_has_a_refusal() -> None:
    assert tuple(ADDRESSEE_REFUSALS) == ADDRESSEES


# ids of the viewer's own objects, or of those in the address of the request
IDS = {"record", "found", "match", "disclosure", "request"}


def test_the_address_of_a_next_step_has_only_fixed_words_and_known_ids() -> None:
    refusals = [refusal for refusal in Refusal if refusal.href]
    assert refusals
    for refusal in refusals:
        assert refusal.next_step, refusal
        for template in filter(None, (refusal.href, refusal.other_href)):
            assert re.fullmatch(r"(/([a-z-]+|\{[a-z]+\}))+(#[a-z_-]+)?", template), template
            assert ids_of(template) <= IDS


def test_the_other_address_is_used_where_an_id_of_the_first_is_not_known() -> None:
    row = Refusal.REVIEW_IS_NEEDED
    assert row.href_for({"match": "P", "record": "R"}) == "/matches/P#review"
    assert row.href_for({"record": "R"}) == "/records/R/matches"
    assert row.href_for({}) == ""
    assert Refusal.NO_CARE_CONFIRMATION.href_for({"record": "R"}) == ""


def test_a_field_is_a_name_and_never_a_value() -> None:
    assert all(re.fullmatch(r"[a-z_]*", refusal.field) for refusal in Refusal)


def test_a_refusal_of_a_role_names_whom_to_ask() -> None:
    assert PROCESSES
    for name, process in PROCESSES.items():
        assert process.wrong_role.next_step, name
