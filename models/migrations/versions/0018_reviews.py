"""Decisions by two people at the review of a record."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    with op.batch_alter_table("retention_notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("outcome", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("reasons", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("retention_notice", schema=None) as batch_op:
        batch_op.drop_column("reasons")
        batch_op.drop_column("outcome")
