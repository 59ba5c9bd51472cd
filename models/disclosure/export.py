"""The table of exports.

One supervisor asks, another approves, and the first may read the export for `EXPORT_HOURS`.
"""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from models.base import AgencyId, Code, OptionalMoment, PublicIdBase, State


class RecordExport(PublicIdBase):
    """One export of records.

    The records, the reason and the recipient are sealed. The content is generated at each read and
    never stored. `recipient_state` is the state that receives the file. `read_at` is the time of
    the first read; the responsible agencies are notified of it. `ends_at` is the end of the
    approval, None without one. Who asked and who decided is in the approval (`Approval`).
    """

    __tablename__ = "record_export"
    agency_id: Mapped[AgencyId]
    format: Mapped[Code]
    purpose: Mapped[Code]
    recipient_state: Mapped[State]
    rows: Mapped[int]
    sealed: Mapped[bytes]
    ends_at: Mapped[OptionalMoment]
    read_at: Mapped[OptionalMoment]
