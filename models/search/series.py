"""Acts that a series of values is recognised in, as keyed hashes."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from core.codes.records import SeriesKind
from models.base import BigId, Code, IdBase, Moment, foreign_key, one_of


class SeriesEntry(IdBase):
    """One act of a person, or of an agency's software (`user_id` None): a search, a registration,
    an edit, a guardian.

    `hashes` starts with the version of its match key. A hash of 4 bytes for each group of facts
    follows, for one person after the other (`services.foundation.query_series`). `record_id` is the
    record of an edit or a guardian, else None. A read of a record by software has neither
    (`services.foundation.limits.read_budget`). The edits of a record and of a person are counted in
    these rows (`services.records.edit_quota`).
    """

    __tablename__ = "series_entry"
    __table_args__ = (
        one_of("kind", SeriesKind),
        Index("ix_series_entry_agency_id_user_id_at", "agency_id", "user_id", "at"),
        Index("ix_series_entry_record_id_at", "record_id", "at"),
    )

    agency_id: Mapped[int] = mapped_column(BigId, foreign_key("agency.id"))
    user_id: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    kind: Mapped[Code]
    record_id: Mapped[int | None] = mapped_column(BigId, foreign_key("record.id"))
    hashes: Mapped[bytes]
    at: Mapped[Moment] = mapped_column(index=True)
