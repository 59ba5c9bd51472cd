"""Access granted by two people.

Stores who invited and confirmed an account, and requests for states and identities. Existing
accounts and acting states are reviewed within 30 days: a request waits for a second person. An
acting state that is not confirmed ends then.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
KIND = "ck_access_link_kind"
BEFORE, AFTER = "'invitation', 'reset'", "'invitation', 'reset', 'state', 'identity', 'review'"
REVIEW_DAYS = 30
CASE_ROLES = ("caseworker", "supervisor", "liaison_officer")

ACCOUNT = sa.table(
    "user_account",
    sa.column("id", BIG),
    sa.column("role", sa.String),
    sa.column("status", sa.String),
    sa.column("invited_by", BIG),
    sa.column("confirmed_at", MOMENT),
    sa.column("created_at", MOMENT),
)
STATE = sa.table(
    "user_state",
    sa.column("user_id", BIG),
    sa.column("state", sa.String),
    sa.column("review_due_at", MOMENT),
)
SHARE = sa.table("record_share", sa.column("state", sa.String))
LINK = sa.table(
    "access_link",
    sa.column("public_id", sa.Uuid()),
    sa.column("user_id", BIG),
    sa.column("kind", sa.String),
    sa.column("state", sa.String),
    sa.column("acting_state", sa.String),
    sa.column("asked_by", BIG),
    sa.column("created_at", MOMENT),
    sa.column("expires_at", MOMENT),
)


def upgrade() -> None:
    with op.batch_alter_table("user_account") as batch:
        for name in ("invited_by", "confirmed_by"):
            batch.add_column(sa.Column(name, BIG, nullable=True))
            key = op.f(f"fk_user_account_{name}_user_account")
            batch.create_foreign_key(key, "user_account", [name], ["id"], ondelete="RESTRICT")
        batch.add_column(sa.Column("confirmed_at", MOMENT, nullable=True))
    with op.batch_alter_table("user_state") as batch:
        batch.add_column(sa.Column("review_due_at", MOMENT, nullable=True))
    with op.batch_alter_table("access_link") as batch:
        batch.add_column(sa.Column("acting_state", sa.String(length=2), nullable=True))
        batch.drop_constraint(op.f(KIND), type_="check")
        batch.create_check_constraint(op.f(KIND), f"kind IN ({AFTER})")
    _review(op.get_bind(), datetime.now(UTC))
    # data for every member state now goes to every participating state
    op.execute(sa.update(SHARE).where(SHARE.c.state == "EU").values(state="**"))


def _review(connection: sa.Connection, now: datetime) -> None:
    """Request reviews of access granted by one person, and store who invited each account."""
    inviter = (
        sa.select(sa.func.max(LINK.c.asked_by))
        .where(LINK.c.user_id == ACCOUNT.c.id, LINK.c.kind == "invitation")
        .scalar_subquery()
    )
    connection.execute(
        sa.update(ACCOUNT).values(invited_by=inviter, confirmed_at=ACCOUNT.c.created_at)
    )
    due_at = now + timedelta(days=REVIEW_DAYS)
    request = {"state": "asked", "created_at": now, "expires_at": due_at, "asked_by": None}
    accounts = connection.execute(
        sa.select(ACCOUNT.c.id).where(
            ACCOUNT.c.role.in_(CASE_ROLES), ACCOUNT.c.status != "disabled"
        )
    )
    reviews = [
        request
        | {"public_id": uuid4(), "user_id": account_id, "kind": "review", "acting_state": None}
        for account_id in accounts.scalars()
    ]
    states = [
        request
        | {"public_id": uuid4(), "user_id": row.user_id, "kind": "state", "acting_state": row.state}
        for row in connection.execute(sa.select(STATE.c.user_id, STATE.c.state))
    ]
    if reviews or states:
        connection.execute(sa.insert(LINK), reviews + states)
    connection.execute(sa.update(STATE).values(review_due_at=due_at))


def downgrade() -> None:
    connection = op.get_bind()
    connection.execute(sa.delete(LINK).where(LINK.c.kind.in_(("state", "identity", "review"))))
    with op.batch_alter_table("access_link") as batch:
        batch.drop_constraint(op.f(KIND), type_="check")
        batch.create_check_constraint(op.f(KIND), f"kind IN ({BEFORE})")
        batch.drop_column("acting_state")
    with op.batch_alter_table("user_state") as batch:
        batch.drop_column("review_due_at")
    with op.batch_alter_table("user_account") as batch:
        for name in ("confirmed_by", "invited_by"):
            batch.drop_constraint(op.f(f"fk_user_account_{name}_user_account"), type_="foreignkey")
            batch.drop_column(name)
        batch.drop_column("confirmed_at")
