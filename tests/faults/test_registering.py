"""Registration while Redis is refused, silent or resetting: as fast as with a healthy Redis.

The records are matched afterwards.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from tests.faults import sightings
from tests.faults.production import ROLES, production
from tests.faults.proxy import Mode
from tests.faults.reckoning import reckon
from tests.faults.serving import wait_for

EACH = 80
PHASES = (Mode.PASS, Mode.REFUSE, Mode.HANG, Mode.RESET)
WARM_UP = 20


@pytest.mark.slow
def test_registering_does_not_feel_a_redis_that_is_out_of_order(
    tmp_path: Path, report_figures: Callable[..., None]
) -> None:
    with production(tmp_path) as house:
        house.start(*ROLES)
        rows = iter(sightings.rows(WARM_UP + EACH * len(PHASES)))
        acknowledged: dict[str, UUID] = {}

        def register(count: int) -> list[float]:
            taken = []
            for row in (next(rows) for _ in range(count)):
                before = time.perf_counter()
                status, body = house.register(row, key=row["record_ref"])
                taken.append(time.perf_counter() - before)
                assert status == 201, body
                acknowledged[row["record_ref"]] = UUID(body["id"])
            return taken

        register(WARM_UP)
        for mode in PHASES:
            wait_for(house.is_done)
            house.redis_proxy.switch(mode)
            taken = register(EACH)
            assert mode is Mode.PASS or not house.is_done()
            house.redis_proxy.switch(Mode.PASS)
            parts = statistics.quantiles(taken, n=100)
            report_figures(
                "registering while Redis is out of order",
                redis="healthy" if mode is Mode.PASS else mode.value,
                registrations=EACH,
                median_ms=round(1000 * parts[49], 1),
                p99_ms=round(1000 * parts[98], 1),
                longest_ms=round(1000 * max(taken), 1),
            )
        wait_for(house.is_done)
        assert reckon(house.owner, house.context, acknowledged).complaints == ()
