"""The change sequence of feature rows, which updates the caches of processes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "feature_change",
        sa.Column(
            "record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["record.id"],
            name=op.f("fk_feature_change_record_id_record"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_feature_change")),
    )
    op.create_index("ix_feature_change_sequence", "feature_change", ["sequence"])


def downgrade() -> None:
    op.drop_table("feature_change")
