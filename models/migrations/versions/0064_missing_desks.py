"""States in which a child waits and no agency that takes part protects children."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None
oldest_process = "0061"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "missing_desk",
        sa.Column("state", sa.String(2), nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("alerted_at", moment, nullable=True),
        sa.PrimaryKeyConstraint("state", name=op.f("pk_missing_desk")),
    )


def downgrade() -> None:
    op.drop_table("missing_desk")
