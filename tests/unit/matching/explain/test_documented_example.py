"""docs/matching.md: the worked example has the levels and bits that the engine gives."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import pytest

from matching import Engine, Population, parse_row
from matching.model.levels import ATTRIBUTE_NAMES, ATTRIBUTES
from matching.model.probability import prior_bits

ROOT = Path(__file__).resolve().parents[4]
TEXT = (ROOT / "docs" / "matching.md").read_text("utf-8")
MISSING, FOUND = "GR-POL-104729", "DE-JUG-104729"


@pytest.mark.late
def test_the_worked_example_is_what_the_engine_gives() -> None:
    with (ROOT / "sample_data" / "shipped" / "records.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        rows = list(csv.DictReader(file))
    place = {row["record_ref"]: number for number, row in enumerate(rows)}
    people = Population.from_people([parse_row(row).person for row in rows])
    pair = (np.array([place[one]]) for one in (MISSING, FOUND))
    scores = Engine().score_pairs(people, *pair)
    given = {
        name: (ATTRIBUTES[number].levels[level].code, bits)
        for number, (name, level, bits) in enumerate(
            zip(
                ATTRIBUTE_NAMES,
                scores.levels[0].tolist(),
                scores.attribute_bits[0].tolist(),
                strict=True,
            )
        )
        if bits
    }
    example = TEXT.split("<!-- example -->")[1].split("<!-- end -->")[0]
    shown = {
        name: (level, float(bits))
        for name, level, bits in re.findall(
            r"^\| (\w+) \|.*\| (\w+) \| (-?[\d.]+) \|$", example, re.MULTILINE
        )
    }

    assert shown == given
    total, probability = float(scores.bits[0]), float(scores.probability[0])
    assert f"The sum is {total} bits" in TEXT
    assert f"= {prior_bits(len(rows)):.3f}" in TEXT
    assert f"= {prior_bits(len(rows)) + total:.3f}" in TEXT
    assert f"probability = {probability}" in TEXT
    assert f"{float(scores.amount[0]):.3f}" in TEXT
