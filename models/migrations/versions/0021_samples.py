"""Samples of searches that two auditors open."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"), ondelete="RESTRICT"
    )


def upgrade() -> None:
    op.create_table(
        "search_sample",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", BIG, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", BIG, nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        _refers("search_sample", "asked_by", "user_account"),
        _refers("search_sample", "approved_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_sample")),
        sa.UniqueConstraint("public_id", name=op.f("uq_search_sample_public_id")),
    )
    op.create_table(
        "search_sample_item",
        sa.Column("sample_id", BIG, nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        _refers("search_sample_item", "sample_id", "search_sample"),
        sa.PrimaryKeyConstraint("sample_id", "subject", name=op.f("pk_search_sample_item")),
    )


def downgrade() -> None:
    op.drop_table("search_sample_item")
    op.drop_table("search_sample")
