"""Remove the foreign key of match keys.

A record has about twenty keys. Checking the foreign key of each took half of the time to write
them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REFERENCE = "fk_match_key_record_id_record"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(REFERENCE, "match_key", type_="foreignkey")
    else:
        _make_again()


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.create_foreign_key(
            REFERENCE, "match_key", "record", ["record_id"], ["id"], ondelete="RESTRICT"
        )
    else:
        _make_again(
            sa.ForeignKeyConstraint(
                ["record_id"], ["record.id"], name=REFERENCE, ondelete="RESTRICT"
            )
        )


def _make_again(*constraints: sa.Constraint) -> None:
    """Create the table again with these constraints, because SQLite cannot drop a constraint."""
    op.rename_table("match_key", "match_key_before")
    op.create_table(
        "match_key",
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("record_id", BIG, nullable=False),
        *constraints,
        sa.PrimaryKeyConstraint("key_version", "key", "record_id", name="pk_match_key"),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO match_key SELECT key_version, key, record_id FROM match_key_before")
    op.drop_table("match_key_before")
