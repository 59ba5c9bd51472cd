"""Reporters, guardians, and keyed hashes of their names and numbers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"), ondelete="RESTRICT"
    )


def upgrade() -> None:
    op.create_table(
        "reporter",
        sa.Column("record_id", BIG, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("written_by", BIG, nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verified_by", BIG, nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_relation_proven", sa.Boolean(), nullable=False),
        _refers("reporter", "record_id", "record"),
        _refers("reporter", "written_by", "user_account"),
        _refers("reporter", "verified_by", "user_account"),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_reporter")),
    )
    op.create_table(
        "guardian",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", BIG, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("appointed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("has_conflict", sa.Boolean(), nullable=False),
        sa.Column("recorded_by", BIG, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        _refers("guardian", "record_id", "record"),
        _refers("guardian", "recorded_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardian")),
        sa.UniqueConstraint("public_id", name=op.f("uq_guardian_public_id")),
    )
    op.create_index(op.f("ix_guardian_record_id"), "guardian", ["record_id"])
    op.create_table(
        "contact_tag",
        sa.Column("record_id", BIG, nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("tag", sa.LargeBinary(length=16), nullable=False),
        sa.CheckConstraint(
            "role IN ('reporter', 'guardian', 'suspect')", name=op.f("ck_contact_tag_role")
        ),
        _refers("contact_tag", "record_id", "record"),
        sa.PrimaryKeyConstraint("record_id", "role", "tag", name=op.f("pk_contact_tag")),
    )
    op.create_index(op.f("ix_contact_tag_tag"), "contact_tag", ["tag"])


def downgrade() -> None:
    op.drop_table("contact_tag")
    op.drop_table("guardian")
    op.drop_table("reporter")
