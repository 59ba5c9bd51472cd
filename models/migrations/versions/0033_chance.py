"""How often two people of a rarity snapshot agree by chance."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    op.add_column("rarity_snapshot", sa.Column("chance", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("rarity_snapshot", "chance")
