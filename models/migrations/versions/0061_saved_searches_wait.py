"""Saved searches that wait for a countersignature, and from which search each was saved."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None
# An older process would ask a search again that still waits for its countersignature.
oldest_process = "0061"

TABLE = "standing_search"
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ORIGIN = "fk_standing_search_origin_id_search"
SIGNER = "fk_standing_search_signed_by_user_account"
SECOND = "ck_standing_search_second_person"
INDEX = "ix_standing_search_origin_id"


def upgrade() -> None:
    with op.batch_alter_table(TABLE) as batch:
        batch.add_column(sa.Column("origin_id", NUMBER))
        batch.add_column(sa.Column("days", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("started_at", sa.DateTime(timezone=True)))
        batch.add_column(sa.Column("signed_by", NUMBER))
        batch.create_foreign_key(op.f(ORIGIN), "search", ["origin_id"], ["id"], ondelete="RESTRICT")
        batch.create_foreign_key(
            op.f(SIGNER), "user_account", ["signed_by"], ["id"], ondelete="RESTRICT"
        )
        batch.create_check_constraint(op.f(SECOND), "signed_by <> user_id")
    op.create_index(op.f(INDEX), TABLE, ["origin_id"])
    # Every saved search of before began when it was saved.
    op.execute(
        "UPDATE standing_search SET started_at ="
        " (SELECT s.at FROM search s WHERE s.id = standing_search.search_id)"
    )


def downgrade() -> None:
    # Without the column it would run: what waits, or expired unsigned, has ended.
    op.execute(
        "UPDATE standing_search SET ended_at = expires_at"
        " WHERE started_at IS NULL AND ended_at IS NULL"
    )
    op.drop_index(op.f(INDEX), table_name=TABLE)
    with op.batch_alter_table(TABLE) as batch:
        batch.drop_constraint(op.f(SECOND), type_="check")
        batch.drop_constraint(op.f(SIGNER), type_="foreignkey")
        batch.drop_constraint(op.f(ORIGIN), type_="foreignkey")
        for column in ("signed_by", "started_at", "days", "origin_id"):
            batch.drop_column(column)
