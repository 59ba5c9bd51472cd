"""Token counts under the key of their snapshot, imports known again under their own: neither needs the match key."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

TABLES = ("rarity_snapshot", "common_names", "token_count", "data_key", "import_batch", "schedule")


def _forget() -> None:
    """Forget the snapshots, and have the next taken at once: their counts cannot be read under another key."""
    is_postgres = op.get_bind().dialect.name == "postgresql"
    if is_postgres:  # forced on the owner too, and a migration has no policy to pass by
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
