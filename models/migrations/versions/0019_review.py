"""Review of pairs: numbered questions, and the id after which verdicts count."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("pair", sa.Column("said_after", BIG, nullable=False, server_default="0"))
    with op.batch_alter_table("question") as batch:  # this table was never written before
        batch.add_column(sa.Column("number", sa.Integer(), nullable=False))
        batch.create_unique_constraint(batch.f("uq_question_pair_id_number"), ["pair_id", "number"])


def downgrade() -> None:
    with op.batch_alter_table("question") as batch:
        batch.drop_constraint(batch.f("uq_question_pair_id_number"), type_="unique")
        batch.drop_column("number")
    op.drop_column("pair", "said_after")
