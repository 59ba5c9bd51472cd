"""All processes and connections fail while records are registered.

Afterwards each record exists once and is matched.
"""

from __future__ import annotations

import collections
import dataclasses
import http.client
import itertools
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.faults import sightings
from tests.faults.production import ROLES, Production, production
from tests.faults.reckoning import reckon
from tests.faults.serving import wait_for
from tests.faults.storm import BLOWS, SHORT_FAULTS, SHORT_SEED, Storm

SEED = int(os.environ.get("HOMEWARD_FAULTS_SEED", "116000"))
CLIENTS = 4
BURST = 10  # registrations sent together, so that killed processes have work
HEALED_S = 120.0
RETRY_S = 0.2


@dataclasses.dataclass(slots=True)
class Clients:
    """Register rows from several threads. Each row is repeated with its key until acknowledged."""

    house: Production
    rows: list[dict[str, Any]]
    progress: Callable[[], float]
    acknowledged: dict[str, UUID] = dataclasses.field(default_factory=dict)
    answers: collections.Counter[int] = dataclasses.field(default_factory=collections.Counter)
    threads: list[threading.Thread] = dataclasses.field(default_factory=list)
    is_over: threading.Event = dataclasses.field(default_factory=threading.Event)

    def start(self) -> None:
        """Start the threads. The rows are spread over the progress, in bursts."""
        shared = iter(list(enumerate(self.rows)))
        lock = threading.Lock()

        def work() -> None:
            while not self.is_over.is_set():
                with lock:
                    number, row = next(shared, (-1, {}))
                if number < 0:
                    return
                while (
                    self.progress() < number // BURST * BURST / len(self.rows)
                    and not self.is_over.is_set()
                ):
                    time.sleep(0.01)
                self._register(row)

        self.threads = [threading.Thread(target=work, daemon=True) for _ in range(CLIENTS)]
        for thread in self.threads:
            thread.start()

    def _register(self, row: dict[str, Any]) -> None:
        reference = row["record_ref"]
        while not self.is_over.is_set():
            status, body = _answer(self.house, row)
            self.answers[status] += 1
            if status == 201:
                self.acknowledged[reference] = UUID(body["id"])
                return
            time.sleep(RETRY_S)

    def are_done(self) -> bool:
        """Return whether every row was acknowledged."""
        return len(self.acknowledged) == len(self.rows)

    def stop(self) -> None:
        """Stop the threads."""
        self.is_over.set()
        for thread in self.threads:
            thread.join()


def _answer(house: Production, row: dict[str, Any]) -> tuple[int, Any]:
    """Return status and body; 0 if there is no answer."""
    try:
        return house.register(row, key=row["record_ref"])
    except (OSError, http.client.HTTPException, ValueError):
        return 0, None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seed", "registrations", "faults"),
    [
        pytest.param(SHORT_SEED, 60, SHORT_FAULTS, id=f"short-{SHORT_SEED}"),
        pytest.param(SEED, 1000, 4 * len(BLOWS), id=f"full-{SEED}"),
    ],
)
def test_every_record_acknowledged_in_a_storm_is_stored_once_and_matched(
    tmp_path: Path, report_figures: Callable[..., None], seed: int, registrations: int, faults: int
) -> None:
    with production(tmp_path) as house:
        house.start(*ROLES)
        storm = Storm(house, seed, faults)
        clients = Clients(house, sightings.rows(registrations), storm.progress)
        clients.start()
        try:
            storm.blow()
            healed = time.monotonic()
            wait_for(lambda: clients.are_done() and house.is_done(), HEALED_S)
            seconds = time.monotonic() - healed
        finally:
            clients.stop()
            sys.stdout.write(f"{storm.struck} {clients.answers} deaths: {house.keeper.deaths}\n")
        found = reckon(house.owner, house.context, clients.acknowledged)
        report_figures(
            "storm",
            seed=seed,
            registrations=registrations,
            faults=storm.struck.total(),
            acknowledged=len(clients.acknowledged),
            stored=found.stored,
            matched=found.matched,
            doubled=found.doubled,
            lost=found.lost,
            most_attempts=found.most_attempts,
            healed_s=round(seconds, 1),
            kinds=", ".join(f"{name} {number}" for name, number in sorted(storm.struck.items())),
        )
        assert found.complaints == ()
        assert clients.answers.keys() <= {0, 201, 503}
        for row in itertools.islice(clients.rows, 0, None, 20):
            assert (
                UUID(house.register(row, key=row["record_ref"])[1]["id"])
                == clients.acknowledged[row["record_ref"]]
            )
        wait_for(lambda: all(house.is_alive(name) for name in ROLES))
        log = house.log.read_text("utf-8", "replace")
    assert "crashed" not in log
    assert not any(row["full_name"] in log for row in clients.rows)
