"""What each side of a pair may know, separately for both sides.

Stores for each side its knowledge, its last notice and its lease. Both sides of a decided pair keep
its band. An open pair is hidden from both until it is scored again, because knowledge was not
stored before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"

ENDS = ("low", "high")
KNOWN = (*(f"{end}_known" for end in ENDS), *(f"{end}_told" for end in ENDS))
SCORED = ("hit_band", "key_kinds", "population")


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("pair") as batch:
        for name in KNOWN:
            batch.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        for end in ENDS:
            batch.add_column(sa.Column(f"{end}_leased_by", _id(), nullable=True))
            batch.add_column(
                sa.Column(f"{end}_leased_until", sa.DateTime(timezone=True), nullable=True)
            )
    for name in SCORED:
        op.add_column(
            "score", sa.Column(name, sa.Integer(), server_default=sa.text("0"), nullable=False)
        )
    op.add_column(
        "record",
        sa.Column("links_version", sa.Integer(), server_default=sa.text("0"), nullable=False),
    )
    op.add_column("record", sa.Column("links_at", sa.DateTime(timezone=True), nullable=True))
    # 0 hidden, 1 weak, 2 a link without a band, 3 possible, 4 strong; the bands before were 1 weak, 2 possible, 3 strong
    notified = "CASE WHEN notified_band > 1 THEN notified_band + 1 ELSE notified_band END"
    op.execute(f"UPDATE pair SET low_told = {notified}, high_told = {notified}")  # noqa: S608
    known = "(SELECT CASE WHEN s.band > 1 THEN s.band + 1 ELSE s.band END FROM score s WHERE s.id = pair.score_id)"
    op.execute(
        f"UPDATE pair SET low_known = {known}, high_known = {known}"  # noqa: S608
        " WHERE state <> 'open' AND score_id IS NOT NULL"
    )
    with op.batch_alter_table("pair") as batch:
        for name in KNOWN:
            batch.alter_column(name, server_default=None)
        for end in ENDS:
            name = op.f(f"fk_pair_{end}_leased_by_user_account")
            batch.create_foreign_key(
                name, "user_account", [f"{end}_leased_by"], ["id"], ondelete="RESTRICT"
            )
        batch.drop_constraint(op.f("fk_pair_leased_by_user_account"), type_="foreignkey")
        batch.drop_column("notified_band")
        batch.drop_column("leased_by")
        batch.drop_column("leased_until")


def downgrade() -> None:
    with op.batch_alter_table("pair") as batch:
        batch.add_column(
            sa.Column("notified_band", sa.Integer(), nullable=False, server_default="0")
        )
        batch.add_column(sa.Column("leased_by", _id(), nullable=True))
        batch.add_column(sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True))
    least = "CASE WHEN low_told < high_told THEN low_told ELSE high_told END"
    op.execute(
        f"UPDATE pair SET notified_band = CASE WHEN {least} > 1 THEN {least} - 1 ELSE {least} END"  # noqa: S608
    )
    with op.batch_alter_table("pair") as batch:
        batch.alter_column("notified_band", server_default=None)
        batch.create_foreign_key(
            op.f("fk_pair_leased_by_user_account"),
            "user_account",
            ["leased_by"],
            ["id"],
            ondelete="RESTRICT",
        )
        for end in ENDS:
            batch.drop_constraint(op.f(f"fk_pair_{end}_leased_by_user_account"), type_="foreignkey")
            batch.drop_column(f"{end}_leased_by")
            batch.drop_column(f"{end}_leased_until")
        for name in KNOWN:
            batch.drop_column(name)
    for name in SCORED:
        op.drop_column("score", name)
    op.drop_column("record", "links_at")
    op.drop_column("record", "links_version")
