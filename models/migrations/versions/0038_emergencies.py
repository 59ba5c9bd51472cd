"""Disclosure in imminent danger, and guardians who are officials of a listed institution.

Stores the call-back, the call to the owner's own police, and the person notified.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CALLS = {
    "desk_called": "desk",
    "called_by": "user_account",
    "police_desk": "desk",
    "police_called_by": "user_account",
}


def upgrade() -> None:
    with op.batch_alter_table("disclosure") as batch:
        for name, table in CALLS.items():
            batch.add_column(sa.Column(name, BIG, nullable=True))
            key = op.f(f"fk_disclosure_{name}_{table}")
            batch.create_foreign_key(key, table, [name], ["id"], ondelete="RESTRICT")
        for name in ("called_at", "police_called_at"):
            batch.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("told", sa.String(length=40), nullable=True))
    with op.batch_alter_table("guardian") as batch:
        batch.add_column(sa.Column("institution_id", BIG, nullable=True))
        key = op.f("fk_guardian_institution_id_institution")
        batch.create_foreign_key(
            key, "institution", ["institution_id"], ["id"], ondelete="RESTRICT"
        )


def downgrade() -> None:
    with op.batch_alter_table("guardian") as batch:
        batch.drop_constraint(op.f("fk_guardian_institution_id_institution"), type_="foreignkey")
        batch.drop_column("institution_id")
    with op.batch_alter_table("disclosure") as batch:
        for name, table in CALLS.items():
            batch.drop_constraint(op.f(f"fk_disclosure_{name}_{table}"), type_="foreignkey")
        for name in (*CALLS, "called_at", "police_called_at", "told"):
            batch.drop_column(name)
