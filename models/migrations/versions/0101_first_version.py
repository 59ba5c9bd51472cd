"""Every table of the first version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0101"
down_revision = None
oldest_process = "0101"

# SQLite counts rows in INTEGER columns only.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("regime", sa.String(length=40), nullable=False),
        sa.Column("data_controller", sa.String(length=200), nullable=False),
        sa.Column("supervisory_authority", sa.String(length=200), nullable=False),
        sa.Column("data_protection_contact", sa.String(length=200), nullable=False),
        sa.Column("case_number_pattern", sa.String(length=200), nullable=False),
        sa.Column("time_zone", sa.String(length=40), server_default="", nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("status", sa.String(length=40), server_default="open", nullable=False),
        sa.CheckConstraint("kind IN ('protection', 'police', 'hotline')", name="kind"),
        sa.CheckConstraint("regime IN ('gdpr', 'led')", name="regime"),
        sa.CheckConstraint("status IN ('open', 'closing', 'closed')", name="status"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_table(
        "alert",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=True),
        sa.Column("user_id", ROW_ID, nullable=True),
        sa.Column("subject", sa.Uuid(), nullable=True),
        sa.Column("at", TIME, nullable=False),
        sa.Column("seen_by", ROW_ID, nullable=True),
        sa.Column("seen_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_alert_kind_subject", "alert", ["kind", "subject"])
    op.create_table(
        "audit",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=True),
        sa.Column("agency_id", ROW_ID, nullable=True),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("acting_state", sa.String(length=2), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=True),
        sa.Column("basis", sa.String(length=40), nullable=True),
        sa.Column("subject", sa.Uuid(), nullable=True),
        sa.Column("records", sa.Text(), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("server_at", TIME, nullable=True),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_agency_at", "audit", ["agency_id", "at"])
    op.create_table(
        "audit_record",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("audit_id", ROW_ID, nullable=False),
        sa.Column("record", sa.Uuid(), nullable=False),
        sa.Column("field_classes", sa.String(length=40), nullable=False),
        sa.Column("match", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_audit_record_audit_id", "audit_record", ["audit_id"])
    op.create_index("ix_audit_record_record", "audit_record", ["record"])
    op.create_table(
        "case_number_pattern",
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("pattern", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("state", "pattern"),
    )
    op.create_table(
        "backup_copy",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("kind"),
    )
    op.create_table(
        "data_key",
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("subject"),
    )
    op.create_table(
        "key_check",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("value", sa.LargeBinary(length=16), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("name", "version"),
    )
    op.create_table(
        "match_key",
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.PrimaryKeyConstraint("key_version", "key", "record_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "missing_desk",
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("alerted_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("state"),
    )
    op.create_table(
        "rarity_snapshot",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("chance", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "schedule",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("every_minutes", sa.Integer(), nullable=False),
        sa.Column("next_at", TIME, nullable=False),
        sa.Column("last_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("kind"),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("tag", sa.LargeBinary(length=18), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_sign_in_attempt_at", "sign_in_attempt", ["at"])
    op.create_index("ix_sign_in_attempt_tag", "sign_in_attempt", ["tag"])
    op.create_table(
        "sign_in_flow",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_table(
        "statistic_cell",
        sa.Column("cube", sa.String(length=40), nullable=False),
        sa.Column("cell", sa.String(length=200), nullable=False),
        sa.Column("counted_at", TIME, nullable=False),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("cube", "cell", "counted_at"),
    )
    op.create_table(
        "step_count",
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("day_at", TIME, nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("step", "day_at"),
    )
    op.create_table(
        "store_version",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("raised_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "common_names",
        sa.Column("snapshot_id", ROW_ID, nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["snapshot_id"], ["rarity_snapshot.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("snapshot_id"),
    )
    op.create_table(
        "desk",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("on_call_phone", sa.String(length=40), nullable=False),
        sa.Column("is_state_desk", sa.Boolean(), nullable=False),
        sa.Column("is_relay", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("agency_id", "name"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_desk_agency_id", "desk", ["agency_id"])
    op.create_index(
        "ix_desk_relay",
        "desk",
        ["is_relay"],
        unique=True,
        sqlite_where=sa.text("is_relay"),
        postgresql_where=sa.text("is_relay"),
    )
    op.create_table(
        "idempotency_key",
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("actor_tag", sa.LargeBinary(length=18), nullable=False),
        sa.Column("key_tag", sa.LargeBinary(length=18), nullable=False),
        sa.Column("body_tag", sa.LargeBinary(length=18), nullable=False),
        sa.Column("made", sa.Uuid(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("agency_id", "actor_tag", "key_tag"),
    )
    op.create_index("ix_idempotency_key_agency_id", "idempotency_key", ["agency_id"])
    op.create_table(
        "own_count",
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("cube", sa.String(length=40), nullable=False),
        sa.Column("cell", sa.String(length=200), nullable=False),
        sa.Column("counted_at", TIME, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("agency_id", "cube", "cell"),
    )
    op.create_table(
        "statistic_share",
        sa.Column("cube", sa.String(length=40), nullable=False),
        sa.Column("cell", sa.String(length=200), nullable=False),
        sa.Column("counted_at", TIME, nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("cube", "cell", "counted_at", "agency_id"),
    )
    op.create_table(
        "system_token",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("scopes", sa.String(length=40), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("revoked_at", TIME, nullable=True),
        sa.Column("used_at", TIME, nullable=True),
        sa.Column("alerted_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index("ix_system_token_agency_id", "system_token", ["agency_id"])
    op.create_table(
        "token_count",
        sa.Column("snapshot_id", ROW_ID, nullable=False),
        sa.Column("tag", sa.LargeBinary(length=16), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["snapshot_id"], ["rarity_snapshot.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("snapshot_id", "tag"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tombstone",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("erased_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_tombstone_agency_id", "tombstone", ["agency_id"])
    op.create_table(
        "user_account",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=40), server_default="", nullable=False),
        sa.Column("login_tag", sa.LargeBinary(length=18), nullable=False),
        sa.Column("profile", sa.LargeBinary(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("invited_by", ROW_ID, nullable=True),
        sa.Column("confirmed_by", ROW_ID, nullable=True),
        sa.Column("confirmed_at", TIME, nullable=True),
        sa.CheckConstraint("status IN ('invited', 'active', 'blocked', 'disabled')", name="status"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["confirmed_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["invited_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("login_tag"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_user_account_agency_id", "user_account", ["agency_id"])
    op.create_table(
        "access_link",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("acting_state", sa.String(length=2), nullable=True),
        sa.Column("first_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.CheckConstraint(
            "kind IN ('invitation', 'reset', 'theft', 'state', 'identity')", name="kind"
        ),
        sa.CheckConstraint(
            "state IN ('asked', 'refused', 'open', 'used', 'superseded')", name="state"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index("ix_access_link_user_id", "access_link", ["user_id"])
    op.create_table(
        "agency_closing",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("successor_id", ROW_ID, nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("legal_basis", sa.String(length=40), nullable=False),
        sa.Column("asked_by", ROW_ID, nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("accepted_by", ROW_ID, nullable=True),
        sa.Column("started_at", TIME, nullable=True),
        sa.Column("moved_at", TIME, nullable=True),
        sa.Column("ended_at", TIME, nullable=True),
        sa.CheckConstraint("reason IN ('merged', 'dissolved', 'task_moved')", name="reason"),
        sa.ForeignKeyConstraint(["accepted_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["asked_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["successor_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_agency_closing_agency_id", "agency_closing", ["agency_id"])
    op.create_index("ix_agency_closing_successor_id", "agency_closing", ["successor_id"])
    op.create_table(
        "assistance_service",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("languages", sa.String(length=200), nullable=False),
        sa.Column("hours", sa.String(length=300), nullable=False),
        sa.Column("reach", sa.String(length=300), nullable=False),
        sa.Column("written_by", ROW_ID, nullable=True),
        sa.Column("written_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["written_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_table(
        "deputy",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("named_by", ROW_ID, nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("starts_at", TIME, nullable=False),
        sa.Column("ends_at", TIME, nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["named_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_deputy_agency_id", "deputy", ["agency_id"])
    op.create_index("ix_deputy_user_id", "deputy", ["user_id"])
    op.create_table(
        "draft",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
        sa.UniqueConstraint("user_id", "kind"),
    )
    op.create_table(
        "duty_cover",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("starts_at", TIME, nullable=False),
        sa.Column("ends_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_duty_cover_agency_id", "duty_cover", ["agency_id"])
    op.create_index("ix_duty_cover_user_id", "duty_cover", ["user_id"])
    op.create_table(
        "import_batch",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("source_tag", sa.LargeBinary(length=16), nullable=True),
        sa.Column("rows_in", sa.Integer(), nullable=False),
        sa.Column("rows_rejected", sa.Integer(), nullable=False),
        sa.Column("rows_warned", sa.Integer(), nullable=False),
        sa.Column("rows_total", sa.Integer(), nullable=True),
        sa.Column("ends_with_run", sa.Boolean(), nullable=False),
        sa.Column("rows_undone", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("matches_withdrawn", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "notifications_withdrawn", sa.Integer(), server_default=sa.text("0"), nullable=False
        ),
        sa.Column("undo_requested_at", TIME, nullable=True),
        sa.Column("undone_by", ROW_ID, nullable=True),
        sa.Column("undo_reason", sa.LargeBinary(), nullable=True),
        sa.Column("report", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("finished_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["undone_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_import_batch_agency_id", "import_batch", ["agency_id"])
    op.create_table(
        "institution",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("expires_at", TIME, nullable=True),
        sa.Column("revoked_by", ROW_ID, nullable=True),
        sa.Column("revoked_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["revoked_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_institution_agency_id", "institution", ["agency_id"])
    op.create_table(
        "known_device",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("used_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("token_hash", "user_id"),
    )
    op.create_index("ix_known_device_user_id", "known_device", ["user_id"])
    op.create_table(
        "passkey",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("used_at", TIME, nullable=True),
        sa.Column("blocked_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_passkey_user_id", "passkey", ["user_id"])
    op.create_table(
        "passkey_challenge",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.CheckConstraint("purpose IN ('register', 'sign_in', 'confirm')", name="purpose"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index("ix_passkey_challenge_user_id", "passkey_challenge", ["user_id"])
    op.create_table(
        "record_export",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("format", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("recipient_state", sa.String(length=2), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("ends_at", TIME, nullable=True),
        sa.Column("read_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_record_export_agency_id", "record_export", ["agency_id"])
    op.create_table(
        "recovery_code",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("used_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("user_id", "code_hash"),
    )
    op.create_table(
        "report_run",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", ROW_ID, nullable=True),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("since", TIME, nullable=True),
        sa.Column("until", TIME, nullable=True),
        sa.Column("counted_at", TIME, nullable=False),
        sa.Column("engine_version", sa.String(length=20), nullable=False),
        sa.Column("benchmarks_digest", sa.String(length=32), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_table(
        "matching_run",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("engine_version", sa.String(length=20), nullable=True),
        sa.Column("shards", sa.Integer(), nullable=False),
        sa.Column("shards_done", sa.Integer(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("pairs_scored", ROW_ID, nullable=False),
        sa.Column("pairs_kept", ROW_ID, nullable=False),
        sa.Column("started_by", ROW_ID, nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("finished_at", TIME, nullable=True),
        sa.CheckConstraint(
            "state IN ('planned', 'running', 'done', 'cancelled', 'failed')", name="state"
        ),
        sa.ForeignKeyConstraint(["started_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_table(
        "search_sample",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("ends_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_table(
        "totp_use",
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("user_id", "step"),
    )
    op.create_table(
        "user_identity",
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("tag", sa.LargeBinary(length=18), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("user_id"),
    )
    op.create_index("ix_user_identity_tag", "user_identity", ["tag"])
    op.create_table(
        "user_state",
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("user_id", "state"),
    )
    op.create_table(
        "import_file",
        sa.Column("batch_id", ROW_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("plan", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("batch_id"),
    )
    op.create_index("ix_import_file_expires_at", "import_file", ["expires_at"])
    op.create_table(
        "import_note",
        sa.Column("batch_id", ROW_ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("batch_id", "number"),
    )
    op.create_table(
        "record",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("sharing", sa.String(length=40), nullable=False),
        sa.Column("sharing_rule", sa.String(length=40), nullable=False),
        sa.Column("reporter_check", sa.String(length=40), nullable=False),
        sa.Column("has_basis", sa.Boolean(), nullable=False),
        sa.Column("may_warn", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("no_family_contact", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_eu_only", sa.Boolean(), nullable=False),
        sa.Column("hit_action", sa.String(length=40), server_default="none", nullable=False),
        sa.Column("ref_tag", sa.LargeBinary(length=18), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("matched_version", sa.Integer(), nullable=False),
        sa.Column("matched_engine", sa.String(length=20), nullable=True),
        sa.Column("identity_by", ROW_ID, nullable=True),
        sa.Column("identity_version", sa.Integer(), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.Column("review_at", TIME, nullable=True),
        sa.Column("closed_at", TIME, nullable=True),
        sa.Column("closure", sa.String(length=40), nullable=True),
        sa.Column("hand_over_due_at", TIME, nullable=True),
        sa.Column("import_batch_id", ROW_ID, nullable=True),
        sa.Column("registered_by", ROW_ID, nullable=True),
        sa.Column("compared_by", ROW_ID, nullable=True),
        sa.Column("links_version", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("links_at", TIME, nullable=True),
        sa.CheckConstraint(
            "reporter_check IN ('checked', 'unverified', 'flagged', 'provisional')",
            name="reporter_check",
        ),
        sa.CheckConstraint("hit_action IN ('protect', 'whereabouts', 'none')", name="hit_action"),
        sa.CheckConstraint("kind IN ('missing', 'found', 'tracing', 'preventive')", name="kind"),
        sa.CheckConstraint("status IN ('open', 'closed', 'erased')", name="status"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["import_batch_id"], ["import_batch.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["registered_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("agency_id", "ref_tag"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_record_agency_id", "record", ["agency_id"])
    op.create_index("ix_record_agency_status", "record", ["agency_id", "status", "id"])
    op.create_index("ix_record_import_batch_id", "record", ["import_batch_id"])
    op.create_table(
        "search_sample_item",
        sa.Column("sample_id", ROW_ID, nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["sample_id"], ["search_sample.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("sample_id", "subject"),
    )
    op.create_table(
        "user_session",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("acting_state", sa.String(length=2), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("deputy_id", ROW_ID, nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
        sa.Column("authenticated_at", TIME, nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["deputy_id"], ["deputy.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_table(
        "best_interests",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("decided_by", ROW_ID, nullable=False),
        sa.Column("decided_at", TIME, nullable=False),
        sa.Column("review_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_best_interests_record_id", "best_interests", ["record_id"])
    op.create_table(
        "decoy",
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("planted_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("record_id"),
    )
    op.create_table(
        "consent",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("paper", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_by", ROW_ID, nullable=False),
        sa.Column("recorded_at", TIME, nullable=False),
        sa.Column("is_spoken", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("oral_by", ROW_ID, nullable=True),
        sa.Column("oral_at", TIME, nullable=True),
        sa.Column("written_by", ROW_ID, nullable=True),
        sa.Column("written_at", TIME, nullable=True),
        sa.Column("witnessed_by", ROW_ID, nullable=True),
        sa.Column("witnessed_at", TIME, nullable=True),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("next_check_at", TIME, nullable=True),
        sa.Column("ended_at", TIME, nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'witnessed', 'active', 'withdrawn', 'expired', 'superseded', 'aged_out')",
            name="state",
        ),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["recorded_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_consent_record_id", "consent", ["record_id"])
    op.create_index("ix_consent_state_next_check_at", "consent", ["state", "next_check_at"])
    op.create_table(
        "care_confirmation",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("way", sa.String(length=40), nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("confirmed_by", ROW_ID, nullable=False),
        sa.Column("confirmed_at", TIME, nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("ended_by", ROW_ID, nullable=True),
        sa.Column("ending", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["confirmed_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["ended_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_care_confirmation_agency_id", "care_confirmation", ["agency_id"])
    op.create_index("ix_care_confirmation_record_id", "care_confirmation", ["record_id"])
    op.create_index(
        "uq_care_confirmation_record_id_in_force",
        "care_confirmation",
        ["record_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "care_declaration",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("declared_by", ROW_ID, nullable=False),
        sa.Column("declared_at", TIME, nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("opens_until", TIME, nullable=False),
        sa.Column("complete_by", TIME, nullable=False),
        sa.Column("desk_called", ROW_ID, nullable=True),
        sa.Column("called_by", ROW_ID, nullable=True),
        sa.Column("called_at", TIME, nullable=True),
        sa.Column("objected_by", ROW_ID, nullable=True),
        sa.Column("ended_at", TIME, nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'waiting', 'complete', 'withdrawn', 'objected', 'lapsed')",
            name="state",
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["called_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["declared_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["desk_called"], ["desk.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["objected_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_care_declaration_agency_id", "care_declaration", ["agency_id"])
    op.create_index(
        "ix_care_declaration_declared_by", "care_declaration", ["declared_by", "declared_at"]
    )
    op.create_index("uq_care_declaration_record_id", "care_declaration", ["record_id"], unique=True)
    op.create_table(
        "data_request",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("refusal", sa.String(length=40), nullable=True),
        sa.Column("received_at", TIME, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("extended_at", TIME, nullable=True),
        sa.CheckConstraint(
            "kind IN ('access', 'rectify', 'restrict', 'object', 'erase')", name="kind"
        ),
        sa.CheckConstraint("state IN ('proposed', 'approved', 'refused')", name="state"),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_data_request_record_id", "data_request", ["record_id"])
    op.create_table(
        "episode",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_episode_record_id", "episode", ["record_id"])
    op.create_table(
        "feature",
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("record_version", sa.Integer(), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("packed_version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("record_id"),
    )
    op.create_index("ix_feature_packed_version", "feature", ["packed_version"])
    op.create_table(
        "feature_change",
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("record_id"),
    )
    op.create_index("ix_feature_change_sequence", "feature_change", ["sequence"])
    op.create_table(
        "guardian",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("appointed_at", TIME, nullable=False),
        sa.Column("has_conflict", sa.Boolean(), nullable=False),
        sa.Column("institution_id", ROW_ID, nullable=True),
        sa.Column("recorded_by", ROW_ID, nullable=False),
        sa.Column("recorded_at", TIME, nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["recorded_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_guardian_record_id", "guardian", ["record_id"])
    op.create_table(
        "contact_tag",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("guardian_id", ROW_ID, nullable=True),
        sa.Column("tag", sa.LargeBinary(length=18), nullable=False),
        sa.CheckConstraint("role IN ('reporter', 'guardian', 'suspect')", name="role"),
        sa.ForeignKeyConstraint(["guardian_id"], ["guardian.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_contact_tag_record_id", "contact_tag", ["record_id"])
    op.create_index("ix_contact_tag_tag", "contact_tag", ["tag"])
    op.create_table(
        "hand_match",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("reference", sa.Uuid(), nullable=False),
        sa.Column("entered_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_hand_match_agency_id", "hand_match", ["agency_id"])
    op.create_index("ix_hand_match_entered_at", "hand_match", ["entered_at"])
    op.create_index("ix_hand_match_record_id", "hand_match", ["record_id"])
    op.create_index("ix_hand_match_reference", "hand_match", ["reference"])
    op.create_index("ix_hand_match_user", "hand_match", ["user_id", "entered_at"])
    op.create_table(
        "identity_author",
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("record_id", "user_id"),
    )
    op.create_index("ix_identity_author_user_id", "identity_author", ["user_id"])
    op.create_table(
        "match",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("low", ROW_ID, nullable=False),
        sa.Column("high", ROW_ID, nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("score_id", ROW_ID, nullable=True),
        sa.Column("low_known", sa.Integer(), nullable=False),
        sa.Column("high_known", sa.Integer(), nullable=False),
        sa.Column("low_notified", sa.Integer(), nullable=False),
        sa.Column("high_notified", sa.Integer(), nullable=False),
        sa.Column("undone_up_to", ROW_ID, server_default="0", nullable=False),
        sa.Column("low_reviewed", ROW_ID, server_default="0", nullable=False),
        sa.Column("high_reviewed", ROW_ID, server_default="0", nullable=False),
        sa.Column("low_review", sa.String(length=40), server_default="none", nullable=False),
        sa.Column("high_review", sa.String(length=40), server_default="none", nullable=False),
        sa.Column("low_leased_by", ROW_ID, nullable=True),
        sa.Column("low_leased_until", TIME, nullable=True),
        sa.Column("high_leased_by", ROW_ID, nullable=True),
        sa.Column("high_leased_until", TIME, nullable=True),
        sa.Column("is_by_hand", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.CheckConstraint(
            "high_review IN ('none', 'evidence_changed', 'link_broken', 'undo_proposed')",
            name="high_review",
        ),
        sa.CheckConstraint(
            "low_review IN ('none', 'evidence_changed', 'link_broken', 'undo_proposed')",
            name="low_review",
        ),
        sa.CheckConstraint("state IN ('open', 'proposed', 'confirmed', 'refuted')", name="state"),
        sa.CheckConstraint("low < high", name="order"),
        sa.ForeignKeyConstraint(["high"], ["record.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["high_leased_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["low"], ["record.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["low_leased_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("low", "high"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_match_high", "match", ["high"])
    op.create_table(
        "record_assignment",
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("record_id", "user_id"),
    )
    op.create_index("ix_record_assignment_user_id", "record_assignment", ["user_id"])
    op.create_table(
        "record_facts",
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("field_class", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("record_id", "field_class", "version"),
    )
    op.create_table(
        "departure_answer",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("answered_by", ROW_ID, nullable=False),
        sa.Column("answered_at", TIME, nullable=False),
        sa.CheckConstraint(
            "question IN ('police_told', 'guardian_told', 'sis_alert', 'yellow_notice',"
            " 'hotline_told', 'siblings_asked', 'own_number_called', 'bed_kept', 'consultation',"
            " 'return_interview')",
            name="question",
        ),
        sa.CheckConstraint(
            "answer IN ('yes', 'no', 'in_conflict', 'no_guardian', 'is_danger', 'none_in_care',"
            " 'no_answer', 'no_number', 'refused')",
            name="answer",
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
        sa.UniqueConstraint("record_id", "question"),
    )
    op.create_index("ix_departure_answer_record_id", "departure_answer", ["record_id"])
    op.create_table(
        "missing_from_care_state",
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("danger", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "danger IN ('nobody_known', 'family', 'exploiter', 'authority')", name="danger"
        ),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("record_id", "state"),
    )
    op.create_table(
        "record_link",
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("linked_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.CheckConstraint("kind IN ('missing_from_care')", name="kind"),
        sa.ForeignKeyConstraint(["linked_id"], ["record.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("record_id", "linked_id"),
    )
    op.create_index("ix_record_link_linked_id", "record_link", ["linked_id"])
    op.create_table(
        "record_photo",
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("added_by", ROW_ID, nullable=False),
        sa.Column("added_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("record_id"),
    )
    op.create_table(
        "record_restriction",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("sharing_before", sa.String(length=40), nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_record_restriction_record_id", "record_restriction", ["record_id"])
    op.create_table(
        "record_share",
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("view", sa.Integer(), nullable=False),
        sa.Column("hides_appearance", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("record_id", "state", "audience"),
    )
    op.create_table(
        "reporter",
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("written_by", ROW_ID, nullable=True),
        sa.Column("written_at", TIME, nullable=False),
        sa.Column("verified_by", ROW_ID, nullable=True),
        sa.Column("verified_at", TIME, nullable=True),
        sa.Column("is_relation_proven", sa.Boolean(), nullable=False),
        sa.Column("institution_id", ROW_ID, nullable=True),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["verified_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["written_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("record_id"),
    )
    op.create_table(
        "approval",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=True),
        sa.Column("record_id", ROW_ID, nullable=True),
        sa.Column("asked_by", ROW_ID, nullable=True),
        sa.Column("asked_as", sa.String(length=40), nullable=False),
        sa.Column("asked_state", sa.String(length=2), nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("decided_by", ROW_ID, nullable=True),
        sa.Column("decided_as", sa.String(length=40), nullable=True),
        sa.Column("decided_state", sa.String(length=2), nullable=True),
        sa.Column("decided_at", TIME, nullable=True),
        sa.Column("due_at", TIME, nullable=True),
        sa.Column("desk_asked_at", TIME, nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('institution', 'export', 'search_sample', 'invitation', 'reset', 'theft',"
            " 'state', 'close_agency', 'identity', 'danger_release', 'care_declaration',"
            " 'search_approval', 'missing_from_care', 'missing_from_care_waits', 'transfer_offer', 'transfer',"
            " 'unchecked_letter', 'legal_regime', 'retention_review', 'data_request', 'determination',"
            " 'reporter_check', 'system_token', 'relay')",
            name="kind",
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'approved', 'refused', 'lapsed', 'withdrawn')", name="state"
        ),
        sa.CheckConstraint("decided_by <> asked_by", name="second_person"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["asked_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["decided_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_approval_agency_id", "approval", ["agency_id"])
    op.create_index("ix_approval_record_id", "approval", ["record_id"])
    op.create_index("ix_approval_subject", "approval", ["subject"])
    op.create_index(
        "uq_approval_waiting",
        "approval",
        ["kind", "subject"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "retention_notification",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("days_before", sa.Integer(), nullable=False),
        sa.Column("sent_at", TIME, nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("decided_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("record_id", "due_at", "days_before"),
    )
    op.create_index("ix_retention_notification_record_id", "retention_notification", ["record_id"])
    op.create_table(
        "risk_assessment",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("assessed_by", ROW_ID, nullable=False),
        sa.Column("assessed_at", TIME, nullable=False),
        sa.Column("act_by", TIME, nullable=True),
        sa.ForeignKeyConstraint(["assessed_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_risk_assessment_record_id", "risk_assessment", ["record_id"])
    op.create_table(
        "sealed_message",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("excluded_agency_id", ROW_ID, nullable=True),
        sa.Column("danger", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("left_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.CheckConstraint(
            "danger IN ('family', 'trafficker', 'reporter', 'official', 'removal', 'self_harm', 'health', 'other')",
            name="danger",
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["excluded_agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_sealed_message_agency_id", "sealed_message", ["agency_id"])
    op.create_index("ix_sealed_message_expires", "sealed_message", ["expires_at"])
    op.create_index("ix_sealed_message_record_id", "sealed_message", ["record_id"])
    op.create_index("ix_sealed_message_user", "sealed_message", ["user_id", "left_at"])
    op.create_table(
        "search",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("acting_state", sa.String(length=2), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("legal_basis", sa.String(length=40), nullable=False),
        sa.Column("bound_record_id", ROW_ID, nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=True),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["bound_record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_search_agency_id", "search", ["agency_id"])
    op.create_index("ix_search_user_at", "search", ["user_id", "at"])
    op.create_table(
        "series_entry",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("record_id", ROW_ID, nullable=True),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.CheckConstraint("kind IN ('facts', 'edit', 'guardian', 'read')", name="kind"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_series_entry_agency_id_user_id_at", "series_entry", ["agency_id", "user_id", "at"]
    )
    op.create_index("ix_series_entry_at", "series_entry", ["at"])
    op.create_index("ix_series_entry_record_id_at", "series_entry", ["record_id", "at"])
    op.create_table(
        "sighting",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("reference", sa.Uuid(), nullable=False),
        sa.Column("gives_number", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", TIME, nullable=False),
        sa.Column("processed_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_sighting_agency_id", "sighting", ["agency_id"])
    op.create_index("ix_sighting_processed_at", "sighting", ["processed_at"])
    op.create_index("ix_sighting_sent_at", "sighting", ["sent_at"])
    op.create_index("ix_sighting_user", "sighting", ["user_id", "sent_at"])
    op.create_table(
        "sighting_delivery",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("sighting_id", ROW_ID, nullable=False),
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("delivered_at", TIME, nullable=False),
        sa.Column("police_notified_at", TIME, nullable=True),
        sa.Column("decided_at", TIME, nullable=True),
        sa.Column("decided_by", ROW_ID, nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("state IN ('received', 'accepted', 'rejected')", name="state"),
        sa.ForeignKeyConstraint(["decided_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["sighting_id"], ["sighting.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_sighting_delivery_record_id", "sighting_delivery", ["record_id"])
    op.create_index("ix_sighting_delivery_sighting_id", "sighting_delivery", ["sighting_id"])
    op.create_table(
        "agency_leftover",
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("closing_id", ROW_ID, nullable=False),
        sa.Column("record_kind", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=80), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["closing_id"], ["agency_closing.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("record_id"),
    )
    op.create_index("ix_agency_leftover_closing_id", "agency_leftover", ["closing_id"])
    op.create_table(
        "transfer",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("from_agency_id", ROW_ID, nullable=False),
        sa.Column("to_agency_id", ROW_ID, nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("is_hand_over", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "status IN ('proposed', 'offered', 'accepted', 'refused', 'withdrawn')", name="status"
        ),
        sa.ForeignKeyConstraint(["from_agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["to_agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_transfer_from_agency_id", "transfer", ["from_agency_id"])
    op.create_index("ix_transfer_record_id", "transfer", ["record_id"])
    op.create_index("ix_transfer_to_agency_id", "transfer", ["to_agency_id"])
    op.create_table(
        "closure_approval",
        sa.Column("match_id", ROW_ID, nullable=False),
        sa.Column("closure", sa.String(length=40), nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("approved_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("match_id", "closure"),
    )
    op.create_table(
        "consent_scope",
        sa.Column("consent_id", ROW_ID, nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("recipient", sa.String(length=2), nullable=False),
        sa.CheckConstraint(
            "scope IN ('match_abroad', 'identity', 'photo', 'place', 'contact', 'statistics')",
            name="scope",
        ),
        sa.ForeignKeyConstraint(["consent_id"], ["consent.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("consent_id", "scope", "recipient"),
    )
    op.create_table(
        "disclosure",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("match_id", ROW_ID, nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("asked_by", ROW_ID, nullable=False),
        sa.Column("asker_state", sa.String(length=2), nullable=False),
        sa.Column("named_user_id", ROW_ID, nullable=False),
        sa.Column("responsible_agency_id", ROW_ID, nullable=False),
        sa.Column("responsible_state", sa.String(length=2), nullable=False),
        sa.Column("asked", sa.String(length=40), nullable=False),
        sa.Column("permitted", sa.String(length=40), nullable=False),
        sa.Column("urgency", sa.String(length=40), nullable=False),
        sa.Column("needs_desk", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("path", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("ending", sa.LargeBinary(), nullable=True),
        sa.Column("requested_at", TIME, nullable=False),
        sa.Column("answer_by", TIME, nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("called_by", ROW_ID, nullable=True),
        sa.Column("called_at", TIME, nullable=True),
        sa.Column("police_desk", sa.String(length=400), nullable=True),
        sa.Column("police_called_by", ROW_ID, nullable=True),
        sa.Column("police_called_at", TIME, nullable=True),
        sa.Column("guardian_notified_at", TIME, nullable=True),
        sa.Column("told", sa.String(length=40), nullable=True),
        sa.Column("reviewed_at", TIME, nullable=True),
        sa.CheckConstraint("path IN ('ordinary', 'vital_interest')", name="path"),
        sa.CheckConstraint(
            "state IN ('requested', 'under_review', 'consent_check', 'consent_sought', 'consent_given', 'consent_refused', 'risk_check', 'approved_once', 'approved_twice', 'released', 'acknowledged', 'closed', 'withdrawn', 'revoked', 'expired')",
            name="state",
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["asked_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["called_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["named_user_id"], ["user_account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["responsible_agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["police_called_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_disclosure_agency_id", "disclosure", ["agency_id"])
    op.create_index("ix_disclosure_responsible_agency_id", "disclosure", ["responsible_agency_id"])
    op.create_index("ix_disclosure_match_id", "disclosure", ["match_id"])
    op.create_index("ix_disclosure_record_id", "disclosure", ["record_id"])
    op.create_table(
        "drawn_pair",
        sa.Column("match_id", ROW_ID, nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("band", sa.Integer(), nullable=False),
        sa.Column("drawn_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("match_id"),
    )
    op.create_index("ix_drawn_pair_agency_id", "drawn_pair", ["agency_id"])
    op.create_table(
        "link_request",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("search_id", ROW_ID, nullable=False),
        sa.Column("own_record_id", ROW_ID, nullable=True),
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("acting_state", sa.String(length=2), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("decided_by", ROW_ID, nullable=True),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("refusal", sa.String(length=40), nullable=True),
        sa.Column("called_at", TIME, nullable=True),
        sa.Column("is_reached", sa.Boolean(), nullable=True),
        sa.CheckConstraint("kind IN ('contact', 'disclosure')", name="kind"),
        sa.CheckConstraint(
            "state IN ('asked', 'accepted', 'refused', 'withdrawn', 'expired')", name="state"
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["decided_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["own_record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["search_id"], ["search.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_link_request_agency_id", "link_request", ["agency_id"])
    op.create_index("ix_link_request_record_id", "link_request", ["record_id"])
    op.create_table(
        "job",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("agency_id", ROW_ID, server_default="0", nullable=False),
        sa.Column("record_id", ROW_ID, nullable=True),
        sa.Column("record_version", sa.Integer(), nullable=True),
        sa.Column("matching_run_id", ROW_ID, nullable=True),
        sa.Column("shard", sa.Integer(), nullable=True),
        sa.Column("search_id", ROW_ID, nullable=True),
        sa.Column("batch_id", ROW_ID, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=80), nullable=True),
        sa.Column("lease_owner", sa.String(length=64), nullable=True),
        sa.Column("lease_until", TIME, nullable=True),
        sa.Column("published_at", TIME, nullable=True),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("finished_at", TIME, nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'done', 'quarantined', 'cancelled')", name="state"
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["matching_run_id"], ["matching_run.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["search_id"], ["search.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_job_batch_id", "job", ["batch_id"])
    op.create_index("ix_job_record_id", "job", ["record_id"])
    op.create_index("ix_job_matching_run_id", "job", ["matching_run_id"])
    op.create_index("ix_job_search_id", "job", ["search_id"])
    op.create_index("ix_job_state_priority", "job", ["state", "priority", "id"])
    op.create_index("ix_job_state_published_at", "job", ["state", "published_at"])
    op.create_index("ix_job_turns", "job", ["state", "agency_id", "priority", "id"])
    op.create_table(
        "message_delivery",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", ROW_ID, nullable=False),
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("delivered_at", TIME, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("reminded_at", TIME, nullable=True),
        sa.Column("alerted_at", TIME, nullable=True),
        sa.Column("read_at", TIME, nullable=True),
        sa.Column("read_by", ROW_ID, nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["message_id"], ["sealed_message.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["read_by"], ["user_account.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("message_id", "record_id", "agency_id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_message_delivery_agency_id", "message_delivery", ["agency_id"])
    op.create_index("ix_message_delivery_record_id", "message_delivery", ["record_id"])
    op.create_table(
        "notification",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("record_id", ROW_ID, nullable=True),
        sa.Column("match_id", ROW_ID, nullable=True),
        sa.Column("search_id", ROW_ID, nullable=True),
        sa.Column("band", sa.Integer(), nullable=False),
        sa.Column("asker_state", sa.String(length=2), nullable=True),
        sa.Column("digest_at", TIME, nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("read_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["search_id"], ["search.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("agency_id", "kind", "record_id", "match_id", "band", "search_id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_notification_agency_id", "notification", ["agency_id"])
    op.create_index("ix_notification_agency_id_desc", "notification", ["agency_id", "id"])
    op.create_index("ix_notification_digest", "notification", ["agency_id", "digest_at"])
    op.create_index("ix_notification_match_id", "notification", ["match_id"])
    op.create_index("ix_notification_record_id", "notification", ["record_id"])
    op.create_index("ix_notification_search_id", "notification", ["search_id"])
    op.create_table(
        "match_message",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("match_id", ROW_ID, nullable=False),
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("letter", sa.Uuid(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.CheckConstraint(
            "kind IN ('text', 'call', 'question', 'answer', 'sirene', 'relay')", name="kind"
        ),
        sa.CheckConstraint(
            "(number IS NOT NULL) = (kind IN ('question', 'answer'))", name="number"
        ),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_match_message_letter", "match_message", ["letter"])
    op.create_index(
        "uq_match_message_number",
        "match_message",
        ["match_id", "kind", "number"],
        unique=True,
        sqlite_where=sa.text("letter IS NULL"),
        postgresql_where=sa.text("letter IS NULL"),
    )
    op.create_index("ix_match_message_record_id", "match_message", ["record_id"])
    op.create_index("ix_match_message_match_id", "match_message", ["match_id"])
    op.create_table(
        "score",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("match_id", ROW_ID, nullable=False),
        sa.Column("low_version", sa.Integer(), nullable=False),
        sa.Column("high_version", sa.Integer(), nullable=False),
        sa.Column("engine_version", sa.String(length=20), nullable=False),
        sa.Column("bits", sa.Double(), nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("amount", sa.Double(), nullable=False),
        sa.Column("band", sa.Integer(), nullable=False),
        sa.Column("link_band", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("kinds", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("key_kinds", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("population", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("levels", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("match_id", "low_version", "high_version", "engine_version"),
    )
    op.create_index("ix_score_match_id", "score", ["match_id"])
    op.create_table(
        "saved_search",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("search_id", ROW_ID, nullable=False),
        sa.Column("origin_id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("started_at", TIME, nullable=True),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["origin_id"], ["search.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["search_id"], ["search.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_saved_search_origin_id", "saved_search", ["origin_id"])
    op.create_table(
        "match_decision",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("match_id", ROW_ID, nullable=False),
        sa.Column("low_version", sa.Integer(), nullable=False),
        sa.Column("high_version", sa.Integer(), nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("is_learned", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.CheckConstraint(
            "outcome IN ('same', 'different', 'cannot_tell', 'provisionally_same')", name="outcome"
        ),
        sa.CheckConstraint(
            "step IN ('propose', 'confirm', 'undo', 'provisional', 'propose_undo', 'review')",
            name="step",
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_match_decision_agency_id", "match_decision", ["agency_id"])
    op.create_index("ix_match_decision_match_id", "match_decision", ["match_id"])
    op.create_table(
        "case_deadline",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("match_id", ROW_ID, nullable=True),
        sa.Column("disclosure_id", ROW_ID, nullable=True),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("started_at", TIME, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("escalate_at", TIME, nullable=True),
        sa.Column("met_at", TIME, nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("role_notified_at", TIME, nullable=True),
        sa.Column("ended_by", sa.String(length=40), nullable=True),
        sa.Column("user_id", ROW_ID, nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "ended_by IN ('fact', 'act', 'not_possible', 'lapsed')", name="ended_by"
        ),
        sa.CheckConstraint(
            (
                "kind IN ('first_review', 'best_interests', 'answer', 'danger_answer', "
                "'vital_review', 'read_message', 'answer_link_request', 'deletion', "
                "'police_report', 'risk_assessment', 'photo', 'phone', 'clothing', "
                "'sis_entry', 'guardian', 'likely_states', 'siblings', 'case_conference', "
                "'review_72_hours', 'yellow_notice', 'siena', 'review_7_days', "
                "'review_30_days', 'review_90_days', 'supervisor_call', 'deletion_call', "
                "'sharing_questions', 'repeat_conference', 'consultation', "
                "'return_interview', 'adulthood_plan')"
            ),
            name="kind",
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["disclosure_id"], ["disclosure.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_case_deadline_agency_id", "case_deadline", ["agency_id"])
    op.create_index("ix_case_deadline_disclosure_id", "case_deadline", ["disclosure_id"])
    op.create_index("ix_case_deadline_due", "case_deadline", ["met_at", "level", "escalate_at"])
    op.create_index("ix_case_deadline_match_id", "case_deadline", ["match_id"])
    op.create_index("ix_case_deadline_record_id", "case_deadline", ["record_id"])
    op.create_table(
        "disclosure_grant",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("disclosure_id", ROW_ID, nullable=False),
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("field_classes", sa.String(length=40), nullable=False),
        sa.Column("granted_at", TIME, nullable=False),
        sa.Column("ends_at", TIME, nullable=False),
        sa.Column("revoked_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["disclosure_id"], ["disclosure.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_disclosure_grant_disclosure_id", "disclosure_grant", ["disclosure_id"])
    op.create_index("ix_disclosure_grant_record_id", "disclosure_grant", ["record_id"])
    op.create_index("ix_disclosure_grant_user_id", "disclosure_grant", ["user_id"])
    op.create_table(
        "disclosure_step",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("disclosure_id", ROW_ID, nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("user_id", ROW_ID, nullable=True),
        sa.Column("at", TIME, nullable=False),
        sa.Column("is_learned", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("called", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["disclosure_id"], ["disclosure.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_disclosure_step_disclosure_id", "disclosure_step", ["disclosure_id"])
    op.create_table(
        "event_knowledge",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("record_id", ROW_ID, nullable=False),
        sa.Column("agency_id", ROW_ID, nullable=False),
        sa.Column("match_id", ROW_ID, nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("is_told", sa.Boolean(), nullable=False),
        sa.Column("decided_at", TIME, nullable=False),
        sa.CheckConstraint(
            "kind IN ('care_declared', 'contact_shown', 'relayed', 'state_known', 'desk_known')",
            name="kind",
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("record_id", "agency_id", "kind", "match_id"),
    )
    op.create_index("ix_event_knowledge_agency_id", "event_knowledge", ["agency_id"])
    op.create_index("ix_event_knowledge_match_id", "event_knowledge", ["match_id"])
    op.create_index(
        "uq_event_knowledge_of_record",
        "event_knowledge",
        ["record_id", "agency_id", "kind"],
        unique=True,
        sqlite_where=sa.text("match_id IS NULL"),
        postgresql_where=sa.text("match_id IS NULL"),
    )
