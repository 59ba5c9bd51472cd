"""The second person of a best-interests determination.

An earlier determination that opens facts against a child's refusal opens none until a second person
confirms it. The opened facts are encrypted, so the migration cannot find these determinations.
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
