"""Data of the accuracy trials: pools composed of tokens, and true pairs counted by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.trials import own_weights, pools
from benchmarks.trials.cases import TrialCase, compare_case
from matching import shipped_weights
from matching.model.levels import ATTRIBUTE_NAMES

TOKENS = {"Ana": "אנה", "Ben": "בן", "Dan": "דן", "Eli": "אלי", "17": "17", "x": "ק", "a b": "א ב"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = "".join(f"{latin}\t{native}\n" for latin, native in TOKENS.items())
    (tmp_path / "tokens_hebrew.dev.tsv").write_text(lines, "utf-8")
    return tmp_path


def test_a_composed_name_is_written_in_both_scripts_of_the_same_tokens(folder: Path) -> None:
    pool = pools.composed(folder, "hebrew", 60, 1, gap=" ")
    latin_of = {native: latin for latin, native in TOKENS.items()}
    shorter = turned = 0
    for query, candidate in zip(pool.queries, pool.candidates, strict=True):
        native, latin = [latin_of[token] for token in query.split(" ")], candidate.split(" ")
        assert len(native) in (2, 3)
        assert set(latin) <= set(native) <= {"Ana", "Ben", "Dan", "Eli"}
        assert len(native) - len(latin) in ((0, 1) if len(native) == 3 else (0,))
        shorter += len(latin) < len(native)
        turned += len(latin) == len(native) and latin != native
    assert shorter > 0
    assert turned > 0
    assert pool.truth.tolist() == list(range(60))


def test_a_composed_name_without_a_gap_is_one_word(folder: Path) -> None:
    pool = pools.composed(folder, "hebrew", 5, 1, gap="")
    assert all(" " not in query for query in pool.queries)


def test_a_pool_of_tokens_has_each_token_once(folder: Path) -> None:
    (folder / "tokens_hebrew.dev.tsv").write_text(
        "Ana\tאנה\nAna\tענה\nHanna\tאנה\nBen\tבן\n", "utf-8"
    )
    pool = pools.tokens(folder, "hebrew", 10, 1)
    assert len(pool.queries) == len(set(pool.queries)) == len(set(pool.candidates))


ROWS = [
    {"record_ref": f"R{number}", "kind": "missing", "full_name": name, "birth_date": "2008-03-04"}
    for number, name in enumerate(("Ana Maric", "Anna Marić", "Ana Maric", "Qwx Zzyq"))
]
WHO = np.array([1, 1, 1, 1])


@pytest.mark.parametrize(
    ("split", "expected"),
    [(0, {(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)}), (2, {(0, 2), (0, 3), (1, 2), (1, 3)})],
    ids=["one file", "two files"],
)
def test_every_true_pair_is_compared_or_missed(split: int, expected: set[tuple[int, int]]) -> None:
    case = TrialCase("small", [*ROWS[:3], {**ROWS[3], "birth_date": ""}], WHO, split)
    assert case.true_pairs() == expected
    found = compare_case(case)
    compared = set(zip(found.left.tolist(), found.right.tolist(), strict=True))
    assert {pair for pair in expected if 3 in pair} == set(found.missed)
    assert compared | set(found.missed) == expected
    assert found.is_true.all()
    assert found.ordered(found.scores.bits.astype(np.float64), end_to_end=True).hits.size == len(
        expected
    )
    assert found.owners(end_to_end=True).size == len(expected)


def test_own_weights_go_where_the_labels_of_a_case_say_and_score_another() -> None:
    # two people have an equal birth date, one an equal phone number; no sex is given
    rows = [
        {
            "record_ref": f"R{at}",
            "kind": "missing",
            "full_name": f"Ana {name}",
            "birth_date": birth,
            "phones": phone,
        }
        for at, (name, birth, phone) in enumerate(
            (name, birth, phone)
            for number, name in enumerate(("Maric", "Novak", "Kovac", "Horvat", "Babic", "Juric"))
            for birth, phone in (
                (f"2008-03-{number + 10}", f"+38591100000{number}"),
                (f"2012-09-{number + 10}", f"+38591100000{number}"),
                (f"2008-03-{number + 10}", f"+38591200000{number}"),
            )
        )
    ]
    case = TrialCase("small", rows, np.repeat(np.arange(6), 3) * 10 + np.tile([0, 0, 1], 6))
    found = compare_case(case)
    fitted = own_weights.fitted(found)
    birth = ATTRIBUTE_NAMES.index("birth")
    phone = ATTRIBUTE_NAMES.index("phone")
    assert fitted.bits[birth][-1] < shipped_weights().bits[birth][-1]
    assert fitted.bits[phone][-1] > shipped_weights().bits[phone][-1]
    assert (
        fitted.bits[ATTRIBUTE_NAMES.index("sex")]
        == shipped_weights().bits[ATTRIBUTE_NAMES.index("sex")]
    )
    assert fitted.note == "fitted to every compared pair of small, by 20 squared bits"
    taught = compare_case(case, fitted)
    assert taught.scores.bits[taught.is_true].min() > found.scores.bits[found.is_true].min()
    assert taught.scores.bits[~taught.is_true].max() < found.scores.bits[~found.is_true].max()
