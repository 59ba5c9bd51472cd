"""Worlds of a generator as files: training reads exactly what was written."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import worlds
from matching import Person
from matching.train.weights import read_labelled


@pytest.mark.parametrize("generator", worlds.GENERATORS)
def test_training_reads_the_people_and_the_true_pairs_that_were_written(
    generator: str, tmp_path: Path
) -> None:
    count = worlds.write(generator, 3, 300, tmp_path)
    written = worlds.GENERATORS[generator](3, 300)
    people, truth = read_labelled(tmp_path)
    assert people == [Person.from_row(row) for row, _, _ in written]
    references = [(row["record_ref"], who) for row, who, _ in written]
    pairs = {frozenset((a, b)) for a, x in references for b, y in references if x == y and a < b}
    assert truth == pairs
    assert len(truth) == count > 50
