"""Tables of imports: counts, files and notes about rows."""

from __future__ import annotations

from sqlalchemy import (
    LargeBinary,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    AgencyId,
    Base,
    BigId,
    Code,
    Moment,
    OptionalMoment,
    PublicIdBase,
    UserId,
    foreign_key,
)


class ImportBatch(PublicIdBase):
    """One import with its counts, for review and undo.

    `report` is the sealed report about its rows, None until the last row was processed.
    `undo_reason` is sealed, None if undo was not requested. `rows_in` plus `rows_rejected` is the
    number of source rows that were processed. `source_tag` is a hash of the source under the
    batch's data key. It identifies the source when an interrupted import continues. It is None for
    an uploaded file. `rows_total` is the number of rows of an uploaded file. It is None for a file
    that was read on the server. `ends_with_run`: the rows have no matching job of their own,
    because one run at the end of the import matches them. `rows_undone`, `matches_withdrawn` and
    `notifications_withdrawn` count what undo withdrew. These counts leave out matches and
    notifications that the agency may not know.
    """

    __tablename__ = "import_batch"

    agency_id: Mapped[AgencyId]
    user_id: Mapped[UserId]
    status: Mapped[Code]
    source_tag: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    rows_in: Mapped[int]
    rows_rejected: Mapped[int]
    rows_warned: Mapped[int]
    rows_total: Mapped[int | None]
    ends_with_run: Mapped[bool]
    rows_undone: Mapped[int] = mapped_column(server_default=text("0"))
    matches_withdrawn: Mapped[int] = mapped_column(server_default=text("0"))
    notifications_withdrawn: Mapped[int] = mapped_column(server_default=text("0"))
    undo_requested_at: Mapped[OptionalMoment]
    undone_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    undo_reason: Mapped[bytes | None] = mapped_column(LargeBinary())
    report: Mapped[bytes | None] = mapped_column(LargeBinary())
    created_at: Mapped[Moment]
    finished_at: Mapped[OptionalMoment]


class ImportFile(Base):
    """An uploaded file, sealed with the data key of its batch.

    After the import only the failed rows are kept. `plan` is the sealed choice of how to read the
    file, None until the choice is made. The row is deleted after `expires_at`.
    """

    __tablename__ = "import_file"

    batch_id: Mapped[int] = mapped_column(BigId, foreign_key("import_batch.id"), primary_key=True)
    version: Mapped[int]
    sealed: Mapped[bytes]
    plan: Mapped[bytes | None] = mapped_column(LargeBinary())
    expires_at: Mapped[Moment] = mapped_column(index=True)


class ImportNote(Base):
    """Sealed notes about the rows of one chunk.

    They are kept until the import is finished, then moved into its report.
    """

    __tablename__ = "import_note"

    batch_id: Mapped[int] = mapped_column(BigId, foreign_key("import_batch.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    sealed: Mapped[bytes]
