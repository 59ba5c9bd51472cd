"""`python writer.py DIR NAME COUNT`: register records; print each reference after its commit."""

from __future__ import annotations

import sys
from pathlib import Path

from cli.installation import open_installation
from core.settings import Settings
from services.agencies import accounts
from services.records import new_records
from services.records.intake import preparation
from services.records.intake.preparation import Declaration


def main() -> None:
    folder, name, count = sys.argv[1:]
    with open_installation(Settings(data_dir=Path(folder))) as (context, database):
        with database.transaction(is_read_only=True) as session:
            actor = accounts.actor_of(session, context, "supervisor.de-jug")
        for number in range(int(count)):
            reference = f"{name}-{number}"
            row = {
                "record_ref": reference,
                "kind": "found",
                "full_name": f"Ilir Hoxha {name}",
                "birth_date": "2011-02-03",
            }
            prepared = preparation.prepare(
                context, row, Declaration(), source="protection", state="DE"
            )
            with database.transaction() as session:
                new_records.register_record(session, context, actor, prepared)
            sys.stdout.write(f"{reference}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
