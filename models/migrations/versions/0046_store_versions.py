"""The program versions that may still use the database; `homeward migrate` writes them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
oldest_process = "0046"


def upgrade() -> None:
    op.create_table(
        "store_version",
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_store_version")),
    )


def downgrade() -> None:
    op.drop_table("store_version")
