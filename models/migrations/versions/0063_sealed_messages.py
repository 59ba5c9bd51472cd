"""Sealed messages to the unknown holder of a matching record, and the deadline to read them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None
oldest_process = "0061"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
DANGERS = (
    *("family", "trafficker", "reporter", "official", "removal"),
    *("self_harm", "health", "other"),
)
DEADLINE = "ck_case_clock_kind"
OLD_DEADLINES = ("first_look", "best_interests", "answer", "vital_review")


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="RESTRICT")


def upgrade() -> None:
    op.create_table(
        "sealed_message",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("excluded_agency_id", BIG, nullable=True),
        sa.Column("danger", sa.String(40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("left_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.CheckConstraint(sa.column("danger").in_(DANGERS), name=op.f("ck_sealed_message_danger")),
        _key("sealed_message", "record_id", "record"),
        _key("sealed_message", "agency_id", "agency"),
        _key("sealed_message", "user_id", "user_account"),
        _key("sealed_message", "excluded_agency_id", "agency"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_message")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sealed_message_public_id")),
    )
    for column in ("record_id", "agency_id"):
        op.create_index(op.f(f"ix_sealed_message_{column}"), "sealed_message", [column])
    op.create_index("ix_sealed_message_expires", "sealed_message", ["expires_at"])
    op.create_index("ix_sealed_message_user", "sealed_message", ["user_id", "left_at"])
    op.create_table(
        "message_delivery",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", BIG, nullable=False),
        sa.Column("record_id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("delivered_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("reminded_at", MOMENT, nullable=True),
        sa.Column("alerted_at", MOMENT, nullable=True),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.Column("read_by", BIG, nullable=True),
        _key("message_delivery", "message_id", "sealed_message"),
        _key("message_delivery", "record_id", "record"),
        _key("message_delivery", "agency_id", "agency"),
        _key("message_delivery", "read_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_delivery")),
        sa.UniqueConstraint("public_id", name=op.f("uq_message_delivery_public_id")),
        sa.UniqueConstraint(
            "message_id",
            "record_id",
            "agency_id",
            name=op.f("uq_message_delivery_message_id_record_id_agency_id"),
        ),
    )
    for column in ("record_id", "agency_id"):
        op.create_index(op.f(f"ix_message_delivery_{column}"), "message_delivery", [column])
    _set_deadlines((*OLD_DEADLINES, "read_message"))


def _set_deadlines(kinds: tuple[str, ...]) -> None:
    with op.batch_alter_table("case_clock") as batch:
        batch.drop_constraint(op.f(DEADLINE), type_="check")
        batch.create_check_constraint(op.f(DEADLINE), sa.column("kind").in_(kinds))


def downgrade() -> None:
    op.execute("DELETE FROM case_clock WHERE kind = 'read_message'")
    _set_deadlines(OLD_DEADLINES)
    op.drop_table("message_delivery")
    op.execute("DELETE FROM data_key WHERE scope = 'message'")
    op.drop_table("sealed_message")
