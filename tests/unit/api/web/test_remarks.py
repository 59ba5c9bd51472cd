"""Translations of the engine's remarks on compared values, and of every code of a value."""

from __future__ import annotations

import ast
import csv
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.schemas.matching_runs.evidence import ComparedValuesOut, RemarkOut, ValuePartOut
from api.web import language
from api.web.labels import remarks
from api.web.labels.codes import WORDS
from matching import Engine, Explanation, Person, TokenFrequencies, explanations
from matching.explain import attributes, births, names
from matching.explain.remarks import REMARK_TEXTS
from sample_data import shipped

pytestmark = pytest.mark.late

ENGINE = Engine()


def _people() -> list[Person]:
    with (Path(shipped.__path__[0]) / "records.csv").open(encoding="utf-8", newline="") as rows:
        return [Person.from_row(row) for row in itertools.islice(csv.DictReader(rows), 160)]


@pytest.fixture(scope="module")
def sample_explanations() -> list[Explanation]:
    people = _people()
    rarity = TokenFrequencies(500_000, lambda token: len(token) * 0 + 4_000)
    found: list[Explanation] = []
    for number, (one, other) in enumerate(itertools.product(people[:40], people[40:])):
        if number % 5:
            continue
        evidence = ENGINE.compare(one, other, rarity=rarity).evidence
        found += explanations(evidence, one, other, engine=ENGINE, rarity=rarity)
    return found


def _given() -> Iterator[str]:
    """Yield the code, or the pattern of codes, of every remark of the engine."""
    yield from [code for _, code in names._LIKENESS] + [names._UNLIKE, *attributes._FITS.values()]
    for module in (births, attributes, names):
        for call in ast.walk(ast.parse(Path(module.__file__).read_text(encoding="utf-8"))):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Name)
                and call.func.id in {"Remark", "span_remark"}
            ):
                yield from _texts(call.args[0])


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from [*_texts(node.body), *_texts(node.orelse)]
    elif isinstance(node, ast.JoinedStr):
        yield "".join(
            str(one.value) if isinstance(one, ast.Constant) else ".+" for one in node.values
        )
    elif isinstance(node, ast.Constant):
        yield str(node.value)


def test_the_table_contains_exactly_the_remarks_of_the_engine() -> None:
    given = set(_given())
    assert len(given) > 40
    found = {code: [one for one in given if re.fullmatch(one, code)] for code in REMARK_TEXTS}
    assert [code for code, by in found.items() if not by] == []
    assert given - {one for by in found.values() for one in by} == set()


def _every_remark() -> list[RemarkOut]:
    """Return each remark of the table; a remark with a number once per possible unit."""
    numbers = [(1, "day"), (7, "month"), (3, "year"), (12, ""), (1200, "km"), (-4.5, "bits")]
    return [
        RemarkOut(code=code, amount=amount, unit=unit)
        for code, words in REMARK_TEXTS.items()
        for amount, unit in (numbers if "%(amount)s" in words else [(None, "")])
    ]


@pytest.mark.parametrize("chosen", ["fr", "it"])
def test_every_remark_is_translated_and_keeps_its_number(chosen: str) -> None:
    in_english = [remarks.join_remarks([one]) for one in _every_remark()]
    token = language._now.set(chosen)
    try:
        for one, words in zip(_every_remark(), in_english, strict=True):
            translation = remarks.join_remarks([one])
            assert translation not in {"", words}, one
            assert [letter for letter in translation if letter.isdigit()] == [
                letter for letter in words if letter.isdigit()
            ]
    finally:
        language._now.reset(token)


def test_english_remarks_of_the_sample_world_equal_those_of_the_api(
    sample_explanations: list[Explanation],
) -> None:
    """Numbers apart, the texts are also in remarks.txt, so that changes of the API are noticed."""
    on_file = set((Path(__file__).parent / "remarks.txt").read_text(encoding="utf-8").splitlines())
    rows = [
        ComparedValuesOut.of(row)
        for one in sample_explanations
        for row in one.compared
        if row.remarks
    ]
    assert len({row.words for row in rows}) > 60
    assert [row.words for row in rows if remarks.join_remarks(row.remarks) != row.words] == []
    assert {re.sub(r"[+-]?\d[\d.,]*\d|\d", "#", row.words) for row in rows} - on_file == set()


