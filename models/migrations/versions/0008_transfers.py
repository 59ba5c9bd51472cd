"""Both sides and the answer of a transfer; an id for duty covers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STATUSES = "status IN ('proposed', 'offered', 'accepted', 'refused', 'withdrawn')"


def upgrade() -> None:
    with op.batch_alter_table("transfer") as batch:  # this table was never written before
        batch.add_column(sa.Column("from_agency_id", BIG, nullable=False))
        batch.add_column(sa.Column("is_hand_over", sa.Boolean(), nullable=False))
        batch.add_column(sa.Column("answer", sa.LargeBinary(), nullable=True))
        batch.add_column(sa.Column("decided_by", BIG, nullable=True))
        batch.alter_column("offered_by", existing_type=BIG, nullable=True)
        batch.create_check_constraint(op.f("ck_transfer_status"), STATUSES)
        batch.create_foreign_key(
            op.f("fk_transfer_from_agency_id_agency"),
            "agency",
            ["from_agency_id"],
            ["id"],
            ondelete="RESTRICT",
        )
        batch.create_foreign_key(
            op.f("fk_transfer_decided_by_user_account"),
            "user_account",
            ["decided_by"],
            ["id"],
            ondelete="RESTRICT",
        )
        batch.create_index(op.f("ix_transfer_from_agency_id"), ["from_agency_id"])
    with op.batch_alter_table("duty_cover") as batch:
        batch.add_column(sa.Column("public_id", sa.Uuid(), nullable=False))
        batch.create_unique_constraint(op.f("uq_duty_cover_public_id"), ["public_id"])


def downgrade() -> None:
    with op.batch_alter_table("duty_cover") as batch:
        batch.drop_constraint(op.f("uq_duty_cover_public_id"), type_="unique")
        batch.drop_column("public_id")
    with op.batch_alter_table("transfer") as batch:
        batch.drop_index(op.f("ix_transfer_from_agency_id"))
        batch.drop_constraint(op.f("fk_transfer_decided_by_user_account"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_transfer_from_agency_id_agency"), type_="foreignkey")
        batch.drop_constraint(op.f("ck_transfer_status"), type_="check")
        batch.alter_column("offered_by", existing_type=BIG, nullable=False)
        for column in ("decided_by", "answer", "is_hand_over", "from_agency_id"):
            batch.drop_column(column)
