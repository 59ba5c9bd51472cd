"""The simulated work of agencies (`benchmarks/operational_history`) runs on the services."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import sample_report
from benchmarks.operational_history import life
from cli.installation import open_installation, prepare_installation
from core.settings import Settings

# acts of reviewers, people asked for consent, searchers, supervisors and auditors
ACTS = {
    *("give_decision", "record_consent", "search", "save", "decide_search_approval"),
    *("decide_right", "decide_export", "decide_search_sample"),
}


@pytest.mark.slow
def test_simulated_people_do_acts_of_every_kind(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    prepare_installation(settings)
    by_agency, truth = sample_report.make_lists(84, 160)
    with open_installation(settings) as (context, database):
        lists, now = life.Lists(by_agency, truth), context.clock.now()
        town = life.simulate_days(context, database, lists, seed=84, end=now, days=60)
    assert ACTS - set(town.done) == set()
