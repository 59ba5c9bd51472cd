"""Consent: spoken interim consent, its witness, and the date of the next review."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    with op.batch_alter_table("consent") as batch:
        batch.add_column(
            sa.Column("is_spoken", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.add_column(
            sa.Column("witnessed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"))
        )
        batch.add_column(sa.Column("witnessed_at", sa.DateTime(timezone=True)))
        batch.add_column(sa.Column("look_at", sa.DateTime(timezone=True)))
    op.create_index("ix_consent_state_look_at", "consent", ["state", "look_at"])


def downgrade() -> None:
    op.drop_index("ix_consent_state_look_at", table_name="consent")
    with op.batch_alter_table("consent") as batch:
        for column in ("look_at", "witnessed_at", "witnessed_by", "is_spoken"):
            batch.drop_column(column)
