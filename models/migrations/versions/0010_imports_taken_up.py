"""Data to continue an import that was killed.

It is a keyed hash of the source, and the notes of rows, stored chunk by chunk.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("import_batch", sa.Column("source_tag", sa.LargeBinary(16), nullable=True))
    op.create_table(
        "import_note",
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["import_batch.id"],
            name=op.f("fk_import_note_batch_id_import_batch"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("batch_id", "number", name=op.f("pk_import_note")),
    )


def downgrade() -> None:
    op.drop_table("import_note")
    with op.batch_alter_table("import_batch") as batch_op:
        batch_op.drop_column("source_tag")
