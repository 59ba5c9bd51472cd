"""Imports: their counts, their files and the notes on their rows."""

from __future__ import annotations

from sqlalchemy import (
    LargeBinary,
    PrimaryKeyConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    AgencyId,
    Base,
    BigId,
    Code,
    Id,
    Moment,
    OptionalMoment,
    PublicId,
    UserId,
    foreign_key,
)


class ImportBatch(Base):
    """One import: its counts, so that it can be looked at and undone. The report of rows is sealed.

    `rows_in` and `rows_rejected` together are the rows of its source that it has seen; `source_tag`
    is a hash of the source under the batch's own key, by which an import that was killed is taken
    up. `rows_total` is known of a file that was sent whole.
    """

    __tablename__ = "import_batch"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    agency_id: Mapped[AgencyId]
    user_id: Mapped[UserId]
    status: Mapped[Code]
    source_tag: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    rows_in: Mapped[int]
    rows_rejected: Mapped[int]
    rows_warned: Mapped[int]
    rows_total: Mapped[int | None]
    rows_undone: Mapped[int] = mapped_column(server_default=text("0"))
    undone_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    undo_reason: Mapped[bytes | None] = mapped_column(LargeBinary())
    report: Mapped[bytes | None] = mapped_column(LargeBinary())
    created_at: Mapped[Moment]
    finished_at: Mapped[OptionalMoment]


class ImportFile(Base):
    """A file that was sent, sealed with its batch until it is imported; then of it the rows that
    failed.

    `plan`: how it is to be read, sealed, once that was said. Taken away at `expires_at`.
    """

    __tablename__ = "import_file"
    __table_args__ = (PrimaryKeyConstraint("batch_id"),)

    batch_id: Mapped[int] = mapped_column(BigId, foreign_key("import_batch.id"))
    version: Mapped[int]
    sealed: Mapped[bytes]
    plan: Mapped[bytes | None] = mapped_column(LargeBinary())
    expires_at: Mapped[Moment] = mapped_column(index=True)


class ImportNote(Base):
    """What is to be said of the rows of a chunk, sealed, until the import is finished and it stands
    in the report.
    """

    __tablename__ = "import_note"
    __table_args__ = (PrimaryKeyConstraint("batch_id", "number"),)

    batch_id: Mapped[int] = mapped_column(BigId, foreign_key("import_batch.id"))
    number: Mapped[int]
    sealed: Mapped[bytes]
