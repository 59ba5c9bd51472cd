"""Alerts for auditors, case-number patterns, second signatures and search sketches."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SIGNED_BY = "fk_search_countersigned_by_user_account"


def upgrade() -> None:
    op.create_table(
        "alert",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("agency_id", BIG, nullable=True),
        sa.Column("user_id", BIG, nullable=True),
        sa.Column("subject", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_by", BIG, nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("public_id", name=op.f("uq_alert_public_id")),
    )
    op.create_index("ix_alert_kind_subject", "alert", ["kind", "subject"])
    op.create_table(
        "case_number_pattern",
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("pattern", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("state", "pattern", name=op.f("pk_case_number_pattern")),
    )
    with op.batch_alter_table("search") as batch:
        batch.add_column(sa.Column("sketch", sa.LargeBinary(), nullable=True))
        batch.add_column(sa.Column("countersign_due_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("countersigned_by", BIG, nullable=True))
        batch.add_column(sa.Column("countersigned_at", sa.DateTime(timezone=True), nullable=True))
        batch.create_foreign_key(
            op.f(SIGNED_BY), "user_account", ["countersigned_by"], ["id"], ondelete="RESTRICT"
        )


def downgrade() -> None:
    with op.batch_alter_table("search") as batch:
        batch.drop_constraint(op.f(SIGNED_BY), type_="foreignkey")
        for column in ("countersigned_at", "countersigned_by", "countersign_due_at", "sketch"):
            batch.drop_column(column)
    op.drop_table("case_number_pattern")
    op.drop_table("alert")
