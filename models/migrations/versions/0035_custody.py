"""Custody of found children, the person who registered a record, and kinds of evidence of a score.

Scores have 0 kinds until a full run computes them again. Until then their pairs open no more than
the sharing of the records does.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"

STATES = ("open", "waiting", "complete", "withdrawn", "objected", "lapsed")


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="RESTRICT")


def upgrade() -> None:
    op.create_table(
        "custody",
        sa.Column("id", _id(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", _id(), nullable=False),
        sa.Column("way", sa.String(length=40), nullable=False),
        sa.Column("agency_id", _id(), nullable=False),
        sa.Column("confirmed_by", _id(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", _id(), nullable=True),
        sa.Column("ending", sa.String(length=40), nullable=True),
        _reference("custody", "record_id", "record"),
        _reference("custody", "agency_id", "agency"),
        _reference("custody", "confirmed_by", "user_account"),
        _reference("custody", "ended_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody")),
        sa.UniqueConstraint("public_id", name=op.f("uq_custody_public_id")),
    )
    op.create_index(op.f("ix_custody_record_id"), "custody", ["record_id"])
    op.create_index(op.f("ix_custody_agency_id"), "custody", ["agency_id"])
    in_force = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_custody_record_id_in_force",
        "custody",
        ["record_id"],
        unique=True,
        sqlite_where=in_force,
        postgresql_where=in_force,
    )
    op.create_table(
        "custody_declaration",
        sa.Column("id", _id(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", _id(), nullable=False),
        sa.Column("agency_id", _id(), nullable=False),
        sa.Column("declared_by", _id(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("opens_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("complete_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("desk_called", _id(), nullable=True),
        sa.Column("called_by", _id(), nullable=True),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("objected_by", _id(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            f"state IN ({', '.join(repr(state) for state in STATES)})",
            name=op.f("ck_custody_declaration_state"),
        ),
        _reference("custody_declaration", "record_id", "record"),
        _reference("custody_declaration", "agency_id", "agency"),
        _reference("custody_declaration", "declared_by", "user_account"),
        _reference("custody_declaration", "desk_called", "desk"),
        _reference("custody_declaration", "called_by", "user_account"),
        _reference("custody_declaration", "objected_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody_declaration")),
        sa.UniqueConstraint("public_id", name=op.f("uq_custody_declaration_public_id")),
    )
    op.create_index(op.f("ix_custody_declaration_agency_id"), "custody_declaration", ["agency_id"])
    op.create_index(
        "uq_custody_declaration_record_id", "custody_declaration", ["record_id"], unique=True
    )
    op.create_index(
        "ix_custody_declaration_declared_by", "custody_declaration", ["declared_by", "declared_at"]
    )
    with op.batch_alter_table("score") as batch:
        batch.add_column(
            sa.Column("kinds", sa.Integer(), nullable=False, server_default=sa.text("0"))
        )
    with op.batch_alter_table("record") as batch:
        batch.add_column(sa.Column("registered_by", _id(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_record_registered_by_user_account"),
            "user_account",
            ["registered_by"],
            ["id"],
            ondelete="RESTRICT",
        )
    # The person who registered a record was assigned to it at the same time.
    op.execute(
        "UPDATE record SET registered_by = (SELECT min(a.user_id) FROM record_assignment a"
        " WHERE a.record_id = record.id AND a.since = record.created_at)"
    )


def downgrade() -> None:
    with op.batch_alter_table("record") as batch:
        batch.drop_constraint(op.f("fk_record_registered_by_user_account"), type_="foreignkey")
        batch.drop_column("registered_by")
    with op.batch_alter_table("score") as batch:
        batch.drop_column("kinds")
    op.drop_table("custody_declaration")
    op.drop_table("custody")
