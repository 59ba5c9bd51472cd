"""Sensitive marks: engine and policy use the same list, and two kinds of marks count once."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any, cast

import pytest

from core.entry_reader import read_entry
from core.policy.case.care_confirmation import MATCH_KINDS_NEEDED
from core.policy.case.reporter_check import CASE_MIN_LEVELS
from core.policy.fields import FieldClass, class_of_entry
from matching import Person, Population, parse_row
from matching.codes import code_lists
from matching.model.levels import ATTRIBUTE_NAMES
from services.foundation.context import Context
from services.matching_runs.pair_scoring import count_agreeing_kinds
from services.records.fact_agreement import all_facts_agree
from tests.factories import engine

OF_CODES = [
    ":".join(codes) for codes in itertools.product(code_lists.MARK_KINDS, code_lists.MARK_PARTS)
]
AS_WRITTEN = [
    "Self harm:forearm",
    " SELF_HARM : Wrist:left",
    "scar: Genital ",
    "scar:hip:left:genital",
    "scar:hip::a line: GENITAL ",
    "scar:hip::genital area",
    "scar:hip::self_harm",
    "tattoo:back::self_harm:genital",
]


@dataclasses.dataclass
class _Engine:
    """The part of a context that a comparison needs."""

    engine: Any


CONTEXT = cast(Context, _Engine(engine()))


def _person(marks: str) -> Person:
    return Person(
        marks=parse_row({"record_ref": "X", "kind": "missing", "marks": marks}).person.marks
    )


def test_the_engine_and_the_policy_mean_the_same_marks() -> None:
    read = {value: _person(value).marks for value in (*OF_CODES, *AS_WRITTEN)}
    assert all(len(marks) == 1 for marks in read.values())
    sensitive = {value for value, (mark,) in read.items() if mark.is_sensitive}
    assert sensitive == {
        value
        for value in read
        if class_of_entry(read_entry("marks", value), "missing") is FieldClass.F4B
    }
    assert (
        len(sensitive & set(OF_CODES))
        == len(code_lists.MARK_KINDS) + len(code_lists.MARK_PARTS) - 1
    )
    assert sensitive & set(AS_WRITTEN) == {*AS_WRITTEN[:5], AS_WRITTEN[7]}


@pytest.mark.parametrize(
    ("known", "is_case"),
    [
        ("scar:hand:left|self_harm:wrist", True),
        ("scar:hand:left", False),
        ("self_harm:wrist", False),
        ("scar:hand:left|self_harm:thigh", False),
    ],
)
def test_a_search_is_for_a_case_only_when_ordinary_and_sensitive_marks_agree(
    known: str, *, is_case: bool
) -> None:
    query = _person("scar:hand:left|self_harm:wrist")
    assert (
        all_facts_agree(CONTEXT, query, Population.from_people([_person(known)]), CASE_MIN_LEVELS)
        is is_case
    )


def test_ordinary_and_sensitive_marks_are_one_kind_of_evidence() -> None:
    bits = [6.0 if name in ("marks", "sensitive_marks") else 0.0 for name in ATTRIBUTE_NAMES]
    assert count_agreeing_kinds(bits) == 1 < MATCH_KINDS_NEEDED
