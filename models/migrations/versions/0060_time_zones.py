"""The time zone of an agency; empty: that of its state."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0050"
oldest_process = "0050"


def upgrade() -> None:
    op.add_column(
        "agency", sa.Column("time_zone", sa.String(40), nullable=False, server_default="")
    )


def downgrade() -> None:
    op.drop_column("agency", "time_zone")
