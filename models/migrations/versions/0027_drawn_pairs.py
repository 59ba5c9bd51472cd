"""Pairs drawn at random for review.

They allow an unbiased estimate of precision, because people do not choose them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _refers(column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{to}.id"], name=op.f(f"fk_drawn_pair_{column}_{to}"), ondelete="RESTRICT"
    )


def upgrade() -> None:
    op.create_table(
        "drawn_pair",
        sa.Column("pair_id", BIG, autoincrement=False, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("band", sa.Integer(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        _refers("pair_id", "pair"),
        _refers("agency_id", "agency"),
        sa.PrimaryKeyConstraint("pair_id", name=op.f("pk_drawn_pair")),
    )
    op.create_index(op.f("ix_drawn_pair_agency_id"), "drawn_pair", ["agency_id"])


def downgrade() -> None:
    op.drop_table("drawn_pair")
