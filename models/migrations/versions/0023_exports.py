"""Exports that two people approve."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _refers(column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_record_export_{column}_{to}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete="RESTRICT")


def upgrade() -> None:
    op.create_table(
        "record_export",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("asked_by", BIG, nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("format", sa.String(40), nullable=False),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("recipient_state", sa.String(2), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("decision", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decide_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", BIG, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('asked', 'approved', 'refused')", name=op.f("ck_record_export_state")
        ),
        _refers("agency_id", "agency"),
        _refers("asked_by", "user_account"),
        _refers("decided_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_export")),
        sa.UniqueConstraint("public_id", name=op.f("uq_record_export_public_id")),
    )
    op.create_index(op.f("ix_record_export_agency_id"), "record_export", ["agency_id"])


def downgrade() -> None:
    op.drop_table("record_export")
