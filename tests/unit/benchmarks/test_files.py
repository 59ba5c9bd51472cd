"""Link two files with the command, as the benchmark does, on a small world."""

from __future__ import annotations

import argparse

import pytest

from benchmarks import files

pytestmark = pytest.mark.slow


def test_the_command_links_two_files_and_its_pairs_are_held_against_the_truth(
    capsys: pytest.CaptureFixture[str],
) -> None:
    parser = argparse.ArgumentParser()
    files.arguments(parser)
    lines = files.measure(parser.parse_args(["--sizes", "300", "--alone"]))
    (line,) = lines
    assert (line["system"], line["records"]) == (files.OURS, 300)
    assert line["pairs"] > 300
    assert line["F1"] > 0.7
    peer = {**line, "system": files.SPLINK, "seconds": 4 * line["seconds"], "MiB": 2 * line["MiB"]}
    files.show([line, peer])
    output = capsys.readouterr().out
    assert "4.0 x as fast as Splink of 3: reached" in output
    assert "0.50 of its memory of a third: NOT reached" in output
