"""`homeward decoys`: add decoy records until each agency has one per `DECOY_ONE_IN` records.

Run it regularly.
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
from sample_data.answers import with_answers
from sample_data.profiles import PROFILES
from sample_data.rows import Row
from sample_data.world import SyntheticWorld
from services.foundation import actor_database_role
from services.oversight import decoys

# synthetic people generated for each decoy, so that kinds and names vary as in the sample world
SPARE = 20
SHOWN = 1  # the first person of every world is shown in the demo


def plant() -> None:
    """Plant decoy records, made-up people that no one has a reason to open.

    The command does not print where they are.
    """
    planted = 0
    with open_installation(load_settings()) as (context, database):
        with database.transaction(is_read_only=True, door=DatabaseRole.OFFICE) as session:
            agencies = session.scalars(select(Agency).order_by(Agency.id)).all()
        for agency in agencies:
            with database.transaction() as session:
                actor_database_role.enter_role(session, decoys.planting_actor(agency))
                due = decoys.missing_decoys(session, decoys.planting_actor(agency))
                rows = _made_up(due) if due else []
                planted += sum(decoys.plant_decoy(session, context, agency, row) for row in rows)
    typer.echo(f"{planted} planted")


def _made_up(count: int) -> list[Row]:
    """Return `count` random rows of a new synthetic world.

    Tracing requests, and the people that every world shows in the demo, are left out.
    """
    people = list(
        SyntheticWorld(secrets.randbits(32), PROFILES["report"]).observe((count + 1) * SPARE)
    )
    rows = [
        with_answers(row)
        for person in people[SHOWN:]
        for row in person.rows
        if row["kind"] != RecordKind.TRACING
    ]
    return secrets.SystemRandom().sample(rows, count)
