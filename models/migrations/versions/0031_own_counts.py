"""Nightly counts of an agency's own records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "own_count",
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("cube", sa.String(length=40), nullable=False),
        sa.Column("cell", sa.String(length=200), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_own_count_agency_id_agency"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("agency_id", "cube", "cell", name=op.f("pk_own_count")),
    )


def downgrade() -> None:
    op.drop_table("own_count")
