"""Acts that count towards value series and towards the quota of edits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLE = "series_entry"
INDEXES = (["agency_id", "user_id", "at"], ["record_id", "at"], ["at"])


def _name(columns: list[str]) -> str:
    return f"ix_{TABLE}_{'_'.join(columns)}"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("record_id", BIG, nullable=True),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('said', 'edit', 'guardian')", name=op.f("ck_series_entry_kind")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_series_entry_agency_id_agency"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["record.id"],
            name=op.f("fk_series_entry_record_id_record"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_series_entry_user_id_user_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series_entry")),
    )
    for columns in INDEXES:
        op.create_index(op.f(_name(columns)), TABLE, columns)


def downgrade() -> None:
    for columns in INDEXES:
        op.drop_index(op.f(_name(columns)), table_name=TABLE)
    op.drop_table(TABLE)
