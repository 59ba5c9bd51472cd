"""The demo waits while a run makes progress, and reports the progress when it stops."""

from __future__ import annotations

import threading
import time
from typing import Any, cast

import pytest

from cli.client import Client
from cli.commands import demo
from core.codes.operations import MatchingRunState
from tests.factories import Installation

LIMIT_S = 0.3


@pytest.fixture(autouse=True)
def _short_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "STANDSTILL_S", LIMIT_S)
    monkeypatch.setattr(demo, "POLL_S", 0.01)


class Runs:
    """Replacement of the API: one state of a run per request, then always the last one."""

    def __init__(self, *states: tuple[MatchingRunState, int], every_s: float = 0.0) -> None:
        self._states, self._every_s, self._requests = states, every_s, 0

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        time.sleep(self._every_s)
        state, done = self._states[min(self._requests, len(self._states) - 1)]
        self._requests += method == "GET"
        return (
            202 if method == "POST" else 200,
            {"id": 1, "state": state, "shards": 9, "shards_done": done},
        )


def _watch(runs: Runs) -> bool:
    return demo._nightly_run(cast("Client", runs), threading.Event())


def test_a_run_that_moves_slowly_is_waited_for_longer_than_the_limit() -> None:
    states = [(MatchingRunState.RUNNING, number) for number in range(8)]
    started = time.monotonic()
    assert _watch(Runs(*states, (MatchingRunState.DONE, 9), every_s=LIMIT_S / 4))
    assert time.monotonic() - started > LIMIT_S


def test_a_stalled_run_ends_the_demo_with_its_progress() -> None:
    with pytest.raises(demo.StoodStill, match=r"no progress for .* done: 4 of 9 shards"):
        _watch(Runs((MatchingRunState.RUNNING, 4)))


def test_a_run_that_failed_is_not_waited_for() -> None:
    with pytest.raises(demo.StoodStill, match="ended before its time"):
        _watch(Runs((MatchingRunState.FAILED, 4)))


def test_records_that_no_worker_matches_end_the_demo(installation: Installation) -> None:
    installation.enqueue()
    with pytest.raises(demo.StoodStill, match="0 of 1 records matched, 1 jobs left"):
        demo._wait_matched(installation.context, installation.app, threading.Event())
