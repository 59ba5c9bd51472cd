"""The agency of a job: agencies take turns in bulk matching."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
oldest_process = "0047"


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("job", sa.Column("agency_id", big, server_default="0", nullable=False))
    op.create_index("ix_job_turns", "job", ["state", "agency_id", "priority", "id"])


def downgrade() -> None:
    op.drop_index("ix_job_turns", "job")
    op.drop_column("job", "agency_id")
