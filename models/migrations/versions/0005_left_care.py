"""Links between the records of one child, and notices without a record.

Kinds of notices are now those listed in the code.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OLD_KINDS = ("candidate", "silent_hit", "hand_over", "search_hit")


def upgrade() -> None:
    with op.batch_alter_table("notice") as batch:
        batch.drop_constraint(op.f("ck_notice_kind"), type_="check")
        batch.alter_column("record_id", existing_type=BIG, nullable=True)
    op.create_table(
        "record_link",
        sa.Column("record_id", BIG, nullable=False),
        sa.Column("linked_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('left_care')", name=op.f("ck_record_link_kind")),
        sa.ForeignKeyConstraint(
            ["linked_id"],
            ["record.id"],
            name=op.f("fk_record_link_linked_id_record"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["record.id"],
            name=op.f("fk_record_link_record_id_record"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("record_id", "linked_id", name=op.f("pk_record_link")),
    )
    op.create_index(op.f("ix_record_link_linked_id"), "record_link", ["linked_id"])


def downgrade() -> None:
    op.drop_table("record_link")
    is_postgres = op.get_bind().dialect.name == "postgresql"
    if is_postgres:
        op.execute("ALTER TABLE notice NO FORCE ROW LEVEL SECURITY")
    notice = sa.table("notice", sa.column("record_id"), sa.column("kind"))
    op.execute(
        notice.delete().where(notice.c.record_id.is_(None) | notice.c.kind.not_in(OLD_KINDS))
    )
    if is_postgres:
        op.execute("ALTER TABLE notice FORCE ROW LEVEL SECURITY")
    with op.batch_alter_table("notice") as batch:
        batch.alter_column("record_id", existing_type=BIG, nullable=False)
        batch.create_check_constraint(op.f("ck_notice_kind"), sa.column("kind").in_(OLD_KINDS))
