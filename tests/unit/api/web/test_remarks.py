"""The engine's remarks in other languages: taken apart by a table of their parts, none of which is forgotten."""

from __future__ import annotations

import ast
import csv
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.schemas.pairs import ComparedOut, PieceOut
from api.web import language, remarks
from api.web.code_words import WORDS
from matching import Engine, Explanation, Person, Rarity, explain, explanations
from matching.words import births, facts, names
from sample_data import shipped

ENGINE = Engine()
# Pieces of code in these modules that are no words: roles, levels, fields.
PACKAGE = Path(names.__file__).parent


def _people() -> list[Person]:
    with (Path(shipped.__path__[0]) / "records.csv").open(encoding="utf-8", newline="") as rows:
        return [Person.from_row(row) for row in itertools.islice(csv.DictReader(rows), 160)]


@pytest.fixture(scope="module")
def told() -> list[Explanation]:
    people = _people()
    rarity = Rarity(500_000, lambda token: len(token) * 0 + 4_000)
    found: list[Explanation] = []
    for number, (one, other) in enumerate(itertools.product(people[:40], people[40:])):
        if number % 5:
            continue
        evidence = ENGINE.compare(one, other, rarity=rarity).evidence
        found += explanations(evidence, one, other, engine=ENGINE, rarity=rarity)
    return found


def _written() -> Iterator[str]:
    """Yield every piece of text of more than one word that the engine's remarks are made of."""
    for module in (births, facts, names):
        tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
        nodes = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.Assign | ast.AnnAssign)]
        for node in nodes:
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                inside = [one for line in body for one in ast.walk(line)]
            else:
                inside = list(ast.walk(node))
            for one in inside:
                if isinstance(one, ast.Constant) and isinstance(one.value, str) and " " in one.value.strip(" ,:"):
                    yield one.value.strip(" ,:")


def test_every_piece_of_a_remark_stands_in_the_table() -> None:
    pieces = set(_written())
    assert len(pieces) > 30
    table = " | ".join(remarks.PARTS)
    assert sorted(piece for piece in pieces if piece not in table) == []


def test_every_remark_of_the_shipped_world_comes_apart_and_is_itself_in_english(told: list[Explanation]) -> None:
    said = {row.words for one in told for row in one.compared if row.words}
    assert len(said) > 60
    assert sorted(words for words in said if remarks.told(words) != words) == []


@pytest.mark.parametrize("chosen", ["fr", "it"])
def test_a_remark_in_another_language_keeps_its_numbers_and_no_english(told: list[Explanation], chosen: str) -> None:
    token = language._now.set(chosen)
    try:
        for words in {row.words for one in told for row in one.compared if row.words}:
            said = remarks.told(words)
            assert said is not None
            assert said != words
            assert [letter for letter in said if letter.isdigit()] == [one for one in words if one.isdigit()]
        for value, _ in _values(told):
            assert not {"calendar", "claimed", "female", "found", "mother"} & set(value.split())
    finally:
        language._now.reset(token)


def _values(told: list[Explanation]) -> Iterator[tuple[str, ComparedOut]]:
    """Yield every compared value in the language of the answer."""
    for row in (ComparedOut.of(row) for one in told for row in one.compared):
        yield remarks.value(row.left_pieces, row.left), row
        yield remarks.value(row.right_pieces, row.right), row


def test_every_code_in_a_value_of_the_shipped_world_has_words(told: list[Explanation]) -> None:
    pieces = {
        (one.of, one.code)
        for _, row in _values(told)
        for one in (*row.left_pieces, *row.right_pieces)
        if one.of and one.of not in {"country", "language"}
    }
    tables = {"birth", "relation", "mark_kind", "mark_part", "happened", "sex", "eyes", "hair"}
    assert {of for of, _ in pieces} >= tables
    assert (
        sorted((of, code) for of, code in pieces if code not in {**WORDS.get(of, {}), **remarks.INSIDE.get(of, {})})
        == []
    )


@pytest.mark.parametrize(
    ("attribute", "field", "value", "chosen", "said"),
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
def test_codes_among_compared_values_are_told_in_the_language_of_the_page(
    attribute: str, field: str, value: str, chosen: str, said: str
) -> None:
    one = Person.from_row({"record_ref": "R", "kind": "found", "full_name": "Petra Novak", field: value})
    (found,) = (
        item for item in explanations(ENGINE.compare(one, one).evidence, one, one) if item.attribute == attribute
    )
    token = language._now.set(chosen)
    try:
        assert [told for told, _ in _values([found])] == [said, said]
    finally:
        language._now.reset(token)


def test_what_does_not_come_apart_stays_as_it_is() -> None:
    assert remarks.told("a sentence that nobody knows") is None
    assert remarks.told("the same day, a sentence that nobody knows") is None
    assert remarks.value([PieceOut(text="by hearsay", of="birth", code="hearsay")], "") == "by hearsay"
    assert remarks.value([], "Petra Novak") == "Petra Novak"


def test_a_reason_for_a_hit_is_told_in_words_with_its_values_behind() -> None:
    one, other = _people()[:2]
    lines = explain(ENGINE.compare(one, one).evidence, one, one) + explain(ENGINE.compare(one, other).evidence)
    assert len(lines) > 6
    for line in lines:
        said, values = remarks.line(line)
        assert said
        assert line.endswith(values)
    assert remarks.line("name") == ("Name", "")
    assert remarks.line("something else") == ("", "something else")
