"""Packing records again: `python benchmarks/upgrade.py [--rows N] [--folder DIR]`.

Imports rows of `homeward sample` into a new PostgreSQL database, marks them as packed by another
version, and packs them again as `homeward upgrade` does. Prints records per second.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import text

from benchmarks.intake import take_in
from cli.commands.upgrade import pack_all
from core.security.crypto import make_keyring, save_keyring
from sample_data.files import write_world
from sample_data.profiles import PROFILES
from services.exchange import csv_rows
from tests import factories, postgres


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument(
        "--folder", type=Path, help="what `homeward sample` wrote; made when it is not given"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.folder or Path(scratch) / "world"
        if arguments.folder is None:
            folder.mkdir()
            write_world(
                folder,
                size=arguments.rows,
                seed=602,
                profile=PROFILES["tuning"],
                advance=lambda _: None,
            )
        rows = list(
            itertools.islice(csv_rows.read_intake_file(folder / "records.csv"), arguments.rows)
        )
        url = postgres.create()
        installation = factories.make_installation(Path(scratch) / "data", make_keyring(), url)
        try:
            save_keyring(installation.context.keys, installation.context.settings.keys)
            os.environ["HOMEWARD_DATA_DIR"] = str(installation.context.settings.root)
            os.environ["HOMEWARD_DATABASE_URL"] = installation.app.url.render_as_string(
                hide_password=False
            )
            take_in(installation, rows)
            with installation.database.engine.connect() as connection:
                owner = connection.execution_options(isolation_level="AUTOCOMMIT")
                owner.execute(text("UPDATE feature SET packed_version = packed_version - 1"))
                owner.execute(text("VACUUM ANALYZE"))
            began = time.perf_counter()
            packed, given_up = pack_all(installation.context, installation.app, is_hidden=True)
            seconds = time.perf_counter() - began
        finally:
            installation.close()
            postgres.drop(url)
    print(
        f"{packed} records packed again, {len(given_up)} given up: {packed / seconds:,.0f} a second"
    )


if __name__ == "__main__":
    main()
