"""Reviews that a decided pair requires, and the steps and outcomes of verdicts that come with them.

Earlier versions opened a decided pair again when a record was edited. A job of the worker restores
these decisions and asks both sides for a review.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
oldest_process = "0050"

SIDES = ("low", "high")
CAUSES = ("none", "evidence_changed", "link_broken", "undo_proposed", "decision_restored")
STEPS = ("propose", "confirm", "undo")
OUTCOMES = ("same", "different", "cannot_tell")


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    with op.batch_alter_table("pair") as batch:
        for side in SIDES:
            batch.add_column(sa.Column(f"{side}_reviewed", big, nullable=False, server_default="0"))
            batch.add_column(
                sa.Column(f"{side}_review", sa.String(40), nullable=False, server_default="none")
            )
            batch.create_check_constraint(
                op.f(f"ck_pair_{side}_review"), sa.column(f"{side}_review").in_(CAUSES)
            )
    _set_codes((*STEPS, "provisional", "propose_undo", "review"), (*OUTCOMES, "provisionally_same"))
    op.execute(
        "UPDATE pair SET low_reviewed = coalesce(score_id, 0),"
        " high_reviewed = coalesce(score_id, 0) WHERE state <> 'open'"
    )
    op.execute("UPDATE notice SET kind = 'review_needed' WHERE kind = 'reopened'")
    op.execute(
        "INSERT INTO job (kind, state, priority, attempts, due_at, created_at)"
        " SELECT 'restore_verdicts', 'queued', 100, 0, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP"
        " WHERE EXISTS (SELECT 1 FROM verdict)"
    )


def downgrade() -> None:
    op.execute("UPDATE notice SET kind = 'reopened' WHERE kind = 'review_needed'")
    op.execute("DELETE FROM notice WHERE kind = 'provisional_match'")
    op.execute("DELETE FROM job WHERE kind = 'restore_verdicts'")
    op.execute("DELETE FROM verdict WHERE step IN ('provisional', 'propose_undo', 'review')")
    _set_codes(STEPS, OUTCOMES)
    with op.batch_alter_table("pair") as batch:
        for side in SIDES:
            batch.drop_constraint(op.f(f"ck_pair_{side}_review"), type_="check")
            batch.drop_column(f"{side}_review")
            batch.drop_column(f"{side}_reviewed")


def _set_codes(steps: tuple[str, ...], outcomes: tuple[str, ...]) -> None:
    with op.batch_alter_table("verdict") as batch:
        for column, codes in (("step", steps), ("outcome", outcomes)):
            batch.drop_constraint(op.f(f"ck_verdict_{column}"), type_="check")
            batch.create_check_constraint(
                op.f(f"ck_verdict_{column}"), sa.column(column).in_(codes)
            )
