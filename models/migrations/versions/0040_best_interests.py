"""The second person of a best-interests determination.

A determination from before that opens anything against a child's no opens nothing until a second person confirms it.
What it opens is sealed, so the migration cannot tell which ones these are.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"

KEY = "fk_best_interests_confirmed_by_user_account"


def upgrade() -> None:
    with op.batch_alter_table("best_interests") as batch:
        big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
        batch.add_column(sa.Column("confirmed_by", big, nullable=True))
        batch.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
        batch.create_foreign_key(
            op.f(KEY), "user_account", ["confirmed_by"], ["id"], ondelete="RESTRICT"
        )


def downgrade() -> None:
    with op.batch_alter_table("best_interests") as batch:
        batch.drop_constraint(op.f(KEY), type_="foreignkey")
        batch.drop_column("confirmed_at")
        batch.drop_column("confirmed_by")
