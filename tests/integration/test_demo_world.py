"""The shipped sample data, imported and matched as the demo does, on both databases.

The matches and their bits must be equal.
"""

from __future__ import annotations

import itertools
from pathlib import Path
from unittest import mock

import pytest
from sqlalchemy import select

from cli import demo_world
from cli.commands.demo import LEGAL_BASES
from cli.commands.intake import RowImport, run_import
from cli.installation import open_installation, prepare_installation
from core.policy.roles import Role
from core.security.passwords import hash_password
from core.settings import Settings
from models.matching_runs.match import Match, Score
from models.row_security.database_roles import DatabaseRole
from services.agencies import accounts
from services.matching_runs import evaluation, runs
from services.operations import schedule
from services.records.intake.preparation import Declaration
from tests import factories, postgres
from tests.integration import demo_steps
from tests.integration.noninterference.twins import chance_fixed

Scored = tuple[str, str, float, float, float, int, bytes]


def _scored(folder: Path, database_url: str) -> tuple[set[Scored], evaluation.EvaluationResult]:
    """Import and match the sample data in a database; return the current scores by reference."""
    settings = Settings(data_dir=folder, database_url=database_url)
    prepare_installation(settings)
    with open_installation(settings) as (context, database):
        made = demo_world.make_accounts(context, database)
        kinds = {row["code"]: row["kind"] for row in demo_world.agency_rows()}
        references: list[str] = []
        for agency, rows in demo_world.intake_rows().items():
            role = Role.LIAISON_OFFICER if kinds[agency] == "police" else Role.CASEWORKER
            login = demo_world.find_account(made, role, agency).login
            run_import(
                context,
                database,
                RowImport(
                    login=login,
                    rows=rows,
                    declaration=Declaration(LEGAL_BASES[kinds[agency]], "checked", "unknown"),
                ),
            )
            references += (row["record_ref"] for _, row in rows)
        demo_steps.work(context, database)
        with database.transaction(door=DatabaseRole.OFFICE) as session:
            runs.start_matching_run(session, context, schedule.SCHEDULER)
        demo_steps.work(context, database)
        with database.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
            name_of = {
                record: reference
                for reference, record in evaluation.records_by_reference(
                    session, context, references
                ).items()
            }
            rows = session.execute(
                select(Match.low, Match.high, Score).join(Score, Score.id == Match.score_id)
            ).all()
            scored = {
                (
                    name_of[low],
                    name_of[high],
                    one.bits,
                    one.probability,
                    one.amount,
                    one.band,
                    one.levels,
                )
                for low, high, one in rows
            }
            return scored, evaluation.evaluate_pairs(session, context, demo_world.truth_rows())


@pytest.mark.slow
def test_the_demo_world_gives_the_same_matches_and_bits_on_both_databases(tmp_path: Path) -> None:
    stored = hash_password(factories.PASSWORD)
    url = postgres.create()
    try:
        with (
            mock.patch.object(accounts, "hash_password", return_value=stored),
            postgres.one_at_a_time(),
        ):
            # The matches that chance is estimated from are drawn by the ids of the records.
            with chance_fixed(itertools.count()):
                ours, result = _scored(tmp_path / "sqlite", "")
            with chance_fixed(itertools.count()):
                theirs, other = _scored(
                    tmp_path / "postgresql", url.render_as_string(hide_password=False)
                )
    finally:
        postgres.drop(url)
    assert len(ours) > 1000
    assert ours == theirs
    assert (result.found, result.missed, result.wrong) == (other.found, other.missed, other.wrong)
