"""The most common names of a rarity snapshot."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "common_names",
        sa.Column(
            "snapshot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["rarity_snapshot.id"],
            name=op.f("fk_common_names_snapshot_id_rarity_snapshot"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("snapshot_id", name=op.f("pk_common_names")),
    )


def downgrade() -> None:
    # Row-level security also applies to the owner of a table. It is disabled while the keys are
    # deleted.
    is_postgres = op.get_bind().dialect.name == "postgresql"
    if is_postgres:
        op.execute("ALTER TABLE data_key NO FORCE ROW LEVEL SECURITY")
    op.execute("DELETE FROM data_key WHERE scope = 'snapshot'")
    if is_postgres:
        op.execute("ALTER TABLE data_key FORCE ROW LEVEL SECURITY")
    op.drop_table("common_names")
