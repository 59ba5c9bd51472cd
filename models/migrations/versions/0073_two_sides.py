"""Who confirmed the offer of a transfer, and when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0073"
down_revision = "0067"
branch_labels = None
depends_on = None
oldest_process = "0066"

KEY = "fk_transfer_confirmed_by_user_account"


def upgrade() -> None:
    with op.batch_alter_table("transfer") as table:
        big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
        table.add_column(sa.Column("confirmed_by", big))
        table.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True)))
        table.create_foreign_key(
            op.f(KEY), "user_account", ["confirmed_by"], ["id"], ondelete="RESTRICT"
        )


def downgrade() -> None:
    with op.batch_alter_table("transfer") as table:
        table.drop_constraint(op.f(KEY), type_="foreignkey")
        table.drop_column("confirmed_at")
        table.drop_column("confirmed_by")
