"""How many items each step of the clock processed in a day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None
oldest_process = "0066"


def upgrade() -> None:
    op.create_table(
        "step_count",
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("day_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("step", "day_at", name=op.f("pk_step_count")),
    )


def downgrade() -> None:
    op.drop_table("step_count")
