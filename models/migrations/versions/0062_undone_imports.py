"""When the undoing of an import was asked for, and what it withdrew besides records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None
oldest_process = "0061"

COUNTS = ("pairs_withdrawn", "notices_withdrawn")


def upgrade() -> None:
    for name in COUNTS:
        op.add_column(
            "import_batch", sa.Column(name, sa.Integer(), nullable=False, server_default="0")
        )
    op.add_column("import_batch", sa.Column("undo_requested_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("import_batch", "undo_requested_at")
    for name in COUNTS:
        op.drop_column("import_batch", name)
