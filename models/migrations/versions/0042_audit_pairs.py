"""The pair through which an act accessed a record.

Earlier rows have none. Their hashes stay valid, because a hash covers the list of records as it was
written.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    with op.batch_alter_table("audit_record") as batch:
        batch.add_column(sa.Column("pair", sa.Uuid(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("audit_record") as batch:
        batch.drop_column("pair")
