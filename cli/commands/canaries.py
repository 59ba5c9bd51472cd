"""`homeward canaries`: plants what is missing of made-up records, one in five hundred; run it
regularly.
"""

from __future__ import annotations

import secrets

import typer
from sqlalchemy import select

from cli.installation import open_installation
from core.codes.records import RecordKind
from core.settings import load_settings
from models.agencies.agency import Agency
from models.row_security.database_roles import DatabaseRole
from sample_data.profiles import PROFILES
from sample_data.spelling import Row
from sample_data.world import SyntheticWorld
from services.foundation import database_roles
from services.oversight import canaries

SPARE = (
    20  # people of the made-up world for each canary, so that kinds and names vary as in the world
)
SHOWN = 1  # the first person of every world is the demo's


def plant() -> None:
    """Plant canary records: made-up people whom nobody has a reason to open. Says nothing of where
    they are.
    """
    planted = 0
    with open_installation(load_settings()) as (context, database):
        with database.transaction(is_read_only=True, door=DatabaseRole.OFFICE) as session:
            agencies = session.scalars(select(Agency).order_by(Agency.id)).all()
        for agency in agencies:
            with database.transaction() as session:
                database_roles.enter_role(session, canaries.planting_actor(agency))
                due = canaries.missing_canaries(session, canaries.planting_actor(agency))
                rows = _made_up(due) if due else []
                planted += sum(canaries.plant_canary(session, context, agency, row) for row in rows)
    typer.echo(f"{planted} planted")


def _made_up(count: int) -> list[Row]:
    """Return rows of a world nobody has seen, not of the people it shows to everybody."""
    people = list(
        SyntheticWorld(secrets.randbits(32), PROFILES["report"]).observe((count + 1) * SPARE)
    )
    rows = [
        row for person in people[SHOWN:] for row in person.rows if row["kind"] != RecordKind.TRACING
    ]
    return secrets.SystemRandom().sample(rows, count)
