"""The relay desk: at most one per installation.

Notices store the state of the desk that asked.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"

IS_RELAY = sa.text("is_relay")


def upgrade() -> None:
    op.add_column(
        "desk", sa.Column("is_relay", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_index(
        "ix_desk_relay",
        "desk",
        ["is_relay"],
        unique=True,
        sqlite_where=IS_RELAY,
        postgresql_where=IS_RELAY,
    )
    op.add_column("notice", sa.Column("asker_state", sa.String(2), nullable=True))


def downgrade() -> None:
    op.drop_column("notice", "asker_state")
    op.drop_index("ix_desk_relay", "desk")
    op.drop_column("desk", "is_relay")
