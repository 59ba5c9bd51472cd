"""Make snapshots and imports independent of the match key.

Token counts use the key of their snapshot. Imports are recognised with a key of their own.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

TABLES = ("rarity_snapshot", "common_names", "token_count", "data_key", "import_batch", "schedule")


def _forget() -> None:
    """Delete the snapshots and schedule a new one at once.

    Their counts cannot be read with another key.
    """
    is_postgres = op.get_bind().dialect.name == "postgresql"
    if is_postgres:  # it also applies to the owner, and no policy permits a migration
        for table in TABLES:
            op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute("DELETE FROM data_key WHERE scope = 'snapshot'")
    for table in ("common_names", "token_count", "rarity_snapshot"):
        op.execute(sa.table(table).delete())
    op.execute("UPDATE import_batch SET source_tag = NULL")
    op.execute("UPDATE schedule SET next_at = CURRENT_TIMESTAMP WHERE kind = 'crossmatch'")
    if is_postgres:
        for table in TABLES:
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def upgrade() -> None:
    _forget()


def downgrade() -> None:
    _forget()