@pytest.mark.parametrize("chosen", ["fr", "it"])
def test_values_in_another_language_keep_no_english(
    sample_explanations: list[Explanation], chosen: str
) -> None:
    token = language._now.set(chosen)
    try:
        for value, _ in _values(sample_explanations):
            assert not {"calendar", "claimed", "female", "found", "mother", "on", "to"} & set(
                value.split()
            )
    finally:
        language._now.reset(token)


def _values(sample_explanations: list[Explanation]) -> Iterator[tuple[str, ComparedValuesOut]]:
    """Yield every compared value in the language of the answer."""
    for row in (ComparedValuesOut.of(row) for one in sample_explanations for row in one.compared):
        yield remarks.value(row.left_pieces, row.left), row
        yield remarks.value(row.right_pieces, row.right), row


def test_every_code_in_a_value_of_the_shipped_world_has_words(
    sample_explanations: list[Explanation],
) -> None:
    pieces = {
        (one.of, one.code)
        for _, row in _values(sample_explanations)
        for one in (*row.left_pieces, *row.right_pieces)
        if one.of and one.of not in {"country", "language"}
    }
    tables = {"birth", "relation", "mark_kind", "mark_part", "happened", "sex", "eyes", "hair"}
    assert {of for of, _ in pieces} >= tables
    assert (
        sorted(
            (of, code)
            for of, code in pieces
            if code not in {**WORDS.get(of, {}), **remarks.INSIDE.get(of, {})}
        )
        == []
    )


@pytest.mark.parametrize(
    ("attribute", "field", "value", "chosen", "expected"),
    [
        ("document", "documents", "passport:AF:P0012345", "fr", "Passeport, Afghanistan, P0012345"),
        ("document", "documents", "passport:DE:P0012345", "it", "Passaporto, Germania, P0012345"),
        ("marks", "marks", "burn:forearm:left", "en", "Burn, Left, Forearm"),
        ("origin", "nationalities", "DE", "fr", "Allemagne"),
        ("origin", "languages", "prs", "it", "Persiano"),
        ("origin", "languages", "hin", "fr", "hindi"),
        ("relative", "relatives", "mother:Golchehra", "it", "Madre Golchehra"),
        ("ethnicity", "ethnicity", "hazara", "fr", "hazara"),
        ("phone", "phones", "relative:+4930555010", "fr", "d’un proche +4930555010"),
    ],
)
def test_codes_in_compared_values_are_shown_in_the_language_of_the_page(
    attribute: str, field: str, value: str, chosen: str, expected: str
) -> None:
    one = Person.from_row(
        {"record_ref": "R", "kind": "found", "full_name": "Petra Novak", field: value}
    )
    (found,) = (
        item
        for item in explanations(ENGINE.compare(one, one).evidence, one, one)
        if item.attribute == attribute
    )
    token = language._now.set(chosen)
    try:
        assert [shown for shown, _ in _values([found])] == [expected, expected]
    finally:
        language._now.reset(token)


def test_a_code_without_a_translation_is_shown_in_english_and_written_text_unchanged() -> None:
    assert (
        remarks.value([ValuePartOut(text="by hearsay", of="birth", code="hearsay")], "")
        == "by hearsay"
    )
    assert remarks.value([], "Petra Novak") == "Petra Novak"


def test_remarks_are_put_together_as_the_language_does() -> None:
    parts = [
        RemarkOut(code="cm_more", amount=3, unit=""),
        RemarkOut(code="later", amount=5, unit="month"),
    ]
    parts.append(RemarkOut(code="fits", amount=None, unit=""))
    token = language._now.set("fr")
    try:
        assert remarks.join_remarks(parts) == "3 cm de plus, 5 mois plus tard : concorde"
    finally:
        language._now.reset(token)
