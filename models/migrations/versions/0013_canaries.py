"""Canary records, and the records that warnings at registration may name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "record", sa.Column("may_warn", sa.Boolean(), server_default=sa.true(), nullable=False)
    )
    op.create_table(
        "canary",
        sa.Column("record_id", BIG, nullable=False),
        sa.Column("planted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["record.id"],
            name=op.f("fk_canary_record_id_record"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_canary")),
    )


def downgrade() -> None:
    op.drop_table("canary")
    op.drop_column("record", "may_warn")
