"""The cost of a full run is measured from start to end, on small worlds."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from benchmarks import scale
from cli.intake_files import read_intake
from matching import Engine

pytestmark = pytest.mark.slow


def test_each_size_is_linked_stage_by_stage_as_link_does_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    parser = argparse.ArgumentParser()
    scale.arguments(parser)
    figures = scale.measure(parser.parse_args(["--sizes", "100", "200", "300"]))
    scale.show(figures)
    assert "the fit without the largest misses it by" in capsys.readouterr().out
    scale.write_world(tmp_path / "300.csv", 300)
    people = read_intake(tmp_path / "300.csv", ("record_ref", "kind"), ("full_name",)).people
    largest = figures["sizes"][-1]
    assert largest["records"] == len(people)
    assert (
        largest["kept"]
        == sum(len(block) for block in Engine().link(people, min_probability=scale.LEAST))
        > 100
    )
