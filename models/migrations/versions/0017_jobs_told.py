"""An index with which the relay finds published jobs, even if many wait."""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_index("ix_job_state_published_at", "job", ["state", "published_at"])


def downgrade() -> None:
    op.drop_index("ix_job_state_published_at", "job")
