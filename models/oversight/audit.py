"""The audit log: one row for each act that was done or refused, chained by keyed hashes.

`audit_record` lists the records that an act touched.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import FetchedValue, Index, LargeBinary, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from models.base import BigId, Code, IdBase, Moment, OptionalMoment, State


class Audit(IdBase):
    """One act. No foreign keys: the audit log outlives the rows that it names.

    `records` is a JSON list of [public id, classes shown], or [public id, classes shown, public id
    of the match] for a record that was reached through a match.

    `user_id` is None for an act of software, and for a refused sign-in. `agency_id` and
    `acting_state` are None for an actor without an agency or state, such as a command on the
    server. `purpose`, `basis` and `subject` (the object) are None for an act without one.

    `hash` is an HMAC over every other column and the hash of the row before. `key_version` is the
    version of its key (`services.foundation.audit_chain`). `server_at` is the time of the database
    server, which no database role can write; the hash does not cover it. It is None on SQLite,
    which has no server.
    """

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_agency_at", "agency_id", "at"),
        {"sqlite_autoincrement": True},
    )
    # most database roles may not read the row that they append
    __mapper_args__ = {"eager_defaults": False}  # noqa: RUF012

    at: Mapped[Moment]
    user_id: Mapped[int | None] = mapped_column(BigId)
    agency_id: Mapped[int | None] = mapped_column(BigId)
    role: Mapped[Code]
    acting_state: Mapped[State | None]
    action: Mapped[Code]
    outcome: Mapped[Code]
    purpose: Mapped[str | None] = mapped_column(String(40))
    basis: Mapped[str | None] = mapped_column(String(40))
    subject: Mapped[UUID | None] = mapped_column(Uuid())
    records: Mapped[str] = mapped_column(Text())
    key_version: Mapped[int]
    server_at: Mapped[OptionalMoment] = mapped_column(server_default=FetchedValue())
    previous: Mapped[bytes] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class AuditRecord(IdBase):
    """A record that an audited act concerned, so that "who read this record" is one indexed query.

    `match` is the public id of the match on whose page the record was read. It is None for a record
    that was read in another way, and for acts older than this column.
    """

    __tablename__ = "audit_record"

    audit_id: Mapped[int] = mapped_column(BigId, index=True)
    record: Mapped[UUID] = mapped_column(Uuid(), index=True)
    field_classes: Mapped[Code]
    match: Mapped[UUID | None] = mapped_column(Uuid())
