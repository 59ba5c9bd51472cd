"""Imports of uploaded files, processed by a worker, which can be undone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "import_file",
        sa.Column("batch_id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("plan", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["import_batch.id"],
            name=op.f("fk_import_file_batch_id_import_batch"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_import_file")),
    )
    op.create_index(op.f("ix_import_file_expires_at"), "import_file", ["expires_at"])
    with op.batch_alter_table("import_batch") as batch_op:
        batch_op.add_column(sa.Column("rows_total", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("rows_undone", sa.Integer(), nullable=False, server_default=sa.text("0"))
        )
        batch_op.add_column(sa.Column("undone_by", BIG, nullable=True))
        batch_op.add_column(sa.Column("undo_reason", sa.LargeBinary(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_import_batch_undone_by_user_account"),
            "user_account",
            ["undone_by"],
            ["id"],
            ondelete="RESTRICT",
        )
    with op.batch_alter_table("job") as batch_op:
        batch_op.add_column(sa.Column("batch_id", BIG, nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_job_batch_id_import_batch"),
            "import_batch",
            ["batch_id"],
            ["id"],
            ondelete="RESTRICT",
        )
        batch_op.create_index(op.f("ix_job_batch_id"), ["batch_id"])
    _told_index_last()


def _told_index_last() -> None:
    """Create the index of 0017 again after the table.

    SQLite created the table again, and of two equal indexes it uses the one created last.
    """
    op.drop_index("ix_job_state_published_at", "job")
    op.create_index("ix_job_state_published_at", "job", ["state", "published_at"])


def downgrade() -> None:
    with op.batch_alter_table("job") as batch_op:
        batch_op.drop_index(op.f("ix_job_batch_id"))
        batch_op.drop_constraint(op.f("fk_job_batch_id_import_batch"), type_="foreignkey")
        batch_op.drop_column("batch_id")
    _told_index_last()
    with op.batch_alter_table("import_batch") as batch_op:
        batch_op.drop_constraint(op.f("fk_import_batch_undone_by_user_account"), type_="foreignkey")
        for column in ("undo_reason", "undone_by", "rows_undone", "rows_total"):
            batch_op.drop_column(column)
    op.drop_table("import_file")
