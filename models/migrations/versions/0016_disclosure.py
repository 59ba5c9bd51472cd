"""Disclosure: its two agencies, requested and permitted scopes, units, and clocks."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


# Nothing wrote to these tables before this version, so new columns need no value for old rows.
def _new() -> list[sa.Column[Any]]:
    return [
        sa.Column("asker_state", sa.String(length=2), nullable=False),
        sa.Column("named_user_id", BIG, nullable=False),
        sa.Column("owner_agency_id", BIG, nullable=False),
        sa.Column("owner_state", sa.String(length=2), nullable=False),
        sa.Column("asked", sa.String(length=40), nullable=False),
        sa.Column("permitted", sa.String(length=40), nullable=False),
        sa.Column("urgency", sa.String(length=40), nullable=False),
        sa.Column("needs_desk", sa.Boolean(), nullable=False),
        sa.Column("guardian_told_at", MOMENT),
        sa.Column("reviewed_at", MOMENT),
    ]


def upgrade() -> None:
    with op.batch_alter_table("disclosure") as batch:
        for column in _new():
            batch.add_column(column)
        batch.create_foreign_key(
            batch.f("fk_disclosure_named_user_id_user_account"),
            "user_account",
            ["named_user_id"],
            ["id"],
            ondelete="RESTRICT",
        )
        batch.create_foreign_key(
            batch.f("fk_disclosure_owner_agency_id_agency"),
            "agency",
            ["owner_agency_id"],
            ["id"],
            ondelete="RESTRICT",
        )
        batch.create_index(batch.f("ix_disclosure_owner_agency_id"), ["owner_agency_id"])
    with op.batch_alter_table("disclosure_step") as batch:
        batch.drop_constraint(
            batch.f("uq_disclosure_step_disclosure_id_state_user_id"), type_="unique"
        )
        batch.add_column(sa.Column("act", sa.String(length=40), nullable=False))
        batch.alter_column("user_id", existing_type=BIG, nullable=True)
    with op.batch_alter_table("user_account") as batch:
        batch.add_column(sa.Column("unit", sa.String(length=40), nullable=False, server_default=""))
    op.create_table(
        "case_clock",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("record_id", BIG, nullable=False),
        sa.Column("pair_id", BIG),
        sa.Column("disclosure_id", BIG),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("escalate_at", MOMENT, nullable=False),
        sa.Column("met_at", MOMENT),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('first_look', 'best_interests', 'answer', 'vital_review')",
            name=op.f("ck_case_clock_kind"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{table}.id"],
                name=op.f(f"fk_case_clock_{column}_{table}"),
                ondelete="RESTRICT",
            )
            for column, table in (
                ("agency_id", "agency"),
                ("record_id", "record"),
                ("pair_id", "pair"),
                ("disclosure_id", "disclosure"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_clock")),
        sa.UniqueConstraint("public_id", name=op.f("uq_case_clock_public_id")),
    )
    for name in ("agency_id", "record_id", "pair_id", "disclosure_id"):
        op.create_index(op.f(f"ix_case_clock_{name}"), "case_clock", [name])
    op.create_index("ix_case_clock_due", "case_clock", ["met_at", "level", "escalate_at"])


def downgrade() -> None:
    op.drop_table("case_clock")
    with op.batch_alter_table("user_account") as batch:
        batch.drop_column("unit")
    with op.batch_alter_table("disclosure_step") as batch:
        batch.alter_column("user_id", existing_type=BIG, nullable=False)
        batch.drop_column("act")
        batch.create_unique_constraint(
            batch.f("uq_disclosure_step_disclosure_id_state_user_id"),
            ["disclosure_id", "state", "user_id"],
        )
    with op.batch_alter_table("disclosure") as batch:
        batch.drop_index(batch.f("ix_disclosure_owner_agency_id"))
        batch.drop_constraint(batch.f("fk_disclosure_owner_agency_id_agency"), type_="foreignkey")
        batch.drop_constraint(
            batch.f("fk_disclosure_named_user_id_user_account"), type_="foreignkey"
        )
        for added in reversed(_new()):
            batch.drop_column(added.name)
