"""The version of a packed row as a plain column.

Rows of an older version are found without decrypting them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column(
        "feature", sa.Column("packed_version", sa.Integer(), server_default="0", nullable=False)
    )
    op.create_index("ix_feature_packed_version", "feature", ["packed_version"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_feature_packed_version", table_name="feature")
    with op.batch_alter_table("feature", schema=None) as batch_op:
        batch_op.drop_column("packed_version")
