"""Records of people who are not missing, and the action that a hit on a record requests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None
oldest_process = "0049"

KIND = "ck_record_kind"
OLD_KINDS = ("missing", "found", "tracing")
ACTION = "ck_record_hit_action"


def upgrade() -> None:
    with op.batch_alter_table("record") as batch:
        batch.drop_constraint(op.f(KIND), type_="check")
        batch.create_check_constraint(op.f(KIND), sa.column("kind").in_((*OLD_KINDS, "preventive")))
        batch.add_column(
            sa.Column("hit_action", sa.String(40), nullable=False, server_default="none")
        )
        batch.create_check_constraint(
            op.f(ACTION), sa.column("hit_action").in_(("protect", "whereabouts", "none"))
        )
    op.execute("UPDATE record SET hit_action = 'protect' WHERE kind = 'missing'")


def downgrade() -> None:
    # like a family's search, only its owner can then see a preventive record
    op.execute("UPDATE record SET kind = 'tracing' WHERE kind = 'preventive'")
    with op.batch_alter_table("record") as batch:
        batch.drop_constraint(op.f(ACTION), type_="check")
        batch.drop_column("hit_action")
        batch.drop_constraint(op.f(KIND), type_="check")
        batch.create_check_constraint(op.f(KIND), sa.column("kind").in_(OLD_KINDS))
