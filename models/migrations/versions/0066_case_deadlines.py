"""Deadlines of a record's owner, and how a deadline ended.

A deadline that was met before was met by an act. Reports registered before get no deadlines of the
new kinds: their facts are sealed, so nothing shows which of them are fulfilled.

A birthday does not end the search for a person: a missing report that was closed with `turned_18`
is an unsolved one, which is reviewed as before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None
oldest_process = "0066"

KIND, END = "ck_case_clock_kind", "ck_case_clock_ended_by"
KEY = "fk_case_clock_user_id_user_account"
OLD_KINDS = (
    "first_look",
    "best_interests",
    "answer",
    "vital_review",
    "read_message",
    "answer_hit",
)
NEW_KINDS = (
    "police_report",
    "risk_assessment",
    "photo",
    "phone",
    "clothing",
    "sis_entry",
    "guardian",
    "likely_states",
    "siblings",
    "case_conference",
    "review_72_hours",
    "yellow_notice",
    "siena",
    "review_7_days",
    "review_30_days",
    "review_90_days",
    "repeat_conference",
    "return_interview",
    "adulthood_plan",
)
ENDS = ("fact", "act", "not_possible", "lapsed")
NOTICES = (
    "deadline_passed",
    "other_closed",
    "other_located",
    "other_safe",
    "other_reunified",
    "other_adult",
)


def upgrade() -> None:
    with op.batch_alter_table("case_clock") as batch:
        batch.drop_constraint(op.f(KIND), type_="check")
        batch.create_check_constraint(op.f(KIND), sa.column("kind").in_((*OLD_KINDS, *NEW_KINDS)))
        big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
        batch.add_column(sa.Column("owner_told_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("ended_by", sa.String(40), nullable=True))
        batch.add_column(sa.Column("user_id", big, nullable=True))
        batch.add_column(sa.Column("note", sa.LargeBinary(), nullable=True))
        batch.create_check_constraint(op.f(END), sa.column("ended_by").in_(ENDS))
        batch.create_foreign_key(
            op.f(KEY), "user_account", ["user_id"], ["id"], ondelete="RESTRICT"
        )
    op.execute("UPDATE case_clock SET ended_by = 'act' WHERE met_at IS NOT NULL")
    op.execute(
        "UPDATE record SET closure = 'unsolved_archived'"
        " WHERE kind <> 'found' AND closure = 'turned_18'"
    )


def downgrade() -> None:
    clock = sa.table("case_clock", sa.column("kind"))
    op.execute(sa.delete(clock).where(clock.c.kind.in_(NEW_KINDS)))
    notice = sa.table("notice", sa.column("kind"))
    op.execute(sa.delete(notice).where(notice.c.kind.in_(NOTICES)))
    with op.batch_alter_table("case_clock") as batch:
        batch.drop_constraint(op.f(KEY), type_="foreignkey")
        batch.drop_constraint(op.f(END), type_="check")
        for column in ("owner_told_at", "ended_by", "user_id", "note"):
            batch.drop_column(column)
        batch.drop_constraint(op.f(KIND), type_="check")
        batch.create_check_constraint(op.f(KIND), sa.column("kind").in_(OLD_KINDS))
