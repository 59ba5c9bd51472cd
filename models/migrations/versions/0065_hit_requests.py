"""Requests for contact or disclosure that follow a hit of a search."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None
oldest_process = "0061"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
STATES = ("asked", "accepted", "refused", "withdrawn", "expired")
DEADLINE = "ck_case_clock_kind"
OLD_DEADLINES = ("first_look", "best_interests", "answer", "vital_review", "read_message")


def _key(column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_hit_request_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="RESTRICT")


def upgrade() -> None:
    op.create_table(
        "hit_request",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", BIG, nullable=False),
        sa.Column("search_id", BIG, nullable=False),
        sa.Column("own_record_id", BIG, nullable=True),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("acting_state", sa.String(2), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("decided_by", BIG, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("refusal", sa.String(40), nullable=True),
        sa.CheckConstraint(
            sa.column("kind").in_(("contact", "disclosure")), name=op.f("ck_hit_request_kind")
        ),
        sa.CheckConstraint(sa.column("state").in_(STATES), name=op.f("ck_hit_request_state")),
        _key("record_id", "record"),
        _key("search_id", "search"),
        _key("own_record_id", "record"),
        _key("agency_id", "agency"),
        _key("user_id", "user_account"),
        _key("decided_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hit_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_hit_request_public_id")),
    )
    for column in ("record_id", "agency_id"):
        op.create_index(op.f(f"ix_hit_request_{column}"), "hit_request", [column])
    _set_deadlines((*OLD_DEADLINES, "answer_hit"))


def _set_deadlines(kinds: tuple[str, ...]) -> None:
    with op.batch_alter_table("case_clock") as batch:
        batch.drop_constraint(op.f(DEADLINE), type_="check")
        batch.create_check_constraint(op.f(DEADLINE), sa.column("kind").in_(kinds))


def downgrade() -> None:
    op.execute("DELETE FROM case_clock WHERE kind = 'answer_hit'")
    _set_deadlines(OLD_DEADLINES)
    op.execute("DELETE FROM data_key WHERE scope = 'hit_request'")
    op.drop_table("hit_request")
