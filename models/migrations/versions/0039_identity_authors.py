"""Authors of an identity.

They are all people who changed the identity or the reporter of a record since its confirmation.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "identity_author",
        sa.Column("record_id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["record.id"],
            name=op.f("fk_identity_author_record_id_record"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_identity_author_user_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("record_id", "user_id", name=op.f("pk_identity_author")),
    )
    op.create_index(op.f("ix_identity_author_user_id"), "identity_author", ["user_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_identity_author_user_id"), table_name="identity_author")
    op.drop_table("identity_author")
