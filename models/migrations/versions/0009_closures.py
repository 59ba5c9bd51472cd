"""Closing sentences for the reporter, approved by the agency that has the child."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "closure_approval",
        sa.Column("pair_id", BIG, nullable=False),
        sa.Column("closure", sa.String(length=40), nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["pair_id"],
            ["pair.id"],
            name=op.f("fk_closure_approval_pair_id_pair"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_closure_approval_user_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("pair_id", "closure", name=op.f("pk_closure_approval")),
    )


def downgrade() -> None:
    op.drop_table("closure_approval")
