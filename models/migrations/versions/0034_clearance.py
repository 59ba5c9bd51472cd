"""Requests for clearance, and listed institutions.

Reports that one person cleared without a second one wait for confirmation.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CONFIRM_DAYS = 14
REPORTS = ("missing", "tracing")


def _user(
    table: str, column: str, *, nullable: bool = True
) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    name = op.f(f"fk_{table}_{column}_user_account")
    key = sa.ForeignKeyConstraint([column], ["user_account.id"], name=name, ondelete="RESTRICT")
    return sa.Column(column, BIG, nullable=nullable), key


def upgrade() -> None:
    op.create_table(
        "institution",
        sa.Column("id", BIG, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        *_user("institution", "proposed_by", nullable=False),
        *_user("institution", "confirmed_by"),
        *_user("institution", "revoked_by"),
        sa.ForeignKeyConstraint(
            ["agency_id"],
            ["agency.id"],
            name=op.f("fk_institution_agency_id_agency"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution")),
        sa.UniqueConstraint("public_id", name=op.f("uq_institution_public_id")),
    )
    op.create_index(op.f("ix_institution_agency_id"), "institution", ["agency_id"])
    op.create_table(
        "clearance_request",
        sa.Column("id", BIG, nullable=False),
        sa.Column("record_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        *_user("clearance_request", "asked_by"),
        *_user("clearance_request", "decided_by"),
        sa.CheckConstraint(
            "kind IN ('request', 'confirmation')", name=op.f("ck_clearance_request_kind")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["record.id"],
            name=op.f("fk_clearance_request_record_id_record"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clearance_request")),
    )
    op.create_index(op.f("ix_clearance_request_record_id"), "clearance_request", ["record_id"])
    op.create_index(
        "uq_clearance_request_open",
        "clearance_request",
        ["record_id"],
        unique=True,
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    with op.batch_alter_table("reporter") as batch:
        batch.add_column(sa.Column("institution_id", BIG, nullable=True))
        batch.create_foreign_key(
            op.f("fk_reporter_institution_id_institution"),
            "institution",
            ["institution_id"],
            ["id"],
            ondelete="RESTRICT",
        )
    with op.batch_alter_table("record") as batch:
        batch.add_column(sa.Column("identity_by", BIG, nullable=True))
        batch.add_column(sa.Column("identity_version", sa.Integer(), nullable=True))
    _mark()


def _mark() -> None:
    """Store who registered each report, its known version, and reports cleared without a second
    person.
    """
    record = sa.table(
        "record",
        sa.column("id", BIG),
        sa.column("public_id", sa.Uuid()),
        sa.column("kind", sa.String()),
        sa.column("status", sa.String()),
        sa.column("clearance", sa.String()),
        sa.column("version", sa.Integer()),
        sa.column("identity_by", BIG),
        sa.column("identity_version", sa.Integer()),
    )
    audit = sa.table(
        "audit",
        sa.column("id", BIG),
        sa.column("user_id", BIG),
        sa.column("action", sa.String()),
        sa.column("outcome", sa.String()),
        sa.column("subject", sa.Uuid()),
    )
    touched = sa.table("audit_record", sa.column("audit_id", BIG), sa.column("record", sa.Uuid()))
    request = sa.table(
        "clearance_request",
        sa.column("record_id", BIG),
        sa.column("kind", sa.String()),
        sa.column("asked_at", sa.DateTime(timezone=True)),
        sa.column("due_at", sa.DateTime(timezone=True)),
    )
    connection = op.get_bind()
    is_report = record.c.kind.in_(REPORTS) & (record.c.status != "erased")
    registered = (
        sa.select(sa.func.max(audit.c.user_id))
        .join(touched, touched.c.audit_id == audit.c.id)
        .where(touched.c.record == record.c.public_id, audit.c.action == "register")
        .scalar_subquery()
    )
    connection.execute(
        sa.update(record)
        .where(is_report)
        .values(identity_by=registered, identity_version=record.c.version)
    )
    second = sa.select(audit.c.subject).where(
        audit.c.action == "decide_reporter",
        audit.c.outcome == "cleared",
        audit.c.subject.is_not(None),
    )
    now = datetime.now(UTC)
    moment = sa.DateTime(timezone=True)
    only_author = sa.select(
        record.c.id,
        sa.literal("confirmation"),
        sa.literal(now, moment),
        sa.literal(now + timedelta(days=CONFIRM_DAYS), moment),
    ).where(is_report, record.c.clearance == "cleared", record.c.public_id.not_in(second))
    connection.execute(
        sa.insert(request).from_select(["record_id", "kind", "asked_at", "due_at"], only_author)
    )


def downgrade() -> None:
    with op.batch_alter_table("record") as batch:
        batch.drop_column("identity_version")
        batch.drop_column("identity_by")
    with op.batch_alter_table("reporter") as batch:
        batch.drop_constraint(op.f("fk_reporter_institution_id_institution"), type_="foreignkey")
        batch.drop_column("institution_id")
    op.drop_table("clearance_request")
    op.drop_table("institution")
