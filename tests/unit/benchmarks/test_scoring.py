"""The scoring benchmark runs completely on a small world, without the peers."""

from __future__ import annotations

import argparse

import pytest

from benchmarks import scoring

pytestmark = pytest.mark.slow


def test_both_of_ours_score_every_pair_to_the_same_figure(
    capsys: pytest.CaptureFixture[str],
) -> None:
    parser = argparse.ArgumentParser()
    scoring.arguments(parser)
    one, two = scoring.measure(parser.parse_args(["--sizes", "300", "--rounds", "1", "--alone"]))
    assert (one["system"], two["system"]) == ("Homeward, 1 thread", "Homeward, 2 threads")
    assert one["pairs"] == two["pairs"] > 300
    assert one["F1"] == two["F1"] > 0.5
    assert one["system"] in capsys.readouterr().out
