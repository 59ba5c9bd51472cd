"""The cost of names is measured on whole runs; each token pair is computed once."""

from __future__ import annotations

import argparse

import pytest

from benchmarks import names


def test_each_pair_of_tokens_is_worked_out_once(capsys: pytest.CaptureFixture[str]) -> None:
    figures = names.measure(argparse.Namespace(records=40, repetitions=1))
    assert figures["pairs of names"] == figures["names"] ** 2
    assert 0 < figures["worked out"] < figures["pairs of tokens"]
    assert figures["worked out by the second pass"] == 0
    names.show(figures)
    assert "| Homeward, a pair of tokens |" in capsys.readouterr().out
